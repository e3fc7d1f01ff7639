# Mixture density network on the inverted sine from the blog posts (t -> x is one-to-many).
# samples are COLUMNS here:  rows of `out` = K logits, K means, K log sigmas
import numpy as np

t = np.array([-0.9, -0.55, -0.2, 0.0, 0.15, 0.4, 0.7, 0.95])
x = (t + 0.4 * np.sin(2 * np.pi * t))[None, :]
M, K, H = t.size, 3, 5

gen = np.random.default_rng(2023)
W1 = gen.standard_normal((H, 1)); b1 = gen.standard_normal((H, 1)) * 0.2
W2 = gen.standard_normal((3 * K, H)) * 0.3; b2 = np.zeros((3 * K, 1))
b2[K:2*K, 0] = [-0.5, 0.0, 0.5]

# adam
mom = [np.zeros_like(p) for p in (W1, b1, W2, b2)]
sec = [np.zeros_like(p) for p in (W1, b1, W2, b2)]

for it in range(1, 7):
    h = np.tanh(W1 @ x + b1)
    out = W2 @ h + b2
    logit, mu, logsig = out[:K], out[K:2*K], out[2*K:]
    logpi = logit - np.log(np.exp(logit).sum(axis=0, keepdims=True))
    sig = np.exp(logsig)
    u = (t - mu) / sig
    logN = -0.5 * u**2 - logsig - 0.5 * np.log(2 * np.pi)
    joint = logpi + logN
    top = joint.max(axis=0, keepdims=True)
    logp = top + np.log(np.exp(joint - top).sum(axis=0, keepdims=True))
    nll = -logp.mean()
    print('iter', it, 'nll = %.5f' % nll)

    # backward
    gam = np.exp(joint - logp)                  #! gam = np.exp(logN - logp)  #! gam = np.exp(logpi)
    d_logit = (np.exp(logpi) - gam) / M         #! d_logit = (gam - np.exp(logpi)) / M  #! d_logit = -gam / M
    d_mu = -gam * u / sig / M                   #! d_mu = -gam * u / M  #! d_mu = -np.exp(logpi) * u / sig / M
    d_logsig = gam * (1 - u**2) / M             #! d_logsig = gam * (1 - u**2) / sig / M  #! d_logsig = -gam * u**2 / M
    d_out = np.vstack([d_logit, d_mu, d_logsig])    #! d_out = np.vstack([d_logit, d_logsig, d_mu])
    dh = W2.T @ d_out
    da = dh * (1 - h**2)                        #! da = dh * (1 - h)**2  #! da = dh * (1 - np.tanh(h)**2)
    grads = [da @ x.T, da.sum(axis=1, keepdims=True), d_out @ h.T, d_out.sum(axis=1, keepdims=True)]  #! grads = [da @ x.T, dh.sum(axis=1, keepdims=True), d_out @ h.T, d_out.sum(axis=1, keepdims=True)]

    # update
    for n, p in enumerate((W1, b1, W2, b2)):
        mom[n] = 0.9 * mom[n] + 0.1 * grads[n]
        sec[n] = 0.99 * sec[n] + 0.01 * grads[n]**2     #! sec[n] = 0.99 * sec[n] + 0.01 * mom[n]**2
        p -= 0.05 * (mom[n] / (1 - 0.9**it)) / (np.sqrt(sec[n] / (1 - 0.99**it)) + 1e-8)    #! p -= 0.05 * (mom[n] / (1 - 0.9**it)) / (np.sqrt(sec[n]) + 1e-8)
    # end
