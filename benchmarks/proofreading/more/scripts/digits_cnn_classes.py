import numpy as np


class Conv:
    """num_filters filters of size 3x3, applied to a 2d image"""

    def __init__(self, num_filters):
        self.num_filters = num_filters
        self.filters = np.random.randn(num_filters, 3, 3) / 9

    def regions(self, image):
        h, w = image.shape
        for i in range(h - 2):
            for j in range(w - 2):
                yield image[i:i + 3, j:j + 3], i, j

    def forward(self, image):
        self.last_input = image
        h, w = image.shape
        out = np.zeros((h - 2, w - 2, self.num_filters))
        for region, i, j in self.regions(image):
            out[i, j] = np.sum(region * self.filters, axis=(1, 2))
        return out

    def backprop(self, d_out, learn_rate):
        d_filters = np.zeros(self.filters.shape)
        # backward
        for region, i, j in self.regions(self.last_input):
            for f in range(self.num_filters):
                d_filters[f] += d_out[i, j, f] * region  #! d_filters[f] = d_out[i, j, f] * region  #! d_filters[f] += d_out[i, j, f] * self.filters[f]
        # update
        self.filters -= learn_rate * d_filters
        return None


class MaxPool:
    def forward(self, x):
        self.last_input = x
        h, w, f = x.shape
        out = np.zeros((h // 2, w // 2, f))
        for i in range(h // 2):
            for j in range(w // 2):
                out[i, j] = np.amax(x[2 * i:2 * i + 2, 2 * j:2 * j + 2], axis=(0, 1))
        return out

    def backprop(self, d_out):
        d_in = np.zeros(self.last_input.shape)
        h, w, f = d_out.shape
        # backward
        for i in range(h):
            for j in range(w):
                block = self.last_input[2 * i:2 * i + 2, 2 * j:2 * j + 2]
                biggest = block == np.amax(block, axis=(0, 1))  #! biggest = block == np.amin(block, axis=(0, 1))  #! biggest = block == np.amax(block)
                d_in[2 * i:2 * i + 2, 2 * j:2 * j + 2] = biggest * d_out[i, j]  #! d_in[2 * i:2 * i + 2, 2 * j:2 * j + 2] = d_out[i, j]
        return d_in


class Softmax:
    def __init__(self, input_len, nodes):
        self.weights = np.random.randn(input_len, nodes) / np.sqrt(input_len)
        self.biases = np.zeros(nodes)

    def forward(self, x):
        self.shape_before = x.shape
        self.flat = x.flatten()
        e = np.exp(self.flat @ self.weights + self.biases)
        self.probs = e / e.sum()
        return self.probs

    def backprop(self, label, learn_rate):
        # backward
        d_totals = self.probs.copy()
        d_totals[label] -= 1
        d_w = np.outer(self.flat, d_totals)
        d_inputs = self.weights @ d_totals  #! d_inputs = self.weights @ self.probs
        # update
        self.weights -= learn_rate * d_w
        self.biases -= learn_rate * d_totals  #! self.biases += learn_rate * d_totals
        return d_inputs.reshape(self.shape_before)


np.random.seed(12)
images = np.random.rand(3, 8, 6) - 0.5
labels = [2, 0, 3]
conv, pool, softmax = Conv(5), MaxPool(), Softmax(3 * 2 * 5, 4)

for image, label in zip(images, labels):
    out = softmax.forward(pool.forward(conv.forward(image)))
    loss = -np.log(out[label])
    print("loss", loss, "right" if np.argmax(out) == label else "wrong")
    grad = softmax.backprop(label, 0.05)
    grad = pool.backprop(grad)
    conv.backprop(grad, 0.05)
