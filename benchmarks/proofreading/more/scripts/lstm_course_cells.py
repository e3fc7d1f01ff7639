import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    concat = np.concatenate((a_prev, xt), axis=0)
    ft = sigmoid(parameters["Wf"] @ concat + parameters["bf"])
    it = sigmoid(parameters["Wi"] @ concat + parameters["bi"])
    cct = np.tanh(parameters["Wc"] @ concat + parameters["bc"])
    c_next = ft * c_prev + it * cct
    ot = sigmoid(parameters["Wo"] @ concat + parameters["bo"])
    a_next = ot * np.tanh(c_next)
    cache = (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt)
    return a_next, c_next, cache


def lstm_cell_backward(da_next, dc_next, cache, parameters):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt = cache
    n_a = a_next.shape[0]
    # backward
    dot = da_next * np.tanh(c_next) * ot * (1 - ot)  #! dot = da_next * c_next * ot * (1 - ot)
    dc = dc_next + da_next * ot * (1 - np.tanh(c_next) ** 2)  #! dc = da_next * ot * (1 - np.tanh(c_next) ** 2)  #! dc = dc_next + da_next * ot * (1 - c_next ** 2)
    dcct = dc * it * (1 - cct ** 2)
    dit = dc * cct * it * (1 - it)
    dft = dc * c_prev * ft * (1 - ft)  #! dft = dc * c_next * ft * (1 - ft)
    concat = np.concatenate((a_prev, xt), axis=0)
    grads = {"dWf": dft @ concat.T, "dWi": dit @ concat.T, "dWc": dcct @ concat.T, "dWo": dot @ concat.T}
    for gate, dgate in zip("fico", (dft, dit, dcct, dot)):
        grads["db" + gate] = np.sum(dgate, axis=1, keepdims=True)  #! grads["db" + gate] = np.sum(dgate, axis=0, keepdims=True)
    da_prev = (parameters["Wf"][:, :n_a].T @ dft + parameters["Wi"][:, :n_a].T @ dit
               + parameters["Wc"][:, :n_a].T @ dcct + parameters["Wo"][:, :n_a].T @ dot)
    dc_prev = dc * ft  #! dc_prev = dc_next * ft  #! dc_prev = dc * it
    # end
    return da_prev, dc_prev, grads


np.random.seed(1)
n_x, n_a, n_y, m, T_x = 3, 5, 2, 7, 4
x = np.random.randn(n_x, m, T_x)
y = np.eye(n_y)[np.random.randint(0, n_y, m)].T
parameters = {}
for g in "fico":
    parameters["W" + g] = np.random.randn(n_a, n_a + n_x) * 0.4
    parameters["b" + g] = np.random.randn(n_a, 1) * 0.1
parameters["Wy"] = np.random.randn(n_y, n_a)
parameters["by"] = np.zeros((n_y, 1))

for iteration in range(2):
    a, c, caches = np.zeros((n_a, m)), np.zeros((n_a, m)), []
    for t in range(T_x):
        a, c, cache = lstm_cell_forward(x[:, :, t], a, c, parameters)
        caches.append(cache)
    zy = parameters["Wy"] @ a + parameters["by"]
    yhat = np.exp(zy) / np.sum(np.exp(zy), axis=0)
    cost = -np.sum(y * np.log(yhat)) / m
    print("cost after iteration", iteration, cost)

    gradients = {"d" + k: np.zeros_like(v) for k, v in parameters.items()}
    # backward
    dzy = (yhat - y) / m
    gradients["dWy"] = dzy @ a.T
    gradients["dby"] = np.sum(dzy, axis=1, keepdims=True)
    da, dc = parameters["Wy"].T @ dzy, np.zeros((n_a, m))
    for t in reversed(range(T_x)):
        da, dc, step_grads = lstm_cell_backward(da, dc, caches[t], parameters)
        for k in step_grads:
            gradients[k] += step_grads[k]  #! gradients[k] = step_grads[k]
    # update
    for k in parameters:
        parameters[k] = parameters[k] - 0.3 * gradients["d" + k]
