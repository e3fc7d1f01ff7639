import numpy as np

# regularized linear regression, ex5 of the ML course but in Python
np.random.seed(12)
m, n = 7, 3
X = np.hstack([np.ones((m, 1)), np.random.randn(m, n)])   # bias is the first column
y = X[:, 1:2] * 2 - X[:, 3:4] + 0.3 * np.random.randn(m, 1)
theta = np.random.randn(n + 1, 1) * 0.1
alpha, lam = 0.1, 0.8


def linearRegCostFunction(X, y, theta, lam):
    h = X.dot(theta)
    J = (1 / (2 * m)) * np.sum((h - y) ** 2) + (lam / (2 * m)) * np.sum(theta[1:] ** 2)
    # backward
    err = h - y  #! err = h - y.T #! err = h
    grad = (1 / m) * X.T.dot(err)  #! grad = (1 / m) * X.dot(err) #! grad = X.T.dot(err)
    grad[1:] = grad[1:] + (lam / m) * theta[1:]  #! grad = grad + (lam / m) * theta #! grad[1:] = grad[1:] + (lam / m) * theta[1:] ** 2 #! grad[1:] = grad[1:] - (lam / m) * theta[1:]
    # end
    return J, grad


for i in range(3):
    J, grad = linearRegCostFunction(X, y, theta, lam)
    # update
    theta = theta - alpha * grad
print(J)
print(theta.ravel())
