import numpy as np

class _GLU:
    "y = x + ((xA + a) * sigmoid(xB + b)) C   -- gated linear unit block"
    def fwd(self, x, A, a, B, b, C):
        lin = x @ A + a
        gate = 0.5 * (1 + np.tanh(0.5 * (x @ B + b)))
        out = x + (lin * gate) @ C
        return out, (x, A, B, C, lin, gate)

    def bwd(self, dout, cache):
        x, A, B, C, lin, gate = cache
        # backward
        gC = (lin * gate).T @ dout  #! gC = lin.T @ dout
        dprod = dout @ C.T  #! dprod = dout @ C
        dlin, dgate = dprod * gate, dprod * lin  #! dlin, dgate = dprod * lin, dprod * gate  #! dlin, dgate = dprod, dprod * lin
        dpre = dgate * gate * (1 - gate)  #! dpre = dgate * (1 - gate ** 2)  #! dpre = dgate  #! dpre = 0.5 * dgate * gate * (1 - gate)
        gA, ga = x.T @ dlin, dlin.sum(0)  #! gA, ga = x.T @ dprod, dlin.sum(0)
        gB, gb = x.T @ dpre, dpre.sum(0)  #! gB, gb = x.T @ dgate, dpre.sum(0)  #! gB, gb = x.T @ dpre, dgate.sum(0)
        dx = dout + dlin @ A.T  #! dx = dlin @ A.T
        dx += dpre @ B.T  #! dx = dpre @ B.T  #! dx += dpre @ A.T
        # end
        return dx, gA, ga, gB, gb, gC

glu = _GLU()
q = np.random.RandomState(8).standard_normal
FORWARD = glu.fwd
BACKWARD = glu.bwd
INPUTS = (q((5, 3)), q((3, 3)), q(3), q((3, 3)), q(3), q((3, 3)))
