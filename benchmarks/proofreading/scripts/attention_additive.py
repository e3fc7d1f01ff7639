import numpy as np
np.random.seed(18)
keys = np.random.randn(5, 3)
query = np.random.randn(2)
target = np.random.randn(3)
Wk, Wq, v = np.random.randn(3, 4) * 0.5, np.random.randn(2, 4) * 0.5, np.random.randn(4)
for n in range(2):
    hidden = np.zeros((5, 4))
    score = np.zeros(5)
    for j in range(5):
        hidden[j] = np.tanh(keys[j] @ Wk + query @ Wq)
        score[j] = hidden[j] @ v
    alpha = np.exp(score) / np.exp(score).sum()
    context = alpha @ keys
    loss = np.sum((context - target) ** 2)
    # backward
    dcontext = 2 * (context - target)
    dalpha = keys @ dcontext
    dscore = alpha * (dalpha - alpha @ dalpha)  #! dscore = alpha * (1 - alpha) * dalpha
    dWk, dWq, dv = np.zeros_like(Wk), np.zeros_like(Wq), np.zeros_like(v)
    for j in range(5):
        dv += dscore[j] * hidden[j]  #! dv += dscore[j] * v
        dpre = dscore[j] * v * (1 - hidden[j] ** 2)  #! dpre = dscore[j] * (1 - hidden[j] ** 2)
        dWk += np.outer(keys[j], dpre)
        dWq += np.outer(query, dpre)  #! dWq = np.outer(query, dpre)
    # update
    Wk = Wk - 0.2 * dWk
    Wq = Wq - 0.2 * dWq
    v = v - 0.2 * dv
