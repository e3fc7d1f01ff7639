import numpy as np

# "real" convolution (kernel flipped) as in signal processing, not cross-correlation. Two kernels in a row, MSE against a known filter.

def conv_valid(x, k):
    H, W = x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1
    flipped = np.flip(k)
    return np.array([[np.sum(x[i:i + k.shape[0], j:j + k.shape[1]] * flipped) for j in range(W)] for i in range(H)])


def corr_valid(x, k):
    return conv_valid(x, np.flip(k))


def corr_full(x, k):
    p, q = k.shape[0] - 1, k.shape[1] - 1
    return corr_valid(np.pad(x, ((p, p), (q, q))), k)


r = np.random.RandomState(64)
image = r.rand(7, 8)
wanted = conv_valid(conv_valid(image, np.array([[1.0, -1.0]])), np.array([[1.0], [0.5], [-0.5]]))[:5, :6]
A = r.randn(2, 2)
B = r.randn(2, 2)
offset = np.array(0.0)

for step in range(5):
    u = conv_valid(image, A)
    s = u / np.sqrt(1 + u ** 2)
    v = conv_valid(s, B) + offset
    error = wanted - v
    # objective: np.mean(error ** 2)

    # backward
    d_v = 2 * error / error.size
    d_B = np.flip(corr_valid(s, d_v))  #! d_B = corr_valid(s, d_v)  #! d_B = np.flip(corr_valid(u, d_v))  #! d_B = np.flip(corr_valid(s, d_v)).T
    d_offset = d_v.sum()  #! d_offset = d_v.mean()
    d_s = corr_full(d_v, B)  #! d_s = corr_full(d_v, np.flip(B))  #! d_s = corr_full(d_v, A)
    d_u = d_s / (1 + u ** 2) ** 1.5  #! d_u = d_s / (1 + u ** 2)  #! d_u = d_s / (1 + s ** 2) ** 1.5
    d_A = np.flip(corr_valid(image, d_u))

    # update
    A += 0.3 * d_A
    B += 0.3 * d_B
    offset += 0.3 * d_offset
