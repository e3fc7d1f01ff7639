# port of my Octave homework (ex4, nnCostFunction.m) to Python. the digits are 3x3 toys.
import numpy as np
from numpy import ones, zeros, log, exp, sum

def sigmoid(z):
    return 1.0 / (1.0 + exp(-z))

def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)

def nnCostFunction(Theta1, Theta2, num_labels, X, y, lambda_):
    m = X.shape[0]
    J = 0.0
    Theta1_grad = zeros(Theta1.shape)
    Theta2_grad = zeros(Theta2.shape)

    Y = np.eye(num_labels)[y - 1]       # labels are 1..K like in Octave
    for t in range(m):
        a1 = np.concatenate(([1.0], X[t, :])).reshape(-1, 1)
        z2 = Theta1 @ a1
        a2 = np.vstack((1.0, sigmoid(z2)))
        z3 = Theta2 @ a2
        a3 = sigmoid(z3)
        yt = Y[t, :].reshape(-1, 1)
        J = J + sum(-yt * log(a3) - (1 - yt) * log(1 - a3)) / m

        # backward
        delta3 = a3 - yt  #! delta3 = (a3 - yt) * sigmoidGradient(z3)  #! delta3 = yt - a3
        delta2 = Theta2.T @ delta3  #! delta2 = Theta2.T @ a3
        delta2 = delta2[1:] * sigmoidGradient(z2)  #! delta2 = delta2[1:] * sigmoidGradient(a2[1:])  #! delta2 = delta2[:-1] * sigmoidGradient(z2)  #! delta2 = delta2[1:]
        Theta1_grad = Theta1_grad + delta2 @ a1.T  #! Theta1_grad = delta2 @ a1.T
        Theta2_grad = Theta2_grad + delta3 @ a2.T  #! Theta2_grad = delta3 @ a2.T
        # end

    J = J + lambda_ / (2 * m) * (sum(Theta1[:, 1:] ** 2) + sum(Theta2[:, 1:] ** 2))

    # backward
    Theta1_grad = Theta1_grad / m
    Theta2_grad = Theta2_grad / m  #! Theta2_grad = Theta2_grad
    Theta1_grad[:, 1:] = Theta1_grad[:, 1:] + lambda_ / m * Theta1[:, 1:]  #! Theta1_grad[:, 1:] = Theta1_grad[:, 1:] + lambda_ / (2 * m) * Theta1[:, 1:]  #! Theta1_grad = Theta1_grad + lambda_ / m * Theta1
    Theta2_grad[:, 1:] = Theta2_grad[:, 1:] + lambda_ / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] = Theta2_grad[:, 1:] + lambda_ * Theta2[:, 1:]  #! Theta2_grad[:, 1:] = Theta2_grad[:, 1:] - lambda_ / m * Theta2[:, 1:]
    # end
    return J, Theta1_grad, Theta2_grad

# one, seven, cross (times two, a bit noisy)
X = np.array([[0, 1, 0, 0, 1, 0, 0, 1, 0],
              [1, 1, 1, 0, 0, 1, 0, 0, 1],
              [0, 1, 0, 1, 1, 1, 0, 1, 0],
              [.1, .9, 0, 0, .8, .2, .1, 1, 0],
              [.9, 1, .8, 0, .1, 1, .2, 0, .9],
              [0, .8, .1, 1, .9, .9, 0, 1, .2]])
y = np.array([1, 2, 3, 1, 2, 3])

epsilon_init = 0.5
np.random.seed(7)
initial_Theta1 = np.random.rand(4, 10) * 2 * epsilon_init - epsilon_init
initial_Theta2 = np.random.rand(3, 5) * 2 * epsilon_init - epsilon_init
Theta1, Theta2 = initial_Theta1, initial_Theta2
alpha = 1.2
for iter in range(15):
    J, Theta1_grad, Theta2_grad = nnCostFunction(Theta1, Theta2, 3, X, y, 0.3)
    # update
    Theta1 = Theta1 - alpha * Theta1_grad
    Theta2 = Theta2 - alpha * Theta2_grad  #! Theta2 = Theta2 + alpha * Theta2_grad
    # end
    print('Iteration %4d | Cost: %4.6f' % (iter + 1, J))
