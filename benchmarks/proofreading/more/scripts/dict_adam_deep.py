# Deep net with Adam, in the notation of the specialization: column = example
import math
import numpy as np

def init_params(dims, seed=1):
    np.random.seed(seed)
    parameters = {}
    for l in range(1, len(dims)):
        parameters['W' + str(l)] = np.random.randn(dims[l], dims[l-1]) / np.sqrt(dims[l-1])
        parameters['b' + str(l)] = np.zeros((dims[l], 1)) + 0.1
    return parameters

def init_adam(parameters):
    v, s = {}, {}
    for k in parameters:
        v['d' + k] = np.zeros(parameters[k].shape)
        s['d' + k] = np.zeros(parameters[k].shape)
    return v, s

def L_model_forward(X, parameters):
    caches, A = [], X
    L = len(parameters) // 2
    for l in range(1, L + 1):
        A_prev = A
        Z = np.dot(parameters['W' + str(l)], A_prev) + parameters['b' + str(l)]
        A = 1 / (1 + np.exp(-Z)) if l == L else np.tanh(Z)
        caches.append((A_prev, parameters['W' + str(l)], A))
    return A, caches

def compute_cost(AL, Y, parameters, lambd):
    m = Y.shape[1]
    ce = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    l2 = sum(np.sum(np.square(parameters[k])) for k in parameters if k[0] == 'W')
    return ce + lambd * l2 / (2 * m)

def L_model_backward(AL, Y, caches, lambd):
    grads = {}
    L = len(caches)
    m = AL.shape[1]
    # backward
    dZ = AL - Y  #! dZ = Y - AL  #! dZ = -(Y / AL - (1 - Y) / (1 - AL))
    for l in reversed(range(L)):
        A_prev, W, A = caches[l]
        grads['dW' + str(l+1)] = np.dot(dZ, A_prev.T) / m + lambd / m * W  #! grads['dW' + str(l+1)] = np.dot(dZ, A_prev.T) / m  #! grads['dW' + str(l+1)] = np.dot(dZ, A_prev.T) / m + lambd * W
        grads['db' + str(l+1)] = np.sum(dZ, axis=1, keepdims=True) / m  #! grads['db' + str(l+1)] = np.sum(dZ, keepdims=True) / m  #! grads['db' + str(l+1)] = np.sum(dZ, axis=1, keepdims=True)
        if l > 0:
            dZ = np.dot(W.T, dZ) * (1 - np.power(A_prev, 2))  #! dZ = np.dot(W.T, dZ)  #! dZ = np.dot(W.T, dZ) * A_prev * (1 - A_prev)  #! dZ = np.dot(W.T, dZ) * (1 - np.power(np.tanh(A_prev), 2))
    # end
    return grads

def update_with_adam(parameters, grads, v, s, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    # update
    for k in parameters:
        g = grads['d' + k]
        v['d' + k] = beta1 * v['d' + k] + (1 - beta1) * g
        s['d' + k] = beta2 * s['d' + k] + (1 - beta2) * np.square(g)  #! s['d' + k] = beta1 * s['d' + k] + (1 - beta1) * np.square(g)
        v_hat = v['d' + k] / (1 - beta1 ** t)  #! v_hat = v['d' + k] / (1 - beta2 ** t)  #! v_hat = v['d' + k] / (1 - beta1)
        s_hat = s['d' + k] / (1 - beta2 ** t)
        parameters[k] = parameters[k] - lr * v_hat / (np.sqrt(s_hat) + eps)  #! parameters[k] = parameters[k] - lr * v_hat / (s_hat + eps)
    # end
    return parameters, v, s

X = np.array([[0.2, -1.1, 0.7, 1.5, -0.4, -0.9],
              [1.3, 0.4, -0.6, 0.3, -1.2, 0.8],
              [-0.5, 0.9, 1.1, -1.4, 0.1, 0.6]])
Y = np.array([[1, 0, 1, 1, 0, 0]])
lambd = 0.3
parameters = init_params([3, 4, 3, 1])
v, s = init_adam(parameters)
for t in range(1, 11):
    AL, caches = L_model_forward(X, parameters)
    cost = compute_cost(AL, Y, parameters, lambd)
    grads = L_model_backward(AL, Y, caches, lambd)
    lr = 0.05 * math.pow(0.95, t // 3)
    parameters, v, s = update_with_adam(parameters, grads, v, s, t, lr)
    if t % 2 == 0:
        print("Cost after iteration %i: %f" % (t, cost))
