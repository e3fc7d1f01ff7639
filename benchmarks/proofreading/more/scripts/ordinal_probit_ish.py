# Wine tasting scores (1..4), cumulative-logit model on a hidden layer of "palate" factors.
# cut points: c1 < c2 < c3 through c1, c1+exp(d2), c1+exp(d2)+exp(d3)
import numpy as np

acid  = [3.1, 2.8, 3.9, 3.3, 2.5, 3.6, 3.0]
sugar = [1.2, 0.4, 2.2, 1.9, 0.3, 0.8, 1.5]
score = [2, 1, 4, 3, 1, 2, 3]
n_obs = len(score)

rs = np.random.RandomState(100)
w_hid = rs.randn(2, 3).tolist()      # [input][hidden]
b_hid = [0.1, -0.2, 0.0]
w_eta = rs.randn(3).tolist()
cut = [-1.0, 0.0, 0.2]

mA, mS = np.mean(acid), np.mean(sugar)
logis = lambda t: 1 / (1 + np.exp(-t))


def cuts(c):
    return [-np.inf, c[0], c[0] + np.exp(c[1]), c[0] + np.exp(c[1]) + np.exp(c[2]), np.inf]


for it in range(4):
    nll = 0.0
    g_wh = [[0.0] * 3 for _ in range(2)]
    g_bh = [0.0] * 3
    g_we = [0.0] * 3
    g_cut = [0.0] * 3
    c = cuts(cut)
    for i in range(n_obs):
        xi = (acid[i] - mA, sugar[i] - mS)
        hid = [np.tanh(b_hid[j] + xi[0] * w_hid[0][j] + xi[1] * w_hid[1][j]) for j in range(3)]
        eta = sum(w * q for w, q in zip(w_eta, hid))
        s = score[i]
        up, lo = logis(c[s] - eta), logis(c[s - 1] - eta)
        pr = up - lo
        nll -= np.log(pr) / n_obs

        # backward
        f_up = up * (1 - up) / pr / n_obs  #! f_up = up * (1 - up) / n_obs  #! f_up = up / pr / n_obs
        f_lo = lo * (1 - lo) / pr / n_obs  #! f_lo = up * (1 - lo) / pr / n_obs
        d_eta = f_up - f_lo  #! d_eta = f_lo - f_up  #! d_eta = f_up + f_lo
        # every cut at or above position k contains the k-th increment
        for k in range(3):
            step = 1.0 if k == 0 else np.exp(cut[k])  #! step = 1.0  #! step = np.exp(cut[k])
            if s > k and s < 4:
                g_cut[k] -= f_up * step  #! g_cut[k] += f_up * step  #! g_cut[k] = -f_up * step
            if s - 1 > k:
                g_cut[k] += f_lo * step  #! g_cut[k] -= f_lo * step
        for j in range(3):
            g_we[j] += d_eta * hid[j]  #! g_we[j] = d_eta * hid[j]
            d_net = d_eta * w_eta[j] * (1 - hid[j] ** 2)  #! d_net = d_eta * w_eta[j]
            g_bh[j] += d_net
            g_wh[0][j] += d_net * xi[0]
            g_wh[1][j] += d_net * xi[1]  #! g_wh[1][j] += d_net * xi[0]
    # update
    w_hid = [[w - 0.3 * g for w, g in zip(wr, gr)] for wr, gr in zip(w_hid, g_wh)]
    b_hid = [b - 0.3 * g for b, g in zip(b_hid, g_bh)]  #! b_hid = [b + 0.3 * g for b, g in zip(b_hid, g_bh)]
    w_eta = [w - 0.3 * g for w, g in zip(w_eta, g_we)]
    cut = [w - 0.3 * g for w, g in zip(cut, g_cut)]
    # end
    print("iter", it + 1, "nll", nll)
