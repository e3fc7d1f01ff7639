import numpy as np

# --- a few rows of iris: sepal l, sepal w, petal l, petal w -------------
iris = np.array([[5.1, 3.5, 1.4, 0.2, 0],
                 [4.9, 3.0, 1.4, 0.2, 0],
                 [7.0, 3.2, 4.7, 1.4, 1],
                 [6.4, 3.2, 4.5, 1.5, 1],
                 [6.3, 3.3, 6.0, 2.5, 2],
                 [5.8, 2.7, 5.1, 1.9, 2]])
X = iris[:, :4].T
X = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
Y = np.eye(3)[iris[:, 4].astype(int)].T
m = X.shape[1]


def initialize_parameters(n_x, n_h, n_y):
    np.random.seed(2)
    return {"W1": np.random.randn(n_h, n_x) * 0.4, "b1": np.zeros((n_h, 1)) + 0.1,
            "W2": np.random.randn(n_y, n_h) * 0.4, "b2": np.zeros((n_y, 1))}


def forward_propagation(X, parameters):
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = np.where(Z1 > 0, Z1, 0.01 * Z1)          # leaky relu
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    T = np.exp(Z2 - Z2.max(axis=0))
    A2 = T / T.sum(axis=0)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def compute_cost(A2, Y, parameters, lambd):
    ce = -np.sum(Y * np.log(A2)) / m
    l2 = lambd / (2 * m) * (np.sum(parameters["W1"] ** 2) + np.sum(parameters["W2"] ** 2))
    return ce + l2


def backward_propagation(parameters, cache, X, Y, lambd):
    # backward
    A1, A2 = cache["A1"], cache["A2"]  #! A1, A2 = cache["Z1"], cache["A2"]
    dZ2 = A2 - Y  #! dZ2 = Y - A2  #! dZ2 = (A2 - Y) * A2 * (1 - A2)
    dW2 = dZ2 @ A1.T / m + lambd / m * parameters["W2"]  #! dW2 = dZ2 @ A1.T / m  #! dW2 = dZ2 @ A1.T + lambd / m * parameters["W2"]  #! dW2 = dZ2 @ A1.T / m + lambd * parameters["W2"]
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m  #! db2 = np.sum(dZ2) / m
    dA1 = parameters["W2"].T @ dZ2
    dZ1 = dA1 * np.where(cache["Z1"] > 0, 1, 0.01)  #! dZ1 = dA1 * np.where(cache["Z1"] > 0, 0.01, 1)  #! dZ1 = dA1 * np.where(dA1 > 0, 1, 0.01)  #! dZ1 = dA1 * (cache["Z1"] > 0)
    dW1 = dZ1 @ X.T / m + lambd / m * parameters["W1"]  #! dW1 = dZ1 @ X.T / m - lambd / m * parameters["W1"]  #! dW1 = dA1 @ X.T / m + lambd / m * parameters["W1"]
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m  #! db1 = np.sum(dZ1, axis=1, keepdims=True)
    # end
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


parameters = initialize_parameters(4, 5, 3)
lambd, learning_rate = 0.7, 0.3
for i in range(30):
    A2, cache = forward_propagation(X, parameters)
    cost = compute_cost(A2, Y, parameters, lambd)
    grads = backward_propagation(parameters, cache, X, Y, lambd)
    # update
    for key in ("W1", "b1", "W2", "b2"):
        parameters[key] = parameters[key] - learning_rate * grads["d" + key]  #! parameters[key] = parameters[key] + learning_rate * grads["d" + key]
    # end
    if i % 10 == 0:
        print("Cost after iteration %i: %f" % (i, cost))
