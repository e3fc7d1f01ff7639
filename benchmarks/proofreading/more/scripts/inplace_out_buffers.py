# objective: 0.5 * np.sum((Z2 - T) ** 2) / n
# zero allocation inside the loop: every array is made once and reused through out=
import numpy as np

rs = np.random.RandomState(1)
n, d, h, k = 8, 5, 7, 2
A0 = rs.rand(n, d)
T = rs.rand(n, k)
W1 = rs.randn(d, h) * 0.5
W2 = rs.randn(h, k) * 0.5
b1 = np.zeros(h)
b2 = np.zeros(k)

# buffers
Z1 = np.empty((n, h)); A1 = np.empty((n, h)); D1 = np.empty((n, h)); M = np.empty((n, h))
Z2 = np.empty((n, k)); D2 = np.empty((n, k))
gW1 = np.empty_like(W1); gW2 = np.empty_like(W2)
gb1 = np.empty_like(b1); gb2 = np.empty_like(b2)
alpha = 0.15

for i in range(25):
    np.dot(A0, W1, out=Z1)
    Z1 += b1
    np.tanh(Z1, out=A1)
    np.dot(A1, W2, out=Z2)
    np.add(Z2, b2, out=Z2)

    # backward
    np.subtract(Z2, T, out=D2)
    D2 /= n
    np.dot(A1.T, D2, out=gW2)
    D2.sum(axis=0, out=gb2)
    np.dot(D2, W2.T, out=D1)
    np.multiply(A1, A1, out=M)
    np.subtract(1.0, M, out=M)
    D1 *= M
    np.dot(A0.T, D1, out=gW1)
    np.sum(D1, axis=0, out=gb1)

    # update
    for p, g in ((W1, gW1), (b1, gb1), (W2, gW2), (b2, gb2)):
        np.multiply(g, alpha, out=g)
        np.subtract(p, g, out=p)

print(np.abs(Z2 - T).max())
