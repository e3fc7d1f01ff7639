import numpy as np


def se_forward(fmap, w_down, w_up):
    """squeeze and excitation. fmap: N x C x H x W"""
    N, C, H, W = fmap.shape
    squeezed = fmap.mean(axis=(2, 3))
    down = squeezed @ w_down
    act = np.where(down > 0, down, 0.1 * down)      # leaky relu
    up = act @ w_up
    gate = 1 / (1 + np.exp(-up))
    out = fmap * gate.reshape(N, C, 1, 1)
    memory = dict(fmap=fmap, w_down=w_down, w_up=w_up, squeezed=squeezed, down=down, act=act, up=up, gate=gate)
    return out, memory


def se_backward(dout, memory):
    fmap, gate, down = memory["fmap"], memory["gate"], memory["down"]
    N, C, H, W = fmap.shape
    # backward
    # branch 1: straight through the product
    dfmap = dout * gate.reshape(N, C, 1, 1)
    # branch 2: through the gate
    dgate = (dout * fmap).sum(axis=(2, 3))  #! dgate = (dout * fmap).mean(axis=(2, 3))  #! dgate = dout.sum(axis=(2, 3))
    dup = dgate * gate * (1 - gate)  #! dup = dgate * memory["up"] * (1 - memory["up"])
    dw_up = memory["act"].T @ dup  #! dw_up = memory["down"].T @ dup
    dact = dup @ memory["w_up"].T
    ddown = np.where(down > 0, dact, 0.1 * dact)  #! ddown = np.where(down > 0, dact, 0)  #! ddown = np.where(dact > 0, dact, 0.1 * dact)
    dw_down = memory["squeezed"].T @ ddown
    dsqueezed = ddown @ memory["w_down"].T
    # the mean hands the same share to every pixel
    dfmap += dsqueezed[:, :, None, None] / (H * W)  #! dfmap += dsqueezed[:, :, None, None]  #! dfmap += dsqueezed[:, :, None, None] / (N * H * W)  #! dfmap = dsqueezed[:, :, None, None] / (H * W) * np.ones_like(fmap)
    return dfmap, dw_down, dw_up  #! return dout * gate.reshape(N, C, 1, 1), dw_down, dw_up


rng = np.random.default_rng(45)
FORWARD = se_forward
BACKWARD = se_backward
INPUTS = (rng.normal(size=(3, 4, 2, 3)), rng.normal(size=(4, 2)), rng.normal(size=(2, 4)))
