"""CNN from scratch: conv 3x3 -> maxpool 2 -> softmax, one 6x6 image at a time."""
import numpy as np

np.random.seed(21)


class Conv3x3:
    def __init__(self, num_filters):
        self.num_filters = num_filters
        self.filters = np.random.randn(num_filters, 3, 3) / 3

    def iterate_regions(self, image):
        h, w = image.shape
        for i in range(h - 2):
            for j in range(w - 2):
                yield image[i:i + 3, j:j + 3], i, j

    def forward(self, image):
        self.last_input = image
        output = np.zeros((image.shape[0] - 2, image.shape[1] - 2, self.num_filters))
        for region, i, j in self.iterate_regions(image):
            output[i, j] = np.sum(region * self.filters, axis=(1, 2))
        return output

    def backprop(self, d_L_d_out, learn_rate):
        # backward
        d_L_d_filters = np.zeros(self.filters.shape)
        for region, i, j in self.iterate_regions(self.last_input):
            for f in range(self.num_filters):
                d_L_d_filters[f] += d_L_d_out[i, j, f] * region  #! d_L_d_filters[f] = d_L_d_out[i, j, f] * region  #! d_L_d_filters[f] += d_L_d_out[j, i, f] * region  #! d_L_d_filters[f] += d_L_d_out[i, j, f] * region.T
        self.filters -= learn_rate * d_L_d_filters  #! self.filters -= learn_rate * d_L_d_filters[::-1]
        # end


class MaxPool2:
    def iterate_regions(self, image):
        for i in range(image.shape[0] // 2):
            for j in range(image.shape[1] // 2):
                yield image[2 * i:2 * i + 2, 2 * j:2 * j + 2], i, j

    def forward(self, x):
        self.last_input = x
        output = np.zeros((x.shape[0] // 2, x.shape[1] // 2, x.shape[2]))
        for region, i, j in self.iterate_regions(x):
            output[i, j] = np.amax(region, axis=(0, 1))
        return output

    def backprop(self, d_L_d_out):
        # backward
        d_L_d_input = np.zeros(self.last_input.shape)
        for region, i, j in self.iterate_regions(self.last_input):
            h, w, f = region.shape
            amax = np.amax(region, axis=(0, 1))  #! amax = np.amin(region, axis=(0, 1))
            for i2 in range(h):
                for j2 in range(w):
                    for f2 in range(f):
                        if region[i2, j2, f2] == amax[f2]:
                            d_L_d_input[i * 2 + i2, j * 2 + j2, f2] = d_L_d_out[i, j, f2]  #! d_L_d_input[i + i2, j + j2, f2] = d_L_d_out[i, j, f2]  #! d_L_d_input[i * 2 + i2, j * 2 + j2, f2] = amax[f2]
        return d_L_d_input
        # end


class Softmax:
    def __init__(self, input_len, nodes):
        self.weights = np.random.randn(input_len, nodes) / input_len
        self.biases = np.zeros(nodes)

    def forward(self, x):
        self.last_input_shape = x.shape
        self.last_input = x.flatten()
        self.exp = np.exp(self.last_input @ self.weights + self.biases)
        return self.exp / np.sum(self.exp)

    def backprop(self, d_L_d_out, learn_rate):
        # backward
        for i, gradient in enumerate(d_L_d_out):
            if gradient == 0:       # only the correct class
                continue
            S = np.sum(self.exp)
            d_out_d_t = -self.exp[i] * self.exp / (S ** 2)  #! d_out_d_t = -self.exp / (S ** 2)  #! d_out_d_t = self.exp[i] * self.exp / (S ** 2)
            d_out_d_t[i] = self.exp[i] * (S - self.exp[i]) / (S ** 2)  #! d_out_d_t[i] = self.exp[i] * (S - self.exp[i]) / S
            d_L_d_t = gradient * d_out_d_t  #! d_L_d_t = d_out_d_t
            d_L_d_inputs = self.weights @ d_L_d_t
            self.weights -= learn_rate * np.outer(self.last_input, d_L_d_t)  #! self.weights += learn_rate * np.outer(self.last_input, d_L_d_t)
            self.biases -= learn_rate * d_L_d_t  #! self.biases -= learn_rate * d_out_d_t
            return d_L_d_inputs.reshape(self.last_input_shape)
        # end


conv, pool, softmax = Conv3x3(2), MaxPool2(), Softmax(2 * 2 * 2, 3)
images = np.random.rand(4, 6, 6) - 0.5
labels = [0, 2, 1, 2]

for epoch in range(5):
    total = 0
    for im, label in zip(images, labels):
        out = softmax.forward(pool.forward(conv.forward(im)))
        loss = -np.log(out[label])
        total += loss
        # backward
        gradient = np.zeros(3)
        gradient[label] = -1 / out[label]  #! gradient[label] = 1 / out[label]
        gradient = softmax.backprop(gradient, 0.1)
        gradient = pool.backprop(gradient)
        conv.backprop(gradient, 0.1)
        # end
    print('[Epoch %d] average loss %.4f' % (epoch + 1, total / 4))
