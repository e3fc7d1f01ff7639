import numpy as np

# cross entropy with a *learned* temperature, every little step on its own line (exercise 2)


def loss_forward(logits, log_temp, Yb):
    n = logits.shape[0]
    temp = np.exp(log_temp)
    scaled = logits / temp
    scaled_maxes = scaled.max(1, keepdims=True)
    norm_logits = scaled - scaled_maxes
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(1, keepdims=True)
    counts_sum_inv = counts_sum ** -1
    probs = counts * counts_sum_inv
    logprobs = np.log(probs)
    loss = -logprobs[range(n), Yb].mean()
    return loss, (logits, temp, Yb, counts, counts_sum, counts_sum_inv, probs, scaled)


def loss_backward(dloss, cache):
    logits, temp, Yb, counts, counts_sum, counts_sum_inv, probs, scaled = cache
    n = logits.shape[0]
    # backward
    dlogprobs = np.zeros_like(logits)
    dlogprobs[range(n), Yb] = -1.0 / n * dloss  #! dlogprobs[range(n), Yb] = -1.0 * dloss  #! dlogprobs[:, Yb] = -1.0 / n * dloss
    dprobs = (1.0 / probs) * dlogprobs  #! dprobs = probs * dlogprobs
    dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)  #! dcounts_sum_inv = (counts * dprobs).sum(0, keepdims=True)
    dcounts_sum = -counts_sum ** -2 * dcounts_sum_inv  #! dcounts_sum = counts_sum ** -2 * dcounts_sum_inv
    dcounts = counts_sum_inv * dprobs
    dcounts += np.ones_like(counts) * dcounts_sum  #! dcounts = np.ones_like(counts) * dcounts_sum
    dscaled = counts * dcounts  # the max only is there for stability, no gradient
    dlogits = dscaled / temp
    dtemp = -(dscaled * logits).sum() / temp ** 2  #! dtemp = -(dscaled * scaled).sum() / temp ** 2  #! dtemp = -(dscaled * logits).sum() / temp
    dlog_temp = dtemp * temp
    return dlogits, dlog_temp


np.random.seed(2147)
FORWARD = loss_forward
BACKWARD = loss_backward
INPUTS = (np.random.randn(5, 4), np.array(0.4), np.array([3, 0, 1, 1, 2]))
