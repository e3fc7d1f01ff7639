import numpy as np
# three layer net with (inverted) dropout, columns = examples
np.random.seed(2)
n0, n1, n2, m = 4, 8, 6, 12
keep_prob = 0.7
X = np.random.randn(n0, m)
Y = (np.sum(X ** 2, axis=0, keepdims=True) > 4) * 1.0
W1 = np.random.randn(n1, n0) * .5; b1 = np.zeros((n1, 1))
W2 = np.random.randn(n2, n1) * .5; b2 = np.zeros((n2, 1))
W3 = np.random.randn(1, n2) * .5;  b3 = np.zeros((1, 1))

def relu(q): return q * (q > 0)
def logistic(q): return 1 / (1 + np.exp(-q))

for i in range(20):
    Z1 = W1 @ X + b1
    A1 = relu(Z1)
    D1 = np.random.rand(*A1.shape) < keep_prob
    A1 = A1 * D1 / keep_prob
    Z2 = W2 @ A1 + b2
    A2 = relu(Z2)
    D2 = (np.random.rand(*A2.shape) < keep_prob)
    A2 = A2 * D2 / keep_prob
    A3 = logistic(W3 @ A2 + b3)
    J = np.nansum(-np.log(A3) * Y - np.log(1 - A3) * (1 - Y)) / m

    # backward
    dZ3 = A3 - Y
    dW3 = 1 / m * dZ3 @ A2.T
    db3 = 1 / m * dZ3.sum(axis=1, keepdims=True)
    dA2 = W3.T @ dZ3
    dA2 = dA2 * D2
    dA2 = dA2 / keep_prob
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1 / m * dZ2 @ A1.T
    db2 = 1 / m * dZ2.sum(axis=1, keepdims=True)
    dA1 = W2.T @ dZ2 * D1 / keep_prob
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1 / m * dZ1 @ X.T
    db1 = 1 / m * dZ1.sum(axis=1, keepdims=True)

    # update
    W1 -= .2 * dW1; W2 -= .2 * dW2; W3 -= .2 * dW3
    b1 -= .2 * db1; b2 -= .2 * db2; b3 -= .2 * db3
    if i % 5 == 0: print("cost", i, J)

# no dropout at test time
pred = logistic(W3 @ relu(W2 @ relu(W1 @ X + b1) + b2) + b3) > .5
print("train accuracy", np.mean(pred == Y))
