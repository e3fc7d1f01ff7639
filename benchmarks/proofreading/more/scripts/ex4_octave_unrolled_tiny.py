# Port of my old ex4.m / nnCostFunction.m (Octave) to Python.
# Kept the for-loop over examples, the bias columns and the unrolled theta.
import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)

def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lam):
    # Theta1 = reshape(nn_params(1:hidden*(input+1)), hidden, input+1);  column-major!
    k = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:k].reshape((hidden_layer_size, input_layer_size + 1), order='F')
    Theta2 = nn_params[k:].reshape((num_labels, hidden_layer_size + 1), order='F')
    m = X.shape[0]
    J = 0.0
    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)
    I = np.eye(num_labels)

    for t in range(m):
        # --- forward
        a1 = np.concatenate(([1.0], X[t, :]))
        z2 = Theta1.dot(a1)
        a2 = np.concatenate(([1.0], sigmoid(z2)))
        z3 = Theta2.dot(a2)
        a3 = sigmoid(z3)
        yt = I[:, y[t] - 1]                # labels run 1..K like in Octave
        J = J + np.sum(-yt * np.log(a3) - (1 - yt) * np.log(1 - a3)) / m

        # backward
        delta3 = a3 - yt  #! delta3 = (a3 - yt) * sigmoidGradient(z3)  #! delta3 = a3 - y[t]
        delta2 = Theta2[:, 1:].T.dot(delta3) * sigmoidGradient(z2)  #! delta2 = Theta2[:, 1:].dot(delta3) * sigmoidGradient(z2)  #! delta2 = Theta2[:, 1:].T.dot(delta3)  #! delta2 = Theta2[:, :-1].T.dot(delta3) * sigmoidGradient(z2)  #! delta2 = Theta2[:, 1:].T.dot(delta3) * sigmoidGradient(a2[1:])
        Theta1_grad = Theta1_grad + np.outer(delta2, a1)  #! Theta1_grad = np.outer(delta2, a1)
        Theta2_grad = Theta2_grad + np.outer(delta3, a2)  #! Theta2_grad = Theta2_grad + np.outer(delta3, np.concatenate(([1.0], z2)))  #! Theta2_grad = np.outer(delta3, a2)

    Theta1_grad = Theta1_grad / m
    Theta2_grad = Theta2_grad / m
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]  #! Theta1_grad[:, 1:] += lam / m * Theta1[:, :-1]  #! Theta1_grad += lam / m * Theta1
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] += lam / (2 * m) * Theta2[:, 1:]  #! Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:] ** 2
    # end

    J = J + lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    grad = np.concatenate((Theta1_grad.ravel(order='F'), Theta2_grad.ravel(order='F')))
    return J, grad

n_in, n_hid, n_lab = 3, 3, 3
# debugInitializeWeights: sin() so that it is the same each time
nn_params = np.sin(np.arange(1, n_hid * (n_in + 1) + n_lab * (n_hid + 1) + 1)) / 2.0
X = np.sin(np.arange(1, 16)).reshape((5, 3), order='F')
y = 1 + np.mod(np.arange(1, 6), 3)
lam = 0.7

for it in range(20):
    J, grad = nnCostFunction(nn_params, n_in, n_hid, n_lab, X, y, lam)
    if it % 5 == 0:
        print('Iteration %4d | Cost: %.6e' % (it, J))
    # update
    nn_params = nn_params - 0.8 * grad  #! nn_params = nn_params + 0.8 * grad
