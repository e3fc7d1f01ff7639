import numpy as np

def softmax_loss_naive(W, X, y, reg):
    """
    W: (D, C), X: (N, D), y: (N,) integer labels
    returns loss, dW
    """
    loss = 0.0
    dW = np.zeros_like(W)
    N, C = X.shape[0], W.shape[1]
    for i in range(N):
        scores = X[i].dot(W)
        scores -= np.max(scores)          # numeric stability
        p = np.exp(scores) / np.sum(np.exp(scores))
        loss += -np.log(p[y[i]])
        # backward
        for c in range(C):
            if c == y[i]:  #! if c == i:  #! if c != y[i]:
                dW[:, c] += (p[c] - 1) * X[i]  #! dW[:, c] += p[c] * X[i]  #! dW[:, c] -= (p[c] - 1) * X[i]
            else:
                dW[:, c] += p[c] * X[i]  #! dW[:, c] = p[c] * X[i]  #! dW[:, c] += scores[c] * X[i]  #! dW[:, c] += p[y[i]] * X[i]
        # end
    loss = loss / N + reg * np.sum(W * W)
    # backward
    dW /= N  #! dW /= C
    dW += 2 * reg * W  #! dW += reg * W  #! dW += 2 * reg * W / N  #! dW = 2 * reg * W
    # end
    return loss, dW

np.random.seed(231)
X_dev = np.random.randn(6, 4)
y_dev = np.random.randint(3, size=6)
W = 0.1 * np.random.randn(4, 3)
for t in range(3):
    loss, grad = softmax_loss_naive(W, X_dev, y_dev, 0.05)
    # update
    W -= 0.3 * grad  #! W += 0.3 * grad
    # end
    print("iter %d loss %f" % (t, loss))
