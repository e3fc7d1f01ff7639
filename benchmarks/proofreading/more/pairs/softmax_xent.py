import numpy as np


class SoftmaxLoss:
    # cross entropy with integer labels, class weights and a temperature,
    # averaged by the total weight like torch does
    weight = np.array([1.0, 2.0, 0.5, 1.5])
    tau = 2.0

    @classmethod
    def fwd(cls, logits, labels):
        s = logits / cls.tau
        s = s - s.max(axis=1, keepdims=True)
        logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        rows = np.arange(logits.shape[0])
        wt = cls.weight[labels]
        loss = -(wt * logp[rows, labels]).sum() / wt.sum()
        return loss, (logp, labels, wt)

    @classmethod
    def bwd(cls, dout, saved):
        logp, labels, wt = saved
        rows = np.arange(len(labels))
        d = np.exp(logp)  #! d = logp.copy()
        d[rows, labels] -= 1  #! d[:, labels] -= 1  #! d[rows, labels] += 1  #! d[rows, labels] = -1
        d *= wt[:, None]  #! d *= cls.weight
        d /= wt.sum()  #! d /= len(labels)
        d /= cls.tau  #! d *= cls.tau
        return dout * d  #! return d  #! return dout + d


rng = np.random.default_rng(1)
FORWARD = SoftmaxLoss.fwd
BACKWARD = SoftmaxLoss.bwd
INPUTS = (rng.normal(size=(5, 4)), np.array([0, 3, 1, 1, 2]))
