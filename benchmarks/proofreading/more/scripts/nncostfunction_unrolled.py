import numpy as np

# Machine Learning week 5, ex4: the cost function in numpy
input_layer_size = 3
hidden_layer_size = 5
num_labels = 3
m = 5


def debugInitializeWeights(fan_out, fan_in):
    W = np.zeros((fan_out, 1 + fan_in))
    return np.reshape(np.sin(np.arange(1, W.size + 1)), W.shape, order='F') / 2


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoidGradient(z):
    return sigmoid(z) * (1 - sigmoid(z))


def nnCostFunction(nn_params, X, y, lam):
    cut = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:cut].reshape(hidden_layer_size, input_layer_size + 1)
    Theta2 = nn_params[cut:].reshape(num_labels, hidden_layer_size + 1)

    J = 0
    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)
    for t in range(m):
        a1 = np.concatenate(([1], X[t]))
        z2 = Theta1 @ a1
        a2 = np.concatenate(([1], sigmoid(z2)))
        z3 = Theta2 @ a2
        a3 = sigmoid(z3)
        yt = (np.arange(1, num_labels + 1) == y[t]).astype(float)
        J += np.sum(-yt * np.log(a3) - (1 - yt) * np.log(1 - a3))

        # backward
        d3 = a3 - yt  #! d3 = a3 - y[t]  #! d3 = (a3 - yt) * sigmoidGradient(z3)
        d2 = (Theta2.T @ d3)[1:] * sigmoidGradient(z2)  #! d2 = (Theta2.T @ d3)[:-1] * sigmoidGradient(z2)  #! d2 = (Theta2.T @ d3)[1:]  #! d2 = (Theta2.T @ d3)[1:] * sigmoidGradient(a2[1:])
        Theta1_grad = Theta1_grad + np.outer(d2, a1)  #! Theta1_grad = np.outer(d2, a1)
        Theta2_grad = Theta2_grad + np.outer(d3, a2)  #! Theta2_grad = np.outer(d3, a2)  #! Theta2_grad = Theta2_grad - np.outer(d3, a2)

    Theta1_grad = Theta1_grad / m
    Theta2_grad = Theta2_grad / m  #! Theta2_grad = Theta2_grad / num_labels
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]  #! Theta1_grad += lam / m * Theta1  #! Theta1_grad[:, 1:] += lam / m * Theta1[:, :-1]  #! Theta1_grad[:, 1:] = lam / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] += lam * Theta2[:, 1:]
    # end

    J = J / m + lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    grad = np.concatenate((Theta1_grad.ravel(), Theta2_grad.ravel()))
    return J, grad


Theta1 = debugInitializeWeights(hidden_layer_size, input_layer_size)
Theta2 = debugInitializeWeights(num_labels, hidden_layer_size)
X = debugInitializeWeights(m, input_layer_size - 1)
y = 1 + np.mod(np.arange(1, m + 1), num_labels)
nn_params = np.concatenate((Theta1.ravel(), Theta2.ravel()))

for i in range(5):
    J, grad = nnCostFunction(nn_params, X, y, 1)
    nn_params = nn_params - 0.8 * grad
    print('Iteration %4d | Cost: %4.6e' % (i + 1, J))
