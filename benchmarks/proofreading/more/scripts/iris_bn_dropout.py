import numpy as np

# fake iris: 4 measurements, 3 species
rs = np.random.RandomState(8)
m = 12
y = np.repeat([0, 1, 2], 4)
X = rs.randn(m, 4) + y[:, None] * np.array([1.0, -0.5, 0.8, 0.3])
Y = np.eye(3)[y]

dims = [4, 8, 6, 3]
L = len(dims) - 1
keep = 0.8
lam = 0.05
lr0 = 0.3
layers = []
for l in range(L):
    layers.append({
        'W': rs.randn(dims[l], dims[l + 1]) * np.sqrt(2.0 / dims[l]),
        'gamma': np.ones(dims[l + 1]),
        'beta': np.zeros(dims[l + 1]),     # plays the role of the bias
    })


def forward(X):
    A = X
    for l, lay in enumerate(layers):
        lay['A_in'] = A
        Z = A @ lay['W']
        if l == L - 1:
            Z = Z + lay['beta']
            E = np.exp(Z - Z.max(axis=1, keepdims=True))
            return E / E.sum(axis=1, keepdims=True)
        mu = Z.mean(axis=0)
        lay['istd'] = 1 / np.sqrt(Z.var(axis=0) + 1e-5)
        lay['xhat'] = (Z - mu) * lay['istd']
        lay['U'] = lay['gamma'] * lay['xhat'] + lay['beta']
        A = np.maximum(lay['U'], 0)
        lay['mask'] = (masks[l] < keep) / keep
        A = A * lay['mask']


for epoch in range(12):
    masks = [rs.rand(m, d) for d in dims[1:]]
    probs = forward(X)
    J = -np.sum(Y * np.log(probs)) / m
    J += 0.5 * lam / m * sum(np.sum(lay['W'] ** 2) for lay in layers)

    # backward
    # (the 1/m is only put in when the gradient of a parameter is made)
    dZ = probs - Y  #! dZ = (probs - Y) / m
    for l in range(L - 1, -1, -1):
        lay = layers[l]
        if l < L - 1:
            dU = dA * lay['mask'] * (lay['U'] > 0)  #! dU = dA * (lay['U'] > 0)  #! dU = dA * lay['mask'] * (lay['xhat'] > 0)
            lay['dgamma'] = np.sum(dU * lay['xhat'], axis=0) / m  #! lay['dgamma'] = np.sum(dU * lay['U'], axis=0) / m
            lay['dbeta'] = np.sum(dU, axis=0) / m
            dxhat = dU * lay['gamma']
            proj = np.mean(dxhat * lay['xhat'], axis=0)  #! proj = np.sum(dxhat * lay['xhat'], axis=0)
            dZ = lay['istd'] * (dxhat - dxhat.mean(axis=0) - lay['xhat'] * proj)  #! dZ = lay['istd'] * (dxhat - dxhat.mean(axis=0))
        else:
            lay['dgamma'] = np.zeros(3)
            lay['dbeta'] = dZ.sum(axis=0) / m  #! lay['dbeta'] = dZ.sum(axis=0)
        lay['dW'] = (lay['A_in'].T @ dZ + lam * lay['W']) / m  #! lay['dW'] = lay['A_in'].T @ dZ / m + lam * lay['W']  #! lay['dW'] = lay['A_in'].T @ dZ / m
        dA = dZ @ lay['W'].T

    # update
    lr = lr0 / (1 + 0.1 * epoch)
    for lay in layers:
        lay['W'] -= lr * lay['dW']
        lay['gamma'] -= lr * lay['dgamma']  #! lay['gamma'] -= lr * lay['dbeta']
        lay['beta'] -= lr * lay['dbeta']
