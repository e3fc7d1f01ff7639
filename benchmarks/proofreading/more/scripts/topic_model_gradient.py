# PLSA as a gradient problem: doc-topic and topic-word tables are softmaxes of free numbers
import numpy as np

docs = ["ball goal team ball", "vote law party vote", "team goal win", "law vote win party", "ball team law"]
words = sorted({w for d in docs for w in d.split()})
N = np.array([[d.split().count(w) for w in words] for d in docs], dtype=float)
K = 2
rng = np.random.default_rng(13)
a = rng.normal(size=(len(docs), K))
c = rng.normal(size=(K, len(words)))


def rows_to_simplex(m):
    e = np.exp(m - m.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def through_softmax(p, dp):
    return p * (dp - (p * dp).sum(1, keepdims=True))


perplexities = []
for it in range(30):
    theta, beta = rows_to_simplex(a), rows_to_simplex(c)
    mix = theta @ beta
    loglik = (N * np.log(mix)).sum()
    perplexities.append(np.exp(-loglik / N.sum()))
    # backward
    ratio = N / mix
    grad_a = through_softmax(theta, ratio @ beta.T)
    grad_c = through_softmax(beta, theta.T @ ratio)
    # update
    a += 0.3 * grad_a
    c += 0.3 * grad_c

for k in range(K):
    best = np.argsort(-beta[k])[:3]
    print("topic", k, [words[i] for i in best])
print("log likelihood", loglik, "perplexity", perplexities[0], "->", perplexities[-1])
