# binary classifier, tanh + relu, inverted dropout on both hidden layers, all inside one function
import numpy as np

def train(Xtr, ytr, sizes=(3, 6, 5, 1), p_keep=(0.8, 0.6), rate=0.3, epochs=6, seed=99):
    rnd = np.random.RandomState(seed)
    ws = [rnd.randn(a, b) / np.sqrt(a) for a, b in zip(sizes[:-1], sizes[1:])]
    bs = [0.1 * rnd.randn(b) for b in sizes[1:]]
    history = []

    def fwd(X):
        m1 = (rnd.rand(len(X), sizes[1]) < p_keep[0]) / p_keep[0]
        m2 = (rnd.rand(len(X), sizes[2]) < p_keep[1]) / p_keep[1]
        h1 = np.tanh(X.dot(ws[0]) + bs[0])
        d1 = h1 * m1
        pre2 = d1.dot(ws[1]) + bs[1]
        h2 = np.maximum(pre2, 0)
        d2 = h2 * m2
        out = 1 / (1 + np.exp(-(d2.dot(ws[2]) + bs[2])))
        return m1, m2, h1, d1, pre2, d2, out

    for ep in range(epochs):
        m1, m2, h1, d1, pre2, d2, out = fwd(Xtr)
        loss = -np.mean(ytr * np.log(out) + (1 - ytr) * np.log(1 - out))
        history.append(loss)

        # backward
        delta3 = (out - ytr) / len(ytr)  #! delta3 = (ytr - out) / len(ytr)  #! delta3 = (out - ytr) * out * (1 - out) / len(ytr)
        gw3, gb3 = d2.T.dot(delta3), delta3.sum(0)  #! gw3, gb3 = (d2 / p_keep[1]).T.dot(delta3), delta3.sum(0)
        back2 = delta3.dot(ws[2].T) * m2  #! back2 = delta3.dot(ws[2].T)  #! back2 = delta3.dot(ws[2].T) * (m2 > 0)  #! back2 = delta3.dot(ws[2].T) * m2 / p_keep[1]
        delta2 = back2 * (pre2 > 0)  #! delta2 = back2 * (pre2 < 0)
        gw2, gb2 = d1.T.dot(delta2), delta2.sum(0)  #! gw2, gb2 = h1.T.dot(delta2), delta2.sum(0)
        back1 = delta2.dot(ws[1].T) * m1  #! back1 = delta2.dot(ws[1].T) * (1 - m1)  #! back1 = delta2.dot(ws[1].T) * p_keep[0]
        delta1 = back1 * (1 - h1 ** 2)  #! delta1 = back1 * (1 - d1 ** 2)  #! delta1 = back1 * h1 * (1 - h1)
        gw1, gb1 = Xtr.T.dot(delta1), delta1.sum(0)
        # update
        for W, b, gw, gb in zip(ws, bs, (gw1, gw2, gw3), (gb1, gb2, gb3)):
            W -= rate * gw
            b -= rate * gb  #! b -= rate * gb / len(ytr)
        # end
    return ws, bs, history

pts = np.array([[0.1, 1.2, -0.7], [1.5, -0.3, 0.2], [-1.1, 0.4, 0.9], [0.6, 0.8, -1.4],
                [-0.5, -1.6, 0.3], [1.0, 0.0, 1.1], [-0.2, 0.7, 0.5], [0.9, -1.0, -0.6]])
lab = np.array([1, 0, 1, 1, 0, 0, 1, 0]).reshape(-1, 1)
w, b, hist = train(pts, lab)
print("\n".join("%d  %.5f" % (i, v) for i, v in enumerate(hist)))
