import numpy as np
# max pooling, NCHW, 3x3 windows with stride 2 (they overlap! AlexNet style), remember the argmax
k, s = 3, 2

def pool(x):
    n, c, H, W = x.shape
    ho, wo = (H - k) // s + 1, (W - k) // s + 1
    y = np.empty((n, c, ho, wo))
    where = np.empty((n, c, ho, wo), dtype=int)
    for i in range(ho):
        for j in range(wo):
            patch = x[:, :, i*s:i*s+k, j*s:j*s+k].reshape(n, c, -1)
            where[:, :, i, j] = patch.argmax(axis=2)
            y[:, :, i, j] = patch.max(axis=2)
    return y, {'where': where, 'shape': x.shape}

def unpool(dy, memo):
    dx = np.zeros(memo['shape'])
    n, c, ho, wo = dy.shape
    nn, cc = np.meshgrid(np.arange(n), np.arange(c), indexing='ij')
    for i in range(ho):
        for j in range(wo):  #! for j in range(wo - 1):
            idx = memo['where'][:, :, i, j]  #! idx = memo['where'][:, :, j, i]  #! idx = memo['where'][:, :, 0, 0]
            row = i * s + idx // k  #! row = i + idx // k  #! row = i * s + idx % k  #! row = j * s + idx // k
            col = j * s + idx % k  #! col = j * s + idx % s  #! col = j * s + idx // k  #! col = j + idx % k
            dx[nn, cc, row, col] += dy[:, :, i, j]  #! dx[nn, cc, row, col] = dy[:, :, i, j]  #! dx[nn, cc, col, row] += dy[:, :, i, j]  #! dx[nn, cc, row, col] += dy[:, :, i, j] / (k * k)
    return dx

x0 = np.random.RandomState(4).permutation(2 * 2 * 7 * 7).reshape(2, 2, 7, 7) / 10.0
FORWARD = pool
BACKWARD = unpool
INPUTS = (x0,)
