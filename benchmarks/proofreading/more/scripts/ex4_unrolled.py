# Exercise 4 ported from Octave: everything in one unrolled vector nn_params
import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)  #! return z * (1 - z)

input_layer_size, hidden_layer_size, num_labels, lam = 3, 5, 4, 0.7
rs = np.random.RandomState(7)
m = 9
X = rs.uniform(-1, 1, (m, input_layer_size))
y = rs.randint(1, num_labels + 1, m)        # labels 1..K like in the exercise
split = hidden_layer_size * (input_layer_size + 1)

def nnCostFunction(nn_params):
    Theta1 = nn_params[:split].reshape(hidden_layer_size, input_layer_size + 1)
    Theta2 = nn_params[split:].reshape(num_labels, hidden_layer_size + 1)
    Yk = np.eye(num_labels)[y - 1]

    a1 = np.hstack([np.ones((m, 1)), X])
    z2 = a1 @ Theta1.T
    a2 = np.hstack([np.ones((m, 1)), sigmoid(z2)])
    z3 = a2 @ Theta2.T
    h = sigmoid(z3)
    J = -np.sum(Yk * np.log(h) + (1 - Yk) * np.log(1 - h)) / m
    J += lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    # backward
    Delta1 = np.zeros(Theta1.shape)
    Delta2 = np.zeros(Theta2.shape)
    for t in range(m):
        d3 = h[t] - Yk[t]  #! d3 = (h[t] - Yk[t]) * sigmoidGradient(z3[t])
        d2 = Theta2[:, 1:].T @ d3 * sigmoidGradient(z2[t])  #! d2 = Theta2[:, :-1].T @ d3 * sigmoidGradient(z2[t])
        Delta2 += np.outer(d3, a2[t])  #! Delta2 = np.outer(d3, a2[t])
        Delta1 += np.outer(d2, a1[t])  #! Delta1 += np.outer(d2, a1[t - 1])
    Theta1_grad = Delta1 / m  #! Theta1_grad = Delta1
    Theta2_grad = Delta2 / m
    # don't regularise the bias column
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]  #! Theta1_grad += lam / m * Theta1
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]  #! Theta2_grad[1:, :] += lam / m * Theta2[1:, :]
    grad = np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])  #! grad = np.concatenate([Theta1_grad.ravel('F'), Theta2_grad.ravel('F')])
    return J, grad

nn_params = rs.uniform(-0.8, 0.8, split + num_labels * (hidden_layer_size + 1))
J_history = []
alpha = 1.0
for it in range(15):
    J, grad = nnCostFunction(nn_params)
    J_history.append(J)
    # update
    nn_params = nn_params - alpha * grad  #! nn_params = alpha * grad
