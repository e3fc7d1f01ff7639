import numpy as np

# linear SVM, sub-gradient steps on single points (Pegasos), then a check of the margins
rng = np.random.RandomState(10)
x = np.vstack([rng.randn(4, 3) + 1, rng.randn(3, 3) - 1])
y = np.array([1, 1, 1, 1, -1, -1, -1])
w = np.array([0.1, -0.2, 0.1])
b = np.array([0.0])
lam, gamma = 0.1, 1.5
t = 1

for epoch in range(2):
    order = rng.permutation(len(y))
    for i in order:
        score = x[i] @ w + b
        # objective: gamma * np.maximum(0, 1 - y[i] * score).sum() + lam / 2 * np.sum(w ** 2)
        eta = 1 / (lam * (t + 50))
        # backward
        gw = lam * w  #! gw = lam * w ** 2 / 2  #! gw = -lam * w
        gb = np.zeros(1)
        if y[i] * score < 1:  #! if score < 1:  #! if y[i] * score < 0:
            gw = gw - gamma * y[i] * x[i]  #! gw = gw + gamma * y[i] * x[i]  #! gw = -gamma * y[i] * x[i]  #! gw = gw - gamma * x[i]
            gb = gb - gamma * y[i]  #! gb = gb - gamma  #! gb = gb - gamma * y[i] * x[i].sum()
        # update
        w = w - eta * gw
        b = b - eta * gb  #! b = b + eta * gb
        # end
        t += 1
print("margins", y * (x @ w + b))
