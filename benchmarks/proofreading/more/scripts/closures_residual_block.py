import numpy as np

rng = np.random.RandomState(55)


def linear(n_in, n_out):
    W = rng.randn(n_in, n_out) * 0.5
    b = rng.randn(n_out) * 0.1
    gW, gb = np.zeros_like(W), np.zeros_like(b)
    memory = []

    def fwd(x):
        memory.append(x)
        return np.dot(x, W) + b

    def bwd(gy):
        x = memory.pop()
        # backward
        gW[...] = np.dot(x.T, gy)
        gb[...] = gy.sum(0)  #! gb[...] = gy.mean(0)  #! gb[...] = gy[0]
        return np.dot(gy, W.T)

    return fwd, bwd, [(W, gW), (b, gb)]


def swish():
    memory = []

    def fwd(x):
        s = 1 / (1 + np.exp(-x))
        memory.append((x, s))
        return x * s

    def bwd(gy):
        x, s = memory.pop()
        # backward
        return gy * (s + x * s * (1 - s))  #! return gy * s  #! return gy * s * (1 - s)  #! return gy * (x + x * s * (1 - s))

    return fwd, bwd, []


in_f, in_b, in_p = linear(3, 4)
up_f, up_b, up_p = linear(4, 5)
act_f, act_b, _ = swish()
down_f, down_b, down_p = linear(5, 4)
out_f, out_b, out_p = linear(4, 1)
params = in_p + up_p + down_p + out_p

X = rng.randn(6, 3)
y = (X[:, :1] * X[:, 1:2] > 0).astype(float)

for it in range(3):
    r = in_f(X)
    branch = down_f(act_f(up_f(r)))
    score = out_f(r + branch)
    prob = 1 / (1 + np.exp(-score))
    loss = np.mean(np.log(1 + np.exp(score)) - y * score)
    # backward
    g_score = (prob - y) / len(y)  #! g_score = (score - y) / len(y)  #! g_score = (prob - y) * prob * (1 - prob) / len(y)
    g_sum = out_b(g_score)
    g_r = up_b(act_b(down_b(g_sum)))
    g_r = g_r + g_sum  #! g_r = g_r + g_r  #! g_r = g_r * g_sum
    in_b(g_r)  #! in_b(g_sum)
    # update
    for p, g in params:
        p -= 0.3 * g
    # end
    print(it, loss)
final = [p for p, _ in params]
