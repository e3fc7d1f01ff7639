import numpy as np
# auto-encoder whose decoder is the transposed encoder (tied weights), binary inputs
sigm = lambda v: 1.0 / (1.0 + np.exp(-v))

rng = np.random.RandomState(123)
data = (rng.rand(12, 8) < np.tile([0.9, 0.1], 4)).astype(float)
n_visible, n_hidden = 8, 3
W = rng.uniform(-0.5, 0.5, (n_visible, n_hidden))
hbias = np.zeros(n_hidden)
vbias = np.zeros(n_visible)

def get_cost_updates(batch, corruption):
    global W, hbias, vbias
    tilde_x = batch * (rng.rand(*batch.shape) > corruption)    # denoising
    y = sigm(tilde_x @ W + hbias)
    z = sigm(y @ W.T + vbias)
    L = -np.sum(batch * np.log(z) + (1 - batch) * np.log(1 - z), axis=1)
    cost = np.mean(L)
    # backward
    L_vbias = (z - batch) / len(batch)
    L_hbias = (L_vbias @ W) * y * (1 - y)
    L_W = tilde_x.T @ L_hbias + L_vbias.T @ y      # once as encoder, once as decoder
    # update
    W = W - 0.5 * L_W
    hbias = hbias - 0.5 * L_hbias.sum(axis=0)
    vbias = vbias - 0.5 * L_vbias.sum(axis=0)
    return cost

for epoch in range(10):
    order = rng.permutation(len(data))
    c = [get_cost_updates(data[order[i:i+4]], 0.2) for i in range(0, 12, 4)]
    print('Training epoch %d, cost %.4f' % (epoch, np.mean(c)))
