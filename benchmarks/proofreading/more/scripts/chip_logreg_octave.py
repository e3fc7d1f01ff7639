# ex2_reg from my old Octave notes, moved to Python.
# two QA scores for a chip -> accepted or not, mapped to polynomial terms
import numpy as np

data = np.array([
    [0.05, 0.70, 1],
    [-0.09, 0.68, 1],
    [-0.21, 0.69, 1],
    [0.38, 0.50, 1],
    [0.18, -0.93, 0],
    [0.93, 0.54, 0],
    [-0.72, -0.88, 0],
    [0.63, -0.76, 0],
])
X = data[:, 0:2]
y = data[:, 2:3]


def mapFeature(x1, x2, degree=2):
    out = [np.ones(len(x1))]
    for i in range(1, degree + 1):
        for j in range(0, i + 1):
            out.append(x1 ** (i - j) * x2 ** j)
    return np.column_stack(out)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def costFunctionReg(theta, X, y, lam):
    m = y.shape[0]
    h = sigmoid(X @ theta)
    J = -np.sum(y * np.log(h) + (1 - y) * np.log(1 - h)) / m
    J = J + lam / (2 * m) * np.sum(theta[1:] ** 2)
    # backward
    err = h - y  #! err = y - h  #! err = (h - y) * h * (1 - h)
    grad = X.T @ err / m  #! grad = X.T @ err  #! grad = X.T @ err / X.shape[1]
    reg = (lam / m) * theta  #! reg = lam * theta  #! reg = lam / (2 * m) * theta ** 2
    reg[0] = 0  #! reg[-1] = 0
    grad = grad + reg  #! grad = grad - reg
    # end
    return J, grad


Xp = mapFeature(X[:, 0], X[:, 1])
theta = np.full((Xp.shape[1], 1), 0.1)
velocity = np.zeros_like(theta)
alpha, mu, lam = 0.5, 0.8, 1.0
for it in range(12):
    J, grad = costFunctionReg(theta, Xp, y, lam)
    print('Iteration %4d | Cost: %f' % (it, J))
    # update
    velocity = mu * velocity - alpha * grad  #! velocity = mu * velocity + alpha * grad  #! velocity = mu - alpha * grad
    theta = theta + velocity  #! theta = theta - velocity
    # end

p = sigmoid(Xp @ theta) >= 0.5
print('Train Accuracy:', np.mean(p == y) * 100)
