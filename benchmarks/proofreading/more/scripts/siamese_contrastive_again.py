import numpy as np
from numpy import dot, maximum, sqrt

# siamese net, Hadsell/Chopra/LeCun contrastive loss. same = 1 means similar pair
R = np.random.RandomState(21)
proto = R.randn(2, 5)
pairs = []
for ca, cb in [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0), (1, 0)]:
    pairs.append((proto[ca] + 0.4 * R.randn(5), proto[cb] + 0.4 * R.randn(5), float(ca == cb)))

margin = 1.0
leak = 0.1
L = {'A': R.randn(6, 5) * 0.4, 'a': np.zeros(6), 'B': R.randn(2, 6) * 0.4, 'b': np.zeros(2)}


def branch(x):
    u = dot(L['A'], x) + L['a']
    s = np.where(u > 0, u, leak * u)
    return dot(L['B'], s) + L['b'], (x, u, s)


def branch_back(de, memo, G):
    x, u, s = memo
    # backward
    G['B'] += np.outer(de, s)                       #! G['B'] = np.outer(de, s)  #! G['B'] += np.outer(de, u)
    G['b'] += de
    ds = dot(L['B'].T, de)
    du = ds * np.where(u > 0, 1.0, leak)            #! du = ds * np.where(u > 0, 1.0, 0.0)  #! du = ds * np.where(s > 0, leak, 1.0)
    G['A'] += np.outer(du, x)                       #! G['A'] += np.outer(ds, x)
    G['a'] += du                                    #! G['a'] = du
    # end


for epoch in range(15):
    loss = 0
    G = {k: np.zeros_like(v) for k, v in L.items()}
    for x1, x2, same in pairs:
        e1, m1 = branch(x1)
        e2, m2 = branch(x2)
        diff = e1 - e2
        d = sqrt((diff ** 2).sum() + 1e-12)
        loss += 0.5 * same * d ** 2 + 0.5 * (1 - same) * maximum(0, margin - d) ** 2
        # backward
        if same:                                    #! if not same:
            de = diff                               #! de = d * diff  #! de = 2 * diff
        else:
            de = -maximum(0, margin - d) * diff / d     #! de = maximum(0, margin - d) * diff / d  #! de = -maximum(0, margin - d) * diff  #! de = -(margin - d) * diff / d
        branch_back(de, m1, G)
        branch_back(-de, m2, G)                     #! branch_back(de, m2, G)  #! branch_back(-de, m1, G)
        # end
    # update
    for k in L:
        L[k] -= 0.1 / len(pairs) * G[k]
    # end
    print('%d: %.4f' % (epoch, loss / len(pairs)))
