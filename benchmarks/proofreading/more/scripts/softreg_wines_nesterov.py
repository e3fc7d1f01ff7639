import numpy as np

# softmax regression on 8 wines (alcohol, acidity, colour), bias = extra column of ones
wines = np.array([[13.2, 1.8, 5.6, 0], [13.7, 1.9, 6.2, 0], [14.1, 2.1, 5.1, 0],
                  [12.3, 1.1, 2.1, 1], [12.0, 1.4, 2.9, 1], [12.6, 0.9, 1.9, 1],
                  [13.0, 3.5, 8.1, 2], [13.4, 4.1, 9.4, 2]])
X, y = wines[:, :3], wines[:, 3].astype(int)
X = (X - X.mean(0)) / X.std(0)
X = np.hstack([X, np.ones((len(X), 1))])
N, D = X.shape
K = 3

rng = np.random.RandomState(0)
W = rng.randn(D, K) * 0.3
v = np.zeros_like(W)
reg, mu, eta = 0.05, 0.9, 0.15
eps = 0.1     # label smoothing

Y = np.full((N, K), eps / K)
Y[np.arange(N), y] += 1 - eps

history = []
for step in range(6):
    W_look = W + mu * v
    scores = X.dot(W_look)
    scores -= scores.max(axis=1, keepdims=True)
    e = np.exp(scores)
    p = e / e.sum(axis=1, keepdims=True)
    data_loss = -(Y * np.log(p)).sum() / N
    # the last row holds the biases, they are not decayed
    reg_loss = 0.5 * reg * (W_look[:-1] ** 2).sum()
    loss = data_loss + reg_loss
    history.append(loss)

    # backward
    dscores = p.copy()  #! dscores = e.copy()
    dscores -= Y  #! dscores[np.arange(N), y] -= 1  #! dscores += Y
    dscores /= N  #! dscores /= K  #! dscores /= len(scores) * K
    dW = X.T.dot(dscores)  #! dW = X.T.dot(dscores) / N  #! dW = X.T.dot(p)  #! dW = -X.T.dot(dscores)
    dW[:-1] += reg * W_look[:-1]  #! dW += reg * W_look  #! dW[1:] += reg * W_look[1:]  #! dW[:-1] = reg * W_look[:-1]
    # update
    v = mu * v - eta * dW  #! v = mu * v + eta * dW
    W = W + v  #! W = W - v
    # end

print("losses", np.round(history, 4))
print("predicted", (X @ W).argmax(1), "true", y)
