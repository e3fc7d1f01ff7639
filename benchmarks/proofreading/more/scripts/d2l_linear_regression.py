"""Linear regression implementation from scratch (as in the book, but with my own gradient instead of l.backward())."""
import random
import numpy as np


def synthetic_data(w, b, num_examples):
    """features, and labels with a bit of noise"""
    X = np.random.normal(0, 1, (num_examples, len(w)))
    y = X @ w + b
    y += np.random.normal(0, 0.01, y.shape)
    return X, y.reshape((-1, 1))


def data_iter(batch_size, features, labels):
    num_examples = len(features)
    indices = list(range(num_examples))
    # shuffle, then cut into batches
    random.shuffle(indices)
    for i in range(0, num_examples, batch_size):
        batch_indices = np.array(indices[i:min(i + batch_size, num_examples)])
        yield features[batch_indices], labels[batch_indices]


def linreg(X, w, b):
    """the model: one linear layer"""
    return X @ w + b


def squared_loss(y_hat, y):
    """Squared loss, one number for every example."""
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2


def squared_loss_grad(y_hat, y):
    # backward
    return y_hat - y.reshape(y_hat.shape)  #! return (y_hat - y.reshape(y_hat.shape)) ** 2


def sgd(params, grads, lr, batch_size):
    """one step of minibatch SGD; the 1/batch_size is here, not in the gradients"""
    # update
    for param, grad in zip(params, grads):
        param -= lr * grad / batch_size


np.random.seed(8)
random.seed(8)
true_w = np.array([2, -3.4, 1.1])
true_b = 4.2
features, labels = synthetic_data(true_w, true_b, 10)
print('features:', features[0], '\nlabel:', labels[0])

w = np.random.normal(0, 0.01, (3, 1))
b = np.zeros(1)

lr = 0.3
num_epochs = 3
batch_size = 5
net = linreg
loss = squared_loss

# objective: l.sum()
for epoch in range(num_epochs):
    for X, y in data_iter(batch_size, features, labels):
        y_hat = net(X, w, b)
        l = loss(y_hat, y)  # one row per example
        # backward
        d_y_hat = squared_loss_grad(y_hat, y)
        w_grad = X.T @ d_y_hat  #! w_grad = X.T @ l  #! w_grad = X.T @ y_hat
        b_grad = d_y_hat.sum(axis=0)  #! b_grad = d_y_hat.mean(axis=0)  #! b_grad = l.sum(axis=0)
        sgd([w, b], [w_grad, b_grad], lr, batch_size)
        # end
    train_l = loss(net(features, w, b), labels)
    print(f'epoch {epoch + 1}, loss {float(train_l.mean()):f}')

print(f'error in estimating w: {true_w - w.reshape(true_w.shape)}')
print(f'error in estimating b: {true_b - b}')
