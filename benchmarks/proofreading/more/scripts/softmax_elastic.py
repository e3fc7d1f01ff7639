# Softmax regression with elastic net penalty and Nesterov-free plain momentum
# (exercise: extend the logistic regression of chapter 4 to k classes; bias is not penalised)
import numpy as np

gen = np.random.default_rng(77)
N, D, K = 12, 4, 3
X = gen.normal(size=(N, D))
true_w = gen.normal(size=(D, K))
y = np.argmax(X @ true_w + 0.3 * gen.normal(size=(N, K)), axis=1)
weight = gen.uniform(0.5, 2.0, size=N)      # sample weights
sw = weight.sum()

theta = gen.normal(scale=0.5, size=(D, K))
bias = np.zeros(K)
vel = np.zeros_like(theta)
vel_b = np.zeros_like(bias)
l1, l2 = 0.01, 0.05
mu = 0.8
lr0 = 0.4

J_hist = []
for it in range(30):
    logits = X @ theta + bias
    logits = logits - logits.max(axis=1, keepdims=True)
    P = np.exp(logits)
    P = P / P.sum(axis=1, keepdims=True)
    nll = -np.sum(weight * np.log(P[np.arange(N), y])) / sw
    J = nll + l1 * np.sum(np.abs(theta)) + l2 * np.sum(theta ** 2)
    J_hist.append(J)

    # backward
    onehot = np.zeros((N, K))
    onehot[np.arange(N), y] = 1  #! onehot[:, y] = 1
    resid = P - onehot  #! resid = onehot - P
    resid = resid * weight[:, None] / sw  #! resid = resid * weight[:, None] / N
    grad = X.T @ resid  #! grad = X.T @ P / sw
    grad += l1 * np.sign(theta)  #! grad += l1 * np.abs(theta)
    grad += 2 * l2 * theta  #! grad += l2 * theta  #! grad = 2 * l2 * theta
    grad_b = resid.sum(axis=0)  #! grad_b = resid.sum()

    # update
    lr = lr0 / (1 + 0.05 * it)
    vel = mu * vel - lr * grad  #! vel = mu * vel + lr * grad
    vel_b = mu * vel_b - lr * grad_b
    theta += vel
    bias += vel_b  #! bias = vel_b
