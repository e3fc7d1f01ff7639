# objective: -np.sum(Y * np.log(A2)) / m + lambd / (2 * m) * (np.sum(params['W1'] ** 2) + np.sum(params['W2'] ** 2))
# columns are the samples. Full batch, L2, dropout on the hidden layer, step decay of the learning rate
import numpy as np

np.random.seed(2)
n_x, n_h, n_y, m = 4, 7, 3, 10
X = np.random.randn(n_x, m)
lab = np.argmax(X[:n_y], axis=0)
Y = np.zeros((n_y, m))
Y[lab, np.arange(m)] = 1

params = {}
params['W1'] = np.random.randn(n_h, n_x) * np.sqrt(2. / n_x)
params['b1'] = np.zeros((n_h, 1))
params['W2'] = np.random.randn(n_y, n_h) * np.sqrt(2. / n_h)
params['b2'] = np.zeros((n_y, 1))
lambd, keep_prob = 0.8, 0.75
learning_rate = 0.5

for i in range(14):
    Z1 = np.dot(params['W1'], X) + params['b1']
    A1 = np.where(Z1 > 0, Z1, np.exp(np.minimum(Z1, 0)) - 1)     # ELU
    D1 = (np.random.rand(n_h, m) < keep_prob)
    H1 = A1 * D1 / keep_prob
    Z2 = np.dot(params['W2'], H1) + params['b2']
    T = np.exp(Z2 - np.max(Z2, axis=0))
    A2 = T / np.sum(T, axis=0)

    # backward
    dZ2 = A2 - Y  #! dZ2 = Y - A2
    dW2 = np.dot(dZ2, H1.T) / m + lambd / m * params['W2']  #! dW2 = np.dot(dZ2, H1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m  #! db2 = np.sum(dZ2) / m
    dH1 = np.dot(params['W2'].T, dZ2)
    dA1 = dH1 * D1 / keep_prob  #! dA1 = dH1 / keep_prob
    dZ1 = dA1 * np.where(Z1 > 0, 1, A1 + 1)  #! dZ1 = dA1 * (Z1 > 0)
    dW1 = np.dot(dZ1, X.T) / m + lambd / m * params['W1']  #! dW1 = np.dot(dZ1, X.T) / m - lambd / m * params['W1']
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m  #! db1 = np.sum(dZ1, axis=1, keepdims=True)

    # update
    if i > 0 and i % 5 == 0:
        learning_rate *= 0.5  #! learning_rate /= 0.5
    params['W1'] = params['W1'] - learning_rate * dW1
    params['b1'] = params['b1'] - learning_rate * db1
    params['W2'] = params['W2'] - learning_rate * dW2  #! params['W2'] = params['W1'] - learning_rate * dW2
    params['b2'] = params['b2'] - learning_rate * db2  #! params['b2'] = params['b2'] - learning_rate * dW2
