# ex4 of the machine learning course (nnCostFunction.m), moved over from Octave
import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    # Reshape nn_params back into Theta1 and Theta2 (Fortran order like Octave does!)
    cut = hidden_layer_size * (input_layer_size + 1)
    Theta1 = np.reshape(nn_params[:cut], (hidden_layer_size, input_layer_size + 1), order='F')
    Theta2 = np.reshape(nn_params[cut:], (num_labels, hidden_layer_size + 1), order='F')
    m = X.shape[0]
    J = 0
    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)

    # Part 1 & 2: for t = 1:m
    for t in range(m):
        a1 = np.concatenate(([1], X[t, :])).reshape(-1, 1)
        z2 = Theta1 @ a1
        a2 = np.vstack((np.ones((1, 1)), sigmoid(z2)))
        z3 = Theta2 @ a2
        a3 = sigmoid(z3)
        yt = (np.arange(1, num_labels + 1) == y[t]).astype(float).reshape(-1, 1)
        J = J + np.sum(-yt * np.log(a3) - (1 - yt) * np.log(1 - a3))

        # backward
        delta3 = a3 - yt  #! delta3 = yt - a3  #! delta3 = (a3 - yt) * sigmoidGradient(z3)
        delta2 = Theta2.T @ delta3
        delta2 = delta2[1:] * sigmoidGradient(z2)  #! delta2 = delta2[:-1] * sigmoidGradient(z2)  #! delta2 = delta2[1:] * sigmoidGradient(a2[1:])  #! delta2 = delta2[1:] * sigmoid(z2)
        Theta2_grad = Theta2_grad + delta3 @ a2.T  #! Theta2_grad = delta3 @ a2.T
        Theta1_grad = Theta1_grad + delta2 @ a1.T  #! Theta1_grad = Theta1_grad - delta2 @ a1.T  #! Theta1_grad = delta2 @ a1.T
        # end

    J = J / m + lambda_ / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    # Part 3: regularization (not for the first column)
    # backward
    Theta1_grad = Theta1_grad / m
    Theta2_grad = Theta2_grad / m  #! Theta2_grad = Theta2_grad / num_labels
    Theta1_grad[:, 1:] = Theta1_grad[:, 1:] + lambda_ / m * Theta1[:, 1:]  #! Theta1_grad[:, :] = Theta1_grad[:, :] + lambda_ / m * Theta1[:, :]  #! Theta1_grad[:, 1:] = lambda_ / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] = Theta2_grad[:, 1:] + lambda_ / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] = Theta2_grad[:, 1:] + lambda_ / (2 * m) * Theta2[:, 1:]  #! Theta2_grad[:, 1:] = Theta2_grad[:, 1:] + lambda_ / m * Theta2[:, :-1]
    grad = np.concatenate((Theta1_grad.ravel(order='F'), Theta2_grad.ravel(order='F')))  #! grad = np.concatenate((Theta1_grad.ravel(), Theta2_grad.ravel()))
    # end
    return J, grad


# debugging data like in checkNNGradients: sin() instead of random numbers
def debugInitializeWeights(fan_out, fan_in):
    W = np.zeros((fan_out, 1 + fan_in))
    return np.reshape(np.sin(np.arange(1, W.size + 1)), W.shape, order='F') / 10 * 6


X = debugInitializeWeights(5, 2)
y = 1 + np.mod(np.arange(1, 6), 3)
nn_params = np.concatenate((debugInitializeWeights(4, 3).ravel(order='F'),
                            debugInitializeWeights(3, 4).ravel(order='F')))
alpha = 0.8
for iter in range(4):
    J, grad = nnCostFunction(nn_params, 3, 4, 3, X, y, 1.0)
    # update
    nn_params = nn_params - alpha * grad
    # end
    print('Iteration', iter + 1, '| Cost:', J)
