# Denoising autoencoder with tied weights (decoder = W transposed). Nesterov momentum.
import numpy as np

rng = np.random.RandomState(1)
N, nv, nh = 8, 6, 4
basis = rng.rand(2, nv)
X = rng.rand(N, 2).dot(basis)

W = rng.randn(nv, nh) * 0.3
b = np.zeros(nh)
c = np.zeros(nv)
vel = [np.zeros_like(q) for q in (W, b, c)]
mu = 0.8
lr = 0.1

for ep in range(20):
    keep = rng.rand(N, nv) > 0.3
    Xn = X * keep

    # gradients are taken at the point we will be at
    Wl = W + mu * vel[0]
    bl = b + mu * vel[1]
    cl = c + mu * vel[2]

    act = Xn.dot(Wl) + bl
    code = 1. / (1. + np.exp(-act))
    recon = code.dot(Wl.T) + cl
    err = recon - X
    cost = 0.5 * (err ** 2).sum() / N

    # backward
    drec = err / N  #! drec = (recon - Xn) / N  #! drec = err * keep / N
    dc = drec.sum(0)
    dcode = drec.dot(Wl)  #! dcode = drec.dot(W)
    dact = dcode * code * (1 - code)  #! dact = dcode * act * (1 - act)
    db = dact.sum(0)  #! db = dcode.sum(0)
    # W is used twice so there are two terms
    dW = Xn.T.dot(dact) + drec.T.dot(code)  #! dW = Xn.T.dot(dact)  #! dW = X.T.dot(dact) + drec.T.dot(code)

    # update
    rate = lr * 0.97 ** ep
    vel[0] = mu * vel[0] - rate * dW  #! vel[0] = mu * vel[0] + rate * dW
    vel[1] = mu * vel[1] - rate * db  #! vel[1] = mu * vel[0] - rate * db
    vel[2] = mu * vel[2] - rate * dc
    W = W + vel[0]  #! W = Wl + vel[0]
    b = b + vel[1]
    c = c + vel[2]

    if ep % 5 == 0:
        print(ep, cost)
