# GRU from scratch - guess the next value of a sine; many to one
import numpy as np

sig = lambda v: 1.0 / (1.0 + np.exp(-v))
D, H, T = 1, 4, 5

r_ = np.random.default_rng(8)
wave = np.sin(np.arange(12) * 0.7)
seqs = [wave[i:i + T] for i in range(6)]
nexts = [wave[i + T] for i in range(6)]

Wz = r_.normal(0, .5, (H, D + H)); bz = np.zeros(H)
Wr = r_.normal(0, .5, (H, D + H)); br = np.zeros(H)
Wc = r_.normal(0, .5, (H, D + H)); bc = np.zeros(H)
v = r_.normal(0, .5, H)


def run(seq):
    h = np.zeros(H)
    memory = []
    for xt in seq:
        xh = np.append(xt, h)
        z = sig(Wz @ xh + bz)
        r = sig(Wr @ xh + br)
        xrh = np.append(xt, r * h)
        c = np.tanh(Wc @ xrh + bc)
        memory.append((xh, z, r, xrh, c, h))
        h = (1 - z) * h + z * c
    return h, memory


for epoch in range(10):
    tot = 0
    for seq, target in zip(seqs, nexts):
        h, memory = run(seq)
        pred = v @ h
        cost = (pred - target) ** 2
        tot += cost

        gWz, gWr, gWc = 0 * Wz, 0 * Wr, 0 * Wc
        gbz, gbr, gbc = 0 * bz, 0 * br, 0 * bc
        # backward
        dpred = 2 * (pred - target)  #! dpred = pred - target  #! dpred = 2 * (target - pred)
        gv = dpred * h  #! gv = dpred * memory[-1][5]
        dh = dpred * v  #! dh = dpred * h
        while memory:
            xh, z, r, xrh, c, h_old = memory.pop()  #! xh, z, r, xrh, c, h_old = memory.pop(0)
            dc = dh * z * (1 - c ** 2)  #! dc = dh * z  #! dc = dh * (1 - z) * (1 - c ** 2)
            dz = dh * (c - h_old) * z * (1 - z)  #! dz = dh * (h_old - c) * z * (1 - z)  #! dz = dh * c * z * (1 - z)
            drh = (Wc.T @ dc)[D:]
            dr = drh * h_old * r * (1 - r)  #! dr = drh * r * (1 - r)
            gWc += np.outer(dc, xrh)  #! gWc += np.outer(dc, xh)
            gbc += dc
            gWz += np.outer(dz, xh); gbz += dz
            gWr += np.outer(dr, xh); gbr += dr
            dh = dh * (1 - z) + drh * r + (Wz.T @ dz + Wr.T @ dr)[D:]  #! dh = drh * r + (Wz.T @ dz + Wr.T @ dr)[D:]  #! dh = dh * (1 - z) + drh + (Wz.T @ dz + Wr.T @ dr)[D:]  #! dh = dh * (1 - z) + drh * r + (Wz.T @ dz)[D:]
        # update
        for P, G in ((Wz, gWz), (Wr, gWr), (Wc, gWc), (bz, gbz), (br, gbr), (bc, gbc), (v, gv)):
            P -= 0.05 * G
        # end
    print("epoch", epoch, "sum of squares", round(tot, 4))
