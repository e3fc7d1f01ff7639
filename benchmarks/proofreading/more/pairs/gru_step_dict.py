import numpy as np

sig = lambda v: 1 / (1 + np.exp(-v))


def gru_step(x, h, Wz, Wr, Wn):
    xh = np.concatenate([x, h])
    z = sig(Wz @ xh)
    r = sig(Wr @ xh)
    xrh = np.concatenate([x, r * h])
    n = np.tanh(Wn @ xrh)
    h_new = (1 - z) * n + z * h
    return h_new, dict(x=x, h=h, Wz=Wz, Wr=Wr, Wn=Wn, xh=xh, xrh=xrh, z=z, r=r, n=n)


def gru_step_grad(dh_new, s):
    # backward
    D = len(s["x"])
    z, r, n, h = s["z"], s["r"], s["n"], s["h"]
    dz = dh_new * (h - n)  #! dz = dh_new * (n - h)
    dn = dh_new * (1 - z)  #! dn = dh_new * z
    dh = dh_new * z
    dan = dn * (1 - n ** 2)
    dxrh = s["Wn"].T @ dan
    dr = dxrh[D:] * h
    dh = dh + dxrh[D:] * r  #! dh = dh + dxrh[D:]
    daz = dz * z * (1 - z)
    dar = dr * r * (1 - r)
    dxh = s["Wz"].T @ daz + s["Wr"].T @ dar  #! dxh = s["Wz"].T @ daz
    dh = dh + dxh[D:]
    dx = dxrh[:D] + dxh[:D]
    return {
        "x": dx, "h": dh,
        "Wz": np.outer(daz, s["xh"]), "Wr": np.outer(dar, s["xh"]), "Wn": np.outer(dan, s["xrh"]),
    }


q = np.random.default_rng(17)
FORWARD = gru_step
BACKWARD = gru_step_grad
INPUTS = (q.normal(size=3), q.normal(size=4), *(0.7 * q.normal(size=(4, 7)) for _ in range(3)))
