import numpy as np

# two tasks, learned task weights:  exp(-s_k) * L_k + s_k   (s_k = log variance)
rng = np.random.RandomState(40)
X = rng.randn(7, 3)
y1 = rng.randn(7, 2)                       # regression
y2 = (rng.rand(7, 1) > 0.4).astype(float)  # yes / no

model = {
    'W': rng.randn(3, 5) * 0.6, 'b': np.zeros(5),
    'V1': rng.randn(5, 2) * 0.6, 'V2': rng.randn(5, 1) * 0.6,
    's': np.array([0.1, -0.2]),
}

for epoch in range(2):
    H = np.maximum(0, X @ model['W'] + model['b'])
    out1 = H @ model['V1']
    out2 = 1 / (1 + np.exp(-H @ model['V2']))
    L1 = np.mean((out1 - y1) ** 2)
    L2 = -np.mean(y2 * np.log(out2) + (1 - y2) * np.log(1 - out2))
    prec = np.exp(-model['s'])
    loss = prec[0] * L1 + prec[1] * L2 + model['s'].sum()
    # backward
    gr = {}
    gr['s'] = 1 - prec * np.array([L1, L2])  #! gr['s'] = 1 + prec * np.array([L1, L2])  #! gr['s'] = -prec * np.array([L1, L2])  #! gr['s'] = 1 - prec * np.array([L2, L1])
    d1 = prec[0] * 2 * (out1 - y1) / y1.size  #! d1 = 2 * (out1 - y1) / y1.size  #! d1 = prec[0] * 2 * (out1 - y1) / len(y1)
    d2 = prec[1] * (out2 - y2) / y2.size  #! d2 = prec[0] * (out2 - y2) / y2.size  #! d2 = prec[1] * (out2 - y2) * out2 * (1 - out2) / y2.size
    gr['V1'] = H.T @ d1
    gr['V2'] = H.T @ d2  #! gr['V2'] = H.T @ d1
    dH = d1 @ model['V1'].T + d2 @ model['V2'].T  #! dH = d1 @ model['V1'].T  #! dH = d1 @ model['V1'].T - d2 @ model['V2'].T
    dH[H == 0] = 0  #! dH[dH < 0] = 0  #! dH[H != 0] = 0
    gr['W'] = X.T @ dH
    gr['b'] = dH.sum(0)
    # update
    for key, value in model.items():
        value -= 0.1 * gr[key]
    # end
    print("task losses", L1, L2)
