# ex1_multi.m rewritten in Python (house prices) -- no Matlab licence at home :-)
import numpy as np

data = np.array([[2104, 3, 399.9],
                 [1600, 3, 329.9],
                 [2400, 3, 369.0],
                 [1416, 2, 232.0],
                 [3000, 4, 539.9],
                 [1985, 4, 299.9],
                 [1534, 3, 314.9]])
X = data[:, 0:2]
y = data[:, 2:3] / 100          # in 100k$
m = len(y)

# ---- Part 1: feature normalize ----
mu = X.mean(0)
sigma = X.std(0, ddof=1)        # Octave's std divides by m-1
X_norm = (X - mu) / sigma
X = np.hstack((np.ones((m, 1)), X_norm))

# ---- Part 2: gradient descent (regularized, as in ex5) ----
alpha = 0.3
lam = 1.0
num_iters = 8
theta = np.array([[0.5], [0.2], [-0.1]])
J_history = np.zeros(num_iters)

for it in range(num_iters):
    h = X.dot(theta)
    err = h - y
    J_history[it] = err.T.dot(err).item() / (2*m) + lam/(2*m) * np.sum(theta[1:]**2)
    # backward
    grad = X.T.dot(err) / m  #! grad = X.T.dot(err)  #! grad = X.T.dot(y - h) / m  #! grad = X.T.dot(h) / m  #! grad = X_norm.T.dot(err).sum() / m
    grad_reg = lam/m * theta  #! grad_reg = lam * theta  #! grad_reg = lam/(2*m) * theta  #! grad_reg = lam/m * theta**2
    grad_reg[0] = 0             # don't regularize theta_0  #! grad_reg[1] = 0  #! grad_reg[1:] = 0
    grad = grad + grad_reg  #! grad = grad - grad_reg
    # update
    theta = theta - alpha * grad  #! theta = theta + alpha * grad  #! theta = theta - alpha/m * grad
    # end
    print('iter', it, 'J =', J_history[it])

print('theta found:', theta.ravel())
house = (np.array([1650, 3]) - mu) / sigma
print('1650 sq-ft, 3 br: $%.0f' % (1e5 * np.r_[1, house].dot(theta).item()))
