# linear regression from scratch with momentum (my notes, week 2)
import numpy as np

data = np.array([
    # alcohol, acidity, sugar, score
    [9.4, 0.70, 1.9, 5.0],
    [9.8, 0.88, 2.6, 5.2],
    [11.2, 0.28, 1.9, 6.1],
    [10.5, 0.66, 1.6, 5.4],
    [12.8, 0.32, 2.3, 7.3],
    [10.0, 0.58, 6.1, 5.1],
    [11.9, 0.39, 2.0, 6.6],
])
X_raw = data[:, :3]
y = data[:, 3]
mu, sd = X_raw.mean(axis=0), X_raw.std(axis=0)
X = np.c_[np.ones(len(y)), (X_raw - mu) / sd]     # first column = intercept
m, n = X.shape

theta = np.array([0.1, -0.2, 0.3, 0.05])
v = np.zeros(n)
alpha = 0.1
gamma = 0.8
lam = 0.7
J_history = []

for it in range(15):
    h = X.dot(theta)
    err = h - y
    penal = lam / (2 * m) * np.sum(theta[1:] ** 2)
    J = np.sum(err ** 2) / (2 * m) + penal
    J_history.append(J)

    # backward
    grad = X.T.dot(err) / m  #! grad = X.T.dot(err)  #! grad = X.T.dot(h) / m  #! grad = 2 * X.T.dot(err) / m  #! grad = X.T.dot(y - h) / m
    grad[1:] += lam / m * theta[1:]  #! grad[1:] = lam / m * theta[1:]  #! grad[1:] += lam * theta[1:]  #! grad += lam / m * theta  #! grad[1:] -= lam / m * theta[1:]
    # update
    v = gamma * v + grad  #! v = gamma * v + (1 - gamma) * grad  #! v = gamma * grad  #! v = gamma * v - grad
    theta = theta - alpha * v  #! theta = theta - alpha * grad  #! theta = theta + alpha * v
    # end

    if it % 5 == 0:
        print("iter %d  J = %.5f" % (it, J))

print("theta:", theta)
print("predicted:", X.dot(theta).round(2))
