import numpy as np
rng = np.random.default_rng(42)
n = 6
X = rng.normal(size=(n, 4))
Y = rng.integers(0, 3, size=n)
W = rng.normal(size=(4, 3))
b = rng.normal(size=3) * 0.1
parameters = [W, b]
for i in range(2):
    logits = X @ W + b
    logit_maxes = logits.max(axis=1, keepdims=True)
    norm_logits = logits - logit_maxes
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(axis=1, keepdims=True)
    counts_sum_inv = counts_sum ** -1
    probs = counts * counts_sum_inv
    logprobs = np.log(probs)
    loss = -logprobs[range(n), Y].mean()
    # backward
    dlogprobs = np.zeros_like(logprobs)
    dlogprobs[range(n), Y] = -1.0 / n
    dprobs = (1.0 / probs) * dlogprobs
    dcounts_sum_inv = (counts * dprobs).sum(axis=1, keepdims=True)
    dcounts = counts_sum_inv * dprobs
    dcounts_sum = (-(counts_sum ** -2)) * dcounts_sum_inv
    dcounts += np.ones_like(counts) * dcounts_sum
    dnorm_logits = counts * dcounts
    dlogits = dnorm_logits.copy()
    dW = X.T @ dlogits
    db = dlogits.sum(axis=0)
    # update
    for p, g in zip(parameters, [dW, db]):
        p -= 0.1 * g
