import numpy as np

def sigmoidGradient(z):
    g = 1 / (1 + np.exp(-z))
    return g * (1 - g)

def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, Lambda):
    split = hidden_layer_size * (input_layer_size + 1)
    # order='F' since I ported it from Octave
    Theta1 = nn_params[:split].reshape((hidden_layer_size, input_layer_size + 1), order='F')
    Theta2 = nn_params[split:].reshape((num_labels, hidden_layer_size + 1), order='F')
    m = X.shape[0]
    a1 = np.hstack((np.ones((m, 1)), X))
    z2 = a1 @ Theta1.T
    a2 = np.hstack((np.ones((m, 1)), 1 / (1 + np.exp(-z2))))
    a3 = 1 / (1 + np.exp(-(a2 @ Theta2.T)))
    Y = np.zeros((m, num_labels))
    for i in range(m):
        Y[i, y[i] - 1] = 1            # labels 1..K
    J = 0
    for k in range(num_labels):
        J = J + np.sum(-Y[:, k] * np.log(a3[:, k]) - (1 - Y[:, k]) * np.log(1 - a3[:, k]))
    J = J / m
    J = J + Lambda / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    # backward
    Delta1 = np.zeros(Theta1.shape)
    Delta2 = np.zeros(Theta2.shape)
    for t in range(m):
        d3 = a3[t, :] - Y[t, :]
        d2 = (Theta2.T @ d3)[1:] * sigmoidGradient(z2[t, :])
        Delta1 += np.outer(d2, a1[t, :])
        Delta2 += np.outer(d3, a2[t, :])
    Theta1_grad = Delta1 / m
    Theta2_grad = Delta2 / m
    Theta1_grad[:, 1:] += Lambda / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += Lambda / m * Theta2[:, 1:]
    grad = np.concatenate((Theta1_grad.ravel(order='F'), Theta2_grad.ravel(order='F')))
    return J, grad

def debugWeights(fan_out, fan_in):
    return np.sin(np.arange(1, fan_out * (1 + fan_in) + 1)) / 2

n_in, n_hid, K = 3, 5, 3
nn_params = np.concatenate((debugWeights(n_hid, n_in), debugWeights(K, n_hid)))
X = np.cos(np.arange(15)).reshape(5, 3)
y = 1 + np.mod(np.arange(1, 6), K)
for it in range(20):
    J, grad = nnCostFunction(nn_params, n_in, n_hid, K, X, y, 1)
    # update
    nn_params = nn_params - 0.3 * grad
    print("Iteration %4d | Cost: %e" % (it, J))
