"""sparseAutoencoderCost.m -> python.  Samples are the COLUMNS of data, like in the lecture notes."""
from numpy import *

random.seed(11)
visibleSize = 6
hiddenSize = 3
m = 5
data = random.rand(visibleSize, m) * 0.8 + 0.1

lam = 0.01
sparsityParam = 0.2
beta = 0.5

r = sqrt(6.0) / sqrt(hiddenSize + visibleSize + 1)
W1 = random.rand(hiddenSize, visibleSize) * 2 * r - r
W2 = random.rand(visibleSize, hiddenSize) * 2 * r - r
b1 = zeros((hiddenSize, 1))
b2 = zeros((visibleSize, 1))


def sigmoid(z):
    return 1 / (1 + exp(-z))


def sparseAutoencoderCost(W1, W2, b1, b2):
    # ---- feedforward
    z2 = dot(W1, data) + b1
    a2 = sigmoid(z2)
    z3 = dot(W2, a2) + b2
    a3 = sigmoid(z3)

    rho = sparsityParam
    rhohat = mean(a2, axis=1, keepdims=True)

    # ---- cost
    J = sum((a3 - data) ** 2) / (2.0 * m)
    J = J + lam / 2 * (sum(W1 ** 2) + sum(W2 ** 2))
    KL = sum(rho * log(rho / rhohat) + (1 - rho) * log((1 - rho) / (1 - rhohat)))
    cost = J + beta * KL

    # ---- gradients
    # backward
    delta3 = -(data - a3) * a3 * (1 - a3)  #! delta3 = -(data - a3)
    sparse = -rho / rhohat + (1 - rho) / (1 - rhohat)  #! sparse = rho / rhohat + (1 - rho) / (1 - rhohat)  #! sparse = -rho / rhohat - (1 - rho) / (1 - rhohat)
    delta2 = (dot(W2.T, delta3) + beta * sparse) * a2 * (1 - a2)  #! delta2 = dot(W2.T, delta3) * a2 * (1 - a2)  #! delta2 = dot(W2.T, delta3) * a2 * (1 - a2) + beta * sparse
    W1grad = dot(delta2, data.T) / m + lam * W1  #! W1grad = (dot(delta2, data.T) + lam * W1) / m
    W2grad = dot(delta3, a2.T) / m + lam * W2  #! W2grad = dot(delta3, a2.T) + lam * W2  #! W2grad = dot(delta3, z2.T) / m + lam * W2
    b1grad = sum(delta2, axis=1, keepdims=True) / m  #! b1grad = sum(delta2) / m  #! b1grad = sum(delta2, axis=1, keepdims=True)
    b2grad = sum(delta3, axis=1, keepdims=True) / m  #! b2grad = mean(delta3) * ones_like(b2)
    # end
    return cost, W1grad, W2grad, b1grad, b2grad


alpha = 0.3
for it in range(5):
    cost, g1, g2, gb1, gb2 = sparseAutoencoderCost(W1, W2, b1, b2)
    # update
    W1 = W1 - alpha * g1
    W2 = W2 - alpha * g2  #! W2 = W2 - alpha * g1.T
    b1 = b1 - alpha * gb1
    b2 = b2 - alpha * gb2  #! b2 = b2 + alpha * gb2
    # end
    print("Iteration", it + 1, "| Cost:", cost)
