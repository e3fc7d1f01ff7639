# Assignment 1, Q2: softmax classifier, naive version with explicit loops
import numpy as np

np.random.seed(231)
num_train, num_features, num_classes = 10, 5, 3
X_dev = np.random.randn(num_train, num_features)
y_dev = np.random.randint(num_classes, size=num_train)
W = np.random.randn(num_features, num_classes) * 0.0001
reg = 0.000005
learning_rate = 0.5

for it in range(8):
    loss = 0.0
    dW = np.zeros_like(W)
    all_p = []
    for i in range(num_train):
        scores = X_dev[i].dot(W)
        # shift values for numeric reasons (over-flow cautious)
        scores -= scores.max()
        scores_expsum = np.sum(np.exp(scores))
        cor_ex = np.exp(scores[y_dev[i]])
        loss += -np.log(cor_ex / scores_expsum)
        all_p.append(np.exp(scores) / scores_expsum)
    loss /= num_train
    loss += reg * np.sum(W * W)

    # backward
    for i in range(num_train):
        # for the correct class
        dW[:, y_dev[i]] += (-1) * (1 - all_p[i][y_dev[i]]) * X_dev[i]
        for j in range(num_classes):
            # pass the correct class gradient
            if j == y_dev[i]:
                continue
            # for the incorrect classes
            dW[:, j] += all_p[i][j] * X_dev[i]
    dW /= num_train
    dW += 2 * reg * W

    # update
    W += -learning_rate * dW
    print('iteration %d: loss %f' % (it, loss))

# As a rough sanity check, our loss should have begun close to -log(1/3).
print('sanity check: %f' % (-np.log(1 / 3)))
