# sin(x) as a sum of bumps: heights, positions AND widths are learned
import numpy as np
x = np.linspace(0, 6, 12)
y = np.sin(x)
K = 4
pos = np.linspace(0.5, 5.5, K)
logw = np.zeros(K)
height = np.array([.1, -.1, .2, -.2])
lr = .03
for it in range(30):
    diff = x[:, None] - pos[None, :]               # 12 x K
    width = np.exp(logw)
    bump = np.exp(-0.5 * (diff / width) ** 2)
    f = (bump * height).sum(axis=1)
    res = f - y
    sq = (res ** 2).sum()
    # backward
    gf = 2 * res
    gheight = (gf[:, None] * bump).sum(0)
    gb = gf[:, None] * height * bump              # already times bump (exp derivative)
    gpos = (gb * diff / width ** 2).sum(0)
    glogw = (gb * diff ** 2 / width ** 2).sum(0)
    # update
    height = height - lr * gheight
    pos = pos - lr * gpos
    logw = logw - lr * glogw
    if it % 6 == 0:
        print("step %d  sum of squares %.4f  biggest miss %.3f" % (it, sq, abs(res).max()))
print("positions", pos.round(2), "widths", np.exp(logw).round(2), "heights", height.round(2))
