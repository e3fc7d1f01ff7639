"""One gradient, explained: every route, its local derivatives, and the sum; in a network by its neurons first.

routes.py     the routes from a loss to a value: their number, their sum, the heaviest
neurons.py    the same routes, grouped by the pre-activations they come through
names.py, formulas.py, pieces.py    what values, operations and numbers are called
terms.py, delta.py, iverson.py, listing.py, notes.py    the parts of an explanation
document.py   the parts as text, LaTeX or Markdown
"""

from engine.explanation.explanation import Explanation, explain

__all__ = ["Explanation", "explain"]
