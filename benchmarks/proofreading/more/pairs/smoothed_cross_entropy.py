import numpy as np

SMOOTH = 0.1


class SmoothCE:
    """softmax + cross entropy with label smoothing, class 0 is padding and is not counted"""

    @staticmethod
    def forward(logits, target):
        n, k = logits.shape
        shifted = logits - logits.max(1, keepdims=True)
        logp = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
        q = np.full((n, k), SMOOTH / k)
        q[np.arange(n), target] += 1 - SMOOTH
        mask = (target != 0).astype(float)
        loss = -((q * logp).sum(1) * mask).sum() / mask.sum()
        return loss, (logp, q, mask)

    @staticmethod
    def backward(dloss, cache):
        logp, q, mask = cache
        # backward
        grad = np.exp(logp) - q  #! grad = logp - q  #! grad = q - np.exp(logp)  #! grad = np.exp(logp) - (q == q.max(1, keepdims=True))
        grad *= mask[:, None]  #! grad *= 1 - mask[:, None]  #! grad *= mask[:, None] * q
        grad = grad / mask.sum()  #! grad = grad / len(mask)  #! grad = grad / q.shape[1]
        dlogits = dloss * grad  #! dlogits = dloss * grad * (1 - np.exp(logp))
        # end
        return dlogits


FORWARD = SmoothCE.forward
BACKWARD = SmoothCE.backward
INPUTS = (np.array([[0.2, 1.5, -0.3, 0.8], [1.0, -1.2, 0.4, 0.1], [-0.6, 0.3, 2.0, -1.1], [0.9, 0.0, 0.5, 1.3]]), np.array([1, 0, 2, 3]))
