# tiny pre-LN residual block (x + W2 relu(W1 LN(x))), then a linear head, trained by momentum
import numpy as np
np.random.seed(10)

B, D, Hd = 5, 4, 6
inp = np.random.randn(B, D)
target = np.random.randn(B, 2)

P = {
    'g': 1 + 0.1 * np.random.randn(D), 'beta': 0.1 * np.random.randn(D),
    'W1': np.random.randn(D, Hd) * 0.5, 'b1': 0.1 * np.random.randn(Hd),
    'W2': np.random.randn(Hd, D) * 0.5, 'b2': 0.1 * np.random.randn(D),
    'Wh': np.random.randn(D, 2) * 0.5,
}
vel = {k: np.zeros_like(v) for k, v in P.items()}
eps, lr, mom = 1e-5, 0.05, 0.9

for t in range(30):
    # embed (just a tanh), so that the residual path carries something
    x = np.tanh(inp * P['g'])
    mean = x.mean(1, keepdims=True)
    std = np.sqrt(x.var(1, keepdims=True) + eps)
    n = (x - mean) / std
    u = n + P['beta']
    a = u @ P['W1'] + P['b1']
    r = np.maximum(a, 0)
    z = x + r @ P['W2'] + P['b2']
    out = z @ P['Wh']
    loss = 0.5 * np.mean(np.sum((out - target) ** 2, axis=1))

    # backward
    G = {}
    d_out = (out - target) / B  #! d_out = out - target  #! d_out = 2 * (out - target) / B
    G['Wh'] = z.T @ d_out  #! G['Wh'] = x.T @ d_out
    d_z = d_out @ P['Wh'].T
    G['W2'] = r.T @ d_z  #! G['W2'] = a.T @ d_z
    G['b2'] = d_z.sum(0)
    d_r = d_z @ P['W2'].T
    d_a = d_r * (a > 0)  #! d_a = d_r  #! d_a = d_r * (d_r > 0)  #! d_a = d_r * r
    G['W1'] = u.T @ d_a  #! G['W1'] = n.T @ d_a
    G['b1'] = d_a.sum(0)
    d_u = d_a @ P['W1'].T
    G['beta'] = d_u.sum(0)
    d_x = d_z + (d_u - d_u.mean(1, keepdims=True) - n * (d_u * n).mean(1, keepdims=True)) / std  #! d_x = (d_u - d_u.mean(1, keepdims=True) - n * (d_u * n).mean(1, keepdims=True)) / std  #! d_x = d_z + (d_u - d_u.mean(0, keepdims=True) - n * (d_u * n).mean(0, keepdims=True)) / std  #! d_x = d_z + (d_u - d_u.mean(1, keepdims=True)) / std
    G['g'] = (d_x * (1 - x ** 2) * inp).sum(0)  #! G['g'] = (d_x * (1 - inp ** 2) * inp).sum(0)  #! G['g'] = (d_x * inp).sum(0)
    # update
    for k in P:
        vel[k] = mom * vel[k] - lr * G[k]  #! vel[k] = mom * vel[k] + lr * G[k]
        P[k] += vel[k]
    # end
    if t % 6 == 0:
        print('step', t, 'loss', round(loss, 5))
