# Softmax regression on three kinds of flowers, K classes, theta is (features x K)
import numpy as np

X = np.array([
    [5.1, 3.5, 1.4, 0.2],
    [4.9, 3.0, 1.4, 0.2],
    [7.0, 3.2, 4.7, 1.4],
    [6.4, 3.2, 4.5, 1.5],
    [6.3, 3.3, 6.0, 2.5],
])
y = np.array([0, 0, 1, 1, 2])
X = X - X.mean(0)
K = 3
N, D = X.shape
rng = np.random.default_rng(3)
theta = rng.normal(0, 0.1, (D, K))
bias = np.zeros(K)
onehot = np.eye(K)[y]


def softmax(s):
    s = s - s.max(axis=1, keepdims=True)
    e = np.exp(s)
    return e / e.sum(axis=1, keepdims=True)


def train(theta, bias, steps, eta=0.1, reg=0.05):
    history = []
    for _ in range(steps):
        probs = softmax(X @ theta + bias)
        loss = -np.log(probs[np.arange(N), y]).mean() + reg * np.sum(theta * theta)
        history.append(loss)
        # backward
        dscores = probs.copy()
        dscores[np.arange(N), y] -= 1  #! dscores[:, y] -= 1  #! dscores[np.arange(N), y - 1] -= 1
        dscores /= N  #! dscores /= K
        dtheta = X.T.dot(dscores)
        dtheta += 2 * reg * theta  #! dtheta += reg * theta  #! dtheta -= 2 * reg * theta
        dbias = dscores.sum(axis=0)  #! dbias = dscores.mean(axis=0)  #! dbias = dscores.sum()
        # update
        theta -= eta * dtheta
        bias -= eta * dbias
    return history


history = train(theta, bias, 4)
print(history)
print("accuracy", np.mean(np.argmax(X @ theta + bias, axis=1) == y))
