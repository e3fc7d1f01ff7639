# objective: -np.sum(event * (eta - np.log(np.cumsum(np.exp(eta))))) / event.sum()
# DeepSurv: Cox partial likelihood with a one-hidden-layer risk network
# sorted by DEcreasing time => the risk set of subject i is 0..i (no ties in these data)
import numpy as np

rng = np.random.default_rng(1972)
n = 10
covs = rng.normal(size=(n, 3))
time = rng.exponential(np.exp(-covs[:, 0] + 0.5 * covs[:, 1] ** 2))
event = (rng.random(n) < 0.7).astype(float)
event[0] = 1.0
o = np.argsort(-time)
covs, time, event = covs[o], time[o], event[o]

net = dict(W=rng.normal(size=(3, 4)) * 0.5, b=np.zeros(4), v=rng.normal(size=4) * 0.5)
first, second = {k: 0 * net[k] for k in net}, {k: 0 * net[k] for k in net}
vmax = {k: 0 * net[k] for k in net}

for t in range(1, 16):
    pre = covs @ net["W"] + net["b"]
    act = pre / (1 + np.abs(pre))                # softsign
    eta = act @ net["v"]

    # backward
    cum = np.cumsum(np.exp(eta))
    # subject j is in the risk sets of i = j, j+1, ...
    weight = np.cumsum((event / cum)[::-1])[::-1]
    deta = (np.exp(eta) * weight - event) / event.sum()
    dact = np.outer(deta, net["v"])
    dpre = dact / (1 + np.abs(pre)) ** 2
    g = dict(W=covs.T @ dpre, b=dpre.sum(0), v=act.T @ deta)

    # update
    for k in net:                                # AMSGrad
        first[k] = 0.9 * first[k] + 0.1 * g[k]
        second[k] = 0.99 * second[k] + 0.01 * g[k] ** 2
        vmax[k] = np.maximum(vmax[k], second[k])
        net[k] = net[k] - 0.03 * first[k] / (np.sqrt(vmax[k]) + 1e-8)

conc = [(eta[i] < eta[j]) for i in range(n) for j in range(i + 1, n) if event[j]]
print("concordance index", np.mean(conc))
