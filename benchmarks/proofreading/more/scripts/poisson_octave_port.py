# Port of my Octave exercise: claims per policy, Poisson network with exposure.
# X holds one policy per COLUMN, theta is unrolled with (:) so column-major.
import numpy as np

X = np.array([[0.2, 1.1, -0.3, 0.8, -1.2, 0.4],
              [1.0, -0.5, 0.3, 0.9, 0.1, -0.7],
              [0.0, 1.0, 1.0, 0.0, 1.0, 0.0]])
y = np.array([[1, 0, 2, 3, 0, 1]])
expo = np.array([[1.0, 0.5, 1.0, 2.0, 0.25, 1.0]])
n, m = X.shape
n_hid = 4
lam = 0.5


def nnCostFunction(theta):
    Theta1 = theta[:n_hid * (n + 1)].reshape((n_hid, n + 1), order='F')
    Theta2 = theta[n_hid * (n + 1):].reshape((1, n_hid + 1), order='F')

    a1 = np.vstack((np.ones((1, m)), X))
    z2 = Theta1.dot(a1)
    a2 = np.vstack((np.ones((1, m)), np.tanh(z2)))
    eta = Theta2.dot(a2) + np.log(expo)
    rate = np.exp(eta)
    J = np.sum(rate - y * eta) / m
    J = J + lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    # backward
    delta3 = rate - y  #! delta3 = (rate - y) * rate  #! delta3 = eta - y
    delta2 = Theta2[:, 1:].T.dot(delta3) * (1 - np.tanh(z2) ** 2)  #! delta2 = Theta2[:, 1:].T.dot(delta3) * (1 - z2 ** 2)  #! delta2 = Theta2[:, 1:].T.dot(delta3)  #! delta2 = Theta2[:, :-1].T.dot(delta3) * (1 - np.tanh(z2) ** 2)
    Theta1_grad = delta2.dot(a1.T) / m  #! Theta1_grad = delta2.dot(a1.T)
    Theta2_grad = delta3.dot(a2.T) / m  #! Theta2_grad = (delta3 * expo).dot(a2.T) / m
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]  #! Theta1_grad += lam / m * Theta1  #! Theta1_grad[:, 1:] += lam / (2 * m) * Theta1[:, 1:]  #! Theta1_grad[:, 1:] = lam / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]  #! Theta2_grad[:, 1:] += lam * Theta2[:, 1:]  #!
    grad = np.concatenate((Theta1_grad.ravel(order='F'), Theta2_grad.ravel(order='F')))  #! grad = np.concatenate((Theta1_grad.ravel(), Theta2_grad.ravel()))
    # end
    return J, grad


np.random.seed(1)
nn_params = np.random.rand(n_hid * (n + 1) + n_hid + 1) * 2 * 0.5 - 0.5
J_history = []
for iter in range(7):
    J, grad = nnCostFunction(nn_params)
    J_history.append(J)
    # update
    nn_params = nn_params - 0.3 * grad  #! nn_params = nn_params - 0.3 * grad / m
    # end
    print('Iteration %4d | Cost: %4.6e' % (iter + 1, J))
