# one gray image, one kernel, sigmoid everywhere: the smallest "CNN" I could think of
import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))

img = np.array([[0.1, 0.9, 0.3, 0.0, 0.2],
                [0.8, 0.7, 0.1, 0.5, 0.6],
                [0.0, 0.4, 1.0, 0.9, 0.3],
                [0.2, 0.6, 0.5, 0.1, 0.7]])
t = np.array([[1.0], [0.0]])

np.random.seed(0)
kern = np.random.randn(3, 3)
kern_bias = 0.1
W = np.random.randn(2, 6) * 0.5
b = np.zeros((2, 1))
eta = 0.5

for epoch in range(4):
    # --- forward ---
    z_conv = np.zeros((2, 3))
    for r in range(2):
        for c in range(3):
            z_conv[r, c] = np.sum(img[r:r + 3, c:c + 3] * kern) + kern_bias
    a_conv = sigmoid(z_conv)
    v = a_conv.reshape(-1, 1)
    z_out = np.dot(W, v) + b
    a_out = sigmoid(z_out)
    cost = 0.5 * np.sum((a_out - t) ** 2)

    # backward
    delta_out = (a_out - t) * sigmoid_prime(z_out)  #! delta_out = (a_out - t) * sigmoid_prime(a_out)
    nabla_W = np.dot(delta_out, v.T)
    nabla_b = delta_out
    delta_v = np.dot(W.T, delta_out)
    delta_conv = delta_v.reshape(2, 3) * sigmoid_prime(z_conv)  #! delta_conv = delta_v.reshape(3, 2).T * sigmoid_prime(z_conv)  #! delta_conv = delta_v.reshape(2, 3) * a_conv
    nabla_kern = np.zeros((3, 3))
    for r in range(3):
        for c in range(3):
            nabla_kern[r, c] = np.sum(img[r:r + 2, c:c + 3] * delta_conv)  #! nabla_kern[r, c] = np.sum(img[r:r + 2, c:c + 3] * delta_conv[::-1, ::-1])  #! nabla_kern[r, c] = np.sum(img[r:r + 3, c:c + 3] * kern)
    nabla_kern_bias = np.sum(delta_conv)  #! nabla_kern_bias = np.mean(delta_conv)

    # update
    W = W - eta * nabla_W
    b = b - eta * nabla_b
    kern = kern - eta * nabla_kern  #! kern = kern - eta * delta_conv
    kern_bias = kern_bias - eta * nabla_kern_bias
