import numpy as np

def rel_init(fan_in, fan_out):
    return np.random.randn(fan_in, fan_out) * np.sqrt(2.0 / fan_in)

np.random.seed(30)
layer_dims = [4, 8, 6, 3]
keep_prob = 0.75
lambd = 0.01
X = np.random.randn(12, 4)
Y = np.eye(3)[np.argmax(X[:, :3], axis=1)]
params = {}
for l in range(1, len(layer_dims)):
    params[f'W{l}'] = rel_init(layer_dims[l - 1], layer_dims[l])
    params[f'b{l}'] = np.zeros((1, layer_dims[l]))
Lnum = len(layer_dims) - 1
adam_v = {k: np.zeros_like(p) for k, p in params.items()}
adam_s = {k: np.zeros_like(p) for k, p in params.items()}

for t in range(1, 16):
    A = {0: X}; Zs = {}; masks = {}
    for l in range(1, Lnum):
        Zs[l] = A[l - 1] @ params[f'W{l}'] + params[f'b{l}']
        A[l] = np.maximum(Zs[l], 0)
        masks[l] = (np.random.rand(*A[l].shape) < keep_prob) / keep_prob     # inverted dropout
        A[l] = A[l] * masks[l]
    ZL = A[Lnum - 1] @ params[f'W{Lnum}'] + params[f'b{Lnum}']
    ZL -= ZL.max(1, keepdims=True)
    AL = np.exp(ZL) / np.exp(ZL).sum(1, keepdims=True)
    cross_entropy_cost = -np.sum(Y * np.log(AL)) / 12
    L2_regularization_cost = lambd / (2 * 12) * sum(np.sum(params[f'W{l}'] ** 2) for l in range(1, Lnum + 1))
    cost = cross_entropy_cost + L2_regularization_cost

    # backward
    grads = {}
    dZ = (AL - Y) / 12
    for l in range(Lnum, 0, -1):
        grads[f'W{l}'] = A[l - 1].T @ dZ + lambd / 12 * params[f'W{l}']
        grads[f'b{l}'] = dZ.sum(axis=0, keepdims=True)
        if l > 1:
            dA = dZ @ params[f'W{l}'].T
            dA *= masks[l - 1]
            dZ = dA * (Zs[l - 1] > 0)

    # update
    for k in params:
        adam_v[k] = 0.9 * adam_v[k] + 0.1 * grads[k]
        adam_s[k] = 0.999 * adam_s[k] + 0.001 * grads[k] ** 2
        v_corr, s_corr = adam_v[k] / (1 - 0.9 ** t), adam_s[k] / (1 - 0.999 ** t)
        params[k] = params[k] - 0.02 * v_corr / (np.sqrt(s_corr) + 1e-8)
    print("Cost after iteration %i: %f" % (t, cost))
