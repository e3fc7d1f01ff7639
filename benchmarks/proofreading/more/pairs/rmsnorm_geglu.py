import numpy as np

# the feed forward block of a small llama: x + W2(gelu(a) * c) on the RMS-normalised x
K = np.sqrt(2 / np.pi)

def ffn(x, scale, Wa, Wc, W2):
    rms = np.sqrt(np.mean(x ** 2, axis=-1, keepdims=True) + 1e-6)
    xn = x / rms
    u = xn * scale
    a = u @ Wa
    c = u @ Wc
    t = np.tanh(K * (a + 0.044715 * a ** 3))
    gate = 0.5 * a * (1 + t)
    h = gate * c
    out = x + h @ W2
    return out, dict(x=x, rms=rms, xn=xn, u=u, a=a, c=c, t=t, gate=gate, h=h, scale=scale, Wa=Wa, Wc=Wc, W2=W2)

def ffn_grad(dout, cache):
    # backward
    x, rms, xn, u, a, c, t = [cache[n] for n in ('x', 'rms', 'xn', 'u', 'a', 'c', 't')]
    grads = {}
    grads['W2'] = cache['h'].T @ dout
    dh = dout @ cache['W2'].T
    dgate = dh * c
    dc = dh * cache['gate']  #! dc = dh * a
    dt = 0.5 * a * dgate
    da = 0.5 * (1 + t) * dgate
    da += dt * (1 - t ** 2) * K * (1 + 3 * 0.044715 * a ** 2)  #! da += dt * (1 - t ** 2) * K * (1 + 0.044715 * a ** 2)
    grads['Wa'] = u.T @ da
    grads['Wc'] = u.T @ dc  #! grads['Wc'] = xn.T @ dc
    du = da @ cache['Wa'].T + dc @ cache['Wc'].T  #! du = da @ cache['Wa'].T
    grads['scale'] = np.sum(du * xn, axis=0)
    dxn = du * cache['scale']
    dx = (dxn - xn * np.mean(dxn * xn, axis=-1, keepdims=True)) / rms  #! dx = (dxn - xn * np.sum(dxn * xn, axis=-1, keepdims=True)) / rms  #! dx = dxn / rms
    grads['x'] = dx + dout  #! grads['x'] = dx
    return grads

rng = np.random.default_rng(3)
FORWARD = ffn
BACKWARD = ffn_grad
INPUTS = (rng.normal(size=(4, 5)), 1 + 0.2 * rng.normal(size=5), rng.normal(size=(5, 6)),
          rng.normal(size=(5, 6)), rng.normal(size=(6, 5)))
