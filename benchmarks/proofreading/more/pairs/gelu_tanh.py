import numpy as np
from math import pi, sqrt

K = sqrt(2 / pi)

def gelu(x):
    return 0.5 * x * (1 + np.tanh(K * (x + 0.044715 * x ** 3)))

def gelu_back(dout, x):
    u = K * (x + 0.044715 * x ** 3)  #! u = x + 0.044715 * x ** 3
    t = np.tanh(u)
    du = K * (1 + 3 * 0.044715 * x ** 2)  #! du = K * (1 + 0.044715 * x ** 2)  #! du = 1 + 3 * 0.044715 * x ** 2  #! du = K * 3 * 0.044715 * x ** 2
    left = 0.5 * (1 + t)  #! left = 0.5 * t  #! left = 1 + t
    right = 0.5 * x * (1 - t ** 2) * du  #! right = 0.5 * x * (1 - t ** 2)  #! right = 0.5 * (1 - t ** 2) * du  #! right = 0.5 * x * (1 - t) ** 2 * du  #! right = 0.5 * x * (1 - u ** 2) * du
    return dout * (left + right)  #! return dout * left  #! return left + right

FORWARD = gelu
BACKWARD = gelu_back
INPUTS = (np.linspace(-2.3, 2.1, 8).reshape(2, 4),)
