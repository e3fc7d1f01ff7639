import numpy as np

# softmax classifier, naive version with loops first (vectorised later)


def softmax_loss_naive(W, b, X, y, reg):
    """X: (N, D) minibatch, y: (N,) labels 0..C-1, W: (D, C), b: (C,)"""
    loss = 0.0
    dW = np.zeros_like(W)
    db = np.zeros_like(b)
    num_train, dim = X.shape
    num_classes = W.shape[1]

    for i in range(num_train):
        scores = X[i].dot(W) + b
        scores -= np.max(scores)            # numeric stability
        exp_scores = np.exp(scores)
        total = np.sum(exp_scores)
        loss += -scores[y[i]] + np.log(total)

        # backward
        for c in range(num_classes):
            p = exp_scores[c] / total  #! p = scores[c] / total  #! p = exp_scores[c]  #! p = np.log(total) - scores[c]
            if c == y[i]:
                dW[:, c] += (p - 1) * X[i]  #! dW[:, c] += p * X[i]  #! dW[:, c] = (p - 1) * X[i]  #! dW[:, c] += (1 - p) * X[i]
                db[c] += p - 1  #! db[c] -= p - 1
            else:
                dW[:, c] += p * X[i]  #! dW[:, y[i]] += p * X[i]  #! dW[:, c] += (p - 1) * X[i]
                db[c] += p  #! db[c] = p
        # end

    loss /= num_train
    loss += reg * np.sum(W * W)
    # backward
    dW /= num_train  #! dW /= num_classes
    db /= num_train
    dW += 2 * reg * W  #! dW += reg * np.sum(W)  #! dW = 2 * reg * W  #! dW += reg * W
    # end
    return loss, dW, db


X_dev = np.array([[1.0, 0.5, -0.2, 0.1],
                  [0.3, -1.2, 0.7, 0.4],
                  [-0.6, 0.8, 0.9, -1.0],
                  [0.2, 0.1, -1.1, 0.6],
                  [1.4, -0.3, 0.3, -0.5]])
y_dev = np.array([0, 2, 1, 2, 0])

np.random.seed(231)
W, b = 0.01 * np.random.randn(4, 3), np.zeros(3)
for it in range(15):
    loss, dW, db = softmax_loss_naive(W, b, X_dev, y_dev, reg=0.05)
    # update
    W -= 0.5 * dW
    b -= 0.5 * db
    # end
    print("iter %d loss %.5f" % (it, loss))
