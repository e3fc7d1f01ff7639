import numpy as np

rng = np.random.default_rng(8)
vocab, dim = 6, 3
center_vectors = rng.normal(scale=0.5, size=(vocab, dim))
outside_vectors = rng.normal(scale=0.5, size=(vocab, dim))
center, outside, negatives = 2, 4, [0, 1, 5]

def sigmoid(v):
    return 1 / (1 + np.exp(-v))

for step in range(3):
    v_c = center_vectors[center]
    u_o = outside_vectors[outside]
    u_k = outside_vectors[negatives]
    pos = sigmoid(u_o @ v_c)
    neg = sigmoid(-(u_k @ v_c))
    loss = -np.log(pos) - np.sum(np.log(neg))
    # backward
    grad_center = (pos - 1) * u_o + u_k.T @ (1 - neg)
    grad_outside = np.zeros_like(outside_vectors)
    grad_outside[outside] = (pos - 1) * v_c
    for k, n in zip(negatives, neg):
        grad_outside[k] += (1 - n) * v_c
    # update
    outside_vectors -= 0.1 * grad_outside
    center_vectors[center] -= 0.1 * grad_center
