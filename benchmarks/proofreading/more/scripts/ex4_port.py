# Coursera ML ex4 (nnCostFunction), ported line by line from my Octave file.
# Toy data instead of the digits so I can look at the numbers.
import numpy as np

input_layer_size  = 3
hidden_layer_size = 5
num_labels        = 3
m = 6
# debugInitializeWeights from the course
def debugW(fan_out, fan_in):
    return np.sin(np.arange(1, fan_out * (fan_in + 1) + 1)).reshape((fan_in + 1, fan_out)).T / 2.0

Theta1 = debugW(hidden_layer_size, input_layer_size)
Theta2 = debugW(num_labels, hidden_layer_size)
X = debugW(m, input_layer_size - 1) * 2
y = 1 + np.mod(np.arange(1, m + 1), num_labels)
nn_params = np.concatenate([Theta1.ravel(order='F'), Theta2.ravel(order='F')])

def sigmoid(z): return 1.0 / (1.0 + np.exp(-z))
def sigmoidGradient(z): return sigmoid(z) * (1 - sigmoid(z))

def nnCostFunction(nn_params, X, y, lam):
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:split].reshape((hidden_layer_size, input_layer_size + 1), order='F')
    Theta2 = nn_params[split:].reshape((num_labels, hidden_layer_size + 1), order='F')
    J = 0
    Delta1 = np.zeros(Theta1.shape)
    Delta2 = np.zeros(Theta2.shape)
    for t in range(m):
        a1 = np.r_[1, X[t, :]][:, None]
        z2 = Theta1 @ a1
        a2 = np.vstack([[[1]], sigmoid(z2)])
        z3 = Theta2 @ a2
        a3 = sigmoid(z3)
        yt = (np.arange(1, num_labels + 1) == y[t]).astype(float)[:, None]
        J = J + (-yt * np.log(a3) - (1 - yt) * np.log(1 - a3)).sum() / m
        # backward
        delta3 = a3 - yt                                            #! delta3 = (a3 - yt) * sigmoidGradient(z3)  #! delta3 = a3 - y[t]
        delta2 = (Theta2[:, 1:].T @ delta3) * sigmoidGradient(z2)   #! delta2 = (Theta2[:, :-1].T @ delta3) * sigmoidGradient(z2)  #! delta2 = (Theta2[:, 1:].T @ delta3) * sigmoidGradient(a2[1:])  #! delta2 = Theta2[:, 1:].T @ delta3
        Delta1 = Delta1 + delta2 @ a1.T                             #! Delta1 = delta2 @ a1.T
        Delta2 = Delta2 + delta3 @ a2.T                             #! Delta2 = Delta2 + sigmoidGradient(z3) * delta3 @ a2.T
    Theta1_grad = Delta1 / m                                        #! Theta1_grad = Delta1
    Theta2_grad = Delta2 / m
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]                   #! Theta1_grad += lam / m * Theta1  #! Theta1_grad[:, 1:] += lam * Theta1[:, 1:]  #! Theta1_grad[1:, :] += lam / m * Theta1[1:, :]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]                   #! Theta2_grad[:, 1:] = lam / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] -= lam / m * Theta2[:, 1:]
    grad = np.concatenate([Theta1_grad.ravel(order='F'), Theta2_grad.ravel(order='F')])     #! grad = np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])
    # end
    J = J + lam / (2 * m) * ((Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum())
    return J, grad

alpha, lam = 1.0, 0.3
J_history = []
for i in range(20):
    J, grad = nnCostFunction(nn_params, X, y, lam)
    # update
    nn_params = nn_params - alpha * grad
    # end
    J_history.append(J)
print('Cost at start / end: %f  %f' % (J_history[0], J_history[-1]))
