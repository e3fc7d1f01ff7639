import numpy as np

# Siamese branch: both inputs go through the same layer, output is the cosine of the two codes,
# one number for each pair. W is (out, in), inputs are rows.


def similarity(left, right, W, bias):
    p = np.tanh(left @ W.T + bias)
    q = np.tanh(right @ W.T + bias)
    np_ = np.sqrt(np.sum(p * p, axis=1, keepdims=True))
    nq = np.sqrt(np.sum(q * q, axis=1, keepdims=True))
    cos = np.sum(p * q, axis=1, keepdims=True) / (np_ * nq)
    return cos[:, 0], (left, right, W, p, q, np_, nq, cos)


def similarity_back(dcos, stuff):
    # backward
    left, right, W, p, q, np_, nq, cos = stuff
    dcos = dcos.reshape(-1, 1)
    dp = dcos * (q / (np_ * nq) - cos * p / np_ ** 2)  #! dp = dcos * q / (np_ * nq)
    dq = dcos * (p / (np_ * nq) - cos * q / nq ** 2)  #! dq = dcos * (p / (np_ * nq) - cos * q / np_ ** 2)  #! dq = dcos * (p / (np_ * nq) + cos * q / nq ** 2)
    dzp = dp * (1 - p ** 2)
    dzq = dq * (1 - q ** 2)  #! dzq = dp * (1 - q ** 2)
    # same W twice -> add
    dW = dzp.T @ left + dzq.T @ right  #! dW = left.T @ dzp + right.T @ dzq
    dbias = (dzp + dzq).sum(axis=0)  #! dbias = (dzp + dzq).mean(axis=0)
    dleft = dzp @ W
    dright = dzq @ W  #! dright = dq @ W
    return dleft, dright, dW, dbias


r = np.random.RandomState(17)
FORWARD = similarity
BACKWARD = similarity_back
INPUTS = (r.randn(6, 4), r.randn(6, 4), r.randn(3, 4) * 0.6, r.randn(3) * 0.2)
