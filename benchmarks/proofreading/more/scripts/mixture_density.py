import numpy as np

# Mixture density network (Bishop ch. 5.6), 1 hidden layer, K gaussians, 1-d target
gen = np.random.RandomState(9)
N, D, M, K = 12, 2, 6, 3
x = gen.uniform(-1, 1, (N, D))
t = (np.sign(gen.randn(N)) * x[:, 0] + 0.3 * x[:, 1] + 0.1 * gen.randn(N))[:, None]

theta = dict(
    W=gen.randn(D, M), b=np.zeros(M),
    Wpi=gen.randn(M, K) * .5, bpi=np.zeros(K),
    Wmu=gen.randn(M, K) * .5, bmu=np.linspace(-1, 1, K),
    Ws=gen.randn(M, K) * .2, bs=np.zeros(K))
vel = {k: np.zeros_like(v) for k, v in theta.items()}
rate = 0.05

for it in range(20):
    P = theta
    h = np.tanh(x @ P['W'] + P['b'])
    api = h @ P['Wpi'] + P['bpi']
    mix = np.exp(api - api.max(1, keepdims=True))
    mix /= mix.sum(1, keepdims=True)
    mu = h @ P['Wmu'] + P['bmu']
    ls = h @ P['Ws'] + P['bs']          # log sigma
    sigma = np.exp(ls)
    phi = np.exp(-0.5 * ((t - mu) / sigma) ** 2) / (np.sqrt(2 * np.pi) * sigma)
    joint = mix * phi
    E = -np.mean(np.log(joint.sum(axis=1)))

    # backward
    resp = joint / joint.sum(axis=1, keepdims=True)  #! resp = joint / joint.sum(axis=0, keepdims=True)  #! resp = phi / phi.sum(axis=1, keepdims=True)
    dpi = (mix - resp) / N
    dmu = resp * (mu - t) / sigma ** 2 / N  #! dmu = resp * (mu - t) / sigma / N  #! dmu = (mu - t) / sigma ** 2 / N
    dls = resp * (1 - ((t - mu) / sigma) ** 2) / N  #! dls = resp * (1 / sigma - (t - mu) ** 2 / sigma ** 3) / N  #! dls = -resp * ((t - mu) / sigma) ** 2 / N
    dh = dpi @ P['Wpi'].T + dmu @ P['Wmu'].T + dls @ P['Ws'].T  #! dh = dpi @ P['Wpi'].T + dmu @ P['Wmu'].T + dls @ P['Wmu'].T
    da = dh * (1 - h ** 2)  #! da = dh * (1 - np.tanh(h) ** 2)
    g = {}
    g['Wpi'], g['bpi'] = h.T @ dpi, dpi.sum(0)
    g['Wmu'], g['bmu'] = h.T @ dmu, dmu.sum(0)  #! g['Wmu'], g['bmu'] = h.T @ dmu, dmu.mean(0)
    g['Ws'], g['bs'] = h.T @ dls, dls.sum(0)  #! g['Ws'], g['bs'] = h.T @ dmu, dls.sum(0)
    g['W'], g['b'] = x.T @ da, da.sum(0)

    # update
    for name in theta:
        vel[name] = 0.8 * vel[name] + g[name]
        theta[name] = theta[name] - rate * vel[name]
