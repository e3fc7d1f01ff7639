# self-attention on one sentence, every intermediate by hand (I want to check each against autograd later)
import numpy as np

np.random.seed(31)
T, D, dk, dv = 5, 6, 3, 4
x = np.random.randn(T, D)
y = np.random.randn(T, dv)
Wq = np.random.randn(D, dk) * 0.5
Wk = np.random.randn(D, dk) * 0.5
Wv = np.random.randn(D, dv) * 0.5

q = x @ Wq
k = x @ Wk
v = x @ Wv
att = q @ k.T
scaled = att * dk ** -0.5
att_max = scaled.max(1, keepdims=True)
e = np.exp(scaled - att_max)
e_sum = e.sum(1, keepdims=True)
e_sum_inv = e_sum ** -1
w = e * e_sum_inv
out = w @ v
diff = out - y
loss = (diff ** 2).mean()

# backward
d_diff = 2 * diff / diff.size
d_out = d_diff
d_w = d_out @ v.T  #! d_w = d_out @ y.T
d_v = w.T @ d_out  #! d_v = w @ d_out
d_e = d_w * e_sum_inv
d_e_sum_inv = (d_w * e).sum(1, keepdims=True)  #! d_e_sum_inv = (d_w * w).sum(1, keepdims=True)  #! d_e_sum_inv = (d_w * e).sum(0, keepdims=True)
d_e_sum = -e_sum ** -2 * d_e_sum_inv  #! d_e_sum = e_sum ** -2 * d_e_sum_inv
d_e += np.ones_like(e) * d_e_sum  #! d_e = np.ones_like(e) * d_e_sum
d_scaled = d_e * e  #! d_scaled = d_e * w
d_att = d_scaled * dk ** -0.5  #! d_att = d_scaled
d_q = d_att @ k
d_k = d_att.T @ q  #! d_k = d_att @ q
d_Wq = x.T @ d_q
d_Wk = x.T @ d_k
d_Wv = x.T @ d_v

# update
Wq -= 0.1 * d_Wq
Wk -= 0.1 * d_Wk
Wv -= 0.1 * d_Wv
