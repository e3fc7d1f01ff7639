# objective: -sum(np.log(acts[-1][j, i]) for i, j in enumerate(num))
# tiny digits 3x5 pixels written by hand, any number of layers
import numpy as np

font = {0: "111101101101111", 1: "010110010010111", 2: "111001111100111", 3: "111001111001111",
        4: "101101111001001", 7: "111001001001001"}
X = np.array([[float(ch) for ch in font[d]] for d in font]).T      # 15 x 6, columns!
num = list(range(6))

def init(sizes, seed=10):
    r = np.random.RandomState(seed)
    ws = [r.randn(o, i) / np.sqrt(i) for i, o in zip(sizes[:-1], sizes[1:])]
    bs = [np.zeros((o, 1)) for o in sizes[1:]]
    return ws, bs

def forward(ws, bs, x):
    acts = [x]
    for w, b in zip(ws[:-1], bs[:-1]):
        acts.append(np.tanh(w @ acts[-1] + b))
    z = ws[-1] @ acts[-1] + bs[-1]
    z = np.exp(z - np.max(z, axis=0))
    acts.append(z / z.sum(axis=0))
    return acts

ws, bs = init([15, 8, 7, 6])
onehot = np.eye(6)
for epoch in range(25):
    acts = forward(ws, bs, X)
    # backward
    gws, gbs = [], []
    d = acts[-1] - onehot
    for w, a in zip(reversed(ws), reversed(acts[:-1])):
        gws.insert(0, d @ a.T)
        gbs.insert(0, d.sum(axis=1, keepdims=True))
        d = w.T @ d * (1 - a ** 2)      # for the input it is not used
    # update
    ws = [w - 0.1 * g for w, g in zip(ws, gws)]
    bs = [b - 0.1 * g for b, g in zip(bs, gbs)]
    if epoch % 6 == 0:
        print(epoch, "correct:", sum(acts[-1].argmax(0) == num))
noisy = X.copy()
noisy[4] = 1 - noisy[4]
print("noisy", [list(font)[j] for j in forward(ws, bs, noisy)[-1].argmax(0)])
