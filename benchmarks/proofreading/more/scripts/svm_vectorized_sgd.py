import numpy as np
from random import seed

seed(0)
np.random.seed(0)

# toy "CIFAR": 24 rows, 6 pixels + the bias trick
X = np.random.uniform(0, 255, (24, 6))
mean_image = np.mean(X, axis=0)
X -= mean_image
X /= 128.
X = np.hstack([X, np.ones((X.shape[0], 1))])
y = np.random.randint(0, 4, 24)
X_train, y_train = X[:18], y[:18]
X_val, y_val = X[18:], y[18:]

best_val, best_W = -1, None
for lr, reg in [(1e-1, 1e-3), (3e-1, 1e-2)]:
    W = 0.001 * np.random.randn(7, 4)
    loss_history = []
    for t in range(10):
        idx = np.random.choice(18, 6, replace=True)
        X_batch, y_batch = X_train[idx], y_train[idx]
        N = len(idx)

        scores = X_batch @ W
        correct_class_score = scores[range(N), y_batch].reshape(-1, 1)
        margin = np.maximum(0, scores - correct_class_score + 1)
        margin[range(N), y_batch] = 0  # do not consider correct class in loss
        loss = margin.sum() / N + reg * np.sum(W ** 2)
        loss_history.append(loss)

        # backward
        margin[margin > 0] = 1
        valid_margin_count = margin.sum(axis=1)
        # Subtract in correct class (-s_y)
        margin[range(N), y_batch] -= valid_margin_count
        dW = (X_batch.T).dot(margin) / N
        dW = dW + reg * 2 * W

        # update
        W -= lr * dW
    val_acc = np.mean(np.argmax(X_val @ W, axis=1) == y_val)
    print(lr, reg, 'val accuracy', val_acc, 'last loss', loss_history[-1])
    if val_acc > best_val:
        best_val, best_W = val_acc, W.copy()
print("best validation accuracy achieved:", best_val)
