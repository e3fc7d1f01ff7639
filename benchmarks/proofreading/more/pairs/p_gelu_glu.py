# GEGLU:  out = gelu(x A) * (x B),  gelu with the tanh approximation; backward takes the inputs again, no cache
import numpy as np
from math import sqrt, pi

C0 = sqrt(2 / pi)

def gelu(u):
    return 0.5 * u * (1 + np.tanh(C0 * (u + 0.044715 * u ** 3)))

def geglu(x, A, B):
    return gelu(x @ A) * (x @ B)

def geglu_grad(dout, x, A, B):
    u = x @ A
    v = x @ B
    th = np.tanh(C0 * (u + 0.044715 * u ** 3))
    dv = dout * gelu(u)  #! dv = dout * gelu(v)  #! dv = dout * u
    du = dout * v  #! du = dout  #! du = dout * gelu(v)
    inner = C0 * (1 + 3 * 0.044715 * u ** 2)  #! inner = C0 * (1 + 0.044715 * u ** 2)  #! inner = 1 + 3 * 0.044715 * u ** 2
    du = du * (0.5 * (1 + th) + 0.5 * u * (1 - th ** 2) * inner)  #! du = du * (0.5 * (1 + th) + 0.5 * (1 - th ** 2) * inner)  #! du = du * 0.5 * (1 + th)  #! du = du * (0.5 * (1 + th) + 0.5 * u * (1 - th) * inner)
    dA = x.T @ du
    dB = x.T @ dv  #! dB = x.T @ du
    dx = du @ A.T + dv @ B.T  #! dx = du @ A.T  #! dx = du @ B.T + dv @ A.T
    return {'x': dx, 'A': dA, 'B': dB}

np.random.seed(1)
FORWARD = geglu
BACKWARD = geglu_grad
INPUTS = (np.random.randn(3, 4), np.random.randn(4, 5), np.random.randn(4, 5))
