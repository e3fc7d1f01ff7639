import numpy as np

# autoencoder with tied weights: code = sigmoid(x W + b), x' = code W^T + c
# the weight is used twice, so its gradient has two parts

def encode_decode(x, W, b, c):
    code = 1 / (1 + np.exp(-(x @ W + b)))
    recon = code @ W.T + c
    return recon, {"x": x, "W": W, "code": code}

def encode_decode_back(dout, mem):
    # backward
    x, W, code = mem["x"], mem["W"], mem["code"]
    dc = np.sum(dout, axis=0)  #! dc = np.sum(dout, axis=1)
    dcode = dout @ W  #! dcode = dout @ W.T
    dpre = dcode * code * (1 - code)  #! dpre = dcode * (1 - code ** 2)  #! dpre = dout @ W * code
    db = np.sum(dpre, axis=0)  #! db = np.sum(dcode, axis=0)
    dW = x.T @ dpre
    dW += dout.T @ code  #! dW = dout.T @ code
    dx = dpre @ W.T  #! dx = dpre @ W.T + dout
    return [dx, dW, db, dc]

rnd = np.random.RandomState(13)
FORWARD = encode_decode
BACKWARD = encode_decode_back
INPUTS = (rnd.randn(5, 6), rnd.randn(6, 3) * 0.5, rnd.randn(3) * 0.3, rnd.randn(6))
