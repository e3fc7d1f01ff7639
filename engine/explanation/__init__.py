"""One gradient, explained: every route, its local derivatives, and the sum; in a network by its neurons first.

routes.py     the routes from a loss to a value: their number, their sum, the heaviest; grouped by neurons
document.py   signs, numbers and derivatives, as text and LaTeX at once
names.py      what values, operations and derivatives are called
neurons.py, listing.py    the parts of an explanation
"""

from engine.explanation.explanation import Explanation, explain

__all__ = ["Explanation", "explain"]
