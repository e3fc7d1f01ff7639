import numpy as np
np.random.seed(31)
# cell 1: the data
scores_in = np.random.randn(5, 3)
hot = np.eye(4)[[0, 3, 1, 2, 1]]
W = np.random.randn(3, 4) * 0.4
for step in range(2):
    # cell 2: forward, one operation a line
    logits = scores_in @ W
    top = np.max(logits, axis=1, keepdims=True)
    shifted = logits - top
    expd = np.exp(shifted)
    total = np.sum(expd, axis=1, keepdims=True)
    logtotal = np.log(total)
    logp = shifted - logtotal
    loss = -np.sum(hot * logp) / 5
    # cell 3: the same lines from the last to the first
    # backward
    d_logp = -hot / 5
    d_shifted = d_logp.copy()
    d_logtotal = -np.sum(d_logp, axis=1, keepdims=True)  #! d_logtotal = np.sum(d_logp, axis=1, keepdims=True)
    d_total = d_logtotal / total  #! d_total = d_logtotal * total
    d_expd = d_total * np.ones_like(expd)
    d_shifted += d_expd * expd  #! d_shifted = d_expd * expd #! d_shifted += d_expd * shifted
    d_logits = d_shifted
    d_W = scores_in.T @ d_logits
    # update
    W -= 0.3 * d_W
