import numpy as np
from types import SimpleNamespace as NS
# GRU, one sequence at a time, parity of a bit string; update gate convention: h = (1-z)*h_prev + z*cand

rng = np.random.default_rng(11)
H = 4
def mat(*s): return rng.uniform(-.5, .5, s)
P = NS(Wz=mat(H, 1), Uz=mat(H, H), bz=np.zeros(H),
       Wr=mat(H, 1), Ur=mat(H, H), br=np.zeros(H),
       Wc=mat(H, 1), Uc=mat(H, H), bc=np.zeros(H), v=mat(H), c=np.zeros(1))
sigm = lambda q: 1 / (1 + np.exp(-q))

def forward(bits):
    h, steps = np.zeros(H), []
    for bit in bits:
        x = np.array([float(bit)])
        z = sigm(P.Wz @ x + P.Uz @ h + P.bz)
        r = sigm(P.Wr @ x + P.Ur @ h + P.br)
        cand = np.tanh(P.Wc @ x + P.Uc @ (r * h) + P.bc)
        new = (1 - z) * h + z * cand
        steps.append(NS(x=x, h=h, z=z, r=r, cand=cand))
        h = new
    return sigm(P.v @ h + P.c[0]), h, steps

def backward(p, target, h, steps):
    # backward
    G = NS(**{k: np.zeros_like(w) for k, w in vars(P).items()})
    dlogit = p - target
    G.v += dlogit * h
    G.c += dlogit
    dh = dlogit * P.v
    for s in steps[::-1]:
        dcand = dh * s.z * (1 - s.cand ** 2)
        dz = dh * (s.cand - s.h) * s.z * (1 - s.z)
        drh = P.Uc.T @ dcand
        dr = drh * s.h * s.r * (1 - s.r)
        G.Wc += np.outer(dcand, s.x); G.Uc += np.outer(dcand, s.r * s.h); G.bc += dcand
        G.Wz += np.outer(dz, s.x);    G.Uz += np.outer(dz, s.h);          G.bz += dz
        G.Wr += np.outer(dr, s.x);    G.Ur += np.outer(dr, s.h);          G.br += dr
        dh = dh * (1 - s.z) + drh * s.r + P.Uz.T @ dz + P.Ur.T @ dr
    return G

for it in range(30):
    bits = rng.integers(0, 2, size=rng.integers(2, 6))
    target = bits.sum() % 2
    p, h, steps = forward(bits)
    loss = -(target * np.log(p) + (1 - target) * np.log(1 - p))
    G = backward(p, target, h, steps)
    # update
    for name in vars(P):
        getattr(P, name)[...] -= 0.1 * getattr(G, name)
    if it % 5 == 4:
        print("it", it + 1, "bits", bits, "p", round(float(p), 3), "loss", round(float(loss), 3))
