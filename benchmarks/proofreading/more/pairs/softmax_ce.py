# SoftmaxWithLoss layer a la "Deep Learning from Scratch", labels as integers, with label smoothing
import numpy as np

class SoftmaxWithLoss:
    smooth = 0.1

    def __init__(self):
        self.y = None
        self.t = None

    def forward(self, x, t):
        c = x.shape[1]
        x = x - x.max(axis=1)[:, None]
        logsum = np.log(np.exp(x).sum(axis=1))
        self.logp = x - logsum[:, None]
        self.t = np.full(x.shape, self.smooth / c)
        self.t[np.arange(len(t)), t] += 1 - self.smooth
        self.y = np.exp(self.logp)
        return -(self.t * self.logp).sum() / x.shape[0]

    def backward(self, dout=1):
        # backward
        batch_size = self.t.shape[0]  #! batch_size = self.t.shape[1]  #! batch_size = self.t.size
        dx = self.y - self.t  #! dx = self.t - self.y  #! dx = self.y - (self.t > 0.5)  #! dx = self.logp - self.t  #! dx = (self.y - self.t) * self.y * (1 - self.y)
        dx = dx * dout / batch_size  #! dx = dx * dout
        # end
        return dx

layer = SoftmaxWithLoss()

def fwd(x, t):
    return layer.forward(x, t), layer

def bwd(dout, lay):
    return lay.backward(dout)

FORWARD = fwd
BACKWARD = bwd
INPUTS = (np.random.RandomState(6).randn(5, 4) * 2, np.array([0, 3, 1, 1, 2]))
