"""Which forward array the name of a backward one says that it belongs to: W1 of dW1, of grads['dW1'], of dC_dw1."""

from __future__ import annotations

import re
from functools import lru_cache

PREFIX = re.compile(
    r"^(?:self\.)?(?:d[LCJE]_?d?|dloss_?d?|grads?_|grads?(?=[A-Z])|nabla_|gradient_|g_|g(?=[A-Z]|[bwuv]\d*$)|d_?)(?=\w)|_?(?:grads?|gradient)$"
)

TURNS = " of each turn"  # stands behind the name of a forward array whose values in all turns of a loop are one
OF_ITS_OWN = r"(lr|eta|alpha|learning_rate|rate|step_size|l_r)(s|_(?!t\b|decay|min|max|hat|bar|prev)\w+)"
RATE = re.compile(rf"\b({OF_ITS_OWN}|lr|eta|alpha|\w*rate|step_size|l_r|L)\b", re.IGNORECASE)
"""What people call a learning rate; that of one parameter is lr_w, or rates["w"]."""


GRADIENT = re.compile(
    r"(self\.)?(d\w*|g|g[bwuvA-Z]\d*|g_(?!t\b)\w+|(grads?|gradient|nabla)(_\w+)?|e|err\w*|\w+_(error|delta|grad)s?)"
)
IN_TURN = re.compile(r"\[['\"]\w+['\"] ?\+|\[f['\"]\w+\{")  # a key that is another one in each turn of a loop
WORDS = re.compile(r"(self\.)?(data\w*|d_?model|decay\w*|depth|diff\w*|dims?|dist\w*|drop\w*|dt|dtype)")
"""Names that begin with d and belong to no gradient."""


def is_gradient(name: str) -> bool:
    """Return whether a name is one that people give to a gradient.

    >>> [is_gradient(name) for name in ("dW1", "delta2", "l1_error", "gw2", "W1", "data", "gamma")]
    [True, True, True, True, False, False, False]
    """
    return bool(GRADIENT.fullmatch(name)) and not WORDS.fullmatch(name)


@lru_cache(maxsize=100_000)
def stem(name: str) -> str:
    """Return a name without `self.`, without the number in brackets, and of an entry of a dict only its key.

    >>> [stem(name) for name in ("self.W1", "p['W1']", "h[t + 1]", "cache['A' + str(l)]", "p[f'b{k}']", "p['W%d' % l]")]
    ['W1', 'W1', 'h', 'A', 'b', 'W']
    """
    inner = re.search(r"\[f?['\"](\w+)(?:['\"{]|%)", name)
    return inner.group(1) if inner else name.partition("[")[0].rpartition(".")[2]


@lru_cache(maxsize=100_000)
def plain(name: str) -> str:
    """Return a name without what marks it as a gradient: W1 of dC_dW1, of grads['dW1'] and of W1_grad.

    >>> [plain(name) for name in ("dC_dw2", "grads['dW1']", "self.dW", "W1_grad", "grad_W", "dh[t]", "delta")]
    ['w2', 'w1', 'w', 'w1', 'w', 'h', 'delta']
    """
    bare = stem(name)
    return bare.lower() if bare.lower().startswith("delta") else PREFIX.sub("", bare).lower()


@lru_cache(maxsize=100_000)
def says(name: str, forward: str) -> bool:
    """Return whether the name of an array says that it is the gradient of a forward array.

    >>> says("grads['dW' + str(l)]", "params['W1']"), says("grads['dW2']", "params['W1']")
    (True, False)
    >>> says("grads['dW1']", "params['W1']"), says("nabla_w", "self.weights"), says("dh", "hs[t]"), says("db", "W")
    (True, True, True, False)
    """
    a, b = plain(name), stem(forward.removesuffix(TURNS)).lower()
    if IN_TURN.search(name) and not IN_TURN.search(forward):  # grads["dW" + str(l)] is of W1, W2, …
        b = re.sub(r"\d+$", "", b)
    if a.replace("_", "") == b.replace("_", "") or (a + "s" == b and plain(name) != name.lower()):
        return True
    is_short = a in ("w", "b") and {"w": "weight", "b": "bias"}[a] in b
    return is_short or (len(a) > 1 and a[0] == b[:1] and a[1:] == re.sub(r"^[a-z]+?(?=\d)", "", b))


def belongs(gradient: str, name: str) -> bool:
    """Return whether a name is marked as a gradient, and as that of this array: dV of V, and not v.

    >>> belongs("grads['dV']", "V"), belongs("v", "V")
    (True, False)
    """
    return plain(gradient) != stem(gradient).lower() and says(gradient, name)
