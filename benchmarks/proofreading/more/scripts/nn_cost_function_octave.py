# Port of my ex4 Octave code. Rolled parameters, bias unit as column 1,
# regularisation without the bias column.
import numpy as np
from numpy import r_, c_, ones, zeros, log, exp, sin, arange

input_layer_size = 3
hidden_layer_size = 4
num_labels = 3
m = 5
Lambda = 1.5


def debugInitializeWeights(fan_out, fan_in):
    return (sin(arange(1, fan_out * (1 + fan_in) + 1)) / 2).reshape(fan_out, 1 + fan_in, order='F')


def sigmoid(z):
    return 1.0 / (1.0 + exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


X = debugInitializeWeights(m, input_layer_size - 1) * 4
y = 1 + np.mod(arange(1, m + 1), num_labels)


def nnCostFunction(nn_params):
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:split].reshape(hidden_layer_size, input_layer_size + 1, order='F')
    Theta2 = nn_params[split:].reshape(num_labels, hidden_layer_size + 1, order='F')
    J = 0
    Theta1_grad = zeros(Theta1.shape)
    Theta2_grad = zeros(Theta2.shape)
    for i in range(m):
        a1 = r_[1, X[i, :]]
        z2 = Theta1.dot(a1)
        a2 = r_[1, sigmoid(z2)]
        z3 = Theta2.dot(a2)
        a3 = sigmoid(z3)
        yv = (arange(1, num_labels + 1) == y[i]) * 1.0
        J = J + sum(-yv * log(a3) - (1 - yv) * log(1 - a3)) / m
        # backward
        d3 = a3 - yv  #! d3 = yv - a3  #! d3 = (a3 - yv) * sigmoidGradient(z3)
        d2 = Theta2[:, 1:].T.dot(d3) * sigmoidGradient(z2)  #! d2 = Theta2[:, :-1].T.dot(d3) * sigmoidGradient(z2)  #! d2 = Theta2[:, 1:].T.dot(d3) * sigmoidGradient(a2[1:])  #! d2 = Theta2[:, 1:].T.dot(d3) * sigmoid(z2)  #! d2 = Theta2[:, 1:].T.dot(d3)
        Theta2_grad = Theta2_grad + d3[:, None] * a2[None, :]  #! Theta2_grad = d3[:, None] * a2[None, :]
        Theta1_grad = Theta1_grad + d2[:, None] * a1[None, :]  #! Theta1_grad = Theta1_grad - d2[:, None] * a1[None, :]
    Theta1_grad = Theta1_grad / m
    Theta2_grad = Theta2_grad / m  #! Theta2_grad = Theta2_grad
    Theta1_grad[:, 1:] += Lambda / m * Theta1[:, 1:]  #! Theta1_grad += Lambda / m * Theta1  #! Theta1_grad[:, 1:] += Lambda * Theta1[:, 1:]
    Theta2_grad[:, 1:] += Lambda / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] = Lambda / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] += Lambda / (2 * m) * Theta2[:, 1:]
    grad = r_[Theta1_grad.ravel(order='F'), Theta2_grad.ravel(order='F')]  #! grad = r_[Theta1_grad.ravel(), Theta2_grad.ravel()]
    # end
    J = J + Lambda / (2 * m) * ((Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum())
    return J, grad


nn_params = r_[debugInitializeWeights(hidden_layer_size, input_layer_size).ravel(order='F'),
               debugInitializeWeights(num_labels, hidden_layer_size).ravel(order='F')]
alpha = 0.8
for it in range(1, 11):
    J, grad = nnCostFunction(nn_params)
    # update
    nn_params = nn_params - alpha * grad
    # end
    print('Iteration %4d | Cost: %f' % (it, J))
