import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def softmax(x):
    e_x = np.exp(x - np.max(x, axis=0))
    return e_x / e_x.sum(axis=0)

def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """xt (n_x, m), a_prev (n_a, m), c_prev (n_a, m)"""
    concat = np.concatenate((a_prev, xt), axis=0)
    ft = sigmoid(parameters["Wf"] @ concat + parameters["bf"])
    it = sigmoid(parameters["Wi"] @ concat + parameters["bi"])
    cct = np.tanh(parameters["Wc"] @ concat + parameters["bc"])
    c_next = ft * c_prev + it * cct
    ot = sigmoid(parameters["Wo"] @ concat + parameters["bo"])
    a_next = ot * np.tanh(c_next)
    return a_next, c_next, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt)

def lstm_cell_backward(da_next, dc_next, cache, parameters):
    # backward
    (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt) = cache
    n_a = a_next.shape[0]
    dot = da_next * np.tanh(c_next) * ot * (1 - ot)  #! dot = da_next * c_next * ot * (1 - ot)  #! dot = da_next * np.tanh(c_next)
    dc = dc_next + da_next * ot * (1 - np.tanh(c_next) ** 2)  #! dc = da_next * ot * (1 - np.tanh(c_next) ** 2)  #! dc = dc_next + da_next * ot * (1 - c_next ** 2)
    dcct = dc * it * (1 - cct ** 2)  #! dcct = dc * it * cct * (1 - cct)
    dit = dc * cct * it * (1 - it)  #! dit = dc * cct * (1 - it)
    dft = dc * c_prev * ft * (1 - ft)  #! dft = dc * c_next * ft * (1 - ft)
    concat = np.concatenate((a_prev, xt), axis=0)
    grads = {"dWf": dft @ concat.T, "dWi": dit @ concat.T, "dWc": dcct @ concat.T, "dWo": dot @ concat.T}
    grads["dbf"] = np.sum(dft, axis=1, keepdims=True)
    grads["dbi"] = np.sum(dit, axis=1, keepdims=True)
    grads["dbc"] = np.sum(dcct, axis=1, keepdims=True)
    grads["dbo"] = np.sum(dot, axis=1, keepdims=True)  #! grads["dbo"] = np.sum(dft, axis=1, keepdims=True)
    dconcat = parameters["Wf"].T @ dft + parameters["Wi"].T @ dit + parameters["Wc"].T @ dcct + parameters["Wo"].T @ dot  #! dconcat = parameters["Wf"].T @ dft + parameters["Wi"].T @ dit + parameters["Wc"].T @ dcct
    grads["da_prev"] = dconcat[:n_a, :]  #! grads["da_prev"] = dconcat[-n_a:, :]
    grads["dc_prev"] = dc * ft  #! grads["dc_prev"] = dc_next * ft
    # end
    return grads

np.random.seed(1)
n_x, n_a, n_y, m, T_x = 3, 4, 2, 5, 4
x = np.random.randn(n_x, m, T_x)
labels = np.random.randint(0, n_y, (m, T_x))
Y = np.eye(n_y)[labels].transpose(2, 0, 1)          # (n_y, m, T_x)
parameters = {}
for gate in "fico":
    parameters["W" + gate] = np.random.randn(n_a, n_a + n_x) * 0.4
    parameters["b" + gate] = np.random.randn(n_a, 1) * 0.1
parameters["Wy"] = np.random.randn(n_y, n_a)
parameters["by"] = np.zeros((n_y, 1))

for i in range(6):
    a, c = np.zeros((n_a, m)), np.zeros((n_a, m))
    caches, y_pred, cost = [], np.zeros((n_y, m, T_x)), 0
    for t in range(T_x):
        a, c, cache = lstm_cell_forward(x[:, :, t], a, c, parameters)
        y_pred[:, :, t] = softmax(parameters["Wy"] @ a + parameters["by"])
        caches.append(cache)
        cost += -np.sum(Y[:, :, t] * np.log(y_pred[:, :, t])) / m
    # backward
    gradients = {"d" + k: np.zeros_like(p) for k, p in parameters.items()}
    da_prevt, dc_prevt = np.zeros((n_a, m)), np.zeros((n_a, m))
    for t in reversed(range(T_x)):
        dy = (y_pred[:, :, t] - Y[:, :, t]) / m  #! dy = y_pred[:, :, t] - Y[:, :, t]
        gradients["dWy"] += dy @ caches[t][0].T  #! gradients["dWy"] += dy @ caches[t][2].T
        gradients["dby"] += dy.sum(axis=1, keepdims=True)
        da = parameters["Wy"].T @ dy + da_prevt  #! da = parameters["Wy"].T @ dy
        g = lstm_cell_backward(da, dc_prevt, caches[t], parameters)
        da_prevt, dc_prevt = g.pop("da_prev"), g.pop("dc_prev")
        for name in g:
            gradients[name] += g[name]
    # update
    for k in parameters:
        parameters[k] = parameters[k] - 0.5 * gradients["d" + k]
    # end
    print("cost after iteration", i, ":", cost)
