import numpy as np

rng = np.random.default_rng(5)
B, T, C, nh, vocab = 2, 5, 6, 3, 7
hs = C // nh
tokens = rng.integers(0, vocab, size=(B, T + 1))
inp, tgt = tokens[:, :-1], tokens[:, 1:]

params = {
    'wte': rng.normal(size=(vocab, C)) * 0.7,
    'wpe': rng.normal(size=(T, C)) * 0.7,
    'qkv': rng.normal(size=(C, 3 * C)) * 0.5,
    'proj': rng.normal(size=(C, C)) * 0.5,
    'head': rng.normal(size=(C, vocab)) * 0.5,
}
mask = np.triu(np.ones((T, T), dtype=bool), k=1)


def split_heads(u):
    return u.reshape(B, T, nh, hs).transpose(0, 2, 1, 3)


def merge_heads(u):
    return u.transpose(0, 2, 1, 3).reshape(B, T, C)


def forward(p):
    x = p['wte'][inp] + p['wpe']
    q, k, v = [split_heads(u) for u in np.split(x @ p['qkv'], 3, axis=-1)]
    att = q @ k.transpose(0, 1, 3, 2) * hs ** -0.5
    att = np.where(mask, -1e9, att)
    att = np.exp(att - att.max(-1, keepdims=True))
    att /= att.sum(-1, keepdims=True)
    y = merge_heads(att @ v)
    res = x + y @ p['proj']
    logits = res @ p['head']
    probs = np.exp(logits - logits.max(-1, keepdims=True))
    probs /= probs.sum(-1, keepdims=True)
    picked = np.take_along_axis(probs, tgt[..., None], axis=-1)
    return -np.log(picked).mean(), (x, q, k, v, att, y, res, probs)


def backward(p, saved):
    x, q, k, v, att, y, res, probs = saved
    g = {}
    # backward
    dlogits = (probs - np.eye(vocab)[tgt]) / (B * T)
    g['head'] = res.reshape(-1, C).T @ dlogits.reshape(-1, vocab)
    dres = dlogits @ p['head'].T
    g['proj'] = np.einsum('btc,btd->cd', y, dres)  #! g['proj'] = np.einsum('btc,btd->dc', y, dres)  #! g['proj'] = np.einsum('btc,btd->cd', res, dres)
    dy = split_heads(dres @ p['proj'].T)
    datt = dy @ v.transpose(0, 1, 3, 2)
    dv = att.transpose(0, 1, 3, 2) @ dy  #! dv = att @ dy
    dscore = att * (datt - (datt * att).sum(-1, keepdims=True))
    dscore = dscore * hs ** -0.5  #! dscore = dscore * C ** -0.5
    dq = dscore @ k
    dk = dscore.transpose(0, 1, 3, 2) @ q
    dqkv = np.concatenate([merge_heads(u) for u in (dq, dk, dv)], axis=-1)  #! dqkv = np.concatenate([merge_heads(u) for u in (dk, dq, dv)], axis=-1)  #! dqkv = np.concatenate([u.reshape(B, T, C) for u in (dq, dk, dv)], axis=-1)
    g['qkv'] = np.einsum('btc,btd->cd', x, dqkv)
    dx = dres + dqkv @ p['qkv'].T  #! dx = dqkv @ p['qkv'].T
    g['wpe'] = dx.sum(axis=0)  #! g['wpe'] = dx.mean(axis=0)
    g['wte'] = np.zeros_like(p['wte'])
    np.add.at(g['wte'], inp, dx)
    # end
    return g


for it in range(2):
    loss, saved = forward(params)
    grads = backward(params, saved)
    # update
    for name in params:
        params[name] -= 0.3 * grads[name]
    print(it, loss)
