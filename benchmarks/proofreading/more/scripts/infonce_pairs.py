# SimCLR toy: two noisy views, linear projector, cosine similarity, InfoNCE in both directions
import numpy as np
rng = np.random.default_rng(17)
B, D, Z, temp = 6, 5, 3, 0.5
base = rng.normal(size=(B, D))
W = rng.normal(size=(D, Z)) * 0.5
V = rng.normal(size=(Z, Z)) * 0.5

def project(x):
    h = np.tanh(x @ W)
    z = h @ V
    nrm = np.linalg.norm(z, axis=1, keepdims=True)
    return h, nrm, z / nrm

def project_back(x, h, nrm, zn, dzn):
    dz = (dzn - zn * np.sum(dzn * zn, axis=1, keepdims=True)) / nrm
    dV = h.T @ dz
    dW = x.T @ (dz @ V.T * (1 - h ** 2))
    return dW, dV

def softmax_rows(s):
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

for step in range(20):
    v1 = base + 0.2 * rng.normal(size=base.shape)
    v2 = base + 0.2 * rng.normal(size=base.shape)
    h1, n1, e1 = project(v1)
    h2, n2, e2 = project(v2)
    sim = e1 @ e2.T / temp
    p12, p21 = softmax_rows(sim), softmax_rows(sim.T)
    info_nce = -0.5 * (np.log(np.diag(p12)).mean() + np.log(np.diag(p21)).mean())
    # backward
    I = np.eye(B)
    dsim = 0.5 * ((p12 - I) + (p21 - I).T) / B
    dW1, dV1 = project_back(v1, h1, n1, e1, dsim @ e2 / temp)
    dW2, dV2 = project_back(v2, h2, n2, e2, dsim.T @ e1 / temp)
    dW, dV = dW1 + dW2, dV1 + dV2
    # update
    W -= 0.5 * dW
    V -= 0.5 * dV
    if step % 4 == 0:
        print(step, 'InfoNCE', info_nce, 'retrieval', (sim.argmax(1) == np.arange(B)).mean())
