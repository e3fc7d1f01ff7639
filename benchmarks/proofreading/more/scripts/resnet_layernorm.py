import numpy as np

# two residual blocks x = x + W2 gelu(W1 LN(x)), then a mean square error
np.random.seed(14)
D, F, N, BLOCKS = 4, 6, 7, 2
x0 = np.random.randn(N, D)
goal = np.roll(x0, 1, axis=1) * 0.5

def gelu(u):
    return u / (1 + np.exp(-1.702 * u))      # sigmoid approximation
def gelu_prime(u):
    s = 1 / (1 + np.exp(-1.702 * u))
    return s + 1.702 * u * s * (1 - s)

blocks = []
for _ in range(BLOCKS):
    blocks.append(dict(scale=np.ones(D), shift=np.zeros(D),
                       W1=np.random.randn(D, F) / 2, W2=np.random.randn(F, D) / 4))

for epoch in range(15):
    x, tape = x0, []
    for blk in blocks:
        c = x - x.mean(1, keepdims=True)
        std = np.sqrt((c ** 2).mean(1, keepdims=True) + 1e-6)
        xh = c / std
        ln = blk['scale'] * xh + blk['shift']
        u = ln @ blk['W1']
        x = x + gelu(u) @ blk['W2']
        tape.append((std, xh, ln, u))
    loss = np.mean((x - goal) ** 2)

    # backward
    dx = 2 * (x - goal) / x.size
    grads = [None] * BLOCKS
    for n in reversed(range(BLOCKS)):
        blk, (std, xh, ln, u) = blocks[n], tape[n]
        dW2 = gelu(u).T @ dx
        du = dx @ blk['W2'].T * gelu_prime(u)
        dW1 = ln.T @ du
        dln = du @ blk['W1'].T
        dxh = dln * blk['scale']
        dbranch = (dxh - dxh.mean(1, keepdims=True) - xh * (dxh * xh).mean(1, keepdims=True)) / std
        grads[n] = dict(scale=(dln * xh).sum(0), shift=dln.sum(0), W1=dW1, W2=dW2)
        dx = dx + dbranch                    # skip + branch

    # update
    for blk, gr in zip(blocks, grads):
        for key in blk:
            blk[key] = blk[key] - 0.3 * gr[key]
    if epoch % 5 == 4:
        print(epoch + 1, loss)
