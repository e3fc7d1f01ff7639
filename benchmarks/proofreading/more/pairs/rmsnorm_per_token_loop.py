import numpy as np

EPS = 1e-6


def rms_norm(x, gain):
    rms = np.sqrt((x ** 2).mean(axis=1) + EPS)
    y = np.empty_like(x)
    for t in range(len(x)):
        y[t] = gain * x[t] / rms[t]
    return y, {"inp": x, "gain": gain, "rms": rms}


def rms_norm_vjp(ybar, saved):
    # backward
    x, gain, rms = saved["inp"], saved["gain"], saved["rms"]
    n_tok, width = x.shape
    gain_bar = np.zeros(width)
    x_bar = np.zeros((n_tok, width))
    for t in range(n_tok):
        gain_bar += ybar[t] * x[t] / rms[t]  #! gain_bar = ybar[t] * x[t] / rms[t]
        v = ybar[t] * gain
        r_bar = -np.dot(v, x[t]) / rms[t] ** 2  #! r_bar = np.dot(v, x[t]) / rms[t] ** 2  #! r_bar = -np.dot(v, x[t]) / rms[t]
        x_bar[t] = v / rms[t]
        x_bar[t] += r_bar * x[t] / (width * rms[t])  #! x_bar[t] += r_bar * x[t] / (n_tok * rms[t])  #! x_bar[t] = r_bar * x[t] / (width * rms[t])
    return x_bar, gain_bar


rng = np.random.default_rng(501)
FORWARD = rms_norm
BACKWARD = rms_norm_vjp
INPUTS = (rng.normal(size=(3, 5)), rng.normal(size=5))
