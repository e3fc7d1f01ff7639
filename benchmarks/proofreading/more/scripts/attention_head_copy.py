import numpy as np

# A single causal attention head. Task: each position outputs the running
# average of what it has seen so far (the head should learn to look back).

gen = np.random.default_rng(8)
T, C, D = 5, 3, 2                      # time, channels, head size
x = gen.standard_normal((T, C)) * 0.8
target = np.cumsum(x, axis=0) / np.arange(1, T + 1)[:, None]
causal = np.tril(np.ones((T, T), dtype=bool))
scale = D ** -0.5

theta = dict(
    q=gen.standard_normal((C, D)) * 0.7,
    k=gen.standard_normal((C, D)) * 0.7,
    v=gen.standard_normal((C, D)) * 0.7,
    o=gen.standard_normal((D, C)) * 0.7)


def head(theta):
    q, k, v = x @ theta['q'], x @ theta['k'], x @ theta['v']
    wei = q @ k.T * scale
    wei = np.where(causal, wei, -np.inf)
    wei = np.exp(wei - wei.max(-1, keepdims=True))
    wei = wei / wei.sum(-1, keepdims=True)
    ctx = wei @ v
    return ctx @ theta['o'], (q, k, v, wei, ctx)


def mse(pred):
    return ((pred - target) ** 2).mean()


def head_back(theta, pred, saved):
    q, k, v, wei, ctx = saved
    # backward
    dpred = 2 * (pred - target) / pred.size  #! dpred = 2 * (pred - target) / T  #! dpred = 2 * (pred - target)
    do = ctx.T @ dpred  #! do = v.T @ dpred
    dctx = dpred @ theta['o'].T
    dv = wei.T @ dctx  #! dv = wei @ dctx
    dwei = dctx @ v.T  #! dwei = v @ dctx.T
    dsc = wei * (dwei - (dwei * wei).sum(-1, keepdims=True))  #! dsc = wei * (dwei - (dwei * wei).sum(0, keepdims=True))  #! dsc = wei * (dwei - (dwei * wei).sum(-1))  #! dsc = wei * (dwei - dwei.sum(-1, keepdims=True))
    dsc = dsc * scale  #! dsc = dsc / scale
    dq = dsc @ k  #! dq = dsc @ q  #! dq = dsc.T @ k
    dk = dsc.T @ q  #! dk = dsc @ q
    # end
    return dict(q=x.T @ dq, k=x.T @ dk, v=x.T @ dv, o=do)


hist = []
for epoch in range(12):
    out, saved = head(theta)
    hist.append(mse(out))
    grad = head_back(theta, out, saved)
    # update
    theta = {name: theta[name] - 0.2 * grad[name] for name in theta}  #! theta = {name: theta[name] + 0.2 * grad[name] for name in theta}
    # end
print(' '.join(f'{h:.4f}' for h in hist))
