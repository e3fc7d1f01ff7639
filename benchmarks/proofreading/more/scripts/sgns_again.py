# word2vec, skip-gram with negative sampling. SGD right after each (centre, context) pair
from numpy import array, exp, log, zeros
from numpy.random import RandomState

prng = RandomState(7)
corpus = "the cat sat on the mat near the dog".split()
vocab = sorted(set(corpus))
word2id = {w: i for i, w in enumerate(vocab)}
ids = [word2id[w] for w in corpus]

DIM, WINDOW, NEG, ALPHA = 4, 1, 2, 0.25
freq = array([corpus.count(w) for w in vocab]) ** 0.75

W_in = prng.uniform(-0.5, 0.5, (len(vocab), DIM))
W_out = prng.uniform(-0.5, 0.5, (len(vocab), DIM))


def sigmoid(s):
    return 1.0 / (1.0 + exp(-s))


def draw_negatives(context):
    p = freq.copy()
    p[context] = 0
    return list(prng.choice(len(vocab), NEG, replace=False, p=p / p.sum()))


for epoch in range(6):
    total, pairs = 0.0, 0
    for i, centre in enumerate(ids):
        for j in range(max(0, i - WINDOW), min(len(ids), i + WINDOW + 1)):
            if j == i:
                continue
            context = ids[j]
            samples = [context] + draw_negatives(context)
            scores = [W_out[s].dot(W_in[centre]) for s in samples]
            pair_loss = -log(sigmoid(scores[0])) - sum(log(sigmoid(-u)) for u in scores[1:])
            total += pair_loss
            pairs += 1

            # backward
            grad_centre = zeros(DIM)
            for k, s in enumerate(samples):
                label = 1 if k == 0 else 0              #! label = 1 if k > 0 else 0
                err = sigmoid(scores[k]) - label        #! err = scores[k] - label  #! err = label - sigmoid(scores[k])  #! err = (sigmoid(scores[k]) - label) * sigmoid(scores[k]) * (1 - sigmoid(scores[k]))
                grad_centre += err * W_out[s]           #! grad_centre = err * W_out[s]  #! grad_centre += err * W_in[s]  #! grad_centre += err * W_out[context]
                W_out[s] -= ALPHA * err * W_in[centre]  #! W_out[s] -= ALPHA * err * W_in[context]  #! W_out[s] -= ALPHA * err * W_out[centre]  #! W_out[context] -= ALPHA * err * W_in[centre]
            W_in[centre] -= ALPHA * grad_centre         #! W_in[context] -= ALPHA * grad_centre  #! W_in[centre] += ALPHA * grad_centre  #! W_in[centre] -= ALPHA * grad_centre / len(samples)
            # end
    print("epoch", epoch, "avg loss", total / pairs)
