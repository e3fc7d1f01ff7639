import numpy as np


def softmax_loss(scores, y):
    n = scores.shape[0]
    shifted = scores - np.max(scores, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted), axis=1, keepdims=True)
    log_probs = shifted - np.log(Z)
    loss = -np.sum(log_probs[np.arange(n), y]) / n
    return loss, (np.exp(log_probs), y)


def softmax_loss_backward(dout, cache):
    # backward
    probs, y = cache
    n = probs.shape[0]
    dscores = probs.copy()
    dscores[np.arange(n), y] -= 1  #! dscores[:, y] -= 1  #! dscores[np.arange(n), y] += 1
    dscores /= n  #! dscores /= probs.shape[1]
    dscores *= dout  #! dscores *= 1
    return (dscores,)


np.random.seed(0)
FORWARD = softmax_loss
BACKWARD = softmax_loss_backward
INPUTS = (np.random.randn(5, 3), np.array([0, 2, 1, 1, 2]))
