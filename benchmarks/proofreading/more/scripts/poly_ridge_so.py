# Question: gradient descent for polynomial regression, does the regularisation look right?
# (theta_0 should not be penalised as far as I understood)
import numpy as np

x = [0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95]
y = [1.1, 1.9, 1.7, 1.2, 0.6, 0.3, 0.8]
degree = 3
m = len(y)

features = np.array([[xi ** p for p in range(degree + 1)] for xi in x])
theta = np.array([0.5, -0.3, 0.2, 0.1])
velocity = np.zeros(degree + 1)
alpha = 0.3
lam = 0.05
mu = 0.8

for iteration in range(40):
    hypothesis = []
    for i in range(m):
        hypothesis.append(sum(theta[j] * features[i, j] for j in range(degree + 1)))
    cost = sum((hypothesis[i] - y[i]) ** 2 for i in range(m)) / (2 * m)
    cost += lam / (2 * m) * sum(t ** 2 for t in theta[1:])

    # backward
    residuals = [hypothesis[i] - y[i] for i in range(m)]  #! residuals = [y[i] - hypothesis[i] for i in range(m)]  #! residuals = [(hypothesis[i] - y[i]) ** 2 for i in range(m)]
    grad = np.zeros(degree + 1)
    for j in range(degree + 1):
        s = 0.0
        for i in range(m):
            s += residuals[i] * features[i, j]  #! s += residuals[i]  #! s = residuals[i] * features[i, j]  #! s += residuals[j] * features[i, j]
        grad[j] = s / m  #! grad[j] = s  #! grad[j] = s / (2 * m)
        if j > 0:
            grad[j] += lam / m * theta[j]  #! grad[j] += lam / m * theta[j] ** 2  #! grad[j] += lam * theta[j]  #! grad[j] += lam / m * theta[j - 1]  #! grad[j] = lam / m * theta[j]
    # update
    for j in range(degree + 1):
        velocity[j] = mu * velocity[j] - alpha * grad[j]
        theta[j] = theta[j] + velocity[j]  #! theta[j] = theta[j] - velocity[j]
    # end
    if iteration % 10 == 0:
        print("iteration", iteration, "cost", cost)

print("theta:", theta)
