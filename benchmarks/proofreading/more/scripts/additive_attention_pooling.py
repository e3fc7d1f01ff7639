# Additive (Bahdanau style) attention that pools a sequence into one vector, then logistic regression.
# Sequences have different lengths, so everything goes through one sequence at a time and
# the gradients are summed up and divided by the number of sequences at the end.
import numpy as np

rng = np.random.RandomState(12)
seqs = [rng.randn(n, 4) for n in (3, 5, 2)]
lab = [1, 0, 1]

Wa = rng.randn(3, 4) * 0.5      # attention hidden x features
ba = np.zeros(3)
va = rng.randn(3)
w = rng.randn(4)
b = 0.0

for epoch in range(3):
    gWa, gba, gva = np.zeros((3, 4)), np.zeros(3), np.zeros(3)
    gw, gb, total = np.zeros(4), 0.0, 0.0
    for S, target in zip(seqs, lab):
        u = np.tanh(S @ Wa.T + ba)
        energy = u @ va
        alpha = np.exp(energy) / np.exp(energy).sum()
        context = alpha @ S
        prob = 1 / (1 + np.exp(-(w @ context + b)))
        total -= target * np.log(prob) + (1 - target) * np.log(1 - prob)

        # backward
        d_logit = prob - target
        gw += d_logit * context  #! gw += d_logit * S.mean(axis=0)
        gb += d_logit
        d_context = d_logit * w
        d_alpha = S @ d_context
        d_energy = alpha * (d_alpha - alpha @ d_alpha)  #! d_energy = alpha * (1 - alpha) * d_alpha  #! d_energy = d_alpha - alpha * np.sum(d_alpha)
        gva += u.T @ d_energy  #! gva = u.T @ d_energy
        d_u = np.outer(d_energy, va)
        d_pre = d_u * (1 - u ** 2)  #! d_pre = d_u * (1 - np.tanh(u) ** 2)
        gWa += d_pre.T @ S
        gba += d_pre.sum(axis=0)
    loss = total / len(seqs)

    # update
    Wa -= 0.5 * gWa / len(seqs)
    ba -= 0.5 * gba / len(seqs)  #! ba -= 0.5 * gba
    va -= 0.5 * gva / len(seqs)  #! va -= 0.5 * gba / len(seqs)
    w -= 0.5 * gw / len(seqs)
    b -= 0.5 * gb / len(seqs)  #! b += 0.5 * gb / len(seqs)
