# Two-layer net with a squared hinge, labels are -1 / +1.
# One column per sample; the bias sits in the LAST row of the inputs of each layer.
import numpy as np

X = np.array([[1.2, -0.4, 0.3, 0.9, -1.1, -0.6], [0.2, 0.8, -1.3, 1.1, 0.4, -0.7], [-0.5, 0.1, 0.6, 0.7, -0.2, 1.4]])
t = np.array([1, -1, 1, 1, -1, -1])
m = X.shape[1]
X = np.vstack([X, np.ones((1, m))])
np.random.seed(9)
A = np.random.randn(5, 4) * 0.6
B = np.random.randn(1, 6) * 0.6
step_size = 0.15


def leaky(z):
    return np.maximum(0.2 * z, z)


def add_ones(h):
    return np.concatenate([h, np.ones((1, h.shape[1]))])


# objective: np.mean(np.maximum(0, 1 - t * score) ** 2)
for epoch in range(4):
    z = A @ X
    h = add_ones(leaky(z))
    score = B @ h
    margin = np.maximum(0, 1 - t * score)
    # backward
    # descent direction straight away, so no minus sign here
    s = 2 * t * margin  #! s = 2 * margin  #! s = 2 * t * (margin > 0)
    step_B = s @ h.T / m  #! step_B = s @ h.T  #! step_B = score @ h.T / m
    s = B[:, :-1].T @ s  #! s = B[:, 1:].T @ s
    s = s * np.where(z > 0, 1, 0.2)  #! s = s * np.where(z > 0, 1, 0)  #! s = s * np.where(s > 0, 1, 0.2)
    step_A = s @ X.T / m
    # update
    A += step_size * step_A
    B += step_size * step_B  #! B -= step_size * step_B
    # end
    if epoch % 2 == 1:
        print("epoch", epoch, "wrong:", int(np.sum(np.sign(score) != t)))
