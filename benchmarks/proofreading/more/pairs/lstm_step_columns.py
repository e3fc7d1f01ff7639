import numpy as np

# one LSTM cell step, deep learning specialization style (columns = samples), peephole on the output gate.
# returns a_next and c_next stacked on top of each other (2 n_a, m)

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def lstm_cell_step(xt, a_prev, c_prev, W, p):
    n_a = a_prev.shape[0]
    concat = np.vstack((a_prev, xt))
    gates = W @ concat
    ft = sigmoid(gates[:n_a])
    it = sigmoid(gates[n_a:2 * n_a])
    cct = np.tanh(gates[2 * n_a:3 * n_a])
    c_next = ft * c_prev + it * cct
    ot = sigmoid(gates[3 * n_a:] + p * c_next)
    a_next = ot * np.tanh(c_next)
    cache = (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, concat, W, p)
    return np.vstack((a_next, c_next)), cache

def lstm_cell_step_back(dnext, cache):
    (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, concat, W, p) = cache
    n_a, m = a_next.shape
    da_next, dc_next = dnext[:n_a], dnext[n_a:]
    # backward
    dot = da_next * np.tanh(c_next) * ot * (1 - ot)  #! dot = da_next * c_next * ot * (1 - ot)  #! dot = da_next * np.tanh(c_next)
    dp = np.sum(dot * c_next, axis=1, keepdims=True)  #! dp = np.sum(dot * c_prev, axis=1, keepdims=True)  #! dp = np.sum(dot, axis=1, keepdims=True)
    dc = dc_next + da_next * ot * (1 - np.tanh(c_next) ** 2) + dot * p  #! dc = dc_next + da_next * ot * (1 - np.tanh(c_next) ** 2)  #! dc = da_next * ot * (1 - np.tanh(c_next) ** 2) + dot * p  #! dc = dc_next + da_next * ot * (1 - a_next ** 2) + dot * p
    dft = dc * c_prev * ft * (1 - ft)  #! dft = dc * c_next * ft * (1 - ft)
    dit = dc * cct * it * (1 - it)  #! dit = dc * it * it * (1 - it)
    dcct = dc * it * (1 - cct ** 2)  #! dcct = dc * it * (1 - np.tanh(cct) ** 2)
    dgates = np.vstack((dft, dit, dcct, dot))  #! dgates = np.vstack((dft, dit, dot, dcct))  #! dgates = np.vstack((dit, dft, dcct, dot))
    dW = dgates @ concat.T
    dconcat = W.T @ dgates
    da_prev = dconcat[:n_a]
    dxt = dconcat[n_a:]
    dc_prev = dc * ft  #! dc_prev = dc_next * ft  #! dc_prev = dc
    # end
    return dxt, da_prev, dc_prev, dW, dp

np.random.seed(1)
FORWARD = lstm_cell_step
BACKWARD = lstm_cell_step_back
INPUTS = (np.random.randn(2, 3), np.random.randn(4, 3), np.random.randn(4, 3), 0.5 * np.random.randn(16, 6), np.random.randn(4, 1))
