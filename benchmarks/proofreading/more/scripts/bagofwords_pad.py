# objective: np.mean(-(lab * np.log(out) + (1 - lab) * np.log(1 - out))) + 0.5 * wd * np.sum(emb ** 2)
# sentiment with averaged word embeddings. word 0 = <pad>
import numpy as np
sents = ["good movie", "really good fun", "bad movie", "really bad boring plot", "fun plot", "boring"]
lab = np.array([1, 1, 0, 0, 1, 0])
words = ["<pad>"] + sorted({w for s in sents for w in s.split()})
look = {w: i for i, w in enumerate(words)}
longest = max(len(s.split()) for s in sents)
ids = np.array([[look[w] for w in s.split()] + [0] * (longest - len(s.split())) for s in sents])
m = (ids != 0).astype(float)
cnt = m.sum(1, keepdims=True)

rs = np.random.RandomState(0)
emb = rs.randn(len(words), 3) * 0.2
emb[0] = 0.0
w_out = rs.randn(3) * 0.2
b_out = 0.0
wd = 0.001

for ep in range(25):
    avg = (emb[ids] * m[:, :, None]).sum(1) / cnt
    out = 1 / (1 + np.exp(-(avg @ w_out + b_out)))
    # backward
    d_o = (out - lab) / len(lab)
    d_w = avg.T @ d_o
    d_b = d_o.sum()
    d_avg = d_o[:, None] * w_out[None, :]
    d_emb = wd * emb
    for s in range(ids.shape[0]):
        for t in range(longest):
            if m[s, t]:
                d_emb[ids[s, t]] += d_avg[s] / cnt[s]
    # update
    emb -= 2.0 * d_emb
    w_out -= 2.0 * d_w
    b_out -= 2.0 * d_b

for s, q in zip(sents, out):
    print(f"{s:25s} {q:.2f}")
