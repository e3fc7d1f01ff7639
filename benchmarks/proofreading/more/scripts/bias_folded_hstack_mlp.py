import numpy as np

def add_bias(a):
    return np.hstack([np.ones((a.shape[0], 1)), a])

g = lambda z: 1 / (1 + np.exp(-z))

rng = np.random.RandomState(0)
X = rng.randn(6, 3)
Y = np.eye(2)[rng.randint(0, 2, 6)]
m = X.shape[0]
Theta1 = rng.uniform(-0.8, 0.8, (4, 3 + 1))
Theta2 = rng.uniform(-0.8, 0.8, (2, 4 + 1))
lam = 0.3
alpha = 0.6

for it in range(3):
    a1 = add_bias(X)
    z2 = a1 @ Theta1.T
    a2 = add_bias(g(z2))
    a3 = g(a2 @ Theta2.T)
    J = -(Y * np.log(a3) + (1 - Y) * np.log(1 - a3)).sum() / m
    J += lam / (2 * m) * ((Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum())

    # backward
    d3 = a3 - Y  #! d3 = (a3 - Y) * a3 * (1 - a3)
    d2 = (d3 @ Theta2)[:, 1:] * g(z2) * (1 - g(z2))  #! d2 = (d3 @ Theta2)[:, :-1] * g(z2) * (1 - g(z2))  #! d2 = (d3 @ Theta2)[:, 1:] * z2 * (1 - z2)  #! d2 = (d3 @ Theta2)[:, 1:] * g(z2)
    Theta1_grad = d2.T @ a1 / m
    Theta2_grad = d3.T @ a2 / m  #! Theta2_grad = a2.T @ d3 / m  #! Theta2_grad = d3.T @ a2
    # do not regularise the bias column
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]  #! Theta1_grad += lam / m * Theta1  #! Theta1_grad[:, 1:] = lam / m * Theta1[:, 1:]  #! Theta1_grad[:, 1:] += lam * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] -= lam / m * Theta2[:, 1:]  #! Theta2_grad[1:, :] += lam / m * Theta2[1:, :]
    # update
    Theta1 -= alpha * Theta1_grad
    Theta2 -= alpha * Theta2_grad
    # end
    print("iteration", it, "J =", J)
