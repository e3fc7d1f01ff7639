# which word matters? attention weights over the words of a review (one review = one matrix of word vectors)
import numpy as np
rs = np.random.RandomState(40)
D = 4
vec = {w: rs.randn(D) for w in "the a film was awful superb story slow".split()}
data = [("the film was superb", 1.0), ("a slow story", 0.0), ("the story was awful", 0.0), ("superb story", 1.0)]
query = rs.randn(D) * 0.1
out = rs.randn(D) * 0.1
bias = 0.0

def softmax(s):
    e = np.exp(s - s.max())
    return e / e.sum()

def look(text):
    M = np.array([vec[w] for w in text.split()])
    att = softmax(M @ query)
    ctx = att @ M
    return M, att, ctx, 1 / (1 + np.exp(-(ctx @ out + bias)))

lr = 0.5
for epoch in range(15):
    L = 0.0
    dq, do, dbias = np.zeros(D), np.zeros(D), 0.0
    for text, t in data:
        M, att, ctx, p = look(text)
        L += (p - t) ** 2
        # backward
        dz = 2 * (p - t) * p * (1 - p)
        do += dz * ctx
        dbias += dz
        datt = M @ (dz * out)
        dscore = att * (datt - (att * datt).sum())
        dq += dscore @ M
    # update
    query = query - lr * dq
    out = out - lr * do
    bias = bias - lr * dbias
    if epoch % 7 == 0:
        print("epoch", epoch, "squared error", L)
for text, _ in data:
    _, att, _, p = look(text)
    print(" ".join("%s(%.2f)" % z for z in zip(text.split(), att)), "->", round(p, 2))
