# Autoencoder with tied weights: decoder is W transposed. Samples are rows.
import numpy as np

rs = np.random.RandomState(99)
data = rs.rand(6, 5)
n_vis, n_code = 5, 3
W = rs.uniform(-0.7, 0.7, size=(n_vis, n_code))
c = np.zeros(n_code)        # code bias
v = np.zeros(n_vis)         # visible bias
learning_rate = 0.5


def sigm(t):
    return 1.0 / (1.0 + np.exp(-t))


def reconstruct(batch):
    code = sigm(batch @ W + c)
    recon = sigm(code @ W.T + v)
    return code, recon


for epoch in range(3):
    code, recon = reconstruct(data)
    cost = -np.sum(data * np.log(recon) + (1 - data) * np.log(1 - recon)) / len(data)
    # backward
    d_vis = (recon - data) / len(data)  #! d_vis = (recon - data) * recon * (1 - recon) / len(data)  #! d_vis = (recon - code @ W.T) / len(data)
    d_code = d_vis @ W
    d_hid = d_code * code * (1 - code)  #! d_hid = d_code * (1 - code ** 2)  #! d_hid = d_code
    grad_W = data.T @ d_hid  #! grad_W = recon.T @ d_hid
    grad_W += d_vis.T @ code  #! grad_W = d_vis.T @ code  #! grad_W += data.T @ code
    grad_c = d_hid.sum(axis=0)
    grad_v = d_vis.sum(axis=0)  #! grad_v = d_vis.mean(axis=0)
    # update
    W -= learning_rate * grad_W
    c -= learning_rate * grad_c
    v -= learning_rate * grad_v
    # end
    print("epoch %d  cost %.5f" % (epoch, cost))
