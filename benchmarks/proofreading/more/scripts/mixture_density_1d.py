import numpy as np
np.random.seed(20)

# MDN: x -> (pi, mu, sigma) of 3 gaussians, inverse problem from Bishop
t_all = np.random.rand(12)
x_all = t_all + 0.3 * np.sin(2 * np.pi * t_all)
K, nh = 3, 5
W1 = np.random.randn(1, nh); B1 = np.random.randn(nh) * .5
Wpi, Wmu, Wsig = [np.random.randn(nh, K) * .5 for _ in range(3)]
Bpi, Bmu, Bsig = np.zeros(K), np.linspace(0, 1, K), np.full(K, -1.0)

for epoch in range(30):
    idx = np.random.permutation(12)
    for start in range(0, 12, 6):
        x = x_all[idx[start:start + 6], None]; t = t_all[idx[start:start + 6], None]
        h = np.tanh(x @ W1 + B1)
        api, mu, asig = h @ Wpi + Bpi, h @ Wmu + Bmu, h @ Wsig + Bsig
        pi = np.exp(api) / np.exp(api).sum(1, keepdims=True)
        sig = np.exp(asig)
        gauss = np.exp(-0.5 * ((t - mu) / sig) ** 2) / (np.sqrt(2 * np.pi) * sig)
        mix = (pi * gauss).sum(1, keepdims=True)
        E = -np.log(mix).mean()

        # backward
        resp = pi * gauss / mix       # responsibilities (gamma in the book)
        n = len(x)
        d_pi = (pi - resp) / n
        d_mu = resp * (mu - t) / sig ** 2 / n
        d_sig = resp * (1 - ((t - mu) / sig) ** 2) / n
        gWpi, gBpi = h.T @ d_pi, d_pi.sum(0)
        gWmu, gBmu = h.T @ d_mu, d_mu.sum(0)
        gWsig, gBsig = h.T @ d_sig, d_sig.sum(0)
        d_h = d_pi @ Wpi.T + d_mu @ Wmu.T + d_sig @ Wsig.T
        d_a = d_h * (1 - h ** 2)
        gW1, gB1 = x.T @ d_a, d_a.sum(0)

        # update
        eta = 0.02
        W1 -= eta * gW1; B1 -= eta * gB1
        Wpi -= eta * gWpi; Bpi -= eta * gBpi
        Wmu -= eta * gWmu; Bmu -= eta * gBmu
        Wsig -= eta * gWsig; Bsig -= eta * gBsig
    if epoch % 10 == 0:
        print(f'epoch {epoch}: last batch nll {E:.4f}')
