# CNNs from scratch, part 2: training a tiny convnet (conv 3x3, maxpool 2, softmax); stripes instead of MNIST
import numpy as np


class Conv3x3:
    # 3x3 filters, no padding, one input channel

    def __init__(self, num_filters):
        self.num_filters = num_filters
        self.filters = np.random.randn(num_filters, 3, 3) / 3

    def iterate_regions(self, image):
        '''every 3x3 window, with the place of its corner'''
        h, w = image.shape
        for i in range(h - 2):
            for j in range(w - 2):
                im_region = image[i:(i + 3), j:(j + 3)]
                yield im_region, i, j

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
                d_L_d_filters[f] += d_L_d_out[i, j, f] * im_region  #! d_L_d_filters[f] = d_L_d_out[i, j, f] * im_region  #! d_L_d_filters[f] += d_L_d_out[i, j, f] * self.filters[f]
        # update
        self.filters -= learn_rate * d_L_d_filters
        # end
        # the first layer: its input needs no gradient
        return None


class MaxPool2:
    # halves height and width

    def iterate_regions(self, image):
        h, w, _ = image.shape
        for i in range(h // 2):
            for j in range(w // 2):
                im_region = image[(i * 2):(i * 2 + 2), (j * 2):(j * 2 + 2)]
                yield im_region, i, j

    def forward(self, input):
        self.last_input = input
        h, w, num_filters = input.shape
        output = np.zeros((h // 2, w // 2, num_filters))
        for im_region, i, j in self.iterate_regions(input):
            output[i, j] = np.amax(im_region, axis=(0, 1))
        return output

    def backprop(self, d_L_d_out):
        # backward
        d_L_d_input = np.zeros(self.last_input.shape)
        for im_region, i, j in self.iterate_regions(self.last_input):
            h, w, f = im_region.shape
            amax = np.amax(im_region, axis=(0, 1))  #! amax = np.amin(im_region, axis=(0, 1))
            for i2 in range(h):
                for j2 in range(w):
                    for f2 in range(f):
                        # only the winner gets the gradient
                        if im_region[i2, j2, f2] == amax[f2]:
                            d_L_d_input[i * 2 + i2, j * 2 + j2, f2] = d_L_d_out[i, j, f2]  #! d_L_d_input[i + i2, j + j2, f2] = d_L_d_out[i, j, f2]
        return d_L_d_input


class Softmax:
    # dense layer, then softmax

    def __init__(self, input_len, nodes):
        self.weights = np.random.randn(input_len, nodes) / input_len
        self.biases = np.zeros(nodes)

    def forward(self, input):
        self.last_input_shape = input.shape
        input = input.flatten()
        self.last_input = input
        totals = np.dot(input, self.weights) + self.biases
        self.last_totals = totals
        exp = np.exp(totals)
        return exp / np.sum(exp, axis=0)

    def backprop(self, d_L_d_out, learn_rate):
        # all zeros but one, at the label
        for i, gradient in enumerate(d_L_d_out):
            if gradient == 0:
                continue
            # backward
            t_exp = np.exp(self.last_totals)
            S = np.sum(t_exp)

            # out[i] by each total
            d_out_d_t = -t_exp[i] * t_exp / (S ** 2)
            d_out_d_t[i] = t_exp[i] * (S - t_exp[i]) / (S ** 2)  #! d_out_d_t[i] = t_exp[i] * (1 - t_exp[i]) / (S ** 2)

            # totals by weights, biases, input
            d_t_d_w = self.last_input
            d_t_d_b = 1
            d_t_d_inputs = self.weights

            # loss by totals
            d_L_d_t = gradient * d_out_d_t

            # loss by weights, biases, input
            d_L_d_w = d_t_d_w[np.newaxis].T @ d_L_d_t[np.newaxis]
            d_L_d_b = d_L_d_t * d_t_d_b
            d_L_d_inputs = d_t_d_inputs @ d_L_d_t  #! d_L_d_inputs = d_t_d_inputs @ d_out_d_t

            # update
            self.weights -= learn_rate * d_L_d_w
            self.biases -= learn_rate * d_L_d_b
            # end
            return d_L_d_inputs.reshape(self.last_input_shape)


np.random.seed(5)
train_images = np.random.rand(3, 6, 8)
train_images[0, 2:4] += 1.0     # horizontal bar
train_images[1, :, 3:5] += 1.0  # vertical bar
train_labels = [0, 1, 2]

conv = Conv3x3(2)                # 6x8x1 -> 4x6x2
pool = MaxPool2()                # 4x6x2 -> 2x3x2
softmax = Softmax(2 * 3 * 2, 3)  # 2x3x2 -> 3
lr = 0.05

total = 0
for im, label in zip(train_images, train_labels):
    # Forward
    out = conv.forward(im - 0.5)
    out = pool.forward(out)
    out = softmax.forward(out)
    loss = -np.log(out[label])
    total += loss

    # gradient of the loss to start with
    # backward
    gradient = np.zeros(3)
    gradient[label] = -1 / out[label]

    # Backprop
    gradient = softmax.backprop(gradient, lr)
    gradient = pool.backprop(gradient)
    gradient = conv.backprop(gradient, lr)
    # end

print('Average Loss %.3f' % (total / 3))
