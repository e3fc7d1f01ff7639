# autoencoder with the same matrix down and up (tied). 8 -> 3 -> 8, the one-hot game
import numpy as np
np.random.seed(123)
X = np.eye(8)
W = np.random.uniform(-1, 1, (8, 3))
b_in = np.zeros(3)
b_out = np.zeros(8)
rate = 1.5
losses = []
for epoch in range(30):
    code = 1 / (1 + np.exp(-(X @ W + b_in)))
    back = 1 / (1 + np.exp(-(code @ W.T + b_out)))
    losses.append(np.sum((back - X) ** 2) / 8)

    # backward
    tmp = 2 * (back - X) / 8 * back * (1 - back)
    g_out = tmp.sum(0)
    gW = tmp.T @ code                  # from the decoder
    tmp = tmp @ W * code * (1 - code)
    g_in = tmp.sum(0)
    gW = gW + X.T @ tmp                # plus from the encoder

    # update
    W = W - rate * gW
    b_in = b_in - rate * g_in
    b_out = b_out - rate * g_out

    if epoch % 10 == 9:
        print("epoch", epoch + 1, losses[-1])
print("the codes:")
for row in code:
    print(["%.1f" % c for c in row])
