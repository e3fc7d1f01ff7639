# ex1_multi.m + ex5 (regularised) rewritten from Octave to python
import numpy as np

data = np.array([[2104, 3, 399.9],
                 [1600, 3, 329.9],
                 [2400, 3, 369.0],
                 [1416, 2, 232.0],
                 [3000, 4, 539.9],
                 [1985, 4, 299.9],
                 [1534, 3, 314.9]])


def featureNormalize(X):
    mu = X.mean(axis=0)
    sigma = X.std(axis=0, ddof=1)
    return (X - mu) / sigma, mu, sigma


def linearRegCostFunction(X, y, theta, lam):
    m = y.size
    h = X.dot(theta)
    J = np.sum((h - y) ** 2) / (2 * m) + lam / (2 * m) * np.sum(theta[1:] ** 2)
    # backward
    err = h - y  #! err = y - h  #! err = (h - y) ** 2  #! err = np.abs(h - y)
    grad = X.T.dot(err) / m  #! grad = X.T.dot(err)  #! grad = X.T.dot(h) / m  #! grad = X.T.dot(err) / (2 * m)
    grad[1:] = grad[1:] + lam / m * theta[1:]  #! grad[1:] = grad[1:] + lam * theta[1:]  #! grad = grad + lam / m * theta  #! grad[1:] = lam / m * theta[1:]  #! grad[1:] = grad[1:] + lam / m * theta[:-1]
    # end
    return J, grad


X, mu, sigma = featureNormalize(data[:, :2])
y = data[:, 2:] / 100          # in 100k dollars
X = np.hstack([np.ones((X.shape[0], 1)), X])

theta = np.array([[0.5], [0.2], [-0.1]])
alpha = 0.1
lam = 0.5
J_history = []
for i in range(50):
    J, grad = linearRegCostFunction(X, y, theta, lam)
    J_history.append(J)
    # update
    theta = theta - alpha * grad  #! theta = theta + alpha * grad  #! theta = theta - grad
    # end
    if i % 10 == 0:
        print(i, J)

print('cost at start %.4f, cost at the end %.4f' % (J_history[0], J_history[-1]))
print('theta:', theta.ravel())
house = (np.array([1650, 3]) - mu) / sigma
print('price of a 1650 sq-ft, 3 br house:', theta[0, 0] + house.dot(theta[1:, 0]))
