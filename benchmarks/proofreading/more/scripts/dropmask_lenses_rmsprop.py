# 3 layers with inverted dropout, RMSprop.   Which contact lenses? (toy table)
import numpy as np

np.random.seed(8)

def relu(Z): return np.maximum(Z, 0)

def init(dims):
    prm = {}
    for l in range(1, len(dims)):
        prm["W%d" % l] = np.random.randn(dims[l], dims[l-1]) * np.sqrt(2.0 / dims[l-1])
        prm["b%d" % l] = np.full((dims[l], 1), 0.1)
    return prm

# columns are people: age, myope, astigmatic, tears
X = np.array([[0, 0, 1, 1, 2, 2, 0],
              [1, 0, 1, 0, 1, 0, 0],
              [0, 1, 1, 0, 0, 1, 1],
              [1, 1, 0, 1, 0, 1, 0]], dtype=float)
Y = np.array([[1, 0, 0, 1, 0, 0, 0],
              [0, 1, 0, 0, 0, 1, 0]], dtype=float)   # soft, hard (none = 0 0)
m = X.shape[1]
keep = 0.8

prm = init([4, 6, 5, 2])
cache_sq = dict([(k, np.zeros_like(v)) for k, v in prm.items()])

for epoch in range(4):
    # ---------- forward
    Z1 = np.dot(prm["W1"], X) + prm["b1"]
    A1 = relu(Z1)
    D1 = np.random.rand(*A1.shape) < keep
    A1 = A1 * D1 / keep
    Z2 = np.dot(prm["W2"], A1) + prm["b2"]
    A2 = relu(Z2)
    D2 = np.random.rand(*A2.shape) < keep
    A2 = A2 * D2 / keep
    Z3 = np.dot(prm["W3"], A2) + prm["b3"]
    A3 = 1 / (1 + np.exp(-Z3))
    cost = -1.0/m * np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))

    # backward
    dZ3 = A3 - Y  #! dZ3 = Y - A3
    dW3 = 1.0/m * np.dot(dZ3, A2.T)  #! dW3 = np.dot(dZ3, A2.T)  #! dW3 = 1.0/m * np.dot(dZ3, relu(Z2).T)
    db3 = 1.0/m * np.sum(dZ3, axis=1, keepdims=True)  #! db3 = 1.0/m * np.sum(dZ3)
    dA2 = np.dot(prm["W3"].T, dZ3)
    dA2 = dA2 * D2 / keep  #! dA2 = dA2 * D2  #! dA2 = dA2 / keep
    dZ2 = np.multiply(dA2, np.int64(Z2 > 0))  #! dZ2 = np.multiply(dA2, relu(Z2))
    dW2 = 1.0/m * np.dot(dZ2, A1.T)
    db2 = 1.0/m * np.sum(dZ2, axis=1, keepdims=True)  #! db2 = 1.0/m * np.sum(dA2, axis=1, keepdims=True)
    dA1 = np.dot(prm["W2"].T, dZ2)  #! dA1 = np.dot(prm["W2"].T, dA2)
    dA1 = dA1 * D1 / keep  #! dA1 = dA1 * ~D1 / keep
    dZ1 = np.multiply(dA1, np.int64(Z1 > 0))  #! dZ1 = np.multiply(dA1, np.int64(Z1 < 0))
    dW1 = 1.0/m * np.dot(dZ1, X.T)
    db1 = 1.0/m * np.sum(dZ1, axis=1, keepdims=True)
    grads = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "W3": dW3, "b3": db3}

    # ---------- rmsprop
    # update
    for key in prm:
        cache_sq[key] = 0.9 * cache_sq[key] + 0.1 * grads[key] ** 2  #! cache_sq[key] = 0.9 * cache_sq[key] + 0.9 * grads[key] ** 2  #! cache_sq[key] = 0.9 * cache_sq[key] + 0.1 * prm[key] ** 2
        prm[key] = prm[key] - 0.02 * grads[key] / (np.sqrt(cache_sq[key]) + 1e-6)  #! prm[key] = prm[key] - 0.02 * grads[key] / (cache_sq[key] + 1e-6)
    # end
    if epoch % 1 == 0:
        print("Cost after epoch {}: {}".format(epoch, cost))
