import numpy as np
np.random.seed(14)
image = np.random.randn(6, 6)
kernel = np.random.randn(3, 3) * 0.5
bias = np.zeros(1)
w = np.random.randn(16)
y = 0.7
for it in range(2):
    conv = np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            conv[i, j] = np.sum(image[i:i+3, j:j+3] * kernel) + bias[0]
    act = np.maximum(conv, 0)
    flat = act.reshape(-1)
    out = flat @ w
    loss = 0.5 * (out - y) ** 2
    # backward
    dout = out - y
    dw = dout * flat
    dflat = dout * w
    dact = dflat.reshape(4, 4)
    dconv = dact * (conv > 0)
    dkernel = np.zeros_like(kernel)
    for i in range(4):
        for j in range(4):
            dkernel += dconv[i, j] * image[i:i+3, j:j+3]
    dbias = np.array([dconv.sum()])
    # update
    kernel -= 0.01 * dkernel
    bias -= 0.01 * dbias
    w -= 0.01 * dw
