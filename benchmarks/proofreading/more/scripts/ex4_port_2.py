import numpy as np

# Port of my Octave homework (handwritten digits, ex4) to python, small fake data.
# Still one example at a time as the pdf recommends. Bias column = first column of Theta.

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)

def nnCostFunction(nn_params, n_in, n_hid, K, X, y, lam):
    cut = n_hid * (n_in + 1)
    Theta1 = nn_params[:cut].reshape(n_hid, n_in + 1)
    Theta2 = nn_params[cut:].reshape(K, n_hid + 1)
    m = X.shape[0]
    J = 0
    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)
    for t in range(m):
        a1 = np.vstack(([[1.0]], X[t][:, None]))
        z2 = Theta1 @ a1
        a2 = np.vstack(([[1.0]], sigmoid(z2)))
        z3 = Theta2 @ a2
        a3 = sigmoid(z3)
        yv = (np.arange(1, K + 1) == y[t]).astype(float)[:, None]   # labels are 1..K like in octave
        J += -np.sum(yv * np.log(a3) + (1 - yv) * np.log(1 - a3)) / m

        # backward
        d3 = a3 - yv  #! d3 = (a3 - yv) * sigmoidGradient(z3)
        d2 = Theta2[:, 1:].T @ d3  #! d2 = Theta2[:, :-1].T @ d3
        d2 = d2 * sigmoidGradient(z2)  #! d2 = d2 * sigmoidGradient(a2[1:])  #! d2 = d2 * sigmoid(z2)
        Theta2_grad += d3 @ a2.T  #! Theta2_grad = d3 @ a2.T
        Theta1_grad += d2 @ a1.T  #! Theta1_grad += a1 @ d2.T

    J += lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    Theta1_grad /= m
    Theta2_grad /= m  #! Theta2_grad /= K
    # don't regularise the bias
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]  #! Theta1_grad += lam / m * Theta1
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] += lam / (2 * m) * Theta2[:, 1:]
    grad = np.concatenate((Theta1_grad.ravel(), Theta2_grad.ravel()))
    return J, grad

rng = np.random.RandomState(3)
n_in, n_hid, K, m = 4, 5, 3, 8
X = rng.randn(m, n_in)
y = 1 + np.arange(m) % K
eps_init = 0.12 * 4
nn_params = rng.rand(n_hid * (n_in + 1) + K * (n_hid + 1)) * 2 * eps_init - eps_init
alpha = 0.8
J_history = []

# no fmincg in numpy, so: gradient descent with "bold driver" step
for it in range(25):
    J, grad = nnCostFunction(nn_params, n_in, n_hid, K, X, y, 0.7)
    # update
    if J_history and J > J_history[-1]:
        alpha = alpha * 0.5
    else:
        alpha = alpha * 1.05
    nn_params = nn_params - alpha * grad  #! nn_params = nn_params + alpha * grad
    J_history.append(J)
