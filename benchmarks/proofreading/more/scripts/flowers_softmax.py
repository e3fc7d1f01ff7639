# flowers (like iris but I made up the numbers): softmax regression
import numpy as np
rng = np.random.RandomState(1)
centers = np.array([[5.0, 3.4, 1.5, 0.2], [5.9, 2.8, 4.3, 1.3], [6.6, 3.0, 5.5, 2.0]])
labels = np.repeat([0, 1, 2], 4)
X = centers[labels] + 0.2 * rng.randn(12, 4)
X = X - X.mean(0)
Y = np.eye(3)[labels]

W = np.zeros((4, 3))
b = np.zeros(3)

# loss before training, to see that it is log(3)
z = X.dot(W) + b
p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
print("before:", -np.mean(np.sum(Y * np.log(p), axis=1)), "log 3 =", np.log(3))

for epoch in range(1, 21):
    z = X.dot(W) + b
    z = z - z.max(axis=1, keepdims=True)      # max trick
    e = np.exp(z)
    p = e / e.sum(axis=1, keepdims=True)
    acc = (p.argmax(1) == labels).mean()
    # backward
    dz = (p - Y) / len(X)
    dW = X.T.dot(dz)
    db = dz.sum(0)
    # update
    W -= 0.4 * dW
    b -= 0.4 * db
    if epoch % 4 == 0:
        loss = -np.mean(np.sum(Y * np.log(p), axis=1))
        print("epoch", epoch, "accuracy", acc, "loss", loss)
