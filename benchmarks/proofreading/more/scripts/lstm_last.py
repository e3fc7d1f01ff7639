# LSTM, many to one: does the sequence contain more +1 than -1?
# batch of sequences, all four gates in one matrix, order i f o g
import numpy as np

class LSTM(object):
    def __init__(self, D, H, seed=0):
        r = np.random.RandomState(seed)
        self.D, self.H = D, H
        self.W = r.randn(D + H, 4 * H) / np.sqrt(D + H)
        self.b = np.zeros(4 * H)
        self.b[H:2*H] = 1.            # forget bias trick
        self.V = r.randn(H, 1) * 0.7
        self.c = np.zeros(1)

    def forward(self, X, y):
        N, T, D = X.shape
        H = self.H
        h, c = np.zeros((N, H)), np.zeros((N, H))
        steps = []
        for t in range(T):
            hx = np.hstack([X[:, t], h])
            a = hx @ self.W + self.b
            s = 1 / (1 + np.exp(-a[:, :3*H]))
            i, f, o = s[:, :H], s[:, H:2*H], s[:, 2*H:]
            g = np.tanh(a[:, 3*H:])
            c_prev = c
            c = f * c_prev + i * g
            tc = np.tanh(c)
            h = o * tc
            steps.append((hx, i, f, o, g, c_prev, tc))
        p = 1 / (1 + np.exp(-(h @ self.V + self.c)))
        loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
        return loss, (steps, h, p)

    def backward(self, y, cache):
        steps, h_last, p = cache
        N, D, H = len(y), self.D, self.H
        # backward
        dlogit = (p - y) / N  #! dlogit = p - y  #! dlogit = (p - y) * p * (1 - p) / N
        dV = h_last.T @ dlogit
        dc = dlogit.sum(axis=0)  #! dc = dlogit.mean(axis=0)
        dW, db = np.zeros_like(self.W), np.zeros_like(self.b)
        dh = dlogit @ self.V.T
        dcell = np.zeros_like(dh)
        for hx, i, f, o, g, c_prev, tc in reversed(steps):  #! for hx, i, f, o, g, c_prev, tc in steps:
            do = dh * tc  #! do = dh * np.tanh(tc)
            dcell = dcell + dh * o * (1 - tc * tc)  #! dcell = dh * o * (1 - tc * tc)  #! dcell = dcell + dh * o
            di = dcell * g  #! di = dcell * i
            dg = dcell * i
            df = dcell * c_prev
            da = np.hstack([di*i*(1-i), df*f*(1-f), do*o*(1-o), dg*(1-g**2)])  #! da = np.hstack([di*i*(1-i), df*f*(1-f), do*o*(1-o), dg*g*(1-g)])  #! da = np.hstack([di*i*(1-i), do*o*(1-o), df*f*(1-f), dg*(1-g**2)])
            dW += hx.T @ da  #! dW = hx.T @ da
            db += da.sum(0)
            dh = (da @ self.W.T)[:, D:]  #! dh = (da @ self.W.T)[:, :H]
            dcell = dcell * f  #! dcell = dcell * i
        # end
        return dW, db, dV, dc


X = np.array([[1, 1, -1, 1, -1], [-1, -1, 1, -1, 1], [1, -1, -1, -1, -1],
              [1, 1, 1, -1, 1], [-1, 1, 1, -1, 1], [-1, 1, -1, 1, -1]], float)
y = (X.sum(1, keepdims=True) > 0).astype(float)
X = np.stack([X, np.abs(np.cumsum(X, 1)) / 5], axis=2)   # second feature: how far we walked

net = LSTM(2, 3)
lr = 0.5
for epoch in range(8):
    loss, cache = net.forward(X, y)
    dW, db, dV, dc = net.backward(y, cache)
    # update
    net.W -= lr * dW  #! net.W += lr * dW
    net.b -= lr * db
    net.V -= lr * dV
    net.c -= lr * dc
    # end
    print(epoch, round(loss, 4))
