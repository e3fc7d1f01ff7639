import numpy as np


def make_gated_unit():
    """A "layer" without a class: the two functions share what they remember."""
    saved = {}

    def forward(x, A, B):
        u = x @ A
        v = x @ B
        s = 1 / (1 + np.exp(-u))
        swish = u * s
        saved.update(x=x, A=A, B=B, u=u, v=v, s=s, swish=swish)
        return swish * v

    def backward(dout):
        x, A, B = saved["x"], saved["A"], saved["B"]
        u, v, s = saved["u"], saved["v"], saved["s"]
        # backward
        d_swish = dout * v  #! d_swish = dout * u
        d_v = dout * saved["swish"]  #! d_v = dout * s
        d_u = d_swish * (s + u * s * (1 - s))  #! d_u = d_swish * s * (1 - s)  #! d_u = d_swish * (s + s * (1 - s))  #! d_u = d_swish * s
        d_A = x.T @ d_u
        d_B = x.T @ d_v
        d_x = d_u @ A.T + d_v @ B.T  #! d_x = d_u @ A.T  #! d_x = d_u @ B.T + d_v @ A.T
        return d_x, d_A, d_B  #! return d_x, d_B, d_A
    return forward, backward


gated_forward, gated_backward = make_gated_unit()
rng = np.random.RandomState(1)
FORWARD = gated_forward
BACKWARD = gated_backward
INPUTS = (rng.randn(4, 3), rng.randn(3, 6), rng.randn(3, 6))
