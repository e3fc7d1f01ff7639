# exercise 5, translated from Octave: sparse autoencoder, tied weights, unrolled theta
import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)

def costFunction(nn_params, visibleSize, hiddenSize, Lambda, sparsityParam, beta, X):
    nW = hiddenSize * visibleSize
    W = nn_params[:nW].reshape((hiddenSize, visibleSize), order='F')
    b1 = nn_params[nW:nW + hiddenSize].reshape(-1, 1)
    b2 = nn_params[nW + hiddenSize:].reshape(-1, 1)
    m = X.shape[1]

    # feedforward
    z2 = W.dot(X) + np.tile(b1, (1, m))
    a2 = sigmoid(z2)
    z3 = W.T.dot(a2) + np.tile(b2, (1, m))
    a3 = sigmoid(z3)
    rhohat = a2.mean(axis=1).reshape(-1, 1)
    KL = sparsityParam * np.log(sparsityParam / rhohat) + (1 - sparsityParam) * np.log((1 - sparsityParam) / (1 - rhohat))
    J = (1.0 / (2 * m)) * np.sum((a3 - X) ** 2) + (Lambda / 2) * np.sum(W ** 2) + beta * np.sum(KL)

    # backward
    delta3 = (a3 - X) * sigmoidGradient(z3)  #! delta3 = a3 - X  #! delta3 = (a3 - X) * sigmoidGradient(a3)  #! delta3 = (X - a3) * sigmoidGradient(z3)
    sparsity_delta = -sparsityParam / rhohat + (1 - sparsityParam) / (1 - rhohat)  #! sparsity_delta = sparsityParam / rhohat + (1 - sparsityParam) / (1 - rhohat)
    delta2 = (W.dot(delta3) + beta * sparsity_delta) * sigmoidGradient(z2)  #! delta2 = W.dot(delta3) * sigmoidGradient(z2)  #! delta2 = W.dot(delta3) * sigmoidGradient(z2) + beta * sparsity_delta  #! delta2 = (W.dot(delta3) + beta * sparsity_delta) * a2
    Wgrad = delta2.dot(X.T) / m
    Wgrad = Wgrad + a2.dot(delta3.T) / m  #! Wgrad = a2.dot(delta3.T) / m  #! Wgrad = Wgrad + a2.dot(delta3.T)  #! Wgrad = 2 * Wgrad
    Wgrad = Wgrad + Lambda * W  #! Wgrad = Wgrad + Lambda / m * W
    b1grad = np.sum(delta2, axis=1) / m  #! b1grad = np.sum(delta2, axis=1)
    b2grad = np.sum(delta3, axis=1) / m
    grad = np.concatenate((Wgrad.ravel(order='F'), b1grad, b2grad))  #! grad = np.concatenate((Wgrad.ravel(), b1grad, b2grad))
    # end
    return J, grad

# "debug" initialisation as in the handout: sin() instead of rand()
visibleSize, hiddenSize = 6, 3
nn_params = np.sin(np.arange(1, visibleSize * hiddenSize + visibleSize + hiddenSize + 1)) / 2
X = np.abs(np.cos(np.arange(1, 31))).reshape(6, 5, order='F')
alpha = 0.4
for i in range(5):
    J, grad = costFunction(nn_params, visibleSize, hiddenSize, 0.01, 0.2, 0.1, X)
    nn_params = nn_params - alpha * grad
    print('Iteration %d | Cost: %f' % (i, J))
