import numpy as np

# tiny CNN from scratch: conv 3x3 (2 filters) -> relu -> maxpool 2x2 -> dense -> sigmoid
# bars: horizontal = 0, vertical = 1
r = np.random.RandomState(42)
imgs = 0.2 * r.rand(3, 6, 6)
imgs[0, 2, :] += 1
imgs[1, :, 3] += 1
imgs[2, :, 1] += 1
labels = [0, 1, 1]

K = r.randn(2, 3, 3) * 0.5
kb = np.array([0.1, -0.05])
V = r.randn(8) * 0.5
c = np.zeros(1)


def forward(img, t):
    conv = np.zeros((2, 4, 4))
    for f in range(2):
        for i in range(4):
            for j in range(4):
                conv[f, i, j] = np.sum(img[i:i+3, j:j+3] * K[f]) + kb[f]
    relu = np.maximum(conv, 0)
    pool = np.zeros((2, 2, 2))
    for f in range(2):
        for i in range(2):
            for j in range(2):
                pool[f, i, j] = relu[f, 2*i:2*i+2, 2*j:2*j+2].max()
    flat = pool.flatten()
    prob = 1 / (1 + np.exp(-(flat.dot(V) + c[0])))
    loss = -(t * np.log(prob) + (1 - t) * np.log(1 - prob))
    return loss, conv, relu, flat, prob


def gradients(imgs, labels):
    total = 0
    dK, dkb, dV, dc = np.zeros_like(K), np.zeros_like(kb), np.zeros_like(V), np.zeros_like(c)
    n = len(imgs)
    for img, t in zip(imgs, labels):
        loss, conv, relu, flat, prob = forward(img, t)
        total += loss / n
        # backward
        ds = (prob - t) / n  #! ds = prob - t
        dV += ds * flat  #! dV = ds * flat
        dc += ds
        dpool = (ds * V).reshape(2, 2, 2)  #! dpool = (ds * flat).reshape(2, 2, 2)
        drelu = np.zeros_like(relu)
        for f in range(2):
            for i in range(2):
                for j in range(2):
                    win = relu[f, 2*i:2*i+2, 2*j:2*j+2]
                    a, b = np.unravel_index(win.argmax(), (2, 2))  #! b, a = np.unravel_index(win.argmax(), (2, 2))  #! a, b = np.unravel_index(win.argmin(), (2, 2))
                    drelu[f, 2*i + a, 2*j + b] += dpool[f, i, j]  #! drelu[f, i + a, j + b] += dpool[f, i, j]
        dconv = drelu * (conv > 0)  #! dconv = drelu * conv
        for f in range(2):
            dkb[f] += dconv[f].sum()  #! dkb[f] += dconv.sum()
            for i in range(4):
                for j in range(4):
                    dK[f] += dconv[f, i, j] * img[i:i+3, j:j+3]  #! dK[f] = dconv[f, i, j] * img[i:i+3, j:j+3]  #! dK[f] += dconv[f, i, j] * img[j:j+3, i:i+3]
        # end
    return total, (dK, dkb, dV, dc)


lr = 0.3
for epoch in range(4):
    total, (gK, gkb, gV, gc) = gradients(imgs, labels)
    # update
    K -= lr * gK
    kb -= lr * gkb
    V -= lr * gV
    c -= lr * gc
    # end
    print('epoch %d loss %.4f' % (epoch, total))
