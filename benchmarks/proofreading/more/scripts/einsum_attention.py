"""
Self-attention as index gymnastics.
Indices:  n  batch,   i,j  positions,   a,b  input features,   k  head dimension,  h heads,  c classes
"""
import numpy as np
from numpy import einsum

rng = np.random.RandomState(12)
N, T, A, H, K, C = 2, 4, 5, 2, 3, 3

x = rng.randn(N, T, A)                      # x_nia
t = np.eye(C)[rng.randint(0, C, N)]         # t_nc
Q = rng.randn(H, A, K) * 0.4                # Q_hak
Kt = rng.randn(H, A, K) * 0.4               # K_hak
V = rng.randn(H, A, K) * 0.4                # V_hak
O = rng.randn(H, K, A) * 0.4                # O_hka
R = rng.randn(A, C) * 0.4                   # readout R_ac
beta = 1 / np.sqrt(K)                       # inverse temperature
eta = 0.2

mask = np.tril(np.ones((T, T)))             # causal: j <= i

for step in range(6):
    q = einsum('nia,hak->nhik', x, Q)
    k = einsum('nja,hak->nhjk', x, Kt)
    v = einsum('nja,hak->nhjk', x, V)
    E = -beta * einsum('nhik,nhjk->nhij', q, k)         # "energy"
    w = np.exp(-E) * mask
    Z = einsum('nhij->nhi', w)
    p = w / Z[..., None]                                # Boltzmann weights
    u = einsum('nhij,nhjk->nhik', p, v)
    y = x + einsum('nhik,hka->nia', u, O)               # residual
    s = einsum('nia,ac->nc', y, R) / T                  # mean over positions
    pr = np.exp(s - s.max(1)[:, None])
    pr /= pr.sum(1)[:, None]
    F = -einsum('nc,nc->', t, np.log(pr)) / N

    # backward
    s_ = (pr - t) / N  #! s_ = (t - pr) / N
    R_ = einsum('nia,nc->ac', y, s_) / T  #! R_ = einsum('nia,nc->ac', y, s_)  #! R_ = einsum('nia,nc->ac', x, s_) / T
    y_ = einsum('nc,ac->na', s_, R)[:, None, :] * np.ones((1, T, 1)) / T
    O_ = einsum('nhik,nia->hka', u, y_)  #! O_ = einsum('nhik,nia->hka', v, y_)
    u_ = einsum('nia,hka->nhik', y_, O)
    v_ = einsum('nhij,nhik->nhjk', p, u_)  #! v_ = einsum('nhij,nhjk->nhik', p, u_)
    p_ = einsum('nhik,nhjk->nhij', u_, v)  #! p_ = einsum('nhjk,nhik->nhij', u_, v)
    E_ = -p * (p_ - einsum('nhij,nhij->nhi', p, p_)[..., None])  #! E_ = p * (p_ - einsum('nhij,nhij->nhi', p, p_)[..., None])  #! E_ = -p * (p_ - einsum('nhij->nhi', p_)[..., None])  #! E_ = -p * (1 - p) * p_
    q_ = -beta * einsum('nhij,nhjk->nhik', E_, k)  #! q_ = -einsum('nhij,nhjk->nhik', E_, k)
    k_ = -beta * einsum('nhij,nhik->nhjk', E_, q)  #! k_ = -beta * einsum('nhij,nhjk->nhik', E_, q)
    Q_ = einsum('nia,nhik->hak', x, q_)
    K_ = einsum('nja,nhjk->hak', x, k_)  #! K_ = einsum('nja,nhjk->hak', x, q_)
    V_ = einsum('nja,nhjk->hak', x, v_)

    # update
    for theta, theta_ in ((Q, Q_), (Kt, K_), (V, V_), (O, O_), (R, R_)):
        theta -= eta * theta_
    # end
    print(step, F)
