"""Small graphs with all that a graph can have, what can be done with them, and what that leaves behind."""

import contextlib
import copy
import pickle

import engine
from engine import Value
from engine.graph import with_leaves


def chain(length, x):
    """x and `length` operations after it, each on the result of the one before; d/dx is 1."""
    assert length % 2 == 0
    y = x
    for _ in range(length):
        y = -y
    return y


def graph_with_sharing():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    h = a * b
    h.label = "h"
    return a, b, h, h * h + a / 4 - 2 * h.tanh()


def graph_with_lists():
    """Leaves, numbers, a constant and repeats in lists, and lists inside lists."""
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    c = Value(0.5, label="c").detach()
    h = engine.dot([a, 1.5, b, a], [b, a, c, 2.0])
    h.label = "h"
    root = engine.sum([h, engine.logsumexp([h * 0.1, a, 0.25, h * 0.1]), engine.prod([a, b, c, a]), 4.0, h])
    return a, b, c, h, root


def nodes_and_edges(root):
    """Return the nodes and edges, collected in sets as drawing scripts for micrograd do."""
    nodes, edges = set(), set()

    def build(v):
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)

    build(root)
    return nodes, edges


def gradients_of_a_sample(n=1.0):
    """A graph with sharing and its gradients: enough to see whether two of them got mixed up."""
    a, b = Value(2.0 * n), Value(-3.0 * n)
    c = a * b
    d = (c + a) * c.tanh() - engine.exp(b / 4) * a
    d.backward()
    return d.data, a.grad, b.grad, c.grad


COPIES = [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]


def refused(y):
    with contextlib.suppress(TypeError):
        float(y)


LOOKS = {
    "nothing": lambda y: None,
    "backward": lambda y: y.backward(),
    "parents": lambda y: [v.parents for v in with_leaves(y)],
    "repr": repr,
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
    "pickle": lambda y: pickle.loads(pickle.dumps(y)),
    "partials": lambda y: (y.partials, y._prev, y.op),
    "detach": lambda y: y.detach() * 2,
    "hash": lambda y: {y: 1},
    "refusal": refused,
}


HOSTILE = [
    "</script><script>document.title='owned'</script>",
    "\"quotes\" & 'single' <b>bold</b>",
    "back\\slash \\u003c\nnew line",
    "😀 emoji, שלום, مرحبا",
    "<!-- comment --> ]]> {{SVG}} ${x} %s",
    "&lt;typed as an entity&gt;",
]
"""Labels that would break a page or a picture which did not escape them."""
