from numpy import *

random.seed(5)

# toy regression y = sin(3x) + x*z, targets scaled to zero mean / unit std
pts = random.uniform(-1, 1, size=(8, 2))
t = sin(3 * pts[:, :1]) + pts[:, :1] * pts[:, 1:]
t = (t - t.mean()) / t.std()


def elu(u, a=1.0):
    return where(u > 0, u, a * (exp(u) - 1))


def d_elu(u, a=1.0):
    return where(u > 0, 1.0, a * exp(u))


# four weight layers 2-4-4-3-1
W1 = random.normal(0, 0.8, (2, 4)); c1 = zeros(4)
W2 = random.normal(0, 0.6, (4, 4)); c2 = zeros(4)
W3 = random.normal(0, 0.6, (4, 3)); c3 = zeros(3)
W4 = random.normal(0, 0.6, (3, 1)); c4 = zeros(1)

steps = 15
lr_max, lr_min = 0.12, 0.01
wd = 0.02
n = float(len(pts))

for k in range(steps):
    lr = lr_min + 0.5 * (lr_max - lr_min) * (1 + cos(pi * k / steps))

    u1 = pts @ W1 + c1; h1 = elu(u1)
    u2 = h1 @ W2 + c2;  h2 = elu(u2)
    u3 = h2 @ W3 + c3;  h3 = elu(u3, 0.5)
    yhat = h3 @ W4 + c4
    penalty = sum(W1**2) + sum(W2**2) + sum(W3**2) + sum(W4**2)
    L = mean((yhat - t)**2) + wd * penalty
    print('step', k, 'lr %.4f' % lr, 'L %.5f' % L)

    # backward
    d4 = 2 * (yhat - t) / n  #! d4 = 2 * (yhat - t)  #! d4 = (yhat - t) / n
    gW4 = h3.T @ d4 + 2 * wd * W4  #! gW4 = h3.T @ d4 + wd * W4  #! gW4 = u3.T @ d4 + 2 * wd * W4
    gc4 = d4.sum(0)
    d3 = d4 @ W4.T * d_elu(u3, 0.5)  #! d3 = d4 @ W4.T * d_elu(h3, 0.5)  #! d3 = d4 @ W4.T * d_elu(u3)  #! d3 = d4 @ W4.T * elu(u3, 0.5)
    gW3 = h2.T @ d3 + 2 * wd * W3  #! gW3 = h2.T @ d3
    gc3 = d3.sum(0)
    d2 = d3 @ W3.T * d_elu(u2)  #! d2 = d3 @ W3.T * d_elu(u1)  #! d2 = d3 @ W3.T
    gW2 = h1.T @ d2 + 2 * wd * W2  #! gW2 = h2.T @ d2 + 2 * wd * W2
    gc2 = d2.sum(0)  #! gc2 = d2.mean(0)
    d1 = d2 @ W2.T * d_elu(u1)  #! d1 = d2 @ W2 * d_elu(u1)
    gW1 = pts.T @ d1 + 2 * wd * W1
    gc1 = d1.sum(0)

    # update
    W1 -= lr * gW1; c1 -= lr * gc1
    W2 -= lr * gW2; c2 -= lr * gc2
    W3 -= lr * gW3; c3 -= lr * gc3
    W4 -= lr * gW4; c4 -= lr * gc4  #! W4 -= lr * gW4; c4 -= lr * c4
    # end
