# autoencoder trained one vector at a time, out x in weights, column vectors
import numpy as np

def sigm(v):
    return 1.0 / (1.0 + np.exp(-v))

def dsigm(v):
    s = sigm(v)
    return s * (1 - s)

np.random.seed(77)
samples = np.random.rand(5, 4)
V = np.random.uniform(-1, 1, (3, 4))      # encoder
c = np.zeros((3, 1))
U = np.random.uniform(-1, 1, (4, 3))      # decoder
d = np.zeros((4, 1))
nu = 0.7

for sweep in range(2):
    for s in samples:
        x = s.reshape(-1, 1)
        net1 = V @ x + c
        hid = sigm(net1)
        net2 = U @ hid + d
        xhat = sigm(net2)
        E = 0.5 * np.sum((x - xhat) ** 2)
        # backward
        delta2 = (xhat - x) * dsigm(net2)  #! delta2 = (xhat - x) * dsigm(xhat)  #! delta2 = xhat - x  #! delta2 = (x - xhat) * dsigm(net2)
        delta1 = (U.T @ delta2) * dsigm(net1)  #! delta1 = (U @ delta2) * dsigm(net1)  #! delta1 = (U.T @ delta2) * dsigm(hid)  #! delta1 = (V @ delta2) * dsigm(net1)
        dU = delta2 @ hid.T  #! dU = hid @ delta2.T  #! dU = delta2 @ net1.T  #! dU = delta2 * hid
        dV = delta1 @ x.T  #! dV = delta1 @ xhat.T
        # update
        U -= nu * dU
        d -= nu * delta2
        V -= nu * dV
        c -= nu * delta1  #! c -= nu * hid
