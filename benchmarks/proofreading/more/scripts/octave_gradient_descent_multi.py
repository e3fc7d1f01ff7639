# port of my old octave exercise: gradient descent with several features
from numpy import array, zeros, ones, column_stack, mean, std, dot

data = array([[21.04, 3, 39.9],
              [16.00, 3, 32.9],
              [24.00, 3, 36.9],
              [14.16, 2, 23.2],
              [30.00, 4, 53.9],
              [19.85, 4, 29.9],
              [15.34, 3, 31.4]])
X = data[:, 0:2]
y = data[:, 2]
m = len(y)

mu = mean(X, 0)
sigma = std(X, 0, ddof=1)
X = (X - mu) / sigma
X = column_stack((ones(m), X))

theta = zeros(3)
theta[0] = 5.0
theta[1] = 1.0
theta[2] = -2.0
alpha = 0.1
lam = 2.0
num_iters = 12
J_history = zeros(num_iters)

for it in range(num_iters):
    h = X.dot(theta)
    J_history[it] = 1.0 / (2 * m) * sum((h - y) ** 2) + lam / (2 * m) * sum(theta[1:] ** 2)
    # backward
    # we walk uphill on -J, so this is minus the gradient
    errors = y - h  #! errors = h - y
    up = zeros(3)
    for j in range(3):
        up[j] = dot(errors, X[:, j]) / m  #! up[j] = dot(errors, X[:, j])  #! up[j] = dot(errors, X[:, 1]) / m  #! up[j] = dot(h, X[:, j]) / m  #! up[j] = sum(errors) / m
    up[1:] = up[1:] - lam / m * theta[1:]  #! up[1:] = up[1:] + lam / m * theta[1:]  #! up = up - lam / m * theta  #! up[1:] = up[1:] - lam * theta[1:]  #! up[1:] = -lam / m * theta[1:]
    theta = theta + alpha * up  #! theta = theta - alpha * up  #! theta = theta + alpha * up / m
    # end

print('Theta computed from gradient descent:')
print(theta)
print(J_history)
price = dot(array([1.0, (16.5 - mu[0]) / sigma[0], (3 - mu[1]) / sigma[1]]), theta)
print('Predicted price: %f' % price)
