import numpy as np
np.random.seed(0)

class Conv3x3:
  def __init__(self, num_filters):
    self.num_filters = num_filters
    self.filters = np.random.randn(num_filters, 3, 3) / 3
    self.bias = np.zeros(num_filters)

  def iterate_regions(self, image):
    h, w = image.shape
    for i in range(h - 2):
      for j in range(w - 2):
        yield image[i:(i + 3), j:(j + 3)], i, j

  def forward(self, input):
    self.last_input = input
    h, w = input.shape
    output = np.zeros((h - 2, w - 2, self.num_filters))
    for im_region, i, j in self.iterate_regions(input):
      output[i, j] = np.sum(im_region * self.filters, axis=(1, 2)) + self.bias
    return output

  def backprop(self, d_L_d_out, learn_rate):
    # backward
    self.d_filters = np.zeros(self.filters.shape)
    for im_region, i, j in self.iterate_regions(self.last_input):
      for f in range(self.num_filters):
        self.d_filters[f] += d_L_d_out[i, j, f] * im_region  #! self.d_filters[f] = d_L_d_out[i, j, f] * im_region  #! self.d_filters[f] += d_L_d_out[j, i, f] * im_region  #! self.d_filters[f] += d_L_d_out[i, j, f] * im_region[::-1, ::-1]  #! self.d_filters[f] += d_L_d_out[i, j, 0] * im_region
    self.d_bias = d_L_d_out.sum(axis=(0, 1))  #! self.d_bias = d_L_d_out.sum()  #! self.d_bias = d_L_d_out.mean(axis=(0, 1))
    # update
    self.filters -= learn_rate * self.d_filters
    self.bias -= learn_rate * self.d_bias
    # end

class MaxPool2:
  def forward(self, input):
    self.last_input = input
    h, w, f = input.shape
    return np.array([[np.amax(input[2*i:2*i+2, 2*j:2*j+2], axis=(0, 1)) for j in range(w // 2)] for i in range(h // 2)])

  def backprop(self, d_L_d_out):
    # backward
    d_L_d_input = np.zeros(self.last_input.shape)
    for i in range(d_L_d_out.shape[0]):
      for j in range(d_L_d_out.shape[1]):
        region = self.last_input[2*i:2*i+2, 2*j:2*j+2]
        is_max = region == np.amax(region, axis=(0, 1))  #! is_max = region == np.amax(region)  #! is_max = region != np.amax(region, axis=(0, 1))
        d_L_d_input[2*i:2*i+2, 2*j:2*j+2] = is_max * d_L_d_out[i, j]  #! d_L_d_input[2*i:2*i+2, 2*j:2*j+2] = d_L_d_out[i, j]  #! d_L_d_input[2*i:2*i+2, 2*j:2*j+2] = d_L_d_out[i, j] / 4
    # end
    return d_L_d_input

class Softmax:
  def __init__(self, input_len, nodes):
    self.weights = np.random.randn(input_len, nodes) / input_len
    self.biases = np.zeros(nodes)

  def forward(self, input):
    self.last_input_shape = input.shape
    self.last_input = input.flatten()
    exp = np.exp(self.last_input @ self.weights + self.biases)
    self.out = exp / np.sum(exp)
    return self.out

  def backprop(self, label, learn_rate):
    # backward
    d_L_d_t = self.out.copy()
    d_L_d_t[label] -= 1  #! d_L_d_t[label] = -1
    self.d_w = self.last_input[np.newaxis].T @ d_L_d_t[np.newaxis]
    d_L_d_inputs = self.weights @ d_L_d_t  #! d_L_d_inputs = self.weights @ self.out
    # update
    self.weights -= learn_rate * self.d_w
    self.biases -= learn_rate * d_L_d_t  #! self.biases += learn_rate * d_L_d_t
    # end
    return d_L_d_inputs.reshape(self.last_input_shape)

images = np.random.rand(4, 6, 6) - 0.5
images[0, :, 2] += 1; images[1, 3, :] += 1; images[2] += np.eye(6); images[3, :, 4] += 1
labels = [0, 1, 2, 0]
conv, pool, softmax = Conv3x3(2), MaxPool2(), Softmax(2 * 2 * 2, 3)
for epoch in range(3):
  loss_sum = 0
  for im, label in zip(images, labels):
    out = softmax.forward(pool.forward(conv.forward(im)))
    loss = -np.log(out[label])
    loss_sum += loss
    conv.backprop(pool.backprop(softmax.backprop(label, .2)), .2)
  print('epoch %d | avg loss %.4f' % (epoch + 1, loss_sum / len(labels)))
