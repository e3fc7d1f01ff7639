import numpy as np

# vocab: 0 <NULL>, 1 <START>, 2 <END>, 3.. words
word_to_idx = {'<NULL>': 0, '<START>': 1, '<END>': 2, 'cat': 3, 'dog': 4, 'sits': 5}
captions = np.array([[1, 3, 5, 2, 0], [1, 4, 2, 0, 0], [1, 4, 5, 2, 0], [1, 3, 5, 5, 2]])
np.random.seed(0)
N, T, V = 4, 4, len(word_to_idx)
D, Wd, H = 5, 3, 6
features = np.random.randn(N, D)
params = dict(
    W_embed=np.random.randn(V, Wd) / 10,
    W_proj=np.random.randn(D, H) / np.sqrt(D), b_proj=np.zeros(H),
    Wx=np.random.randn(Wd, H) / np.sqrt(Wd), Wh=np.random.randn(H, H) / np.sqrt(H), b=np.zeros(H),
    W_vocab=np.random.randn(H, V) / np.sqrt(H), b_vocab=np.zeros(V))


def captioning_loss(features, captions):
    captions_in = captions[:, :-1]
    captions_out = captions[:, 1:]
    mask = (captions_out != word_to_idx['<NULL>'])
    P = params
    h0 = features.dot(P['W_proj']) + P['b_proj']
    x = P['W_embed'][captions_in]
    h = np.zeros((N, T, H))
    prev_h = h0
    for t in range(T):
        prev_h = np.tanh(x[:, t].dot(P['Wx']) + prev_h.dot(P['Wh']) + P['b'])
        h[:, t] = prev_h
    scores = h.dot(P['W_vocab']) + P['b_vocab']
    x_flat = scores.reshape(N * T, V)
    y_flat = captions_out.reshape(N * T)
    mask_flat = mask.reshape(N * T)
    probs = np.exp(x_flat - np.max(x_flat, axis=1, keepdims=True))
    probs /= np.sum(probs, axis=1, keepdims=True)
    loss = -np.sum(mask_flat * np.log(probs[np.arange(N * T), y_flat])) / N

    # backward
    grads = {k: np.zeros_like(v) for k, v in P.items()}
    dx_flat = probs.copy()
    dx_flat[np.arange(N * T), y_flat] -= 1
    dx_flat /= N
    dx_flat *= mask_flat[:, None]
    dscores = dx_flat.reshape(N, T, V)
    grads['W_vocab'] = h.reshape(N * T, H).T.dot(dx_flat)
    grads['b_vocab'] = dscores.sum(axis=(0, 1))
    dh = dscores.dot(P['W_vocab'].T)
    dprev_h = np.zeros((N, H))
    for t in range(T - 1, -1, -1):
        dnext_h = dh[:, t] + dprev_h
        da = dnext_h * (1 - h[:, t] ** 2)
        before = h[:, t - 1] if t > 0 else h0
        grads['Wx'] += x[:, t].T.dot(da)
        grads['Wh'] += before.T.dot(da)
        grads['b'] += da.sum(axis=0)
        dprev_h = da.dot(P['Wh'].T)
        np.add.at(grads['W_embed'], captions_in[:, t], da.dot(P['Wx'].T))
    grads['W_proj'] = features.T.dot(dprev_h)
    grads['b_proj'] = dprev_h.sum(axis=0)
    return loss, grads


for i in range(20):
    loss, grads = captioning_loss(features, captions)
    # update
    for p, w in params.items():
        params[p] = w - 0.1 * grads[p]
    if (i + 1) % 5 == 0:
        print('(Iteration %d / 20) loss: %f' % (i + 1, loss))
