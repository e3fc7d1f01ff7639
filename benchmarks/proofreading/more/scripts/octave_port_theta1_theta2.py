# Port of the Octave exercise (nnCostFunction) to numpy. Bias is the first column of Theta.
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)

np.random.seed(4)
X = np.random.randn(5, 3)
y = np.array([1, 3, 2, 4, 2])          # labels 1..4 like in the exercise
num_labels = 4
Theta1 = np.random.rand(6, 4) * 2 * 0.8 - 0.8
Theta2 = np.random.rand(4, 7) * 2 * 0.8 - 0.8
lam = 0.6
alpha = 0.7
m = X.shape[0]

for step in range(2):
    J = 0
    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)
    for t in range(m):
        a1 = np.concatenate(([1], X[t]))
        z2 = Theta1 @ a1
        a2 = np.concatenate(([1], sigmoid(z2)))
        z3 = Theta2 @ a2
        a3 = sigmoid(z3)
        yVec = (np.arange(1, num_labels + 1) == y[t]).astype(float)
        J += -(yVec @ np.log(a3) + (1 - yVec) @ np.log(1 - a3)) / m
        # backward
        delta3 = a3 - yVec  #! delta3 = (a3 - yVec) * sigmoidGradient(z3)  #! delta3 = a3 - y[t]
        delta2 = (Theta2.T @ delta3)[1:] * sigmoidGradient(z2)  #! delta2 = (Theta2.T @ delta3)[:-1] * sigmoidGradient(z2)  #! delta2 = (Theta2.T @ delta3)[1:] * sigmoidGradient(a2[1:])  #! delta2 = (Theta2.T @ delta3)[1:] * sigmoid(z2)
        Theta1_grad += np.outer(delta2, a1)  #! Theta1_grad = np.outer(delta2, a1)
        Theta2_grad += np.outer(delta3, a2)
        # end
    J += lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    # backward
    Theta1_grad /= m
    Theta2_grad /= m  #! Theta2_grad *= m
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]  #! Theta1_grad[:, 1:] += lam * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]  #! Theta2_grad += lam / m * Theta2  #! Theta2_grad[1:] += lam / m * Theta2[1:]
    # update
    Theta1 = Theta1 - alpha * Theta1_grad
    Theta2 = Theta2 - alpha * Theta2_grad
    # end
    print("J =", J)
