"""Which forward array the name of a backward one says that it belongs to: W1 of dW1, of grads['dW1'], of dC_dw1."""

from __future__ import annotations

import re

PREFIX = re.compile(
    r"^(?:self\.)?(?:d[LCJE]_?d?|dloss_?d?|grads?_|nabla_|gradient_|g_|d_?)(?=\w)|_?(?:grads?|gradient)$"
)


def plain(name: str) -> str:
    """A name without what marks it as a gradient: W1 of dC_dW1, of grads['dW1'] and of W1_grad.

    >>> [plain(name) for name in ("dW1", "dC_dw2", "grads['dW1']", "self.dW", "W1_grad", "delta")]
    ['w1', 'w2', 'w1', 'w', 'w1', 'delta']
    """
    inner = re.search(r"\[['\"](\w+)['\"]\]$", name)
    bare = inner.group(1) if inner else name.rpartition(".")[2]
    return bare.lower() if bare.lower().startswith("delta") else PREFIX.sub("", bare).lower()


def says(name: str, forward: str) -> bool:
    """Whether the name of an array says that it is the gradient of a forward array."""
    a, b = plain(name), re.sub(r".*[.\[]['\"]?|['\"\]]", "", forward).lower()
    return a == b or (len(a) > 1 and a[0] == b[:1] and a[1:] == re.sub(r"^[a-z]+?(?=\d)", "", b))
