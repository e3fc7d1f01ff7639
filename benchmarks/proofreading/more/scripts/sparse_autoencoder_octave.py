# Port of my Octave sparse autoencoder exercise (UFLDL style): patches are columns,
# everything unrolled into theta. The decoder reuses W1' (tied), so there is one W only.
from numpy import *

visibleSize = 6
hiddenSize = 3
lambda_ = 0.01
sparsityParam = 0.1
beta = 0.5
alpha = 0.8

def sigmoid(z):
    return 1. / (1. + exp(-z))

def sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda_, rho, beta, data):
    n = hiddenSize * visibleSize
    W = theta[0:n].reshape(hiddenSize, visibleSize)
    b1 = theta[n:n + hiddenSize].reshape(hiddenSize, 1)
    b2 = theta[n + hiddenSize:].reshape(visibleSize, 1)
    m = data.shape[1]

    # ---- feedforward
    a1 = data
    a2 = sigmoid(dot(W, a1) + tile(b1, (1, m)))
    a3 = sigmoid(dot(W.T, a2) + tile(b2, (1, m)))
    rhohat = sum(a2, axis=1).reshape(-1, 1) / m
    KL = sum(rho * log(rho / rhohat) + (1 - rho) * log((1 - rho) / (1 - rhohat)))
    cost = (0.5 / m) * sum((a3 - a1) ** 2) + (lambda_ / 2) * sum(W ** 2) + beta * KL

    # backward
    delta3 = -(a1 - a3) * a3 * (1 - a3)  #! delta3 = -(a1 - a3)  #! delta3 = (a1 - a3) * a3 * (1 - a3)  #! delta3 = -(a1 - a3) * a1 * (1 - a1)
    sparsity = beta * (-rho / rhohat + (1 - rho) / (1 - rhohat))  #! sparsity = beta * (rho / rhohat + (1 - rho) / (1 - rhohat))  #! sparsity = -rho / rhohat + (1 - rho) / (1 - rhohat)
    delta2 = (dot(W, delta3) + tile(sparsity, (1, m))) * a2 * (1 - a2)  #! delta2 = dot(W, delta3) * a2 * (1 - a2)  #! delta2 = dot(W, delta3) + tile(sparsity, (1, m)) * a2 * (1 - a2)  #! delta2 = (dot(W, delta3) + tile(sparsity, (1, m)) / m) * a2 * (1 - a2)
    Wgrad = dot(delta2, a1.T) / m
    Wgrad = Wgrad + dot(a2, delta3.T) / m  #! Wgrad = Wgrad + dot(a2, delta3.T)  #! Wgrad = dot(a2, delta3.T) / m
    Wgrad = Wgrad + lambda_ * W  #! Wgrad = Wgrad + lambda_ / m * W  #! Wgrad = Wgrad + lambda_ * W ** 2
    b1grad = sum(delta2, 1) / m
    b2grad = sum(delta3, 1) / m  #! b2grad = sum(delta3, 1)
    grad = concatenate((Wgrad.ravel(), b1grad.ravel(), b2grad.ravel()))  #! grad = concatenate((Wgrad.T.ravel(), b1grad.ravel(), b2grad.ravel()))
    # end
    return cost, grad

random.seed(42)
patches = random.rand(visibleSize, 8) * 0.8 + 0.1
r = sqrt(6) / sqrt(hiddenSize + visibleSize + 1)
theta = concatenate((random.rand(hiddenSize * visibleSize) * 2 * r - r, zeros(hiddenSize + visibleSize)))

for k in range(10):
    cost, grad = sparseAutoencoderCost(theta, visibleSize, hiddenSize, lambda_, sparsityParam, beta, patches)
    theta = theta - alpha * grad
    if k % 3 == 0:
        print('Iteration %4d | Cost: %e' % (k, cost))
