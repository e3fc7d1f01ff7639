import numpy as np

# imbalanced binary problem: positives count pos_weight times. numerically stable BCE with logits.
rng = np.random.RandomState(21)
n, p, q = 8, 4, 3
feats = rng.randn(n, p)
label = np.array([0., 0, 1, 0, 0, 0, 1, 0]).reshape(-1, 1)
pos_weight = 3.0

theta = {'in': rng.randn(p, q) * 0.6, 'in_b': np.zeros((1, q)), 'out': rng.randn(q, 1) * 0.6, 'out_b': np.zeros((1, 1))}

def log_sigmoid(z):
    return -np.logaddexp(0, -z)

for i in range(3):
    pre = feats @ theta['in'] + theta['in_b']
    hid = np.arctan(pre)
    logit = hid @ theta['out'] + theta['out_b']
    bce = -np.mean(pos_weight * label * log_sigmoid(logit) + (1 - label) * log_sigmoid(-logit))

    # backward
    prob = np.exp(log_sigmoid(logit))
    dlogit = -pos_weight * label * (1 - prob) + (1 - label) * prob  #! dlogit = prob - label  #! dlogit = -label * (1 - prob) + pos_weight * (1 - label) * prob  #! dlogit = pos_weight * (prob - label)  #! dlogit = -pos_weight * label * prob + (1 - label) * (1 - prob)
    dlogit = dlogit / n  #! dlogit = dlogit / label.sum()
    grads = {'out': hid.T @ dlogit, 'out_b': dlogit.sum(0, keepdims=True)}  #! grads = {'out': pre.T @ dlogit, 'out_b': dlogit.sum(0, keepdims=True)}  #! grads = {'out': hid.T @ dlogit, 'out_b': dlogit.mean(0, keepdims=True)}
    dhid = dlogit @ theta['out'].T
    dpre = dhid / (1 + pre ** 2)  #! dpre = dhid / (1 + hid ** 2)  #! dpre = dhid * (1 + pre ** 2)  #! dpre = dhid * (1 - hid ** 2)
    grads['in'] = feats.T @ dpre  #! grads['in'] = feats.T @ dhid
    grads['in_b'] = dpre.sum(0, keepdims=True)
    # update
    for name in theta:
        theta[name] = theta[name] - 0.4 * grads[name]
    # end
    print(i, round(bce, 4))
