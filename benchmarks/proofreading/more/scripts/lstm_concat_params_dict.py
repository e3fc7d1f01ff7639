import numpy as np

np.random.seed(8)
n_x, n_a, m, T_x = 3, 4, 5, 4
x = np.random.randn(n_x, m, T_x)
y = (np.random.rand(1, m) > 0.5).astype(float)

parameters = {}
for gate in "fico":
    parameters["W" + gate] = np.random.randn(n_a, n_a + n_x) * 0.5
    parameters["b" + gate] = np.zeros((n_a, 1))
parameters["Wy"] = np.random.randn(1, n_a)
parameters["by"] = np.zeros((1, 1))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    concat = np.concatenate((a_prev, xt), axis=0)
    ft = sigmoid(np.dot(parameters["Wf"], concat) + parameters["bf"])
    it = sigmoid(np.dot(parameters["Wi"], concat) + parameters["bi"])
    cct = np.tanh(np.dot(parameters["Wc"], concat) + parameters["bc"])
    c_next = ft * c_prev + it * cct
    ot = sigmoid(np.dot(parameters["Wo"], concat) + parameters["bo"])
    a_next = ot * np.tanh(c_next)
    return a_next, c_next, (a_next, c_next, c_prev, ft, it, cct, ot, concat)


def lstm_cell_backward(da_next, dc_next, cache, parameters):
    a_next, c_next, c_prev, ft, it, cct, ot, concat = cache
    # backward
    dot = da_next * np.tanh(c_next) * ot * (1 - ot)  #! dot = da_next * c_next * ot * (1 - ot)
    dc = dc_next + da_next * ot * (1 - np.tanh(c_next) ** 2)  #! dc = da_next * ot * (1 - np.tanh(c_next) ** 2)  #! dc = dc_next + da_next * ot * (1 - c_next ** 2)
    dcct = dc * it * (1 - cct ** 2)
    dit = dc * cct * it * (1 - it)  #! dit = dc * cct * (1 - it)
    dft = dc * c_prev * ft * (1 - ft)  #! dft = dc * c_next * ft * (1 - ft)
    grads = {}
    for gate, d in zip("fico", (dft, dit, dcct, dot)):  #! for gate, d in zip("fico", (dft, dit, dot, dcct)):
        grads["W" + gate] = np.dot(d, concat.T)
        grads["b" + gate] = np.sum(d, axis=1, keepdims=True)
    dconcat = sum(np.dot(parameters["W" + g].T, d) for g, d in zip("fico", (dft, dit, dcct, dot)))
    da_prev = dconcat[:n_a]  #! da_prev = dconcat[-n_a:]
    dc_prev = dc * ft  #! dc_prev = dc
    return da_prev, dc_prev, grads


for epoch in range(2):
    a, c, caches = np.zeros((n_a, m)), np.zeros((n_a, m)), []
    for t in range(T_x):
        a, c, cache = lstm_cell_forward(x[:, :, t], a, c, parameters)
        caches.append(cache)
    yhat = sigmoid(np.dot(parameters["Wy"], a) + parameters["by"])
    cost = -np.mean(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))

    # backward
    dz = (yhat - y) / m
    grads = {k: np.zeros_like(v) for k, v in parameters.items()}
    grads["Wy"] = np.dot(dz, a.T)
    grads["by"] = np.sum(dz, axis=1, keepdims=True)
    da, dc = np.dot(parameters["Wy"].T, dz), np.zeros((n_a, m))
    for t in reversed(range(T_x)):
        da, dc, g = lstm_cell_backward(da, dc, caches[t], parameters)
        for k in g:
            grads[k] += g[k]  #! grads[k] = g[k]
    # update
    for k in parameters:
        parameters[k] -= 0.7 * grads[k]
