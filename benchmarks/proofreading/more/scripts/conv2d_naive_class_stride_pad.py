# Conv2D layer from scratch, naive loops, to understand what the framework does.
import numpy as np

np.random.seed(42)


class Conv2D:
    def __init__(self, in_ch, out_ch, k, stride=1, pad=0):
        self.k, self.stride, self.pad = k, stride, pad
        self.weights = np.random.randn(out_ch, in_ch, k, k) * 0.3
        self.bias = np.random.randn(out_ch) * 0.1

    def step(self, lr):
        # update
        self.weights -= lr * self.d_weights
        self.bias -= lr * self.d_bias

    def forward(self, x):
        N, C, H, W = x.shape
        p, s, k = self.pad, self.stride, self.k
        self.x_pad = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        self.x_shape = x.shape
        Ho = (H + 2 * p - k) // s + 1
        Wo = (W + 2 * p - k) // s + 1
        out = np.zeros((N, self.weights.shape[0], Ho, Wo))
        for n in range(N):
            for f in range(out.shape[1]):
                for i in range(Ho):
                    for j in range(Wo):
                        patch = self.x_pad[n, :, i * s:i * s + k, j * s:j * s + k]
                        out[n, f, i, j] = np.sum(patch * self.weights[f]) + self.bias[f]
        return out

    def backward(self, d_out):
        s, k, p = self.stride, self.k, self.pad
        # backward
        self.d_weights = np.zeros_like(self.weights)
        self.d_bias = np.zeros_like(self.bias)
        d_x_pad = np.zeros_like(self.x_pad)
        for n in range(d_out.shape[0]):
            for f in range(d_out.shape[1]):
                for i in range(d_out.shape[2]):
                    for j in range(d_out.shape[3]):
                        patch = self.x_pad[n, :, i * s:i * s + k, j * s:j * s + k]  #! patch = self.x_pad[n, :, i:i + k, j:j + k]
                        self.d_weights[f] += patch * d_out[n, f, i, j]  #! self.d_weights[f] = patch * d_out[n, f, i, j]
                        self.d_bias[f] += d_out[n, f, i, j]
                        d_x_pad[n, :, i * s:i * s + k, j * s:j * s + k] += self.weights[f] * d_out[n, f, i, j]  #! d_x_pad[n, :, i * s:i * s + k, j * s:j * s + k] += self.weights[f, :, ::-1, ::-1] * d_out[n, f, i, j]  #! d_x_pad[n, :, i * s:i * s + k, j * s:j * s + k] = self.weights[f] * d_out[n, f, i, j]
        H, W = self.x_shape[2:]
        return d_x_pad[:, :, p:p + H, p:p + W]  #! return d_x_pad[:, :, :H, :W]


images = np.random.rand(3, 2, 5, 5)
target = np.random.randn(3, 2, 2, 2)

c1 = Conv2D(2, 3, 2)
c2 = Conv2D(3, 2, 3, stride=2, pad=1)

for epoch in range(2):
    h = c1.forward(images)
    a = np.maximum(h, 0)
    pred = c2.forward(a)
    loss = np.mean((pred - target) ** 2)
    print("epoch", epoch, "loss", loss)

    # backward
    d_pred = 2 * (pred - target) / pred.size
    d_a = c2.backward(d_pred)
    d_h = d_a * (h > 0)  #! d_h = d_a  #! d_h = d_a * (d_a > 0)
    c1.backward(d_h)
    # end
    c1.step(0.1)
    c2.step(0.1)
