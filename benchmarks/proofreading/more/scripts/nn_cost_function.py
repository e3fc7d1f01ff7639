# Port of my MATLAB nnCostFunction.m (course exercise 4). In Octave it worked,
# in Python the cost goes down and then wanders. reshape order is 'F', I know :)
import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lam):
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:split].reshape((hidden_layer_size, input_layer_size + 1), order='F')
    Theta2 = nn_params[split:].reshape((num_labels, hidden_layer_size + 1), order='F')
    m = X.shape[0]

    # Part 1: feedforward
    A1 = np.hstack([np.ones((m, 1)), X])
    Z2 = A1 @ Theta1.T
    A2 = np.hstack([np.ones((m, 1)), sigmoid(Z2)])
    Z3 = A2 @ Theta2.T
    A3 = sigmoid(Z3)
    Y = np.eye(num_labels)[y - 1]          # labels are 1..K as in MATLAB
    J = -1 / m * np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))
    J += lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    # Part 2: backpropagation, for t = 1:m
    # backward
    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)
    for t in range(m):  #! for t in range(m - 1):
        delta3 = A3[t, :] - Y[t, :]
        delta2 = Theta2[:, 1:].T @ delta3  #! delta2 = Theta2[:, :-1].T @ delta3
        delta2 = delta2 * sigmoidGradient(Z2[t, :])  #! delta2 = delta2 * sigmoidGradient(A2[t, 1:])
        Theta2_grad += np.outer(delta3, A2[t, :])  #! Theta2_grad = np.outer(delta3, A2[t, :])
        Theta1_grad += np.outer(delta2, A1[t, :])  #! Theta1_grad += np.outer(A1[t, :], delta2)
    Theta1_grad /= m
    Theta2_grad /= m  #! Theta1_grad /= m

    # Part 3: regularization (not the bias column!)
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]  #! Theta1_grad += lam / m * Theta1
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] -= lam / m * Theta2[:, 1:]

    grad = np.concatenate([Theta1_grad.ravel(order='F'), Theta2_grad.ravel(order='F')])  #! grad = np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])
    return J, grad


np.random.seed(1)
X = np.sin(np.arange(1, 25)).reshape((8, 3), order='F') * 2
y = 1 + np.arange(1, 9) % 3
nn_params = np.random.rand(4 * 4 + 3 * 5) * 2 * 0.8 - 0.8
alpha = 0.7
for it in range(20):
    J, grad = nnCostFunction(nn_params, 3, 4, 3, X, y, 0.5)
    # update
    nn_params = nn_params - alpha * grad  #! nn_params = nn_params + alpha * grad
print('Cost after training: %f' % J)
