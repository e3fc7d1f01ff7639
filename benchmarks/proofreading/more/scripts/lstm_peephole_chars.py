import numpy as np
# character lstm in the min-char style (column vectors). Added a peephole on the output gate
# because the paper has it. loss goes down, please check my backprop!

data = "hello lstm, hello peephole"
chars = sorted(set(data))
ix = {c: i for i, c in enumerate(chars)}
V, H, seq = len(chars), 6, 6
np.random.seed(42)
Z = H + V
P = {n: np.random.randn(H, Z) * 0.3 for n in ("Wf", "Wi", "Wg", "Wo")}
for n in ("bf", "bi", "bg", "bo"):
    P[n] = np.zeros((H, 1))
P["po"] = np.random.randn(H, 1) * 0.5
P["Why"] = np.random.randn(V, H) * 0.3
P["by"] = np.zeros((V, 1))
mem = {n: np.zeros_like(P[n]) for n in P}
sig = lambda a: 1 / (1 + np.exp(-a))

def lossFun(inputs, targets, hprev, cprev):
    z, f, i, g, o, c, h, p = {}, {}, {}, {}, {}, {}, {}, {}
    h[-1], c[-1] = hprev, cprev
    loss = 0
    for t in range(len(inputs)):
        x = np.zeros((V, 1))
        x[inputs[t]] = 1
        z[t] = np.vstack((h[t - 1], x))
        f[t] = sig(P["Wf"] @ z[t] + P["bf"])
        i[t] = sig(P["Wi"] @ z[t] + P["bi"])
        g[t] = np.tanh(P["Wg"] @ z[t] + P["bg"])
        c[t] = f[t] * c[t - 1] + i[t] * g[t]
        o[t] = sig(P["Wo"] @ z[t] + P["po"] * c[t] + P["bo"])
        h[t] = o[t] * np.tanh(c[t])
        y = P["Why"] @ h[t] + P["by"]
        p[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(p[t][targets[t], 0])
    # backward
    d = {n: np.zeros_like(P[n]) for n in P}
    dhnext, dcnext = np.zeros((H, 1)), np.zeros((H, 1))
    for t in reversed(range(len(inputs))):
        dy = np.copy(p[t])
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        d["Why"] += dy @ h[t].T
        d["by"] += dy
        dh = P["Why"].T @ dy + dhnext  #! dh = P["Why"].T @ dy
        do = dh * np.tanh(c[t]) * o[t] * (1 - o[t])  #! do = dh * c[t] * o[t] * (1 - o[t])
        dc = dh * o[t] * (1 - np.tanh(c[t]) ** 2) + dcnext  #! dc = dh * o[t] * (1 - c[t] ** 2) + dcnext
        dc += P["po"] * do  #! dc = P["po"] * do
        di = dc * g[t] * i[t] * (1 - i[t])
        df = dc * c[t - 1] * f[t] * (1 - f[t])
        dg = dc * i[t] * (1 - g[t] ** 2)  #! dg = dc * i[t] * g[t] * (1 - g[t])
        d["po"] += do * c[t]  #! d["po"] += do * c[t - 1]
        dz = 0
        for n, dn in (("f", df), ("i", di), ("g", dg), ("o", do)):
            d["W" + n] += dn @ z[t].T
            d["b" + n] += dn
            dz = dz + P["W" + n].T @ dn  #! dz = P["W" + n].T @ dn
        dhnext = dz[:H]
        dcnext = f[t] * dc  #! dcnext = i[t] * dc
    return loss, d, h[len(inputs) - 1], c[len(inputs) - 1]

hprev, cprev = np.zeros((H, 1)), np.zeros((H, 1))
pos = 0
for it in range(12):
    if pos + seq + 1 > len(data):
        pos = 0
        hprev, cprev = np.zeros((H, 1)), np.zeros((H, 1))
    inputs = [ix[ch] for ch in data[pos:pos + seq]]
    targets = [ix[ch] for ch in data[pos + 1:pos + seq + 1]]
    loss, d, hprev, cprev = lossFun(inputs, targets, hprev, cprev)
    # update
    for n in P:
        dn = np.clip(d[n], -2, 2)
        mem[n] += dn * dn  #! mem[n] = dn * dn
        P[n] -= 0.1 * dn / np.sqrt(mem[n] + 1e-8)
    pos += seq
