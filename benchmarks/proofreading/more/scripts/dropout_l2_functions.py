import numpy as np

KEEP = 0.75
LAMBD = 0.1


def relu6(z):
    return np.minimum(np.maximum(z, 0), 6)


def get_batch():
    r = np.random.RandomState(8)
    inputs = r.normal(size=(8, 3))
    outputs = (inputs ** 2).sum(1, keepdims=True) > 2.2
    return inputs, outputs.astype(float)


def init(r):
    W1 = r.normal(size=(3, 5)); b1 = np.full(5, .2)
    W2 = r.normal(size=(5, 5)) / 2; b2 = np.full(5, .2)
    W3 = r.normal(size=(5, 1)) / 2; b3 = np.zeros(1)
    return [W1, b1, W2, b2, W3, b3]


def forward(x, params, r):
    W1, b1, W2, b2, W3, b3 = params
    Z1 = x.dot(W1) + b1
    D1 = (r.rand(*Z1.shape) < KEEP) / KEEP          # inverted dropout
    H1 = relu6(Z1) * D1
    Z2 = H1.dot(W2) + b2
    D2 = (r.rand(*Z2.shape) < KEEP) / KEEP
    H2 = np.tanh(Z2) * D2
    P = 1 / (1 + np.exp(-(H2.dot(W3) + b3)))
    return P, (Z1, D1, H1, Z2, D2, H2)


def cost(P, t, params):
    n = t.shape[0]
    xent = -np.sum(t * np.log(P) + (1 - t) * np.log(1 - P)) / n
    l2 = LAMBD / (2 * n) * sum(np.square(w).sum() for w in params[::2])
    return xent + l2


def backprop(x, t, P, stuff, params):
    # backward
    W1, b1, W2, b2, W3, b3 = params
    Z1, D1, H1, Z2, D2, H2 = stuff  #! Z1, D2, H1, Z2, D1, H2 = stuff
    n = x.shape[0]
    dZ3 = (P - t) / n  #! dZ3 = (P - t) * P * (1 - P) / n
    gW3 = H2.T.dot(dZ3) + LAMBD / n * W3  #! gW3 = H2.T.dot(dZ3)
    gb3 = dZ3.sum(0)
    dH2 = dZ3.dot(W3.T) * D2  #! dH2 = dZ3.dot(W3.T)  #! dH2 = dZ3.dot(W3.T) * D1  #! dH2 = dZ3.dot(W3.T) * (D2 > 0)  #! dH2 = dZ3.dot(W3.T) * D2 / KEEP
    dZ2 = dH2 * (1 - np.tanh(Z2) ** 2)  #! dZ2 = dH2 * (1 - H2 ** 2)  #! dZ2 = dH2 * (1 - np.tanh(Z2))
    gW2 = H1.T.dot(dZ2) + LAMBD / n * W2  #! gW2 = relu6(Z1).T.dot(dZ2) + LAMBD / n * W2
    gb2 = dZ2.sum(0)
    dH1 = dZ2.dot(W2.T) * D1  #! dH1 = dZ2.dot(W2) * D1
    dZ1 = dH1 * (Z1 > 0) * (Z1 < 6)  #! dZ1 = dH1 * (Z1 > 6)  #! dZ1 = dH1 * (Z1 < 6)
    gW1 = x.T.dot(dZ1) + LAMBD / n * W1
    gb1 = dZ1.sum(0)
    return [gW1, gb1, gW2, gb2, gW3, gb3]  #! return [gW1, gb2, gW2, gb1, gW3, gb3]
    # end


def main():
    x, t = get_batch()
    r = np.random.RandomState(0)
    params = init(r)
    for i in range(12):
        P, stuff = forward(x, params, r)
        c = cost(P, t, params)
        grads = backprop(x, t, P, stuff, params)
        # update
        for q, gq in zip(params, grads):
            q -= 0.3 * gq
        # end
        print('%02d  cost %.4f' % (i, c))


main()
