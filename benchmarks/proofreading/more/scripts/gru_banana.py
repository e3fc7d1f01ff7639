import numpy as np

# char level GRU. reads "banabandana" five letters at a time, predicts the next letter
text = "banabandana"
letters = sorted(set(text))
to_ix = {ch: k for k, ch in enumerate(letters)}
V = len(letters)
H = 5
SEQ = 5

sigmoid = lambda u: 1 / (1 + np.exp(-u))


class CharGRU:
    def __init__(self, seed=0):
        r = np.random.RandomState(seed)
        self.p = {}
        for gate in "zrn":
            self.p["W" + gate] = r.randn(H, V) * 0.4
            self.p["U" + gate] = r.randn(H, H) * 0.4
            self.p["b" + gate] = np.zeros(H)
        self.p["Wo"] = r.randn(V, H) * 0.4
        self.p["bo"] = np.zeros(V)
        self.mem = {k: np.zeros_like(v) for k, v in self.p.items()}

    def forward(self, idx, targets, h):
        p, self.cache, loss = self.p, [], 0
        for ix, tgt in zip(idx, targets):
            x = np.zeros(V)
            x[ix] = 1
            z = sigmoid(p["Wz"] @ x + p["Uz"] @ h + p["bz"])
            r = sigmoid(p["Wr"] @ x + p["Ur"] @ h + p["br"])
            n = np.tanh(p["Wn"] @ x + p["Un"] @ (r * h) + p["bn"])
            hnew = (1 - z) * h + z * n
            s = p["Wo"] @ hnew + p["bo"]
            q = np.exp(s - s.max())
            q /= q.sum()
            loss += -np.log(q[tgt])
            self.cache.append((x, z, r, n, h, hnew, q, tgt))
            h = hnew
        return loss, h

    def backward(self):
        p = self.p
        g = {k: np.zeros_like(v) for k, v in p.items()}
        dh_next = np.zeros(H)
        # backward
        for x, z, r, n, hprev, h, q, tgt in self.cache[::-1]:
            dy = q.copy()
            dy[tgt] -= 1                                        #! dy[tgt] = 1
            g["Wo"] += np.outer(dy, h)                          #! g["Wo"] += np.outer(dy, hprev)
            g["bo"] += dy                                       #! g["bo"] += q
            dh = p["Wo"].T @ dy + dh_next                       #! dh = p["Wo"].T @ dy
            dn = dh * z * (1 - n ** 2)                          #! dn = dh * (1 - z) * (1 - n ** 2)
            dz = dh * (n - hprev) * z * (1 - z)                 #! dz = dh * (hprev - n) * z * (1 - z)  #! dz = dh * n * z * (1 - z)
            drh = p["Un"].T @ dn                                #! drh = p["Un"] @ dn
            dr = drh * hprev * r * (1 - r)                      #! dr = drh * r * (1 - r)
            for gate, d in zip("zrn", (dz, dr, dn)):
                g["W" + gate] += np.outer(d, x)
                g["b" + gate] += d
            g["Uz"] += np.outer(dz, hprev)
            g["Ur"] += np.outer(dr, hprev)                      #! g["Ur"] += np.outer(dr, h)
            g["Un"] += np.outer(dn, r * hprev)                  #! g["Un"] += np.outer(dn, hprev)
            dh_next = dh * (1 - z) + drh * r + p["Uz"].T @ dz + p["Ur"].T @ dr  #! dh_next = drh * r + p["Uz"].T @ dz + p["Ur"].T @ dr  #! dh_next = dh * (1 - z) + drh + p["Uz"].T @ dz + p["Ur"].T @ dr
        # end
        return g


net = CharGRU()
state = np.zeros(H)
for step in range(20):
    start = (step % 2) * SEQ
    chunk = [to_ix[ch] for ch in text[start:start + SEQ + 1]]
    if start == 0:
        state = np.zeros(H)
    loss, new_state = net.forward(chunk[:-1], chunk[1:], state)
    grads = net.backward()
    # update
    for k in net.p:
        net.mem[k] += grads[k] ** 2
        net.p[k] -= 0.1 * grads[k] / np.sqrt(net.mem[k] + 1e-8)     #! net.p[k] -= 0.1 * grads[k] / (net.mem[k] + 1e-8)
    # end
    state = new_state
    print(step, round(loss, 4))
