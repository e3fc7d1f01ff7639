import numpy as np
from math import sqrt

# Using Adam from the paper. Loss decreases but slower than in Keras - did I mess up the moments?

rs = np.random.RandomState(99)
D_in, H, D_out, batch = 5, 4, 2, 6
x = rs.randn(batch, D_in)
t = np.sin(x[:, :D_out]) + 0.1

params = {
    'w_hidden': rs.randn(D_in, H) / sqrt(D_in),
    'b_hidden': 0.1 * rs.randn(H),
    'w_out': rs.randn(H, D_out) / sqrt(H),
    'b_out': 0.1 * rs.randn(D_out),
}
m = {k: np.zeros_like(v) for k, v in params.items()}
v = {k: np.zeros_like(p) for k, p in params.items()}
beta1, beta2, eps, lr = 0.9, 0.999, 1e-8, 0.01


def softplus(a):
    return np.log(1 + np.exp(a))


def softplus_prime(a):
    return 1 / (1 + np.exp(-a))


for step in range(1, 4):
    act = x @ params['w_hidden'] + params['b_hidden']
    hid = softplus(act)
    y = hid @ params['w_out'] + params['b_out']
    loss = ((y - t) ** 2).mean()

    # backward
    grads = {}
    dy = 2 * (y - t) / y.size  #! dy = 2 * (y - t) / y.shape[0]
    grads['w_out'] = hid.T @ dy  #! grads['w_out'] = act.T @ dy
    grads['b_out'] = dy.sum(0)
    dhid = dy @ params['w_out'].T
    dact = dhid * softplus_prime(act)  #! dact = dhid * softplus_prime(hid) #! dact = dhid * hid #! dact = softplus_prime(dhid)
    grads['w_hidden'] = x.T @ dact  #! grads['w_hidden'] = x.T @ dhid #! grads['w_hidden'] = x @ dact
    grads['b_hidden'] = dact.sum(0)  #! grads['b_hidden'] = dact.sum(1) #! grads['b_hidden'] = dact.mean(0)

    # update
    for k in params:
        m[k] = beta1 * m[k] + (1 - beta1) * grads[k]
        v[k] = beta2 * v[k] + (1 - beta2) * grads[k] ** 2  #! v[k] = beta2 * v[k] + (1 - beta2) * grads[k] #! v[k] = beta2 * m[k] + (1 - beta2) * grads[k] ** 2
        m_hat = m[k] / (1 - beta1 ** step)
        v_hat = v[k] / (1 - beta2 ** step)
        params[k] = params[k] - lr * m_hat / (np.sqrt(v_hat) + eps)
    print(step, loss)
