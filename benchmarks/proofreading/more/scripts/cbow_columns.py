import numpy as np

# CBOW with the full softmax. Column vectors as in the lectures (V x m one-hot stuff)
text = 'i am happy because i am learning'
words = text.split()
word2Ind = {}
for w in words:
    word2Ind.setdefault(w, len(word2Ind))
V, N, C = len(word2Ind), 3, 1

xs, ys = [], []
for i in range(C, len(words) - C):
    ctx = words[i - C:i] + words[i + 1:i + C + 1]
    xs.append(np.mean([np.eye(V)[word2Ind[w]] for w in ctx], axis=0))
    ys.append(np.eye(V)[word2Ind[words[i]]])
x = np.array(xs).T
y = np.array(ys).T
m = x.shape[1]

np.random.seed(282)
W1 = np.random.rand(N, V); W2 = np.random.rand(V, N)
b1 = np.random.rand(N, 1); b2 = np.random.rand(V, 1)
alpha = 0.3
iters = 0
while iters < 25:
    z1 = np.dot(W1, x) + b1
    h = np.maximum(0, z1)
    z2 = np.dot(W2, h) + b2
    yhat = np.exp(z2) / np.sum(np.exp(z2), axis=0)
    cost = (-1 / m) * np.sum(np.multiply(np.log(yhat), y))

    # backward
    l1 = np.dot(W2.T, yhat - y)
    l1[z1 < 0] = 0
    grad_W1 = np.dot(l1, x.T) / m
    grad_W2 = np.dot(yhat - y, h.T) / m
    grad_b1 = np.dot(l1, np.ones((m, 1))) / m
    grad_b2 = np.dot(yhat - y, np.ones((m, 1))) / m

    # update
    W1, W2 = W1 - alpha * grad_W1, W2 - alpha * grad_W2
    b1, b2 = b1 - alpha * grad_b1, b2 - alpha * grad_b2
    iters += 1
    if iters % 10 == 0:
        alpha *= 0.66
        print(f"iters: {iters} cost: {cost:.6f}")
