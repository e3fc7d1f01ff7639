import numpy as np
from functools import reduce

# every layer is a function x -> (y, back); back(dy) -> dx and drops its gradients into `store`
rng = np.random.RandomState(31)
weights, store = {}, {}


def dense(name, n_in, n_out, wd=0.01):
    weights[name] = [rng.randn(n_in, n_out) * np.sqrt(1.0 / n_in), np.zeros(n_out)]

    def fwd(x):
        w, b = weights[name]

        def back(dy):
            # backward
            store[name] = [x.T.dot(dy) + wd * w, dy.sum(0)]     #! store[name] = [x.T.dot(dy), dy.sum(0)]  #! store[name] = [x.T.dot(dy) + wd * w, dy.sum()]  #! store[name] = [x.T.dot(dy) + 2 * wd * w, dy.sum(0)]
            return dy.dot(w.T)
            # end
        return x.dot(w) + b, back
    return fwd


def elu(x, alpha=0.5):
    y = np.where(x > 0, x, alpha * (np.exp(x) - 1))
    # backward
    return y, lambda dy: dy * np.where(x > 0, 1.0, y + alpha)   #! return y, lambda dy: dy * np.where(x > 0, 1.0, y)  #! return y, lambda dy: dy * np.where(x > 0, 1.0, 0.0)  #! return y, lambda dy: dy * np.where(x > 0, x, y + alpha)
    # end


def dropout(rate):
    def fwd(x):
        keep = (rng.rand(*x.shape) > rate) / (1 - rate)
        # backward
        return x * keep, lambda dy: dy * keep       #! return x * keep, lambda dy: dy * (keep > 0)  #! return x * keep, lambda dy: dy
        # end
    return fwd


def smooth_xent(logits, labels, eps=0.1):
    n, k = logits.shape
    soft = np.full((n, k), eps / k)
    soft[np.arange(n), labels] += 1 - eps
    q = np.exp(logits - logits.max(1, keepdims=True))
    q /= q.sum(1, keepdims=True)
    # backward
    d = (q - soft) / n              #! d = q - soft  #! d = (soft - q) / n  #! d = (q - np.eye(k)[labels]) / n  #! d = (q - soft) / k
    # end
    return -(soft * np.log(q)).sum() / n, d


net = [dense("in", 2, 6), elu, dropout(0.25), dense("mid", 6, 5), elu, dense("out", 5, 3)]
X = np.array([[0, 1], [0.2, 0.8], [1, 0], [0.9, 0.3], [-1, -1], [-0.7, -0.9], [0.1, 1.2]])
t = np.array([0, 0, 1, 1, 2, 2, 0])

for it in range(30):
    tape, out = [], X
    for layer in net:
        out, back = layer(out)
        tape.append(back)
    data_loss, dout = smooth_xent(out, t)
    loss = data_loss + 0.5 * 0.01 * sum((w ** 2).sum() for w, _ in weights.values())
    # backward
    reduce(lambda g, back: back(g), tape[::-1], dout)   #! reduce(lambda g, back: back(g), tape[::-1], dout / len(X))
    for k, (gw, gb) in store.items():
        weights[k][0] -= 0.3 * gw       #! weights[k][0] -= 0.3 * gw / len(X)
        weights[k][1] -= 0.3 * gb
    # end
    if it % 7 == 0:
        print(it, float(loss), (out.argmax(1) == t).mean())
