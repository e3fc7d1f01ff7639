import numpy as np
np.random.seed(19)

# eight points of two half moons
X = np.array([[1.0, 0.1], [0.7, 0.7], [0.0, 1.0], [-0.8, 0.6],
              [0.1, 0.3], [0.4, -0.3], [1.0, -0.5], [1.7, -0.2]])
T = np.array([0, 0, 0, 0, 1, 1, 1, 1]).reshape(-1, 1)
N = 8
H = 5

W1 = np.random.randn(2, H)
gamma, beta = np.random.uniform(0.6, 1.4, H), np.zeros(H)
W2 = np.random.randn(H, 1)
b2 = np.zeros(1)
eps = 1e-5
step_size = 0.5

for i in range(5):

    # forward: affine (no bias, bn eats it) -> batchnorm -> relu -> affine -> sigmoid
    a = X @ W1
    mu = a.mean(axis=0)
    xmu = a - mu
    var = (xmu ** 2).mean(axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1.0 / sqrtvar
    xhat = xmu * ivar
    bn = gamma * xhat + beta
    h = np.maximum(0, bn)
    s = h @ W2 + b2
    y = 1 / (1 + np.exp(-s))
    loss = -np.mean(T * np.log(y) + (1 - T) * np.log(1 - y))

    # backward
    ds = (y - T) / N
    dW2 = h.T @ ds  #! dW2 = bn.T @ ds
    db2 = ds.sum(axis=0)
    dh = ds @ W2.T
    dbn = dh * (bn > 0)  #! dbn = dh * (h >= 0)
    dbeta = dbn.sum(axis=0)  #! dbeta = dbn.mean(axis=0)
    dgamma = (dbn * xhat).sum(axis=0)  #! dgamma = (dbn * bn).sum(axis=0)
    dxhat = dbn * gamma  #! dxhat = dbn
    divar = (dxhat * xmu).sum(axis=0)  #! divar = (dxhat * xhat).sum(axis=0)
    dxmu = dxhat * ivar  #! dxmu = dxhat * sqrtvar
    dsqrtvar = -divar / sqrtvar ** 2
    dvar = 0.5 * dsqrtvar / sqrtvar  #! dvar = 0.5 * dsqrtvar * sqrtvar
    dxmu += 2 * xmu * dvar / N  #! dxmu += xmu * dvar / N
    da = dxmu - dxmu.mean(axis=0)
    dW1 = X.T @ da  #! dW1 = X.T @ (dxhat * ivar)

    # update
    W1 -= step_size * dW1
    gamma = gamma - step_size * dgamma  #! gamma = gamma + step_size * dgamma
    beta = beta - step_size * dbeta  #! beta = beta - step_size * dgamma
    W2 -= step_size * dW2
    b2 -= step_size * db2
    # end
    print('%d: %.5f' % (i, loss))
