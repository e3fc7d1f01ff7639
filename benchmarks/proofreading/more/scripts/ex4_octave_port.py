import numpy as np

# port of my nnCostFunction.m (ex4) to python -- Theta matrices with bias column


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def debugInitializeWeights(fan_out, fan_in):
    W = np.zeros((fan_out, 1 + fan_in))
    return np.sin(np.arange(1, W.size + 1)).reshape(W.shape, order='F') / 2


def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lam):
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:split].reshape(hidden_layer_size, input_layer_size + 1, order='F')
    Theta2 = nn_params[split:].reshape(num_labels, hidden_layer_size + 1, order='F')
    m = X.shape[0]
    Y = np.eye(num_labels)[y - 1]

    J = 0
    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)
    for t in range(m):
        a1 = np.concatenate(([1], X[t]))[:, None]
        z2 = Theta1 @ a1
        a2 = np.vstack((np.ones((1, 1)), sigmoid(z2)))
        z3 = Theta2 @ a2
        a3 = sigmoid(z3)
        yt = Y[t][:, None]
        J += np.sum(-yt * np.log(a3) - (1 - yt) * np.log(1 - a3))
        # backward
        delta3 = a3 - yt  #! delta3 = yt - a3  #! delta3 = (a3 - yt) * sigmoidGradient(z3)
        delta2 = (Theta2.T @ delta3)[1:] * sigmoidGradient(z2)  #! delta2 = (Theta2.T @ delta3)[:-1] * sigmoidGradient(z2)  #! delta2 = (Theta2.T @ delta3)[1:] * sigmoidGradient(a2[1:])
        Theta2_grad += delta3 @ a2.T  #! Theta2_grad = delta3 @ a2.T
        Theta1_grad += delta2 @ a1.T  #! Theta1_grad = delta2 @ a1.T
        # end

    J = J / m + lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    # backward
    Theta1_grad = Theta1_grad / m
    Theta2_grad = Theta2_grad / m  #! Theta2_grad = Theta2_grad
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]  #! Theta1_grad += lam / m * Theta1  #! Theta1_grad[:, 1:] += lam / (2 * m) * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] += lam * Theta2[:, 1:]  #! Theta2_grad[1:, :] += lam / m * Theta2[1:, :]
    grad = np.concatenate((Theta1_grad.ravel(order='F'), Theta2_grad.ravel(order='F')))  #! grad = np.concatenate((Theta1_grad.ravel(), Theta2_grad.ravel()))
    # end
    return J, grad


X = debugInitializeWeights(5, 2)
y = 1 + np.arange(1, 6) % 3
nn_params = np.concatenate([debugInitializeWeights(4, 3).ravel(order='F'), debugInitializeWeights(3, 4).ravel(order='F')])
for i in range(5):
    J, grad = nnCostFunction(nn_params, 3, 4, 3, X, y, 1.0)
    print("Iteration", i + 1, "| Cost:", J)
    nn_params = nn_params - 0.8 * grad
