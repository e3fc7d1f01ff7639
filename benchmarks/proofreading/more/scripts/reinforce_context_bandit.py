# objective: np.mean(adv * logp_a) + ent_w * np.mean(H)
# REINFORCE on a contextual bandit, batch of contexts, entropy bonus. We go UP.
import numpy as np

gen = np.random.default_rng(31)
B, S, HID, NA = 12, 4, 6, 3
ent_w = 0.1
secret = gen.normal(size=(S, NA))

# weights as (out, in)
Wa = gen.normal(size=(HID, S)) * 0.5
ba = np.zeros(HID)
Wb = gen.normal(size=(NA, HID)) * 0.5
bb = np.zeros(NA)
step = 0.2
clipval = 0.3
rows = np.arange(B)

for episode in range(12):
    s = gen.normal(size=(B, S))
    pre = s @ Wa.T + ba
    hid = np.maximum(0, pre)
    logits = hid @ Wb.T + bb
    mx = logits.max(axis=1, keepdims=True)
    logpi = logits - mx - np.log(np.exp(logits - mx).sum(axis=1, keepdims=True))
    pi = np.exp(logpi)
    u = gen.random((B, 1))
    a = np.minimum((pi.cumsum(axis=1) < u).sum(axis=1), NA - 1)
    R = (s @ secret)[rows, a] + 0.1 * gen.normal(size=B)
    adv = (R - R.mean()) / (R.std() + 1e-8)     # no gradient through this
    logp_a = logpi[rows, a]
    H = -(pi * logpi).sum(axis=1)

    # backward
    onehot = np.zeros((B, NA))
    onehot[rows, a] = 1
    d_log = (onehot - pi) * adv[:, None] / B  #! d_log = (pi - onehot) * adv[:, None] / B  #! d_log = (onehot - pi) * R[:, None] / B
    d_log += ent_w * -pi * (logpi + H[:, None]) / B  #! d_log += ent_w * -pi * (logpi + 1) / B  #! d_log = ent_w * -pi * (logpi + H[:, None]) / B
    gWb = d_log.T @ hid  #! gWb = d_log.T @ pre
    gbb = d_log.sum(axis=0)
    d_hid = d_log @ Wb  #! d_hid = d_log @ Wb.T
    d_hid[pre <= 0] = 0  #! d_hid[d_hid <= 0] = 0
    gWa = d_hid.T @ s  #! gWa = s.T @ d_hid
    gba = d_hid.sum(axis=0)  #! gba = d_hid.sum(axis=1)

    # update
    for w, g in ((Wa, gWa), (ba, gba), (Wb, gWb), (bb, gbb)):
        w += step * np.clip(g, -clipval, clipval)  #! w -= step * np.clip(g, -clipval, clipval)

print(R.mean())
