## Machine Learning - Exercise 4, Neural Network Learning, ported from Octave
import numpy as np


def sigmoid(z):
    g = 1.0 / (1.0 + np.exp(-z))
    return g


def sigmoidGradient(z):
    # backward
    g = sigmoid(z) * (1 - sigmoid(z))  #! g = z * (1 - z)
    return g


def debugInitializeWeights(fan_out, fan_in):
    """ 'random' weights, always the same (sin); first column is the bias """
    W = np.sin(np.arange(1, fan_out * (fan_in + 1) + 1)) / 3
    return W.reshape((fan_out, fan_in + 1), order='F')


def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lmbda):
    # Reshape nn_params back into Theta1 and Theta2
    cut = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:cut].reshape(hidden_layer_size, input_layer_size + 1)
    Theta2 = nn_params[cut:].reshape(num_labels, hidden_layer_size + 1)
    m = X.shape[0]

    # Part 1: feedforward and cost
    A1 = np.hstack([np.ones((m, 1)), X])
    A2 = np.hstack([np.ones((m, 1)), sigmoid(A1 @ Theta1.T)])
    H = sigmoid(A2 @ Theta2.T)
    Y = np.eye(num_labels)[y]
    J = np.sum(-Y * np.log(H) - (1 - Y) * np.log(1 - H)) / m
    J = J + lmbda / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    # Part 2: backpropagation, example by example
    Delta1 = np.zeros(Theta1.shape)
    Delta2 = np.zeros(Theta2.shape)
    for t in range(m):
        a1 = A1[t, :].reshape(-1, 1)
        z2 = Theta1 @ a1
        a2 = np.vstack([[[1.0]], sigmoid(z2)])
        z3 = Theta2 @ a2
        a3 = sigmoid(z3)
        yt = Y[t, :].reshape(-1, 1)
        # backward
        delta3 = a3 - yt  #! delta3 = (a3 - yt) * sigmoidGradient(z3)
        delta2 = (Theta2.T @ delta3)[1:] * sigmoidGradient(z2)  #! delta2 = (Theta2.T @ delta3)[:-1] * sigmoidGradient(z2)
        Delta1 = Delta1 + delta2 @ a1.T
        Delta2 = Delta2 + delta3 @ a2.T  #! Delta2 = delta3 @ a2.T
        # end

    # Part 3: regularization, not for the bias column
    # backward
    Theta1_grad = Delta1 / m
    Theta2_grad = Delta2 / m  #! Theta2_grad = Delta2
    Theta1_grad[:, 1:] = Theta1_grad[:, 1:] + lmbda / m * Theta1[:, 1:]  #! Theta1_grad = Theta1_grad + lmbda / m * Theta1
    Theta2_grad[:, 1:] = Theta2_grad[:, 1:] + lmbda / m * Theta2[:, 1:]

    # Unroll gradients
    grad = np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])
    return J, grad


input_layer_size = 3
hidden_layer_size = 5
num_labels = 4
m = 6
Theta1 = debugInitializeWeights(hidden_layer_size, input_layer_size)
Theta2 = debugInitializeWeights(num_labels, hidden_layer_size)
X = debugInitializeWeights(m, input_layer_size - 1)
y = (1 + np.arange(1, m + 1)) % num_labels

nn_params = np.concatenate([Theta1.ravel(), Theta2.ravel()])
lmbda = 1.0
alpha = 0.8
for k in range(3):
    J, grad = nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lmbda)
    print('Iteration %d | Cost: %f' % (k + 1, J))
    # update
    nn_params = nn_params - alpha * grad
