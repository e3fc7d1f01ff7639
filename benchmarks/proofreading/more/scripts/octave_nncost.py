# My port of the Octave exercise (nnCostFunction.m) to Python.
# labels go from 1 to num_labels like in the original, bias is the first column of Theta.
import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lamb):
    split = hidden_layer_size * (input_layer_size + 1)
    # reshape in 'F' order because Octave's (:) unrolls by columns
    Theta1 = np.reshape(nn_params[:split], (hidden_layer_size, input_layer_size + 1), order='F')
    Theta2 = np.reshape(nn_params[split:], (num_labels, hidden_layer_size + 1), order='F')
    m = X.shape[0]

    # Part 1: cost
    A1 = np.hstack([np.ones((m, 1)), X])
    Z2 = A1 @ Theta1.T
    A2 = np.hstack([np.ones((m, 1)), sigmoid(Z2)])
    H = sigmoid(A2 @ Theta2.T)
    Y = np.eye(num_labels)[y - 1]
    J = (1 / m) * np.sum(-Y * np.log(H) - (1 - Y) * np.log(1 - H))
    J = J + lamb / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    # Part 2: backpropagation, for t = 1:m
    # backward
    Delta1 = np.zeros(Theta1.shape)
    Delta2 = np.zeros(Theta2.shape)
    for t in range(m):
        a1 = A1[t].reshape(-1, 1)
        z2 = Z2[t].reshape(-1, 1)  #! z2 = A2[t, 1:].reshape(-1, 1)
        a2 = A2[t].reshape(-1, 1)
        delta3 = (H[t] - Y[t]).reshape(-1, 1)  #! delta3 = (Y[t] - H[t]).reshape(-1, 1)  #! delta3 = (H[t] - y[t]).reshape(-1, 1)
        delta2 = (Theta2.T @ delta3)[1:] * sigmoidGradient(z2)  #! delta2 = (Theta2.T @ delta3)[:-1] * sigmoidGradient(z2)  #! delta2 = (Theta2.T @ delta3)[1:] * sigmoid(z2)  #! delta2 = (Theta2.T @ delta3)[1:]
        Delta2 = Delta2 + delta3 @ a2.T
        Delta1 = Delta1 + delta2 @ a1.T  #! Delta1 = delta2 @ a1.T

    Theta1_grad = Delta1 / m  #! Theta1_grad = Delta1
    Theta2_grad = Delta2 / m

    # Part 3: regularization (not for the bias)
    Theta1_grad[:, 1:] += (lamb / m) * Theta1[:, 1:]  #! Theta1_grad += (lamb / m) * Theta1  #! Theta1_grad[:, 1:] += lamb * Theta1[:, 1:]
    Theta2_grad[:, 1:] += (lamb / m) * Theta2[:, 1:]  #! Theta2_grad[1:, :] += (lamb / m) * Theta2[1:, :]
    grad = np.concatenate([Theta1_grad.ravel(order='F'), Theta2_grad.ravel(order='F')])  #! grad = np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])  #! grad = np.concatenate([Delta1.ravel(order='F'), Delta2.ravel(order='F')])
    # end
    return J, grad


# ---- debugging sizes, weights like debugInitializeWeights (sin) ----
n_in, n_hid, n_lab, m = 3, 4, 3, 5
X = np.sin(np.arange(1, m * n_in + 1)).reshape(m, n_in)
y = 1 + np.arange(1, m + 1) % n_lab
n_params = n_hid * (n_in + 1) + n_lab * (n_hid + 1)
nn_params = np.sin(np.arange(1, n_params + 1)) / 2

alpha = 0.8
for k in range(6):
    J, grad = nnCostFunction(nn_params, n_in, n_hid, n_lab, X, y, 1.0)
    print('Iteration %d | Cost: %f' % (k + 1, J))
    # update
    nn_params = nn_params - alpha * grad  #! nn_params = nn_params + alpha * grad
    # end
