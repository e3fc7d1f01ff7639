# the ORIGINAL dropout (no rescaling in training, weights get scaled at test time), on inputs and hidden units
import numpy as np

RNG = np.random.RandomState(1234)

def make_mask(shape, p):
    return RNG.binomial(1, p, size=shape).astype(float)

x_train = RNG.randn(6, 5)
t_train = RNG.randint(0, 3, 6)
onehot = np.eye(3)[t_train]
Wxh = RNG.randn(5, 7) * 0.4
bh = np.zeros(7)
Whk = RNG.randn(7, 3) * 0.4
bk = np.zeros(3)
p_in, p_hid = 0.8, 0.5

for ep in range(3):
    m_in = make_mask(x_train.shape, p_in)
    m_hid = make_mask((6, 7), p_hid)
    x_drop = x_train * m_in
    a_h = x_drop @ Wxh + bh
    h = np.maximum(a_h, 0.01 * a_h)
    h_drop = h * m_hid
    o = h_drop @ Whk + bk
    o -= o.max(axis=1, keepdims=True)
    y = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
    xent = -np.mean(np.sum(onehot * np.log(y), axis=1))
    # backward
    d_o = (y - onehot) / 6  #! d_o = (y - onehot) / 3  #! d_o = (y - t_train[:, None]) / 6
    d_Whk = h_drop.T @ d_o  #! d_Whk = h.T @ d_o  #! d_Whk = a_h.T @ d_o
    d_bk = d_o.sum(axis=0)
    d_h = (d_o @ Whk.T) * m_hid  #! d_h = d_o @ Whk.T  #! d_h = (d_o @ Whk.T) * m_hid / p_hid  #! d_h = (d_o @ Whk.T) * h_drop
    d_a = d_h * np.where(a_h > 0, 1, 0.01)  #! d_a = d_h * np.where(a_h > 0, 1, 0)  #! d_a = d_h * np.where(d_h > 0, 1, 0.01)
    d_Wxh = x_drop.T @ d_a  #! d_Wxh = x_train.T @ d_a  #! d_Wxh = m_in.T @ d_a
    d_bh = d_a.sum(axis=0)
    # update
    Wxh = Wxh - 0.3 * d_Wxh
    bh = bh - 0.3 * d_bh
    Whk = Whk - 0.3 * d_Whk
    bk = bk - 0.3 * d_bk

# test time
prob = np.maximum((x_train * p_in) @ Wxh + bh, 0) * p_hid @ Whk + bk
print((prob.argmax(1) == t_train).mean())
