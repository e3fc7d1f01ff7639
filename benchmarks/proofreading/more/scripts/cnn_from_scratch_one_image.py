import numpy as np
np.random.seed(0)

class Conv:
  # A convolution layer with square filters, valid padding, then relu.
  def __init__(self, num_filters, size):
    self.num_filters = num_filters
    self.size = size
    self.filters = np.random.randn(num_filters, size, size) / size
    self.bias = np.zeros(num_filters) - 0.4

  def patches(self, image):
    h, w = image.shape
    for i in range(h - self.size + 1):
      for j in range(w - self.size + 1):
        yield image[i:i+self.size, j:j+self.size], i, j

  def forward(self, image):
    self.last_input = image
    h, w = image.shape
    out = np.zeros((h - self.size + 1, w - self.size + 1, self.num_filters))
    for patch, i, j in self.patches(image):
      out[i, j] = np.sum(patch * self.filters, axis=(1, 2)) + self.bias
    self.last_totals = out
    return np.maximum(out, 0)

  def backprop(self, d_out, lr):
    # backward
    d_filters = np.zeros(self.filters.shape)
    d_totals = d_out * (self.last_totals > 0)  #! d_totals = d_out  #! d_totals = d_out * (d_out > 0)
    for patch, i, j in self.patches(self.last_input):
      for f in range(self.num_filters):
        d_filters[f] += d_totals[i, j, f] * patch  #! d_filters[f] = d_totals[i, j, f] * patch  #! d_filters[f] += d_totals[j, i, f] * patch  #! d_filters[f] += d_out[i, j, f] * patch
    self.bias -= lr * d_totals.sum(axis=(0, 1))  #! self.bias -= lr * d_totals.mean(axis=(0, 1))
    self.filters -= lr * d_filters  #! self.filters -= d_filters
    # end

class MaxPool2:
  def forward(self, x):
    self.last_input = x
    h, w, nf = x.shape
    out = np.zeros((h // 2, w // 2, nf))
    for i in range(h // 2):
      for j in range(w // 2):
        out[i, j] = np.amax(x[i*2:i*2+2, j*2:j*2+2], axis=(0, 1))
    return out

  def backprop(self, d_out):
    # backward
    d_input = np.zeros(self.last_input.shape)
    for i in range(d_out.shape[0]):
      for j in range(d_out.shape[1]):
        block = self.last_input[i*2:i*2+2, j*2:j*2+2]  #! block = self.last_input[i:i+2, j:j+2]
        biggest = np.amax(block, axis=(0, 1))
        d_input[i*2:i*2+2, j*2:j*2+2] = (block == biggest) * d_out[i, j]  #! d_input[i*2:i*2+2, j*2:j*2+2] = d_out[i, j]  #! d_input[i*2:i*2+2, j*2:j*2+2] = (block != biggest) * d_out[i, j]
    return d_input
    # end

class Softmax:
  def __init__(self, n_in, nodes):
    self.weights = np.random.randn(n_in, nodes) / n_in
    self.biases = np.zeros(nodes)

  def forward(self, x):
    self.shape, self.flat = x.shape, x.flatten()
    t = np.exp(np.dot(self.flat, self.weights) + self.biases)
    self.probs = t / np.sum(t)
    return self.probs

  def backprop(self, label, lr):
    # backward
    d_t = self.probs.copy()
    d_t[label] -= 1  #! d_t[label] = -1
    d_w = self.flat[np.newaxis].T @ d_t[np.newaxis]  #! d_w = self.flat[np.newaxis].T @ self.probs[np.newaxis]
    d_inputs = self.weights @ d_t
    self.weights -= lr * d_w  #! self.weights += lr * d_w
    self.biases -= lr * d_t  #! self.biases -= lr * d_t.sum()
    return d_inputs.reshape(self.shape)
    # end

images = np.random.randn(4, 8, 8)
labels = [0, 2, 1, 2]
conv, pool, softmax = Conv(2, 3), MaxPool2(), Softmax(3 * 3 * 2, 3)

for epoch in range(2):
  for im, label in zip(images, labels):
    out = softmax.forward(pool.forward(conv.forward(im)))
    loss = -np.log(out[label])
    gradient = softmax.backprop(label, .05)
    gradient = pool.backprop(gradient)
    conv.backprop(gradient, .05)
    print('loss %.3f' % loss)
