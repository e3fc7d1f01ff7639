"""assignment 3: the RNN layers, with a toy captioning loss at the end"""
import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x.dot(Wx) + prev_h.dot(Wh) + b)
    cache = (x, prev_h, Wx, Wh, next_h)
    return next_h, cache


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, next_h = cache
    # backward
    dtanh = dnext_h * (1 - next_h ** 2)  #! dtanh = dnext_h * (1 - np.tanh(next_h) ** 2)
    dx = dtanh.dot(Wx.T)
    dprev_h = dtanh.dot(Wh.T)  #! dprev_h = dtanh.dot(Wh)
    dWx = x.T.dot(dtanh)
    dWh = prev_h.T.dot(dtanh)  #! dWh = next_h.T.dot(dtanh)
    db = np.sum(dtanh, axis=0)
    return dx, dprev_h, dWx, dWh, db


def rnn_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    h = np.zeros((N, T, h0.shape[1]))
    cache = []
    prev_h = h0
    for t in range(T):
        prev_h, step_cache = rnn_step_forward(x[:, t, :], prev_h, Wx, Wh, b)
        h[:, t, :] = prev_h
        cache.append(step_cache)
    return h, cache


def rnn_backward(dh, cache):
    N, T, H = dh.shape
    D = cache[0][0].shape[1]
    dx = np.zeros((N, T, D))
    dWx, dWh, db = np.zeros((D, H)), np.zeros((H, H)), np.zeros(H)
    dprev_h = np.zeros((N, H))
    # backward
    for t in reversed(range(T)):
        dnext_h = dh[:, t, :] + dprev_h  #! dnext_h = dh[:, t, :]
        dx[:, t, :], dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dnext_h, cache[t])
        dWx += dWx_t
        dWh += dWh_t
        db += db_t
    dh0 = dprev_h
    return dx, dh0, dWx, dWh, db


def word_embedding_forward(x, W):
    out = W[x]
    cache = (x, W)
    return out, cache


def word_embedding_backward(dout, cache):
    x, W = cache
    # backward
    dW = np.zeros_like(W)
    np.add.at(dW, x, dout)  #! dW[x] += dout
    return dW


def temporal_affine_forward(x, w, b):
    N, T, D = x.shape
    M = b.shape[0]
    out = x.reshape(N * T, D).dot(w).reshape(N, T, M) + b
    cache = x, w, b, out
    return out, cache


def temporal_affine_backward(dout, cache):
    x, w, b, out = cache
    N, T, D = x.shape
    M = b.shape[0]
    # backward
    dx = dout.reshape(N * T, M).dot(w.T).reshape(N, T, D)
    dw = dout.reshape(N * T, M).T.dot(x.reshape(N * T, D)).T
    db = dout.sum(axis=(0, 1))
    return dx, dw, db


def temporal_softmax_loss(x, y, mask):
    N, T, V = x.shape
    x_flat, y_flat, mask_flat = x.reshape(N * T, V), y.reshape(N * T), mask.reshape(N * T)
    probs = np.exp(x_flat - np.max(x_flat, axis=1, keepdims=True))
    probs /= np.sum(probs, axis=1, keepdims=True)
    loss = -np.sum(mask_flat * np.log(probs[np.arange(N * T), y_flat])) / N
    # backward
    dx_flat = probs.copy()
    dx_flat[np.arange(N * T), y_flat] -= 1
    dx_flat /= N
    dx_flat *= mask_flat[:, None]
    dx = dx_flat.reshape(N, T, V)
    return loss, dx


np.random.seed(231)
N, T, V, D, H, F = 3, 4, 7, 5, 6, 2
features = np.random.randn(N, F)
captions = np.array([[1, 3, 5, 3, 2], [1, 4, 4, 2, 0], [1, 6, 2, 0, 0]])
captions_in, captions_out = captions[:, :-1], captions[:, 1:]
mask = captions_out != 0

params = {'W_proj': np.random.randn(F, H), 'b_proj': np.zeros(H), 'W_embed': np.random.randn(V, D),
          'Wx': np.random.randn(D, H) / np.sqrt(D), 'Wh': np.random.randn(H, H) / np.sqrt(H),
          'b': np.zeros(H), 'W_vocab': np.random.randn(H, V) / np.sqrt(H), 'b_vocab': np.zeros(V)}

for it in range(2):
    h0 = features.dot(params['W_proj']) + params['b_proj']
    wordvec, cache_embed = word_embedding_forward(captions_in, params['W_embed'])
    h, cache_rnn = rnn_forward(wordvec, h0, params['Wx'], params['Wh'], params['b'])
    scores, cache_vocab = temporal_affine_forward(h, params['W_vocab'], params['b_vocab'])
    loss, dscores = temporal_softmax_loss(scores, captions_out, mask)
    grads = {}
    # backward
    dh, grads['W_vocab'], grads['b_vocab'] = temporal_affine_backward(dscores, cache_vocab)
    dwordvec, dh0, grads['Wx'], grads['Wh'], grads['b'] = rnn_backward(dh, cache_rnn)
    grads['W_embed'] = word_embedding_backward(dwordvec, cache_embed)
    grads['W_proj'] = features.T.dot(dh0)  #! grads['W_proj'] = features.T.dot(dh[:, 0, :])
    grads['b_proj'] = np.sum(dh0, axis=0)
    # update
    for p in params:
        params[p] -= 0.1 * grads[p]
    # end
    print(it, loss)
