# python port of my ex4 .m files (I only had octave before). fminunc replaced by plain gradient descent
# Question: J goes down but slowly, is the grad right??
import numpy as np

def sigmoid(z):
    g = 1.0 / (1.0 + np.exp(-z))
    return g

def sigmoidGradient(z):
    g = sigmoid(z) * (1 - sigmoid(z))
    return g

def debugInitializeWeights(fan_out, fan_in):
    W = np.sin(np.arange(1, fan_out * (1 + fan_in) + 1))
    return W.reshape((fan_out, 1 + fan_in), order='F') / 1.5

def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lam):
    n1 = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:n1].reshape((hidden_layer_size, input_layer_size + 1), order='F')
    Theta2 = nn_params[n1:].reshape((num_labels, hidden_layer_size + 1), order='F')
    m = X.shape[0]

    a1 = np.column_stack((np.ones(m), X))
    z2 = a1 @ Theta1.T
    a2 = np.column_stack((np.ones(m), sigmoid(z2)))
    z3 = a2 @ Theta2.T
    h = sigmoid(z3)
    yVec = (np.arange(1, num_labels + 1) == y.reshape(-1, 1)).astype(float)   # octave labels start at 1

    J = np.sum(-yVec * np.log(h) - (1 - yVec) * np.log(1 - h)) / m
    J = J + lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)
    # backward
    for t in range(m):
        delta3 = h[t, :] - yVec[t, :]  #! delta3 = yVec[t, :] - h[t, :]  #! delta3 = (h[t, :] - yVec[t, :]) * sigmoidGradient(z3[t, :])
        delta2 = (Theta2.T @ delta3)[1:] * sigmoidGradient(z2[t, :])  #! delta2 = (Theta2.T @ delta3)[1:]  #! delta2 = (Theta2.T @ delta3)[1:] * sigmoidGradient(a2[t, 1:])  #! delta2 = (Theta2.T @ delta3)[:-1] * sigmoidGradient(z2[t, :])
        Theta2_grad += np.outer(delta3, a2[t, :])  #! Theta2_grad = np.outer(delta3, a2[t, :])
        Theta1_grad += np.outer(delta2, a1[t, :])  #! Theta1_grad += np.outer(delta2, a1[0, :])
    Theta1_grad = Theta1_grad / m
    Theta2_grad = Theta2_grad / m  #! Theta2_grad = Theta2_grad / num_labels
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]  #! Theta1_grad += lam / m * Theta1  #! Theta1_grad[:, 1:] += lam * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] -= lam / m * Theta2[:, 1:]
    grad = np.concatenate((Theta1_grad.ravel(order='F'), Theta2_grad.ravel(order='F')))  #! grad = np.concatenate((Theta1_grad.ravel(), Theta2_grad.ravel()))
    # end
    return J, grad

input_layer_size, hidden_layer_size, num_labels = 3, 5, 3
Theta1 = debugInitializeWeights(hidden_layer_size, input_layer_size)
Theta2 = debugInitializeWeights(num_labels, hidden_layer_size)
X = debugInitializeWeights(5, input_layer_size - 1)
y = 1 + np.arange(1, 6) % num_labels
nn_params = np.concatenate((Theta1.ravel(order='F'), Theta2.ravel(order='F')))

alpha = 0.8
for it in range(1, 6):
    J, grad = nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, 0.7)
    nn_params = nn_params - alpha * grad
    print('Iteration %d | Cost: %f' % (it, J))
