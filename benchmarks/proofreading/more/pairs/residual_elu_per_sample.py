import numpy as np

ALPHA = 0.8


def elu(z):
    return np.where(z > 0, z, ALPHA * (np.exp(z) - 1))


def elu_prime(z):
    return np.where(z > 0, 1.0, ALPHA * np.exp(z))


def res_block(x, W1, b1, W2, b2):
    # samples are the columns of x; second elu after the sum like in ResNet
    z1 = W1 @ x + b1
    a1 = elu(z1)
    z2 = W2 @ a1 + b2 + x
    return elu(z2), (z1, a1, z2)


def res_block_backward(delta, x, W1, W2, cache):
    z1, a1, z2 = cache
    n_out, m = delta.shape
    # backward
    dW1, dW2 = np.zeros(W1.shape), np.zeros(W2.shape)
    db1, db2 = np.zeros((W1.shape[0], 1)), np.zeros((n_out, 1))
    dx = np.zeros(x.shape)
    for i in range(m):
        delta2 = delta[:, i] * elu_prime(z2[:, i])  #! delta2 = delta[:, i] * elu(z2[:, i])  #! delta2 = delta[:, i]
        dW2 += np.outer(delta2, a1[:, i])  #! dW2 += np.outer(delta2, z1[:, i])  #! dW2 = np.outer(delta2, a1[:, i])
        db2 += delta2.reshape(-1, 1)
        delta1 = (W2.T @ delta2) * elu_prime(z1[:, i])  #! delta1 = (W2.T @ delta2) * elu_prime(a1[:, i])  #! delta1 = (W2.T @ delta[:, i]) * elu_prime(z1[:, i])
        dW1 += np.outer(delta1, x[:, i])  #! dW1 += np.outer(x[:, i], delta1)
        db1 += delta1[:, None]  #! db1 += delta2[:, None]
        dx[:, i] = W1.T @ delta1 + delta2  #! dx[:, i] = W1.T @ delta1  #! dx[:, i] = W1.T @ delta1 + delta[:, i]
    return dx, dW1, db1, dW2, db2


rs = np.random.RandomState(84)
FORWARD = res_block
BACKWARD = res_block_backward
INPUTS = (rs.randn(3, 6), rs.randn(4, 3), rs.randn(4, 1), rs.randn(3, 4), rs.randn(3, 1))
