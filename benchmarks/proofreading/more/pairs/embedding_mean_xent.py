import numpy as np


class BagOfWordsLoss:
    """embedding lookup -> mean over the words -> affine -> softmax cross entropy"""

    @staticmethod
    def run(E, A, c, words, label):
        h = np.array([E[ws].mean(axis=0) for ws in words])
        logits = h.dot(A) + c
        p = np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]
        picked = [p[n, k] for n, k in enumerate(label)]
        return -np.mean(np.log(picked))

    @staticmethod
    def grad(dloss, E, A, c, words, label):
        h = np.array([E[ws].mean(axis=0) for ws in words])
        logits = h.dot(A) + c
        p = np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]
        onehot = np.eye(A.shape[1])[label]
        dlogits = dloss * (p - onehot) / len(label)  #! dlogits = dloss * (p - onehot)  #! dlogits = (p - onehot) / len(label)  #! dlogits = dloss * (onehot - p) / len(label)  #! dlogits = dloss * (p - onehot) * p * (1 - p) / len(label)
        dA = h.T.dot(dlogits)
        dc = dlogits.sum(axis=0)  #! dc = dlogits.mean(axis=0)
        dh = dlogits.dot(A.T)
        dE = np.zeros(E.shape)
        for n, ws in enumerate(words):
            np.add.at(dE, ws, dh[n] / len(ws))  #! np.add.at(dE, ws, dh[n])  #! dE[ws] += dh[n] / len(ws)  #! dE[ws] = dh[n] / len(ws)  #! np.add.at(dE, ws, h[n] / len(ws))  #! np.add.at(dE, ws, dh[n] / len(words))
        return {'E': dE, 'A': dA, 'c': dc}


rand = np.random.RandomState(17).uniform
FORWARD = BagOfWordsLoss.run
BACKWARD = BagOfWordsLoss.grad
INPUTS = (rand(-1, 1, (6, 3)), rand(-1, 1, (3, 4)), rand(-1, 1, 4),
          np.array([[0, 2, 2, 5], [1, 2, 0, 4], [3, 3, 1, 0]]), np.array([3, 0, 1]))
