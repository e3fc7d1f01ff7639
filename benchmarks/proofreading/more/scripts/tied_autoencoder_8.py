import numpy as np
# autoencoder with TIED weights: decoder uses W.T. Gradient of W has two parts!
rs = np.random.RandomState(8)
data = (rs.rand(10, 6) > .5).astype(float)
W = rs.randn(6, 3) * .3
b_enc = np.zeros((1, 3))
b_dec = np.zeros((1, 6))
velocity = [0, 0, 0]
history = []

for epoch in range(12):
    order = rs.permutation(10)
    ep_loss = 0
    for start in range(0, 10, 5):
        x = data[order[start:start + 5]]
        code = 1 / (1 + np.exp(-(x.dot(W) + b_enc)))
        recon = 1 / (1 + np.exp(-(code.dot(W.T) + b_dec)))
        xent = -(x * np.log(recon) + (1 - x) * np.log(1 - recon)).sum(axis=1).mean()
        ep_loss += xent

        # backward
        d_recon_pre = (recon - x) / len(x)
        g_bdec = d_recon_pre.sum(axis=0, keepdims=True)
        gW_decoder = d_recon_pre.T.dot(code)
        d_code = d_recon_pre.dot(W)
        d_code_pre = d_code * code * (1 - code)
        g_benc = d_code_pre.sum(axis=0, keepdims=True)
        gW_encoder = x.T.dot(d_code_pre)
        gW = gW_encoder + gW_decoder

        # update
        velocity = [0.8 * v - 0.3 * g for v, g in zip(velocity, (gW, g_benc, g_bdec))]
        W += velocity[0]
        b_enc += velocity[1]
        b_dec += velocity[2]
    history.append((ep_loss, W.copy()))

print([round(h[0], 3) for h in history])
