# Port of my ex4 nnCostFunction.m to numpy
import numpy as np
from numpy import ones, zeros, log, exp, eye, hstack

def sigmoid(z):
    return 1.0 / (1.0 + exp(-z))

def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)

def randInitializeWeights(L_in, L_out):
    epsilon_init = 0.5
    return np.random.rand(L_out, 1 + L_in) * 2 * epsilon_init - epsilon_init

def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    # reshape nn_params back into Theta1 and Theta2
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:split].reshape(hidden_layer_size, input_layer_size + 1)
    Theta2 = nn_params[split:].reshape(num_labels, hidden_layer_size + 1)
    m = X.shape[0]

    # part 1: feedforward
    a1 = hstack([ones((m, 1)), X])
    z2 = a1.dot(Theta1.T)
    a2 = hstack([ones((m, 1)), sigmoid(z2)])
    z3 = a2.dot(Theta2.T)
    a3 = sigmoid(z3)
    Y = eye(num_labels)[y - 1]          # labels are 1..num_labels as in Octave
    J = (1 / m) * (-Y * log(a3) - (1 - Y) * log(1 - a3)).sum()
    reg = lambda_ / (2 * m) * ((Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum())
    J = J + reg

    # part 2: backpropagation, with the for loop over examples
    # backward
    Delta1 = zeros(Theta1.shape)
    Delta2 = zeros(Theta2.shape)
    for t in range(m):
        delta3 = a3[t] - Y[t]  #! delta3 = Y[t] - a3[t]  #! delta3 = (a3[t] - Y[t]) * sigmoidGradient(z3[t])
        delta2 = Theta2[:, 1:].T.dot(delta3) * sigmoidGradient(z2[t])  #! delta2 = Theta2[:, 1:].T.dot(delta3)  #! delta2 = Theta2[:, :-1].T.dot(delta3) * sigmoidGradient(z2[t])  #! delta2 = Theta2[:, 1:].T.dot(delta3) * sigmoidGradient(a2[t, 1:])
        Delta2 += np.outer(delta3, a2[t])  #! Delta2 = np.outer(delta3, a2[t])
        Delta1 += np.outer(delta2, a1[t])  #! Delta1 += np.outer(delta2, a1[0])

    Theta1_grad = Delta1 / m  #! Theta1_grad = Delta1
    Theta2_grad = Delta2 / m

    # part 3: regularization
    Theta1_grad[:, 1:] += (lambda_ / m) * Theta1[:, 1:]  #! Theta1_grad += (lambda_ / m) * Theta1  #! Theta1_grad[:, 1:] += lambda_ * Theta1[:, 1:]
    Theta2_grad[:, 1:] += (lambda_ / m) * Theta2[:, 1:]  #! Theta2_grad[:, 1:] -= (lambda_ / m) * Theta2[:, 1:]

    # unroll gradients
    grad = np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])
    # end
    return J, grad

np.random.seed(3)
X = np.array([[0.1, 0.9, 0.4], [0.8, 0.2, 0.5], [0.3, 0.3, 0.9], [0.7, 0.6, 0.1], [0.2, 0.8, 0.7]])
y = np.array([1, 2, 3, 2, 1])
nn_params = np.concatenate([randInitializeWeights(3, 4).ravel(), randInitializeWeights(4, 3).ravel()])

alpha = 0.8
for it in range(30):
    J, grad = nnCostFunction(nn_params, 3, 4, 3, X, y, 0.3)
    nn_params = nn_params - alpha * grad
    if it % 10 == 0:
        print('Iteration %4d | Cost: %f' % (it, J))
