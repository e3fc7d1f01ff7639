import numpy as np

np.random.seed(42)
m = 12
X = 2 * np.random.rand(m, 1)
y = 4 + 3 * X + np.random.randn(m, 1)
X_b = np.c_[np.ones((m, 1)), X]

n_epochs = 2
t0, t1 = 5, 50


def learning_schedule(t):
    return t0 / (t + t1)


theta = np.random.randn(2, 1)
theta_path_sgd = []
minibatch_size = 4
t = 0
for epoch in range(n_epochs):
    shuffled_indices = np.random.permutation(m)
    X_b_shuffled = X_b[shuffled_indices]
    y_shuffled = y[shuffled_indices]
    for i in range(0, m, minibatch_size):
        t += 1
        xi = X_b_shuffled[i:i+minibatch_size]
        yi = y_shuffled[i:i+minibatch_size]
        # backward
        gradients = 2/minibatch_size * xi.T.dot(xi.dot(theta) - yi)  #! gradients = 2/minibatch_size * xi.T.dot(yi - xi.dot(theta))  #! gradients = 2/m * xi.T.dot(xi.dot(theta) - yi)  #! gradients = 2/minibatch_size * xi.T.dot(xi.dot(theta))
        eta = learning_schedule(t)
        theta = theta - eta * gradients  #! theta = theta + eta * gradients
        # end
        theta_path_sgd.append(theta)
    print(epoch, np.mean((X_b.dot(theta) - y) ** 2))
