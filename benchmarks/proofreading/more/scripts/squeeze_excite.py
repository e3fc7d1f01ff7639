# Squeeze-and-Excitation on little feature maps (N, C, L), then global average pool -> softmax
import numpy as np
np.random.seed(17)
N, C, L, R, K = 5, 4, 6, 2, 3
fmap = np.random.randn(N, C, L)
lab = np.random.randint(0, K, N)
S1 = np.random.randn(C, R) * 0.7        # squeeze
S2 = np.random.randn(R, C) * 0.7        # excite
Wc = np.random.randn(C, K) * 0.7
alpha = 0.5

class SEBlock:
    def forward(self, u):
        self.u = u
        self.s = u.mean(axis=2)
        self.e1 = np.maximum(self.s @ S1, 0)
        self.gate = 1 / (1 + np.exp(-(self.e1 @ S2)))
        return u * self.gate[:, :, None]
    def backward(self, dout):
        dgate = np.sum(dout * self.u, axis=2)
        dz2 = dgate * self.gate * (1 - self.gate)
        dS2 = self.e1.T @ dz2
        dz1 = (dz2 @ S2.T) * (self.e1 > 0)
        return self.s.T @ dz1, dS2          # input is data, needs no gradient

# two SE heads would share code; here one is enough
se = SEBlock()
for ep in range(20):
    act = np.tanh(se.forward(fmap))
    pooled = act.mean(axis=-1)
    sc = pooled @ Wc
    sc -= sc.max(axis=1, keepdims=True)
    P = np.exp(sc) / np.exp(sc).sum(axis=1, keepdims=True)
    J = -np.log(P[np.arange(N), lab]).mean()
    # backward
    dsc = P - np.eye(K)[lab]
    dsc /= N
    dWc = pooled.T @ dsc
    dact = np.repeat((dsc @ Wc.T)[:, :, None], L, axis=2) / L
    dS1, dS2 = se.backward(dact * (1 - act * act))
    # update
    S1 -= alpha * dS1
    S2 -= alpha * dS2
    Wc -= alpha * dWc
    if not ep % 5: print(ep, J, '| gates', se.gate[0].round(2))
