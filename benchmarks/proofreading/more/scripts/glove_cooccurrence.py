import numpy as np

text = "ice is cold and solid steam is hot and gas ice water steam water".split()
vocab = list(dict.fromkeys(text))
V, d = len(vocab), 3
X = np.zeros((V, V))
for i in range(len(text)):
    for j in range(max(0, i - 3), i):
        X[vocab.index(text[i]), vocab.index(text[j])] += 1.0 / (i - j)
        X[vocab.index(text[j]), vocab.index(text[i])] += 1.0 / (i - j)

rng = np.random.default_rng(300)
W = rng.uniform(-0.5, 0.5, (V, d))          # word vectors
W_ctx = rng.uniform(-0.5, 0.5, (V, d))      # context vectors
b, b_ctx = rng.uniform(-0.5, 0.5, V), rng.uniform(-0.5, 0.5, V)
G = {name: np.ones(V if name.startswith("b") else (V, d)) for name in ("W", "W_ctx", "b", "b_ctx")}
x_max, power, lr = 2.0, 0.75, 0.05

for epoch in range(2):
    J = 0.0
    grad_W, grad_W_ctx = np.zeros_like(W), np.zeros_like(W_ctx)
    grad_b, grad_b_ctx = np.zeros(V), np.zeros(V)
    for i, j in np.argwhere(X > 0):
        weight = (X[i, j] / x_max) ** power if X[i, j] < x_max else 1
        diff = W[i].dot(W_ctx[j]) + b[i] + b_ctx[j] - np.log(X[i, j])
        J += 0.5 * weight * diff ** 2
        # backward
        fdiff = weight * diff  #! fdiff = diff  #! fdiff = weight * diff ** 2
        grad_W[i] += fdiff * W_ctx[j]  #! grad_W[i] += fdiff * W_ctx[i]
        grad_W_ctx[j] += fdiff * W[i]  #! grad_W_ctx[i] += fdiff * W[j]  #! grad_W_ctx[j] = fdiff * W[i]
        grad_b[i] += fdiff
        grad_b_ctx[j] += fdiff  #! grad_b_ctx[i] += fdiff
        # end
    # update
    for name, p, g in [("W", W, grad_W), ("W_ctx", W_ctx, grad_W_ctx), ("b", b, grad_b), ("b_ctx", b_ctx, grad_b_ctx)]:
        G[name] += g ** 2
        p -= lr * g / np.sqrt(G[name])  #! p -= lr * g * np.sqrt(G[name])
    print("epoch", epoch, "cost", J)
