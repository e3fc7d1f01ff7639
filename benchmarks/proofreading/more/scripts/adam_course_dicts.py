import numpy as np

def initialize_adam(parameters):
    v, s = {}, {}
    for key in parameters:
        v["d" + key] = np.zeros_like(parameters[key])
        s["d" + key] = np.zeros_like(parameters[key])
    return v, s

def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01,
                                beta1=0.9, beta2=0.999, epsilon=1e-8):
    # update
    for key in parameters:
        v["d" + key] = beta1 * v["d" + key] + (1 - beta1) * grads["d" + key]  #! v["d" + key] = beta1 * v["d" + key] + grads["d" + key]
        v_corrected = v["d" + key] / (1 - beta1 ** t)  #! v_corrected = v["d" + key] / (1 - beta1)
        s["d" + key] = beta2 * s["d" + key] + (1 - beta2) * grads["d" + key] ** 2  #! s["d" + key] = beta2 * s["d" + key] + (1 - beta2) * grads["d" + key]
        s_corrected = s["d" + key] / (1 - beta2 ** t)  #! s_corrected = s["d" + key] / (1 - beta1 ** t)
        parameters[key] -= learning_rate * v_corrected / (np.sqrt(s_corrected) + epsilon)  #! parameters[key] -= learning_rate * v_corrected / (s_corrected + epsilon)  #! parameters[key] += learning_rate * v_corrected / (np.sqrt(s_corrected) + epsilon)
    # end
    return parameters, v, s

np.random.seed(3)
X = np.random.randn(3, 7)          # 7 examples as columns
Y = np.random.randint(0, 2, (1, 7))
parameters = {"W1": np.random.randn(4, 3) * 0.5, "b1": np.zeros((4, 1)) + 0.01,
              "W2": np.random.randn(1, 4) * 0.5, "b2": np.zeros((1, 1))}
v, s = initialize_adam(parameters)
m = X.shape[1]
costs = []
for t in range(1, 4):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = np.maximum(Z1, 0)
    A2 = 1 / (1 + np.exp(-(parameters["W2"] @ A1 + parameters["b2"])))
    cost = -np.sum(np.log(A2) * Y + np.log(1 - A2) * (1 - Y)) / m
    costs.append(cost)
    # backward
    grads = {}
    dZ2 = A2 - Y
    grads["dW2"] = dZ2 @ A1.T / m  #! grads["dW2"] = dZ2 @ Z1.T / m
    grads["db2"] = dZ2.sum(axis=1, keepdims=True) / m
    dA1 = parameters["W2"].T @ dZ2
    dZ1 = dA1 * (Z1 > 0)  #! dZ1 = dA1 * Z1
    grads["dW1"] = dZ1 @ X.T / m
    grads["db1"] = dZ1.sum(axis=1, keepdims=True) / m
    # end
    parameters, v, s = update_parameters_with_adam(parameters, grads, v, s, t)
