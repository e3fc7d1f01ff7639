# Fit a cubic to six points with ridge + momentum, intercept folded into X
import numpy as np

t = np.array([-1.0, -0.6, -0.1, 0.3, 0.7, 1.2])
y = np.array([0.9, 0.2, -0.4, 0.1, 0.8, 2.5])

X = np.column_stack([np.ones_like(t), t, t ** 2, t ** 3])
N, D = X.shape
lam = 0.05
alpha = 0.1
beta = 0.9

w = np.array([0.3, -0.2, 0.1, 0.4])
v = np.zeros(D)

for epoch in range(8):
    yhat = X @ w
    resid = y - yhat
    # (intercept is not penalised)
    J = (resid @ resid) / (2 * N) + 0.5 * lam * np.sum(w[1:] ** 2)

    # backward
    grad = -(X.T @ resid) / N  #! grad = (X.T @ resid) / N  #! grad = -(X.T @ resid)  #! grad = -(X.T @ yhat) / N
    grad[1:] += lam * w[1:]  #! grad += lam * w  #! grad[1:] -= lam * w[1:]  #! grad[1:] = lam * w[1:]  #! grad[1:] += lam * w[:-1]
    # update
    v = beta * v + grad  #! v = beta * v - grad  #! v = beta + grad  #! v = grad
    w = w - alpha * v  #! w = w + alpha * v  #! w = w - alpha * beta * v
    # end
    print(epoch, round(J, 5))

print("w =", w)
