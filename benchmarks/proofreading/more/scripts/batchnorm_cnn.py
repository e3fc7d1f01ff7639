import numpy as np

rs = np.random.RandomState(31)
x = rs.randn(4, 2, 5, 4)              # N, C, H, W
t = rs.randn(4, 3)

P = dict(
    k=rs.randn(3, 2, 2, 2) * 0.5,      # F, C, 2, 2
    gamma=1 + 0.1 * rs.randn(1, 3, 1, 1),
    beta=0.1 * rs.randn(1, 3, 1, 1),
    fc=rs.randn(3, 3) * 0.6,
)
eps = 1e-5
N, C, H, W = x.shape
OH, OW = H - 1, W - 1
M = N * OH * OW                        # values per channel

for step in range(2):
    # conv 2x2 without bias (batch norm has beta)
    z = np.zeros((N, 3, OH, OW))
    for a in range(2):
        for b in range(2):
            z += np.einsum('nchw,fc->nfhw', x[:, :, a:a + OH, b:b + OW], P['k'][:, :, a, b])
    # batch norm over N, H, W
    mu = z.mean(axis=(0, 2, 3), keepdims=True)
    zc = z - mu
    var = (zc ** 2).mean(axis=(0, 2, 3), keepdims=True)
    inv = 1.0 / np.sqrt(var + eps)
    zhat = zc * inv
    y = P['gamma'] * zhat + P['beta']
    r = np.maximum(y, 0)
    gap = r.mean(axis=(2, 3))          # global average pooling
    pred = gap @ P['fc']
    E = 0.5 * np.sum((pred - t) ** 2)

    D = {}
    # backward
    dpred = pred - t
    D['fc'] = gap.T @ dpred  #! D['fc'] = dpred.T @ gap
    dgap = dpred @ P['fc'].T  #! dgap = dpred @ P['fc']
    dr = np.ones_like(r) * dgap[:, :, None, None] / (OH * OW)  #! dr = np.ones_like(r) * dgap[:, :, None, None]
    dy = dr * (y > 0)
    D['beta'] = dy.sum(axis=(0, 2, 3), keepdims=True)
    D['gamma'] = (dy * zhat).sum(axis=(0, 2, 3), keepdims=True)  #! D['gamma'] = (dy * z).sum(axis=(0, 2, 3), keepdims=True)
    dzhat = dy * P['gamma']
    dvar = (dzhat * zc * -0.5 * inv ** 3).sum(axis=(0, 2, 3), keepdims=True)  #! dvar = (dzhat * zc * -0.5 * inv).sum(axis=(0, 2, 3), keepdims=True)
    dz = dzhat * inv + dvar * 2 * zc / M  #! dz = dzhat * inv + dvar * 2 * zc / N  #! dz = dzhat * inv
    dz = dz - dz.mean(axis=(0, 2, 3), keepdims=True)
    D['k'] = np.zeros_like(P['k'])
    for a in range(2):
        for b in range(2):
            D['k'][:, :, a, b] = np.einsum('nfhw,nchw->fc', dz, x[:, :, a:a + OH, b:b + OW])
    # update
    for key in P:
        P[key] -= 0.1 * D[key]

print(E)
