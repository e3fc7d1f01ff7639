# Parity of a bit string with a vanilla RNN (many-to-one).
# My solution to exercise 4: everything as column vectors, one string at a time.
import numpy as np
np.random.seed(3)

strings = ["01101", "11100", "00010", "10101", "11011", "00000"]
T, H = 5, 6
eta = 0.2

U = 0.5 * np.random.randn(H, 1)
W = 0.8 * np.eye(H) + 0.1 * np.random.randn(H, H)
V = 0.5 * np.random.randn(1, H)
b = np.zeros((H, 1))
c = np.zeros((1, 1))

for epoch in range(12):
    J = 0.0
    dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
    db, dc = np.zeros_like(b), np.zeros_like(c)
    n = len(strings)
    for s in strings:
        x = [2 * float(ch) - 1 for ch in s]
        y = s.count("1") % 2
        h = {-1: np.zeros((H, 1))}
        for t in range(T):
            h[t] = np.tanh(U * x[t] + W.dot(h[t - 1]) + b)
        p = 1 / (1 + np.exp(-(V.dot(h[T - 1]) + c)))
        J -= (y * np.log(p) + (1 - y) * np.log(1 - p)).item() / n

        # backward
        dz = (p - y) / n                            #! dz = (y - p) / n  #! dz = p - y
        dV += dz.dot(h[T - 1].T)                    #! dV = dz.dot(h[T - 1].T)  #! dV += dz.dot(h[0].T)
        dc += dz
        dh = V.T.dot(dz)
        for t in range(T - 1, -1, -1):              #! for t in range(T - 1, 0, -1):
            da = dh * (1 - h[t] ** 2)               #! da = dh * (1 - h[t - 1] ** 2)  #! da = dh * (1 - np.tanh(h[t]) ** 2)
            dU += da * x[t]                         #! dU += da * x[t - 1]
            dW += da.dot(h[t - 1].T)                #! dW += da.dot(h[t].T)  #! dW += h[t - 1].dot(da.T)
            db += da
            dh = W.T.dot(da)                        #! dh = W.dot(da)  #! dh = W.T.dot(dh)
    # update
    U -= eta * dU                                   #! U += eta * dU
    W -= eta * dW
    V -= eta * dV
    b -= eta * db                                   #! b -= eta * da
    c -= eta * dc
    # end
    print("epoch %2d  J = %.5f" % (epoch, J))
