import numpy as np

class MHA:
    """multi head attention without the batch axis; x: (T, C). key padding: the last position is not looked at"""
    heads = 2

    @staticmethod
    def split(a):
        return a.reshape(a.shape[0], MHA.heads, -1).swapaxes(0, 1)       # h,T,dh

    @staticmethod
    def merge(a):
        return a.swapaxes(0, 1).reshape(a.shape[1], -1)

    @staticmethod
    def forward(x, Wqkv, bqkv, Wout):
        qkv = x @ Wqkv + bqkv
        q, k, v = [MHA.split(part) for part in np.split(qkv, 3, axis=1)]
        scale = q.shape[-1] ** -0.5
        sc = scale * np.einsum('hid,hjd->hij', q, k)
        sc[:, :, -1] = -np.inf
        e = np.exp(sc - sc.max(axis=2, keepdims=True))
        att = e / e.sum(axis=2, keepdims=True)
        y = MHA.merge(np.einsum('hij,hjd->hid', att, v))
        return y @ Wout, (x, Wqkv, Wout, q, k, v, att, y, scale)

    @staticmethod
    def backward(dout, saved):
        x, Wqkv, Wout, q, k, v, att, y, scale = saved
        # backward
        dWout = y.T @ dout  #! dWout = x.T @ dout
        dy = MHA.split(dout @ Wout.T)  #! dy = MHA.split(dout @ Wout)
        datt = np.einsum('hid,hjd->hij', dy, v)  #! datt = np.einsum('hid,hjd->hij', dy, k)
        dv = np.einsum('hij,hid->hjd', att, dy)  #! dv = np.einsum('hij,hjd->hid', att, dy)
        dsc = att * (datt - np.sum(datt * att, axis=2, keepdims=True))  #! dsc = att * datt  #! dsc = att * (datt - np.sum(datt * att, axis=1, keepdims=True))  #! dsc = datt - np.sum(datt * att, axis=2, keepdims=True)
        dq = scale * np.einsum('hij,hjd->hid', dsc, k)  #! dq = np.einsum('hij,hjd->hid', dsc, k)
        dk = scale * np.einsum('hij,hid->hjd', dsc, q)  #! dk = scale * np.einsum('hij,hjd->hid', dsc, q)
        dqkv = np.concatenate([MHA.merge(dq), MHA.merge(dk), MHA.merge(dv)], axis=1)  #! dqkv = np.concatenate([MHA.merge(dk), MHA.merge(dq), MHA.merge(dv)], axis=1)
        dWqkv = x.T @ dqkv
        dbqkv = dqkv.sum(axis=0)  #! dbqkv = dqkv.mean(axis=0)
        dx = dqkv @ Wqkv.T
        # end
        return dx, dWqkv, dbqkv, dWout

rng = np.random.default_rng(2024)
FORWARD = MHA.forward
BACKWARD = MHA.backward
INPUTS = (rng.normal(size=(5, 4)), rng.normal(size=(4, 12)), rng.normal(size=12), rng.normal(size=(4, 4)))
