import numpy as np

# homework 2: softplus hidden layer + one-vs-all squared hinge, check my gradients
np.random.seed(31)
Xtr = np.random.normal(size=(6, 3))
ytr = np.array([0, 2, 1, 1, 0, 2])
Ysign = -np.ones((6, 3))
for row, cls in enumerate(ytr):
    Ysign[row, cls] = 1


class P:
    pass


p = P()
p.A = np.random.normal(size=(3, 4))
p.a = np.random.normal(size=4) * .1
p.B = np.random.normal(size=(4, 3))
p.b = np.zeros(3)
lam = 0.1


def objective():
    s = np.log1p(np.exp(Xtr @ p.A + p.a)) @ p.B + p.b
    data = np.square(np.maximum(0, 1 - Ysign * s)).sum(axis=1).mean()
    return data + lam * (np.square(p.A).sum() + np.square(p.B).sum())


def my_gradients():
    pre = Xtr @ p.A + p.a
    hid = np.log1p(np.exp(pre))
    s = hid @ p.B + p.b
    margin = np.maximum(0, 1 - Ysign * s)
    # backward
    ds = -2 * Ysign * margin / len(Xtr)  #! ds = 2 * Ysign * margin / len(Xtr)  #! ds = -2 * margin / len(Xtr)  #! ds = -2 * Ysign * (margin > 0) / len(Xtr)
    dB = hid.T @ ds + 2 * lam * p.B  #! dB = hid.T @ ds + lam * p.B  #! dB = pre.T @ ds + 2 * lam * p.B
    db = ds.sum(axis=0)
    dhid = ds @ p.B.T  #! dhid = margin @ p.B.T
    dpre = dhid / (1 + np.exp(-pre))  #! dpre = dhid / (1 + np.exp(pre))  #! dpre = dhid / (1 + np.exp(-hid))  #! dpre = dhid * (pre > 0)
    dA = Xtr.T @ dpre + 2 * lam * p.A  #! dA = Xtr.T @ dpre
    da = dpre.sum(axis=0)  #! da = dhid.sum(axis=0)
    # end
    return {'A': dA, 'a': da, 'B': dB, 'b': db}


def numeric(name, eps=1e-6):
    arr = getattr(p, name)
    res = np.zeros_like(arr)
    for idx in np.ndindex(arr.shape):
        keep = arr[idx]
        arr[idx] = keep + eps
        up = objective()
        arr[idx] = keep - eps
        down = objective()
        arr[idx] = keep
        res[idx] = (up - down) / (2 * eps)
    return res


J = objective()
grads = my_gradients()
print('objective', J)
for name, g in grads.items():
    n = numeric(name)
    rel = np.linalg.norm(g - n) / (np.linalg.norm(g) + np.linalg.norm(n))
    print(name, 'relative error', rel)
