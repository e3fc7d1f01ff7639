"""ListNet (top one): cross entropy between softmax(relevance) and softmax(scores), per query."""
from typing import Iterator, List, NamedTuple
import numpy as np


class Query(NamedTuple):
    feats: np.ndarray      # docs x features
    rel: np.ndarray        # docs


def make_queries(k: int, rng: np.random.Generator) -> Iterator[Query]:
    secret = np.array([1.0, -0.5, 0.0, 2.0])
    for _ in range(k):
        docs = rng.integers(3, 7)
        F = rng.normal(size=(docs, 4))
        yield Query(F, np.clip(np.round(F @ secret), 0, 3))


def softmax(v: np.ndarray) -> np.ndarray:
    v = np.exp(v - v.max())
    return v / v.sum()


rng = np.random.default_rng(14)
queries: List[Query] = list(make_queries(6, rng))
W = rng.normal(scale=0.3, size=(4, 5))
v = rng.normal(scale=0.3, size=5)

for epoch in range(12):
    gW, gv, total = np.zeros_like(W), np.zeros_like(v), 0.0
    for query in queries:
        hid = np.tanh(query.feats @ W)
        prob = softmax(hid @ v)
        truth = softmax(query.rel)
        total -= truth @ np.log(prob) / len(queries)
        # backward
        dscore = (prob - truth) / len(queries)
        gv += hid.T @ dscore
        gW += query.feats.T @ (np.outer(dscore, v) * (1 - hid * hid))
    # update
    W -= 0.7 * gW
    v -= 0.7 * gv
    if epoch % 4 == 3:
        top = [q.rel[np.argmax(np.tanh(q.feats @ W) @ v)] == q.rel.max() for q in queries]
        print(f"epoch {epoch + 1:2d}  loss {total:.4f}  best doc on top {np.mean(top):.2f}")
