import numpy as np

def svm_loss(W, X, y, reg, delta=1.0):
    num_train, num_classes = X.shape[0], W.shape[1]
    dW = np.zeros(W.shape)
    loss = 0.0
    for i in range(num_train):
        scores = X[i].dot(W)
        correct = scores[y[i]]
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - correct + delta
            # backward
            if margin > 0:
                loss += margin
                dW[:, j] += X[i]  #! dW[:, j] += margin * X[i]  #! dW[:, j] = X[i]
                dW[:, y[i]] -= X[i]  #! dW[:, y[i]] += X[i]  #! dW[y[i], :] -= X[i]
            # end
    loss /= num_train
    loss += reg * np.sum(W * W)
    # backward
    dW /= num_train  #! dW /= num_classes
    dW += 2 * reg * W  #! dW += reg * W  #! dW += 2 * reg * np.sum(W * W)  #! dW -= 2 * reg * W
    # end
    return loss, dW

np.random.seed(6)
X_train = np.random.randn(7, 4)
y_train = np.random.randint(0, 3, 7)
W = np.random.randn(4, 3) * 0.3
for it in range(3):
    loss, grad = svm_loss(W, X_train, y_train, reg=0.1)
    # update
    W -= 0.05 * grad  #! W += 0.05 * grad
