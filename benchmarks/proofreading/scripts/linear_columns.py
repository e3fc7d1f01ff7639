import numpy
numpy.random.seed(0)
n = 7
X = numpy.vstack([numpy.ones((1, n)), numpy.random.randn(2, n)])
T = numpy.random.randn(1, n)
theta = numpy.random.randn(3, 1)
alpha = 0.1
J_history = []
for it in range(3):
    H = numpy.dot(theta.T, X)
    J = numpy.sum((H - T) ** 2) / (2 * n)
    J_history.append(J)
    # backward
    E = H - T
    grad = numpy.dot(X, E.T) / n
    # update
    theta = theta - alpha * grad
