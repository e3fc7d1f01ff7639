import numpy as np

rng = np.random.default_rng(0)
depth, width = 4, 5
blocks = [{'A': rng.normal(0, .3, (width, width)), 'B': rng.normal(0, .3, (width, width)), 's': np.array(0.5)} for _ in range(depth)]
w_cls = rng.normal(0, .3, (width, 1))
x0 = rng.normal(size=(8, width))
lab = (x0[:, :1] * x0[:, 1:2] > 0) * 1.0

def train_step(lr):
    # y = x + s * relu(x A) B     (s like "SkipInit")
    x, saved = x0, []
    for blk in blocks:
        pre = x @ blk['A']
        branch = np.maximum(pre, 0) @ blk['B']
        saved.append((x, pre, branch))
        x = x + blk['s'] * branch
    logit = x @ w_cls
    # stable BCE with logits
    bce = np.mean(np.maximum(logit, 0) - logit * lab + np.log1p(np.exp(-np.abs(logit))))

    # backward
    d = (1 / (1 + np.exp(-logit)) - lab) / len(lab)
    g_cls = x.T @ d
    d = d @ w_cls.T
    gs = []
    for blk, (xin, pre, branch) in zip(reversed(blocks), reversed(saved)):
        d_branch = d * blk['s']
        g = {'s': np.sum(d * branch), 'B': np.maximum(pre, 0).T @ d_branch}
        d_pre = (d_branch @ blk['B'].T) * (pre > 0)
        g['A'] = xin.T @ d_pre
        d = d + d_pre @ blk['A'].T           # skip path + branch
        gs.insert(0, g)

    # update
    for blk, g in zip(blocks, gs):
        for name in blk:
            blk[name] = blk[name] - lr * g[name]
    w_cls[...] = w_cls - lr * g_cls
    return bce

losses = [train_step(0.3) for _ in range(15)]
print(losses[0], '->', losses[-1])
