# objective: np.mean(np.log(D_real)) + np.mean(np.log(1 - D_fake)) - 0.5 * wd * (np.sum(Th1 ** 2) + np.sum(Th2 ** 2))
# only the discriminator of a GAN, generator frozen. gradient ASCENT as in Goodfellow's algorithm 1
import numpy as np
np.random.seed(2014)
wd = 1e-2
G_w, G_b = np.array([[0.7, -0.3], [0.2, 0.5]]), np.array([1.0, 0.0])   # frozen generator
Th1 = np.random.randn(3, 5) * 0.4          # bias folded in: last row
Th2 = np.random.randn(6, 1) * 0.4

def ones(a):
    return np.hstack([a, np.ones((a.shape[0], 1))])

def D(x):
    a = ones(x) @ Th1
    h = np.where(a > 0, a, 0.2 * a)
    s = ones(h) @ Th2
    return a, h, 1 / (1 + np.exp(-s))

def D_grad(x, a, h, ds):
    """push ds (wrt the logit) through the discriminator"""
    d2 = ones(h).T @ ds
    dh = ds @ Th2[:-1].T
    d1 = ones(x).T @ (dh * np.where(a > 0, 1, 0.2))
    return d1, d2

m = 6
for k in range(12):
    real = np.random.randn(m, 2) * 0.3 - 1
    fake = np.tanh(np.random.randn(m, 2) @ G_w + G_b)
    a_r, h_r, D_real = D(real)
    a_f, h_f, D_fake = D(fake)
    # backward
    r1, r2 = D_grad(real, a_r, h_r, (1 - D_real) / m)
    f1, f2 = D_grad(fake, a_f, h_f, -D_fake / m)
    up1 = r1 + f1 - wd * Th1
    up2 = r2 + f2 - wd * Th2
    # update
    Th1 += 0.5 * up1
    Th2 += 0.5 * up2
    print(k, 'real looks real:', (D_real > .5).mean(), 'fake looks fake:', (D_fake < .5).mean())
