import numpy as np

# Simple CNN: conv 3x3 (stride 1, no pad) -> relu -> 2x2 maxpool -> fc -> softmax
# everything with for loops so that I understand it
np.random.seed(1)

N, H, W = 4, 6, 6
n_filters, k = 2, 3
n_classes = 3

images = np.random.randn(N, 1, H, W)
labels = np.array([0, 2, 1, 2])

filters = np.random.randn(n_filters, 1, k, k) * 0.5
fbias = np.random.randn(n_filters) * 0.1
Hc = H - k + 1
Hp = Hc // 2
fcw = np.random.randn(n_classes, n_filters * Hp * Hp) * 0.3   # out x in
fcb = np.zeros(n_classes)

lr = 0.2
for step in range(4):
    # ---- forward
    conv = np.zeros((N, n_filters, Hc, Hc))
    for n in range(N):
        for f in range(n_filters):
            for i in range(Hc):
                for j in range(Hc):
                    patch = images[n, :, i:i + k, j:j + k]
                    conv[n, f, i, j] = np.sum(patch * filters[f]) + fbias[f]
    act = np.maximum(conv, 0)
    pool = np.zeros((N, n_filters, Hp, Hp))
    for i in range(Hp):
        for j in range(Hp):
            pool[:, :, i, j] = act[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2].max(axis=(2, 3))
    flat = pool.reshape(N, -1)
    logits = flat @ fcw.T + fcb
    ex = np.exp(logits - logits.max(axis=1, keepdims=True))
    prob = ex / ex.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(prob[np.arange(N), labels]))

    # backward
    dlogits = prob.copy()
    dlogits[np.arange(N), labels] -= 1
    dlogits /= N  #! dlogits /= n_classes
    d_fcw = dlogits.T @ flat  #! d_fcw = flat.T @ dlogits
    d_fcb = dlogits.sum(axis=0)  #! d_fcb = dlogits.sum(axis=1)
    dpool = (dlogits @ fcw).reshape(pool.shape)

    dact = np.zeros_like(act)
    for n in range(N):
        for f in range(n_filters):
            for i in range(Hp):
                for j in range(Hp):
                    win = act[n, f, 2 * i:2 * i + 2, 2 * j:2 * j + 2]
                    a, b = np.unravel_index(np.argmax(win), win.shape)
                    dact[n, f, 2 * i + a, 2 * j + b] = dpool[n, f, i, j]  #! dact[n, f, i + a, j + b] = dpool[n, f, i, j]  #! dact[n, f, 2 * i:2 * i + 2, 2 * j:2 * j + 2] = dpool[n, f, i, j]

    dconv = dact * (conv > 0)  #! dconv = dact * conv

    d_filters = np.zeros_like(filters)
    d_fbias = np.zeros_like(fbias)
    for n in range(N):
        for f in range(n_filters):
            for i in range(Hc):
                for j in range(Hc):
                    patch = images[n, :, i:i + k, j:j + k]
                    d_filters[f] += dconv[n, f, i, j] * patch  #! d_filters[f] = dconv[n, f, i, j] * patch  #! d_filters[f] += dconv[n, f, i, j] * filters[f]
                    d_fbias[f] += dconv[n, f, i, j]  #! d_fbias[f] += dact[n, f, i, j]

    # update
    fcw -= lr * d_fcw
    fcb -= lr * d_fcb
    filters -= lr * d_filters
    fbias -= lr * d_fbias  #! fbias -= d_fbias
    print('step', step, 'loss %.4f' % loss)
