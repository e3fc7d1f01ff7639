# objective: -np.mean(np.log(D_fake))
import numpy as np

# toy GAN, discriminator is frozen ("pretrained"), we only train G with the non saturating loss
np.random.seed(99)
noise_dim, hid, data_dim, bs = 3, 6, 2, 8
dis = [np.random.randn(data_dim, 5), np.random.randn(5), np.random.randn(5, 1)]
gen = [np.random.randn(noise_dim, hid) * .5, np.zeros(hid), np.random.randn(hid, data_dim) * .5, np.zeros(data_dim)]

def lrelu(x, a=0.01):
    return np.where(x >= 0, x, a * x)

m = [0.0] * 4
v = [0.0] * 4
beta1, beta2 = 0.5, 0.999
for it in range(1, 16):
    z = np.random.uniform(-1, 1, (bs, noise_dim))
    # G
    g1 = z @ gen[0] + gen[1]
    g2 = lrelu(g1)
    fake = np.tanh(g2 @ gen[2] + gen[3])
    # D
    d1 = fake @ dis[0] + dis[1]
    logits_fake = lrelu(d1) @ dis[2]
    D_fake = 1 / (1 + np.exp(-logits_fake))

    # backward
    # d/dlogit of -log sigmoid(l) is sigmoid(l) - 1
    dl = (D_fake - 1) / bs
    dd1 = dl @ dis[2].T * np.where(d1 >= 0, 1, .01)
    dfake = dd1 @ dis[0].T
    da = dfake * (1 - fake ** 2)
    dg1 = da @ gen[2].T * np.where(g1 >= 0, 1, .01)
    dgen = [z.T @ dg1, dg1.sum(0), g2.T @ da, da.sum(0)]

    # update
    for i in range(4):
        m[i] = beta1 * m[i] + (1 - beta1) * dgen[i]
        v[i] = beta2 * v[i] + (1 - beta2) * dgen[i] ** 2
        gen[i] -= 0.02 * (m[i] / (1 - beta1 ** it)) / (np.sqrt(v[i] / (1 - beta2 ** it)) + 1e-8)
    print('Iter: {}, mean D(G(z)): {:.4}'.format(it, D_fake.mean()))
