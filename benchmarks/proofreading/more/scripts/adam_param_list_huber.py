import numpy as np

def init(rng, *dims):
    out = []
    for i, o in zip(dims, dims[1:]):
        out += [rng.standard_normal((i, o)) / i ** 0.5, 0.05 * rng.standard_normal(o)]
    return out

def swish(u):
    return u / (1 + np.exp(-u))

def predict(theta, x):
    tape, a = [], x
    for n in range(0, len(theta), 2):
        u = a @ theta[n] + theta[n + 1]
        tape.append((a, u))
        a = swish(u) if n + 2 < len(theta) else u
    return a, tape

def huber(err, d):
    small = np.abs(err) <= d
    return np.where(small, 0.5 * err ** 2, d * (np.abs(err) - 0.5 * d)).mean()

def gradients(theta, tape, err, d):
    # backward
    grads = [None] * len(theta)
    delta = np.clip(err, -d, d) / err.size  #! delta = err / err.size  #! delta = np.clip(err, d, -d) / err.size  #! delta = np.where(np.abs(err) <= d, err, 0) / err.size
    for n in range(len(theta) - 2, -1, -2):
        a, u = tape[n // 2]
        if n + 2 < len(theta):
            s = 1 / (1 + np.exp(-u))
            delta = delta * (s + u * s * (1 - s))  #! delta = delta * s * (1 - s)  #! delta = delta * (s + u * (1 - s))
        grads[n] = a.T @ delta
        grads[n + 1] = delta.sum(axis=0)  #! grads[n + 1] = delta.sum()
        delta = delta @ theta[n].T  #! delta = delta @ grads[n].T
    # end
    return grads

rng = np.random.default_rng(8)
x = rng.uniform(-2, 2, (8, 2))
target = np.stack([3 * np.sin(x[:, 0]), x[:, 0] * x[:, 1]], axis=1)
theta = init(rng, 2, 5, 4, 2)
m = [np.zeros_like(p) for p in theta]
v = [np.zeros_like(p) for p in theta]
lr, b1, b2, eps, d = 0.02, 0.9, 0.99, 1e-8, 1.0

for t in range(1, 13):
    out, tape = predict(theta, x)
    err = out - target
    loss = huber(err, d)
    if t % 4 == 1:
        print(t, round(loss, 5))
    g = gradients(theta, tape, err, d)
    # update
    for i in range(len(theta)):
        m[i] = b1 * m[i] + (1 - b1) * g[i]  #! m[i] = b1 * m[i] + g[i]
        v[i] = b2 * v[i] + (1 - b2) * g[i] ** 2  #! v[i] = b2 * v[i] + (1 - b2) * g[i]  #! v[i] = b1 * v[i] + (1 - b1) * g[i] ** 2
        mhat = m[i] / (1 - b1 ** t)  #! mhat = m[i] / (1 - b1)  #! mhat = m[i]
        vhat = v[i] / (1 - b2 ** t)  #! vhat = v[i] / (1 - b1 ** t)
        theta[i] = theta[i] - lr * mhat / (np.sqrt(vhat) + eps)  #! theta[i] = theta[i] - lr * mhat / (vhat + eps)
    # end
