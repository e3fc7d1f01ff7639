import numpy as np

# one causal attention head on top of token + position embeddings, next token prediction.
# every intermediate gets its own d-variable, like in the backprop ninja exercise

rng = np.random.default_rng(1337)
B, T, C, hs, vocab_size = 2, 4, 5, 3, 7
Xb = rng.integers(0, vocab_size, (B, T))
Yb = rng.integers(0, vocab_size, (B, T))

tok_emb = rng.normal(size=(vocab_size, C)) * 0.5
pos_emb = rng.normal(size=(T, C)) * 0.5
Wq = rng.normal(size=(C, hs)) * C ** -0.5
Wk = rng.normal(size=(C, hs)) * C ** -0.5
Wv = rng.normal(size=(C, hs)) * C ** -0.5
Wlm = rng.normal(size=(hs, vocab_size)) * 0.5
blm = rng.normal(size=vocab_size) * 0.1
tril = np.tril(np.ones((T, T)))

# ---- forward ----
x = tok_emb[Xb] + pos_emb
q = x @ Wq
k = x @ Wk
v = x @ Wv
wei_raw = q @ k.transpose(0, 2, 1)
wei_scaled = wei_raw * hs ** -0.5
wei_masked = np.where(tril == 0, -np.inf, wei_scaled)
wei_exp = np.exp(wei_masked - wei_masked.max(-1, keepdims=True))
wei_sum = wei_exp.sum(-1, keepdims=True)
wei = wei_exp / wei_sum
out = wei @ v
logits = out @ Wlm + blm
flat = logits.reshape(B * T, vocab_size)
counts = np.exp(flat - flat.max(1, keepdims=True))
probs = counts / counts.sum(1, keepdims=True)
loss = -np.log(probs[range(B * T), Yb.ravel()]).mean()

# backward
dflat = probs.copy()
dflat[range(B * T), Yb.ravel()] -= 1
dflat /= B * T
dlogits = dflat.reshape(B, T, vocab_size)
dblm = dlogits.sum((0, 1))
dWlm = out.reshape(-1, hs).T @ dflat
dout = dlogits @ Wlm.T
dwei = dout @ v.transpose(0, 2, 1)
dv = wei.transpose(0, 2, 1) @ dout  #! dv = wei @ dout
dwei_exp = dwei / wei_sum
dwei_sum = -(dwei * wei_exp / wei_sum ** 2).sum(-1, keepdims=True)  #! dwei_sum = (dwei * wei_exp / wei_sum ** 2).sum(-1, keepdims=True)  #! dwei_sum = -(dwei * wei_exp / wei_sum ** 2).sum(1, keepdims=True)
dwei_exp += dwei_sum  #! dwei_exp = dwei_sum
dwei_scaled = dwei_exp * wei_exp
dwei_raw = dwei_scaled * hs ** -0.5  #! dwei_raw = dwei_scaled
dq = dwei_raw @ k
dk = dwei_raw.transpose(0, 2, 1) @ q  #! dk = dwei_raw @ q
dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T
dWq = x.reshape(-1, C).T @ dq.reshape(-1, hs)
dWk = x.reshape(-1, C).T @ dk.reshape(-1, hs)
dWv = x.reshape(-1, C).T @ dv.reshape(-1, hs)
dpos_emb = dx.sum(0)
dtok_emb = np.zeros_like(tok_emb)
for b in range(B):
    for t in range(T):
        dtok_emb[Xb[b, t]] += dx[b, t]  #! dtok_emb[Xb[b, t]] = dx[b, t]

# update
tok_emb -= 0.5 * dtok_emb
pos_emb -= 0.5 * dpos_emb
Wq -= 0.5 * dWq
Wk -= 0.5 * dWk
Wv -= 0.5 * dWv
Wlm -= 0.5 * dWlm
blm -= 0.5 * dblm
