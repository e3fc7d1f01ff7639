import numpy as np

# additive attention pooling (Bahdanau style): one query, a memory of T vectors
# score_t = v . tanh(Wq q + Wm m_t),  out = sum_t softmax(score)_t m_t
def attn_fwd(q, mem, Wq, Wm, v):
    pre = (q @ Wq)[:, None, :] + mem @ Wm      # (N, T, A)
    u = np.tanh(pre)
    score = u @ v                              # (N, T)
    e = np.exp(score - score.max(axis=1, keepdims=True))
    alpha = e / e.sum(axis=1, keepdims=True)
    ctx = (alpha[:, :, None] * mem).sum(axis=1)
    return ctx, dict(q=q, mem=mem, Wq=Wq, Wm=Wm, v=v, u=u, alpha=alpha)

def attn_bwd(dctx, c):
    # backward
    mem, u, alpha = c['mem'], c['u'], c['alpha']
    dalpha = (mem * dctx[:, None, :]).sum(axis=2)
    dmem = alpha[:, :, None] * dctx[:, None, :]
    dscore = alpha * (dalpha - (alpha * dalpha).sum(axis=1, keepdims=True))  #! dscore = alpha * dalpha  #! dscore = alpha * (dalpha - dalpha.mean(axis=1, keepdims=True))
    dv = np.einsum('nt,nta->a', dscore, u)  #! dv = np.einsum('nt,nta->a', alpha, u)
    dpre = dscore[:, :, None] * c['v'] * (1 - u ** 2)  #! dpre = dscore[:, :, None] * (1 - u ** 2)
    dWm = np.einsum('ntd,nta->da', mem, dpre)
    dmem += dpre @ c['Wm'].T  #! dmem = dpre @ c['Wm'].T
    dqW = dpre.sum(axis=1)  #! dqW = dpre[:, -1]
    dWq = c['q'].T @ dqW
    dq = dqW @ c['Wq'].T  #! dq = dqW @ c['Wm'].T
    return [dq, dmem, dWq, dWm, dv]

g = np.random.default_rng(17)
FORWARD = attn_fwd
BACKWARD = attn_bwd
INPUTS = (g.normal(size=(3, 4)), g.normal(size=(3, 5, 4)), g.normal(size=(4, 6)), g.normal(size=(4, 6)), g.normal(size=6))
