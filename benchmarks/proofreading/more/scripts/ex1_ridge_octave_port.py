# ex1_multi.m  ->  python.   house prices again (sorry), with the ridge penalty from week 3
import numpy as np

data = np.array([
    [2104, 3, 399.9],
    [1600, 3, 329.9],
    [2400, 3, 369.0],
    [1416, 2, 232.0],
    [3000, 4, 539.9],
    [1985, 4, 299.9],
    [1534, 3, 314.9]])
X = data[:, 0:2]
y = data[:, 2:3] / 100
m = y.size

def featureNormalize(X):
    mu = X.mean(axis=0)
    sigma = X.std(axis=0, ddof=1)      # octave's std divides by m-1 !!
    return (X - mu) / sigma, mu, sigma

def computeCostMulti(X, y, theta, lam):
    h = X @ theta
    J = 1 / (2 * m) * np.sum((h - y) ** 2) + lam / (2 * m) * np.sum(theta[1:] ** 2)
    return J

X, mu, sigma = featureNormalize(X)
X = np.hstack([np.ones((m, 1)), X, X[:, [0]] ** 2])   # x1^2 as an extra column

alpha = 0.1
lam = 0.5
num_iters = 40
theta = np.array([[0.3], [-0.2], [0.5], [0.1]])
J_history = []

for iter in range(num_iters):
    J_history.append(computeCostMulti(X, y, theta, lam))
    # backward
    err = X @ theta - y  #! err = y - X @ theta  #! err = X @ theta - y.mean()  #! err = (X @ theta - y) ** 2
    grad = X.T @ err / m  #! grad = X.T @ err  #! grad = X.T @ err / (2 * m)
    reg = lam / m * theta  #! reg = lam * theta  #! reg = lam / m * theta ** 2  #! reg = lam / (2 * m) * theta
    reg[0] = 0             # bias is not penalised  #! reg[-1] = 0  #! reg[1] = 0
    grad = grad + reg  #! grad = grad - reg
    # update
    theta = theta - alpha * grad  #! theta = theta + alpha * grad  #! theta = theta - alpha / m * grad
    # end
    if iter % 10 == 0:
        print('iter', iter, ' J =', J_history[-1])

print('theta computed from gradient descent:')
print(theta.ravel())
