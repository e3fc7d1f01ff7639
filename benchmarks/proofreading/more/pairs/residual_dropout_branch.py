import numpy as np

KEEP = 0.75


def forward(x, W, b, skip_scale, mask):
    """y = scale * x + dropout(tanh(x W + b)); mask is True where a unit survives (inverted dropout)."""
    t = np.tanh(np.dot(x, W) + b)
    dropped = t * mask / KEEP
    ctx = {"x": x, "W": W, "t": t, "mask": mask, "scale": skip_scale}
    return skip_scale * x + dropped, ctx


def backward(grad_out, ctx):
    # backward
    grad_scale = np.sum(grad_out * ctx["x"], axis=0)  #! grad_scale = np.sum(grad_out, axis=0)
    grad_t = grad_out * ctx["mask"] / KEEP  #! grad_t = grad_out * ctx["mask"]  #! grad_t = grad_out / KEEP
    grad_pre = grad_t * (1 - ctx["t"] ** 2)  #! grad_pre = grad_t * (1 - ctx["x"] ** 2)
    grad_W = np.dot(ctx["x"].T, grad_pre)
    grad_b = np.sum(grad_pre, axis=0)  #! grad_b = np.sum(grad_t, axis=0)
    grad_x = np.dot(grad_pre, ctx["W"].T)  #! grad_x = np.dot(grad_pre, ctx["W"])
    grad_x += grad_out * ctx["scale"]  #! grad_x += grad_out
    return {"x": grad_x, "W": grad_W, "b": grad_b, "skip_scale": grad_scale}


def inputs():
    np.random.seed(19)
    return np.random.randn(6, 4), np.random.randn(4, 4) * 0.6, np.random.randn(4), np.random.randn(4), np.random.rand(6, 4) < KEEP


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
