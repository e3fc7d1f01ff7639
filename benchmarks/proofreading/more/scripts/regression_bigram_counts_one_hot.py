# bigram model as one linear layer + softmax, smoothness penalty on W
import numpy as np

words = ["anna", "nan", "bab"]
chars = [".", "a", "b", "n"]
stoi = {s: i for i, s in enumerate(chars)}
xs, ys = [], []
for w in words:
    chs = ["."] + list(w) + ["."]
    for ch1, ch2 in zip(chs, chs[1:]):
        xs.append(stoi[ch1])
        ys.append(stoi[ch2])
xs, ys = np.array(xs), np.array(ys)
num = xs.size
W = np.random.default_rng(7).normal(size=(4, 4))
xenc = np.eye(4)[xs]

for k in range(3):
    logits = xenc @ W
    counts = np.exp(logits)
    counts_sum = counts.sum(1, keepdims=True)
    probs = counts / counts_sum
    p_correct = probs[np.arange(num), ys]
    nll = -np.log(p_correct)
    loss = nll.mean() + 0.01 * (W ** 2).mean()
    # backward
    d_nll = np.ones(num) / num
    d_p_correct = -d_nll / p_correct  #! d_p_correct = d_nll / p_correct  #! d_p_correct = -d_nll * p_correct
    d_probs = np.zeros_like(probs)
    d_probs[np.arange(num), ys] = d_p_correct  #! d_probs[np.arange(num), xs] = d_p_correct  #! d_probs[:, ys] = d_p_correct
    d_counts = d_probs / counts_sum
    d_counts_sum = -(d_probs * counts).sum(1, keepdims=True) / counts_sum ** 2  #! d_counts_sum = -(d_probs * counts).sum(1, keepdims=True) / counts_sum  #! d_counts_sum = -(d_probs * counts).sum(0, keepdims=True) / counts_sum ** 2
    d_counts = d_counts + d_counts_sum  #! d_counts = d_counts - d_counts_sum
    d_logits = d_counts * counts  #! d_logits = d_counts * logits  #! d_logits = d_counts * probs
    dW = xenc.T @ d_logits + 0.01 * 2 * W / W.size  #! dW = xenc.T @ d_logits  #! dW = xenc.T @ d_logits + 0.01 * 2 * W
    # update
    W -= 5 * dW
    # end
    print(loss)
