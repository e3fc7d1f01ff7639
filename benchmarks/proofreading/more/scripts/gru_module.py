# GRU "module", same equations as the torch docs (reset gate sits on W_hn h + b_hn, not on h!)
# many-to-one, batch first, BCE on the last hidden state
import numpy as np

rng = np.random.default_rng(42)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class GRU:
    def __init__(self, n_in, n_hid):
        k = 1 / np.sqrt(n_hid)
        self.n_hid = n_hid
        u = lambda *shape: rng.uniform(-k, k, size=shape)
        self.w_ir, self.w_iz, self.w_in = u(n_in, n_hid), u(n_in, n_hid), u(n_in, n_hid)
        self.w_hr, self.w_hz, self.w_hn = u(n_hid, n_hid), u(n_hid, n_hid), u(n_hid, n_hid)
        self.b_r, self.b_z, self.b_in, self.b_hn = u(n_hid), u(n_hid), u(n_hid), u(n_hid)
        self.w_out, self.b_out = u(n_hid, 1), np.zeros(1)

    def forward(self, x):
        """x: (batch, time, features)"""
        h = np.zeros((x.shape[0], self.n_hid))
        self.x, self.tape = x, []
        for t in range(x.shape[1]):
            xt, h_prev = x[:, t], h
            r = sigmoid(xt @ self.w_ir + h_prev @ self.w_hr + self.b_r)
            z = sigmoid(xt @ self.w_iz + h_prev @ self.w_hz + self.b_z)
            q = h_prev @ self.w_hn + self.b_hn
            n = np.tanh(xt @ self.w_in + self.b_in + r * q)
            h = (1 - z) * n + z * h_prev
            self.tape.append((xt, h_prev, r, z, q, n))
        self.h_last = h
        self.p = sigmoid(h @ self.w_out + self.b_out)
        return self.p

    def loss(self, y):
        return -np.mean(y * np.log(self.p) + (1 - y) * np.log(1 - self.p))

    def backward(self, y):
        # backward
        names = [k for k in vars(self) if k.startswith(("w_", "b_"))]
        g = {k: np.zeros_like(getattr(self, k)) for k in names}
        dlogit = (self.p - y) / len(y)  #! dlogit = self.p - y  #! dlogit = (self.p - y) * self.p * (1 - self.p) / len(y)
        g["w_out"] = self.h_last.T @ dlogit
        g["b_out"] = dlogit.sum(axis=0)  #! g["b_out"] = dlogit.mean(axis=0)
        dh = dlogit @ self.w_out.T
        for xt, h_prev, r, z, q, n in self.tape[::-1]:  #! for xt, h_prev, r, z, q, n in self.tape:
            dn = dh * (1 - z) * (1 - n ** 2)  #! dn = dh * z * (1 - n ** 2)  #! dn = dh * (1 - z) * (1 - n) ** 2
            dz = dh * (h_prev - n) * z * (1 - z)  #! dz = dh * (n - h_prev) * z * (1 - z)  #! dz = dh * h_prev * z * (1 - z)
            dq = dn * r  #! dq = dn
            dr = dn * q * r * (1 - r)  #! dr = dn * h_prev * r * (1 - r)
            g["w_in"] += xt.T @ dn
            g["b_in"] += dn.sum(axis=0)
            g["w_hn"] += h_prev.T @ dq  #! g["w_hn"] += h_prev.T @ dn
            g["b_hn"] += dq.sum(axis=0)
            g["w_iz"] += xt.T @ dz
            g["w_hz"] += h_prev.T @ dz  #! g["w_hz"] = h_prev.T @ dz
            g["b_z"] += dz.sum(axis=0)
            g["w_ir"] += xt.T @ dr
            g["w_hr"] += h_prev.T @ dr
            g["b_r"] += dr.sum(axis=0)
            dh = dh * z + dq @ self.w_hn.T + dz @ self.w_hz.T + dr @ self.w_hr.T  #! dh = dq @ self.w_hn.T + dz @ self.w_hz.T + dr @ self.w_hr.T  #! dh = dh * z + dq @ self.w_hn + dz @ self.w_hz + dr @ self.w_hr
        # end
        return g


X = rng.normal(size=(6, 4, 3))
Y = (X[:, :, 0].sum(axis=1, keepdims=True) > 0).astype(float)
net = GRU(3, 5)
for it in range(15):
    net.forward(X)
    L = net.loss(Y)
    grads = net.backward(Y)
    # update
    for name, grad in grads.items():
        setattr(net, name, getattr(net, name) - 0.8 * grad)
    # end
    if it % 5 == 0:
        print(f"[{it:02d}] bce = {L:.5f}")
