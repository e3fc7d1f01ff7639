# forward and backward of a tiny transformer block with the loops of C
import numpy as np


def encoder_forward(tok, wte, wpe):
    B, T = tok.shape
    return wte[tok] + wpe[:T]


def encoder_backward(dwte, dwpe, dout, tok):
    B, T, C = dout.shape
    # backward
    for b in range(B):
        for t in range(T):
            dwte[tok[b, t]] += dout[b, t]  #! dwte[tok[b, t]] = dout[b, t]  #! dwte[b] += dout[b, t]
            dwpe[t] += dout[b, t]  #! dwpe[b] += dout[b, t]
    # end


def layernorm_forward(inp, weight, bias, eps=1e-5):
    B, T, C = inp.shape
    out = np.zeros((B, T, C))
    mean = np.zeros((B, T))
    rstd = np.zeros((B, T))
    for b in range(B):
        for t in range(T):
            x = inp[b, t]
            m = x.sum() / C
            v = ((x - m) ** 2).sum() / C
            s = 1.0 / np.sqrt(v + eps)
            out[b, t] = (x - m) * s * weight + bias
            mean[b, t] = m
            rstd[b, t] = s
    return out, mean, rstd


def layernorm_backward(dweight, dbias, dout, inp, weight, mean, rstd):
    B, T, C = dout.shape
    # backward
    dinp = np.zeros((B, T, C))
    for b in range(B):
        for t in range(T):
            norm = (inp[b, t] - mean[b, t]) * rstd[b, t]
            dnorm = weight * dout[b, t]  #! dnorm = dout[b, t]
            dnorm_mean = dnorm.sum() / C  #! dnorm_mean = dnorm.sum()
            dnorm_norm_mean = (dnorm * norm).sum() / C  #! dnorm_norm_mean = (dnorm * norm).sum()
            dbias += dout[b, t]
            dweight += norm * dout[b, t]  #! dweight += norm * dnorm
            dinp[b, t] = (dnorm - dnorm_mean - norm * dnorm_norm_mean) * rstd[b, t]  #! dinp[b, t] = (dnorm - norm * dnorm_norm_mean) * rstd[b, t]
    # end
    return dinp


def attention_forward(inp, NH):
    B, T, C3 = inp.shape
    C = C3 // 3
    hs = C // NH
    scale = 1.0 / np.sqrt(hs)
    out = np.zeros((B, T, C))
    att = np.zeros((B, NH, T, T))
    for b in range(B):
        for t in range(T):
            for h in range(NH):
                query_t = inp[b, t, h * hs:(h + 1) * hs]
                preatt = []
                for t2 in range(t + 1):
                    key_t2 = inp[b, t2, C + h * hs:C + (h + 1) * hs]
                    preatt.append(np.dot(query_t, key_t2) * scale)
                preatt = np.array(preatt)
                e = np.exp(preatt - preatt.max())
                att[b, h, t, :t + 1] = e / e.sum()
                for t2 in range(t + 1):
                    value_t2 = inp[b, t2, 2 * C + h * hs:2 * C + (h + 1) * hs]
                    out[b, t, h * hs:(h + 1) * hs] += att[b, h, t, t2] * value_t2
    return out, att


def attention_backward(dout, inp, att, NH):
    B, T, C3 = inp.shape
    C = C3 // 3
    hs = C // NH
    scale = 1.0 / np.sqrt(hs)
    # backward
    dinp = np.zeros((B, T, C3))
    for b in range(B):
        for t in range(T):
            for h in range(NH):
                dout_t = dout[b, t, h * hs:(h + 1) * hs]
                query_t = inp[b, t, h * hs:(h + 1) * hs]
                att_t = att[b, h, t]
                datt = np.zeros(T)
                for t2 in range(t + 1):
                    value_t2 = inp[b, t2, 2 * C + h * hs:2 * C + (h + 1) * hs]
                    datt[t2] += np.dot(value_t2, dout_t)
                    dinp[b, t2, 2 * C + h * hs:2 * C + (h + 1) * hs] += att_t[t2] * dout_t  #! dinp[b, t, 2 * C + h * hs:2 * C + (h + 1) * hs] += att_t[t2] * dout_t
                dpreatt = np.zeros(T)
                for t2 in range(t + 1):
                    for t3 in range(t + 1):
                        indicator = 1.0 if t2 == t3 else 0.0
                        local_derivative = att_t[t2] * (indicator - att_t[t3])  #! local_derivative = att_t[t2] * (1 - att_t[t3])
                        dpreatt[t3] += local_derivative * datt[t2]  #! dpreatt[t3] = local_derivative * datt[t2]
                for t2 in range(t + 1):
                    key_t2 = inp[b, t2, C + h * hs:C + (h + 1) * hs]
                    dinp[b, t, h * hs:(h + 1) * hs] += key_t2 * dpreatt[t2] * scale  #! dinp[b, t, h * hs:(h + 1) * hs] += key_t2 * dpreatt[t2]
                    dinp[b, t2, C + h * hs:C + (h + 1) * hs] += query_t * dpreatt[t2] * scale
    # end
    return dinp


def crossentropy_softmax_backward(probs, targets):
    B, T, V = probs.shape
    # backward
    dlogits = np.zeros((B, T, V))
    for b in range(B):
        for t in range(T):
            for i in range(V):
                indicator = 1.0 if i == targets[b, t] else 0.0
                dlogits[b, t, i] += (probs[b, t, i] - indicator) * 1.0 / (B * T)  #! dlogits[b, t, i] += (indicator - probs[b, t, i]) * 1.0 / (B * T)
    # end
    return dlogits


np.random.seed(1337)
B, T, C, V, NH = 2, 3, 4, 5, 2
tokens = np.array([[0, 2, 1], [4, 1, 1]])
targets = np.array([[2, 1, 3], [1, 1, 0]])
wte = np.random.randn(V, C) * 0.5
wpe = np.random.randn(T, C) * 0.5
ln1w, ln1b = np.random.randn(C) * 0.1 + 1, np.zeros(C)
qkvw, qkvb = np.random.randn(C, 3 * C) * 0.4, np.zeros(3 * C)
attprojw = np.random.randn(C, C) * 0.4
lr = 0.1

for step in range(2):
    # forward
    encoded = encoder_forward(tokens, wte, wpe)
    ln1, ln1_mean, ln1_rstd = layernorm_forward(encoded, ln1w, ln1b)
    qkv = ln1 @ qkvw + qkvb
    atty, att = attention_forward(qkv, NH)
    residual = encoded + atty @ attprojw
    logits = residual @ wte.T
    p = np.exp(logits - logits.max(-1, keepdims=True))
    probs = p / p.sum(-1, keepdims=True)
    losses = -np.log(probs[np.arange(B)[:, None], np.arange(T)[None, :], targets])
    mean_loss = losses.sum() / (B * T)
    print(f"step {step}: loss {mean_loss}")

    # backward
    dwte, dwpe = np.zeros_like(wte), np.zeros_like(wpe)
    dln1w, dln1b = np.zeros_like(ln1w), np.zeros_like(ln1b)
    dlogits = crossentropy_softmax_backward(probs, targets)
    dwte += dlogits.reshape(-1, V).T @ residual.reshape(-1, C)
    dresidual = dlogits @ wte
    dattprojw = atty.reshape(-1, C).T @ dresidual.reshape(-1, C)
    datty = dresidual @ attprojw.T  #! datty = dresidual @ attprojw
    dqkv = attention_backward(datty, qkv, att, NH)
    dqkvw = ln1.reshape(-1, C).T @ dqkv.reshape(-1, 3 * C)
    dqkvb = dqkv.sum(axis=(0, 1))
    dln1 = dqkv @ qkvw.T
    dencoded = dresidual.copy()
    dencoded += layernorm_backward(dln1w, dln1b, dln1, encoded, ln1w, ln1_mean, ln1_rstd)  #! dencoded = layernorm_backward(dln1w, dln1b, dln1, encoded, ln1w, ln1_mean, ln1_rstd)
    encoder_backward(dwte, dwpe, dencoded, tokens)
    # update
    wte -= lr * dwte
    wpe -= lr * dwpe
    ln1w -= lr * dln1w
    ln1b -= lr * dln1b
    qkvw -= lr * dqkvw
    qkvb -= lr * dqkvb
    attprojw -= lr * dattprojw
    # end
