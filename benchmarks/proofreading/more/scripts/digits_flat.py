# "MNIST" without MNIST: 5x5 noise images with 3 digits, mini batches by slicing
import numpy as np

np.random.seed(0)
images = np.random.rand(20, 5, 5)
digits = np.random.randint(0, 3, size=20)
for i in range(20):                     # draw something so that it can learn
    images[i, digits[i], :] += 1.0
images = images.reshape(20, -1) - 0.5
targets = np.zeros((20, 3))
targets[np.arange(20), digits] = 1

train_x, test_x = images[:16], images[16:]
train_t, test_t = targets[:16], targets[16:]

w1 = np.random.randn(25, 6) * 0.2
b1 = np.zeros((1, 6))
w2 = np.random.randn(6, 3) * 0.2
b2 = np.zeros((1, 3))
bs = 4
for epoch in range(5):
    perm = np.random.permutation(16)
    train_x, train_t = train_x[perm], train_t[perm]
    for k in range(0, 16, bs):
        xb = train_x[k:k + bs]
        tb = train_t[k:k + bs]
        a1 = np.maximum(0, xb @ w1 + b1)
        s = a1 @ w2 + b2
        ex = np.exp(s - s.max(1, keepdims=True))
        out = ex / ex.sum(1, keepdims=True)
        cost = -(tb * np.log(out)).sum() / bs
        # backward
        d2 = (out - tb) / bs
        dw2 = a1.T @ d2
        db2 = d2.sum(0, keepdims=True)
        d1 = d2 @ w2.T
        d1[a1 <= 0] = 0
        dw1 = xb.T @ d1
        db1 = d1.sum(0, keepdims=True)
        # update
        w1 -= 0.5 * dw1
        b1 -= 0.5 * db1
        w2 -= 0.5 * dw2
        b2 -= 0.5 * db2
    guess = np.argmax(np.maximum(0, test_x @ w1 + b1) @ w2 + b2, axis=1)
    print("epoch", epoch, "last batch cost", round(cost, 4), "test acc", np.mean(guess == test_t.argmax(1)))
