import numpy as np

# queries come in from the decoder, keys == values from the encoder ("memory"), H heads, no batch


def cross_attention(q, memory, Wv, Wo):
    # q (t,h,d)  memory (s,d)  Wv (h,d,e)  Wo (h,e,m)
    scores = np.einsum("thd,sd->hts", q, memory) / np.sqrt(q.shape[-1])
    w = np.exp(scores - scores.max(-1, keepdims=True))
    w /= w.sum(-1, keepdims=True)
    vals = np.einsum("sd,hde->hse", memory, Wv)
    mixed = np.einsum("hts,hse->hte", w, vals)
    out = np.einsum("hte,hem->tm", mixed, Wo)
    return out, (w, vals, mixed)


def cross_attention_backward(g, q, memory, Wv, Wo, cache):
    w, vals, mixed = cache
    root = np.sqrt(q.shape[-1])
    # backward
    gWo = np.einsum("hte,tm->hem", mixed, g)  #! gWo = np.einsum("hse,sm->hem", vals, g)
    gmixed = np.einsum("tm,hem->hte", g, Wo)
    gw = np.einsum("hte,hse->hts", gmixed, vals)
    gvals = np.einsum("hts,hte->hse", w, gmixed)  #! gvals = np.einsum("hts,hte->hse", gw, gmixed)
    gscores = w * (gw - np.einsum("hts,hts->ht", gw, w)[:, :, None])  #! gscores = w * (gw - np.einsum("hts,hts->hs", gw, w)[:, None, :])  #! gscores = w * gw  #! gscores = gw - w * np.einsum("hts,hts->ht", gw, w)[:, :, None]
    gq = np.einsum("hts,sd->thd", gscores, memory) / root  #! gq = np.einsum("hts,sd->thd", gscores, memory)  #! gq = np.einsum("hts,sd->thd", gw, memory) / root
    gmemory = np.einsum("hts,thd->sd", gscores, q) / root
    gmemory += np.einsum("hse,hde->sd", gvals, Wv)  #! gmemory = np.einsum("hse,hde->sd", gvals, Wv)
    gWv = np.einsum("sd,hse->hde", memory, gvals)  #! gWv = np.einsum("sd,hse->hde", memory, vals)
    return gq, gmemory, gWv, gWo


gen = np.random.default_rng(23)
FORWARD = cross_attention
BACKWARD = cross_attention_backward
INPUTS = (gen.normal(size=(3, 2, 4)), gen.normal(size=(5, 4)), gen.normal(size=(2, 4, 6)), gen.normal(size=(2, 6, 7)))
