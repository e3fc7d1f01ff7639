import numpy as np

# two "augmented views" of 4 images, SimCLR loss. sample k and k+N are positives
np.random.seed(10)
N, D, F, tau = 4, 5, 3, 0.5
base = np.random.randn(N, D)
views = np.concatenate([base + 0.1 * np.random.randn(N, D), base + 0.1 * np.random.randn(N, D)])
proj = np.random.randn(D, F) * 0.5
pos = np.concatenate([np.arange(N, 2 * N), np.arange(N)])
not_self = 1 - np.eye(2 * N)

for epoch in range(20):
    out = views @ proj
    norms = np.linalg.norm(out, axis=1, keepdims=True)
    zn = out / norms
    sim_matrix = zn @ zn.T / tau
    exponential = np.exp(sim_matrix) * not_self       # remove k == i
    denom = exponential.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(denom[:, 0]) - sim_matrix[np.arange(2 * N), pos])

    # backward
    dsim = exponential / denom
    dsim[np.arange(2 * N), pos] -= 1
    dsim /= 2 * N
    # sim is zn zn^T so both sides get gradient
    dzn = (dsim + dsim.T) @ zn / tau
    dout = (dzn - zn * np.sum(dzn * zn, axis=1, keepdims=True)) / norms
    dproj = views.T @ dout

    # update
    proj -= 0.5 * dproj
    if epoch % 5 == 4:
        print('Train Epoch: [{}/{}] Loss: {:.4f}'.format(epoch + 1, 20, loss))
