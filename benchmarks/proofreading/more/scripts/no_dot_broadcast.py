import numpy as np
# ------------------------------------------------------------------
# 2 -> 3 -> 4 -> 1 net without a single dot()/@ : only *, sum and [:, None].
# axis letters in the names tell the shape: n = sample, i = in, j = hidden 1, k = hidden 2
# ------------------------------------------------------------------
x_ni = np.array([[.1, .9], [.8, -.4], [-.6, .3], [1.2, 1.0], [-.9, -1.1]])
y_n = np.array([.7, .1, .4, .9, .2])
nn = y_n.size

r = np.random.RandomState(8)
u_ij, c_j = r.normal(size=(2, 3)), r.normal(size=3) * .1
v_jk, e_k = r.normal(size=(3, 4)), r.normal(size=4) * .1
w_k, f = r.normal(size=4), np.zeros(1)
mom = [0., 0., 0., 0., 0., 0.]
wd = 0.01

for epoch in range(6):
    s_nj = (x_ni[:, :, None] * u_ij[None, :, :]).sum(1) + c_j
    h_nj = np.tanh(s_nj)
    t_nk = (h_nj[:, :, None] * v_jk[None]).sum(1) + e_k
    g_nk = 1.7159 * np.tanh(2 / 3 * t_nk)                # LeCun's tanh
    o_n = (g_nk * w_k).sum(1) + f
    L = ((o_n - y_n) ** 2).sum() / nn + wd * ((u_ij ** 2).sum() + (v_jk ** 2).sum() + (w_k ** 2).sum())
    print(f"{epoch}: {L:.4f}")

    # backward
    do_n = 2 * (o_n - y_n) / nn  #! do_n = 2 * (o_n - y_n)  #! do_n = (o_n - y_n) / nn
    df = do_n.sum(keepdims=True)
    dw_k = (do_n[:, None] * g_nk).sum(0) + 2 * wd * w_k  #! dw_k = (do_n[:, None] * g_nk).sum(0)  #! dw_k = (do_n[:, None] * t_nk).sum(0) + 2 * wd * w_k  #! dw_k = (do_n[:, None] * g_nk).sum(0) + 2 * wd
    dg_nk = do_n[:, None] * w_k
    dt_nk = dg_nk * 2 / 3 * (1.7159 - g_nk ** 2 / 1.7159)  #! dt_nk = dg_nk * (1.7159 - g_nk ** 2 / 1.7159)  #! dt_nk = dg_nk * 2 / 3 * (1 - g_nk ** 2)
    de_k = dt_nk.sum(0)
    dv_jk = (h_nj[:, :, None] * dt_nk[:, None, :]).sum(0) + 2 * wd * v_jk  #! dv_jk = (h_nj[:, :, None] * dt_nk[:, None, :]).mean(0) + 2 * wd * v_jk  #! dv_jk = (h_nj[:, :, None] * dt_nk[:, None, :]).sum(0) + wd * v_jk
    dh_nj = (dt_nk[:, None, :] * v_jk[None]).sum(2)  #! dh_nj = (dg_nk[:, None, :] * v_jk[None]).sum(2)
    ds_nj = dh_nj * (1 - h_nj ** 2)  #! ds_nj = dh_nj * (1 - s_nj ** 2)  #! ds_nj = dh_nj
    dc_j = ds_nj.sum(0)  #! dc_j = dh_nj.sum(0)
    du_ij = (x_ni[:, :, None] * ds_nj[:, None, :]).sum(0) + 2 * wd * u_ij

    # update
    params, grads = [u_ij, c_j, v_jk, e_k, w_k, f], [du_ij, dc_j, dv_jk, de_k, dw_k, df]
    mom = [0.9 * m - 0.05 * g for m, g in zip(mom, grads)]
    for p, m in zip(params, mom):
        p += m  #! p -= m
    # end
