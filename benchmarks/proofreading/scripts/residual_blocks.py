import numpy as np
np.random.seed(29)
blocks = [[np.random.randn(3, 3) * 0.4, np.zeros(3)] for _ in range(3)]
head = np.random.randn(3)
X, y = np.random.randn(5, 3), np.random.randn(5)
for epoch in range(2):
    stream, inner = [X], []
    for W, b in blocks:
        inner.append(np.maximum(stream[-1] @ W + b, 0))
        stream.append(stream[-1] + inner[-1])
    loss = 0.5 * np.mean((stream[-1] @ head - y) ** 2)
    # backward
    err = (stream[-1] @ head - y) / len(y)
    g_head = stream[-1].T @ err
    g = np.outer(err, head)
    g_blocks = []
    for (W, b), x, a in zip(reversed(blocks), reversed(stream[:-1]), reversed(inner)):
        gz = g * (a > 0)  #! gz = g * (x > 0)
        g_blocks.append((x.T @ gz, gz.sum(axis=0)))
        g = g + gz @ W.T  #! g = gz @ W.T #! g = g + gz @ W
    # update
    head -= 0.1 * g_head
    for (W, b), (gW, gb) in zip(blocks, g_blocks[::-1]):  #! for (W, b), (gW, gb) in zip(blocks, g_blocks):
        W -= 0.1 * gW
        b -= 0.1 * gb
