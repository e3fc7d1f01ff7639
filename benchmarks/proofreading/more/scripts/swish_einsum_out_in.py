import numpy as np

rng = np.random.default_rng(5)
B, I, H, O = 5, 4, 6, 3

inp = rng.normal(size=(B, I))
cls = np.array([2, 0, 1, 1, 0])

# PyTorch layout: weight is (out_features, in_features)
fc1_w = rng.normal(size=(H, I)) * 0.5
fc1_b = rng.normal(size=H) * 0.1
fc2_w = rng.normal(size=(O, H)) * 0.5
fc2_b = rng.normal(size=O) * 0.1

for _ in range(2):
    pre = np.einsum("bi,hi->bh", inp, fc1_w) + fc1_b
    gate = 1 / (1 + np.exp(-pre))
    act = pre * gate                      # SiLU / swish
    logits = np.einsum("bh,oh->bo", act, fc2_w) + fc2_b
    logp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    nll = -logp[np.arange(B), cls].mean()
    # objective: nll

    # backward
    d_logits = np.exp(logp)
    d_logits[np.arange(B), cls] -= 1  #! d_logits[:, cls] -= 1
    d_logits /= B  #! d_logits /= O
    d_fc2_w = np.einsum("bo,bh->oh", d_logits, act)  #! d_fc2_w = np.einsum("bo,bh->oh", d_logits, pre) #! d_fc2_w = np.einsum("bo,bh->ho", d_logits, act)
    d_fc2_b = np.einsum("bo->o", d_logits)
    d_act = np.einsum("bo,oh->bh", d_logits, fc2_w)  #! d_act = np.einsum("bo,ho->bh", d_logits, fc2_w)
    d_pre = d_act * (gate + pre * gate * (1 - gate))  #! d_pre = d_act * gate * (1 - gate) #! d_pre = d_act * gate #! d_pre = d_act * (gate + act * gate * (1 - gate))
    d_fc1_w = np.einsum("bh,bi->hi", d_pre, inp)
    d_fc1_b = np.einsum("bh->h", d_pre)  #! d_fc1_b = np.einsum("bh->h", d_act) #! d_fc1_b = np.einsum("bh->b", d_pre)

    # update
    for p, g in ((fc1_w, d_fc1_w), (fc1_b, d_fc1_b), (fc2_w, d_fc2_w), (fc2_b, d_fc2_b)):
        p -= 0.3 * g
    print(nll)
