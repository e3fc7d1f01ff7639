import numpy as np

# Mixture density network (Bishop 1994): 1-d x -> K gaussians over y.
# Weights are kept as (outputs, inputs), samples are columns.
rng = np.random.default_rng(1994)
n, K, H = 7, 2, 5
y = rng.uniform(-1, 1, (1, n))
x = y + 0.3 * np.sin(2 * np.pi * y) + 0.05 * rng.normal(size=(1, n))      # inverse problem: many y for one x

W1 = rng.normal(size=(H, 1))
b1 = rng.normal(size=(H, 1)) * 0.5
W2 = rng.normal(size=(3 * K, H)) * 0.5
b2 = np.zeros((3 * K, 1))


def forward(x):
    hid = np.tanh(W1 @ x + b1)
    o = W2 @ hid + b2
    o_pi, mu, o_sig = o[:K], o[K:2 * K], o[2 * K:]
    pi = np.exp(o_pi - o_pi.max(axis=0))
    pi = pi / pi.sum(axis=0)
    return hid, pi, mu, np.exp(o_sig)


def gauss(mu, sigma):
    return np.exp(-0.5 * ((y - mu) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))


losses = []
for epoch in range(6):
    hid, pi, mu, sigma = forward(x)
    joint = pi * gauss(mu, sigma)
    lik = joint.sum(axis=0)
    losses.append(-np.log(lik).sum())
    # backward
    gamma = joint / lik  #! gamma = joint  #! gamma = gauss(mu, sigma) / lik
    d_pi = pi - gamma  #! d_pi = gamma - pi  #! d_pi = -gamma
    d_mu = gamma * (mu - y) / sigma ** 2  #! d_mu = gamma * (y - mu) / sigma ** 2  #! d_mu = gamma * (mu - y) / sigma
    d_sig = gamma * (1 - (y - mu) ** 2 / sigma ** 2)  #! d_sig = gamma * (1 / sigma - (y - mu) ** 2 / sigma ** 3)  #! d_sig = -gamma * (y - mu) ** 2 / sigma ** 2
    d_o = np.vstack([d_pi, d_mu, d_sig])  #! d_o = np.vstack([d_mu, d_pi, d_sig])
    d_W2 = d_o @ hid.T
    d_b2 = d_o.sum(axis=1, keepdims=True)
    d_a = (W2.T @ d_o) * (1 - hid ** 2)  #! d_a = (W2.T @ d_o) * (1 - np.tanh(hid) ** 2)
    d_W1 = d_a @ x.T  #! d_W1 = d_a @ y.T
    d_b1 = d_a.sum(axis=1, keepdims=True)  #! d_b1 = d_a.mean(axis=1, keepdims=True)
    # update
    for p, d in ((W1, d_W1), (b1, d_b1), (W2, d_W2), (b2, d_b2)):
        p -= 0.02 * d
    # end
print(losses)
