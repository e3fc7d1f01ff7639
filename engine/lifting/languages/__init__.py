"""A derived program in other languages, from the lines in which its steps write themselves.

spelling.py      the tree of a line, rewritten by rules; a program as the text of another array library
torch.py         how PyTorch spells it
jax.py           how JAX spells it
"""

from engine.lifting.languages.jax import JAX
from engine.lifting.languages.latex import latex
from engine.lifting.languages.spelling import Language
from engine.lifting.languages.torch import TORCH

__all__ = ["JAX", "TORCH", "Language", "latex"]
