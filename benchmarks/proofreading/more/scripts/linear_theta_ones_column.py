# Univariate + one more feature, linear regression by gradient descent (theta notation)
import numpy as np

data = np.array([
    [2.1, 0.3, 4.0],
    [1.6, 0.9, 3.1],
    [2.4, -0.4, 4.3],
    [1.4, 0.6, 2.2],
    [3.0, 0.1, 5.4],
])
m = data.shape[0]
X = np.c_[np.ones(m), data[:, :2]]   # column of ones for the intercept
y = data[:, 2:]
theta = np.array([[0.1], [0.4], [-0.2]])
alpha = 0.05
J_history = []

for it in range(3):
    h = X.dot(theta)
    err = h - y
    J = (err.T.dot(err) / (2 * m)).item()
    J_history.append(J)
    # backward
    grad = np.zeros_like(theta)
    for j in range(theta.shape[0]):  #! for j in range(1, theta.shape[0]):
        grad[j] = np.sum(err[:, 0] * X[:, j])  #! grad[j] = np.sum(err[:, 0]) * X[j, j]  #! grad[j] = np.sum(h[:, 0] * X[:, j])  #! grad[j] = np.sum(err * X[:, j])
    grad = grad / m  #! grad = grad / theta.size
    # update
    theta = theta - alpha * grad  #! theta = theta + alpha * grad
    # end

print("theta:", theta.ravel())
print("J:", J_history)
