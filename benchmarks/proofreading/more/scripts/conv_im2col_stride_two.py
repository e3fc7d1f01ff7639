import numpy as np


def im2col(x, k, stride):
    n, c, h, w = x.shape
    oh, ow = (h - k) // stride + 1, (w - k) // stride + 1
    cols = np.empty((n, oh, ow, c, k, k))
    for i in range(oh):
        for j in range(ow):
            cols[:, i, j] = x[:, :, i * stride:i * stride + k, j * stride:j * stride + k]
    return cols.reshape(n * oh * ow, c * k * k), oh, ow


def col2im(cols, shape, k, stride):
    n, c, h, w = shape
    oh, ow = (h - k) // stride + 1, (w - k) // stride + 1
    # backward
    cols = cols.reshape(n, oh, ow, c, k, k)
    x = np.zeros(shape)
    for i in range(oh):
        for j in range(ow):
            x[:, :, i * stride:i * stride + k, j * stride:j * stride + k] += cols[:, i, j]  #! x[:, :, i * stride:i * stride + k, j * stride:j * stride + k] = cols[:, i, j] #! x[:, :, i:i + k, j:j + k] += cols[:, i, j]
    # end
    return x


class Conv:
    def __init__(self, c_in, c_out, k, stride, rng):
        self.K = rng.standard_normal((c_out, c_in, k, k)) * np.sqrt(2 / (c_in * k * k))
        self.bias = np.full(c_out, 0.05)
        self.k, self.stride = k, stride

    def __call__(self, x):
        self.shape = x.shape
        self.cols, oh, ow = im2col(x, self.k, self.stride)
        out = self.cols @ self.K.reshape(len(self.K), -1).T + self.bias
        return out.reshape(len(x), oh, ow, -1).transpose(0, 3, 1, 2)

    def back(self, d_out):
        # backward
        d = d_out.transpose(0, 2, 3, 1).reshape(-1, len(self.K))  #! d = d_out.reshape(-1, len(self.K)) #! d = d_out.transpose(0, 3, 2, 1).reshape(-1, len(self.K))
        self.dK = (d.T @ self.cols).reshape(self.K.shape)  #! self.dK = (self.cols.T @ d).reshape(self.K.shape)
        self.dbias = d.sum(axis=0)
        d_cols = d @ self.K.reshape(len(self.K), -1)
        return col2im(d_cols, self.shape, self.k, self.stride)


rng = np.random.default_rng(77)
images = rng.standard_normal((3, 2, 7, 6))
wanted = rng.standard_normal((3, 2))
conv1, conv2 = Conv(2, 4, 3, 1, rng), Conv(4, 2, 3, 2, rng)

for _ in range(2):
    z1 = conv1(images)
    r1 = np.where(z1 > 0, z1, np.exp(np.minimum(z1, 0)) - 1)   # ELU
    z2 = conv2(r1)
    score = z2.sum(axis=(2, 3))                # global sum pooling
    loss = 0.5 * ((score - wanted) ** 2).mean()
    # backward
    d_score = (score - wanted) / score.size  #! d_score = (score - wanted) / len(score)
    d_z2 = np.broadcast_to(d_score[:, :, None, None], z2.shape)
    d_r1 = conv2.back(d_z2)
    d_z1 = d_r1 * np.where(z1 > 0, 1, r1 + 1)  #! d_z1 = d_r1 * np.where(z1 > 0, 1, r1) #! d_z1 = d_r1 * (z1 > 0) #! d_z1 = d_r1 * np.where(d_r1 > 0, 1, r1 + 1)
    conv1.back(d_z1)  #! conv1.back(d_r1)
    # update
    for conv in (conv1, conv2):
        conv.K -= 0.02 * conv.dK
        conv.bias -= 0.02 * conv.dbias
    print(loss)
