import numpy as np

# Exercise 2 - cubic fit, every measurement has its own weight s, ridge penalty, momentum
np.random.seed(3)
m = 10
u = np.linspace(-1, 1, m)
y = (1.5 * u - 2 * u**3 + 0.3 + 0.1 * np.random.randn(m)).reshape(m, 1)
X = np.column_stack([u, u**2, u**3])
s = np.random.uniform(0.2, 2.0, size=(m, 1))   # trust in each measurement

theta = np.random.randn(3, 1) * 0.5
b = 0.1
v_t = np.zeros_like(theta)
v_b = 0.0
lam, lr, beta = 0.3, 0.1, 0.8
history = []

for it in range(25):
    # hypothesis
    pred = X @ theta + b
    err = pred - y
    J = np.sum(s * err**2) / (2 * m) + lam / (2 * m) * np.sum(theta**2)
    history.append(J)

    # backward
    werr = s * err  #! werr = s * pred  #! werr = s * err**2
    gt = X.T @ werr / m  #! gt = X.T @ err / m
    gt = gt + lam / m * theta  #! gt = gt + lam * theta
    gb = np.sum(werr) / m  #! gb = np.sum(err) / m

    # update
    v_t = beta * v_t + gt  #! v_t = beta * v_t + werr
    v_b = beta * v_b + gb  #! v_b = beta * v_b - gb
    theta = theta - lr * v_t  #! theta = theta + lr * v_t
    b = b - lr * v_b  #! b = b - lr * gb

print("theta", theta.ravel(), "b", b, "J", history[-1])
