# multinomial logistic regression, one flower at a time, weights are python lists (I don't understand vectorization yet, sorry)
import numpy as np

flowers = [[5.1, 3.5, 1.4], [6.4, 3.2, 4.5], [6.3, 3.3, 6.0], [4.9, 3.0, 1.4], [6.9, 3.1, 4.9], [5.8, 2.7, 5.1]]
kind = [0, 1, 2, 0, 1, 2]
n_features = 3
n_kinds = 3
w = [[0.10, -0.20, 0.05], [0.02, 0.11, -0.07], [-0.13, 0.04, 0.21]]
b = [0.0, 0.1, -0.1]
rate = 0.05
penalty = 0.02


def score(x):
    return [sum(w[k][j] * x[j] for j in range(n_features)) + b[k] for k in range(n_kinds)]


def probabilities(s):
    e = [np.exp(v - max(s)) for v in s]
    return [v / sum(e) for v in e]


for epoch in range(10):
    total = 0.0
    grad_w = [[0.0] * n_features for k in range(n_kinds)]
    grad_b = [0.0] * n_kinds
    for i in range(len(flowers)):
        x = flowers[i]
        p = probabilities(score(x))
        total = total - np.log(p[kind[i]])
        # backward
        for k in range(n_kinds):
            err = p[k]
            if k == kind[i]:
                err = err - 1.0  #! err = 1.0 - err  #! err = err + 1.0
            for j in range(n_features):
                grad_w[k][j] += err * x[j]  #! grad_w[k][j] = err * x[j]  #! grad_w[k][j] += err * x[k]  #! grad_w[k][j] += err
            grad_b[k] += err  #! grad_b[k] = err  #! grad_b[k] += err * x[0]
        # end
    loss = total / len(flowers)
    loss += penalty * sum(w[k][j] ** 2 for k in range(n_kinds) for j in range(n_features))
    # update
    for k in range(n_kinds):
        for j in range(n_features):
            g = grad_w[k][j] / len(flowers) + 2 * penalty * w[k][j]  #! g = grad_w[k][j] / len(flowers)  #! g = grad_w[k][j] + 2 * penalty * w[k][j]  #! g = grad_w[k][j] / len(flowers) + penalty * w[k][j]
            w[k][j] = w[k][j] - rate * g
        b[k] = b[k] - rate * grad_b[k] / len(flowers)  #! b[k] = b[k] + rate * grad_b[k] / len(flowers)  #! b[k] = b[k] - rate * grad_b[k] / n_kinds
    # end
    print(epoch, round(float(loss), 5))
