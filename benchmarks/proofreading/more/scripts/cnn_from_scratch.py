import numpy as np

np.random.seed(0)

class Conv3x3:
  # A Convolution layer using 3x3 filters.
  def __init__(self, num_filters):
    self.num_filters = num_filters
    self.filters = np.random.randn(num_filters, 3, 3) / 3

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
      output[i, j] = np.sum(im_region * self.filters, axis=(1, 2))
    return output

  def backprop(self, d_L_d_out, learn_rate):
    # backward
    d_L_d_filters = np.zeros(self.filters.shape)
    for im_region, i, j in self.iterate_regions(self.last_input):
      for f in range(self.num_filters):
        d_L_d_filters[f] += d_L_d_out[i, j, f] * im_region  #! d_L_d_filters[f] = d_L_d_out[i, j, f] * im_region  #! d_L_d_filters[f] += d_L_d_out[j, i, f] * im_region  #! d_L_d_filters[f] += d_L_d_out[i, j, f] * self.filters[f]
    self.filters -= learn_rate * d_L_d_filters  #! self.filters += learn_rate * d_L_d_filters
    # end
    return None

class MaxPool2:
  def iterate_regions(self, image):
    h, w, _ = image.shape
    for i in range(h // 2):
      for j in range(w // 2):
        yield image[(i * 2):(i * 2 + 2), (j * 2):(j * 2 + 2)], i, j

  def forward(self, input):
    self.last_input = input
    output = np.zeros((input.shape[0] // 2, input.shape[1] // 2, input.shape[2]))
    for im_region, i, j in self.iterate_regions(input):
      output[i, j] = np.amax(im_region, axis=(0, 1))
    return output

  def backprop(self, d_L_d_out):
    # backward
    d_L_d_input = np.zeros(self.last_input.shape)
    for im_region, i, j in self.iterate_regions(self.last_input):
      amax = np.amax(im_region, axis=(0, 1))
      for i2 in range(2):
        for j2 in range(2):
          for f2 in range(im_region.shape[2]):
            # If this pixel was the max value, copy the gradient to it.
            if im_region[i2, j2, f2] == amax[f2]:
              d_L_d_input[i * 2 + i2, j * 2 + j2, f2] = d_L_d_out[i, j, f2]  #! d_L_d_input[i + i2, j + j2, f2] = d_L_d_out[i, j, f2]  #! d_L_d_input[i * 2 + j2, j * 2 + i2, f2] = d_L_d_out[i, j, f2]
    return d_L_d_input
    # end

class Softmax:
  def __init__(self, input_len, nodes):
    self.weights = np.random.randn(input_len, nodes) / input_len
    self.biases = np.zeros(nodes)

  def forward(self, input):
    self.last_input_shape = input.shape
    self.last_input = input.flatten()
    self.last_totals = np.dot(self.last_input, self.weights) + self.biases
    exp = np.exp(self.last_totals)
    return exp / np.sum(exp, axis=0)

  def backprop(self, d_L_d_out, learn_rate):
    # backward
    for i, gradient in enumerate(d_L_d_out):
      if gradient == 0:
        continue
      t_exp = np.exp(self.last_totals)
      S = np.sum(t_exp)
      d_out_d_t = -t_exp[i] * t_exp / (S ** 2)  #! d_out_d_t = t_exp[i] * t_exp / (S ** 2)  #! d_out_d_t = -t_exp[i] * t_exp / S
      d_out_d_t[i] = t_exp[i] * (S - t_exp[i]) / (S ** 2)  #! d_out_d_t[i] = t_exp[i] * (1 - t_exp[i]) / (S ** 2)
      d_L_d_t = gradient * d_out_d_t
      d_L_d_w = self.last_input[np.newaxis].T @ d_L_d_t[np.newaxis]
      d_L_d_inputs = self.weights @ d_L_d_t
      self.weights -= learn_rate * d_L_d_w
      self.biases -= learn_rate * d_L_d_t  #! self.biases -= learn_rate * gradient
      return d_L_d_inputs.reshape(self.last_input_shape)
    # end

conv, pool, softmax = Conv3x3(2), MaxPool2(), Softmax(2 * 2 * 2, 3)

def train(im, label, lr=.05):
  out = softmax.forward(pool.forward(conv.forward(im - 0.5)))
  loss = -np.log(out[label])
  # backward
  gradient = np.zeros(3)
  gradient[label] = -1 / out[label]  #! gradient[label] = 1 / out[label]  #! gradient[label] = -np.log(out[label])
  conv.backprop(pool.backprop(softmax.backprop(gradient, lr)), lr)
  # end
  return loss

images, labels = np.random.rand(3, 6, 6), [2, 0, 1]
for epoch in range(3):
  l = 0
  for im, label in zip(images, labels):
    loss = train(im, label)
    l += loss
  print('Epoch %d | Average Loss %.3f' % (epoch + 1, l / 3))
