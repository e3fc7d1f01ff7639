"""Names, indices and sums of a formula, as LaTeX writes them and as Python can read them."""

import re

BIND = re.compile(r"(Σ|logsumexp)_(\{[^}]*\}|[a-z]+)[( ]")

GREEK = {
    *("alpha", "beta", "gamma", "delta", "epsilon", "eps", "theta", "lambda"),
    *("mu", "rho", "sigma", "tau", "phi", "psi"),
}


def named(name: str) -> str:
    r"""Return the LaTeX of a name: its number stands above, so that indices have the place below.

    >>> print(named("X"), named("W1"), named("Wx"), named("mu"), named("tanh2"), named("losses"))
    X W^{(1)} W^{(x)} \mu \mathrm{tanh}^{(2)} \ell
    """
    if name in ("loss", "losses"):
        return "L" if name == "loss" else r"\ell"
    found = re.fullmatch(r"(.*?[^\W\d_])_?(\d+)|([A-Z])([a-z])", name)
    stem, number = (found[1] or found[3], found[2] or found[4]) if found else (name, "")
    if stem in GREEK:
        written = "\\epsilon" if stem == "eps" else f"\\{stem}"
    else:
        escaped = stem.replace("_", "\\_")
        written = stem if len(stem) == 1 else rf"\mathrm{{{escaped}}}"
    return written + (f"^{{({number})}}" if number else "")


def indexed(array: str, index: str) -> str:
    """Return an array with an index below."""
    return f"{array}_{{{index_latex(index)}}}" if index else array


def index_latex(index: str) -> str:
    r"""Return an index in LaTeX; letters alone stand side by side.

    >>> print(index_latex("n,i"), index_latex("n,2i+1"), index_latex("j//3,j%3"), index_latex("I1[n,i]"))
    ni n,2i+1 \lfloor j/3 \rfloor,j \,\mathrm{mod}\, 3 I^{(1)}_{ni}
    """
    text = re.sub(r"(\w+)\[([^\[\]]*)\]", lambda found: indexed(named(found[1]), found[2]), index)
    text = re.sub(r"(\w|\([^()]*\))//(\d+)", r"\\lfloor \1/\2 \\rfloor", text)
    text = re.sub(r"%(\d+)", r" \\,\\mathrm{mod}\\, \1", text)
    return text.replace(",", "") if re.fullmatch(r"[a-z](,[a-z])*", text) else text


def letters(under: str) -> str:
    """Return what stands below a Σ."""
    return under[1:-1].replace("<", " < ") if under.startswith("{") else under


def sigma(under: str) -> str:
    """Return Σ over letters."""
    return rf"\sum_{{{letters(under)}}} "


def as_python(formula: str) -> str:
    r"""Return the formula of an entry as Python reads it: indices as text, Σ as a function.

    >>> as_python("Σ_j X[n,j]·W1[j,2i] + b[i]")
    'Σ("j", X["n,j"]*W1["j,2i"]) + b["i"]'
    """
    found, at = "", 0
    while at < len(formula):
        sum_over = BIND.match(formula, at)
        brackets = re.compile(r"(?<=\w)\[|\.flat\[").match(formula, at)
        if sum_over:
            end = reach(formula, sum_over.end())
            if sum_over[1] == "Σ":
                found += f'Σ("{sum_over[2]}", {as_python(formula[sum_over.end() : end])})'
                at = end
            else:
                found += f'{sum_over[1]}("{sum_over[2]}", '
                at = sum_over.end()
        elif brackets:
            end = closing(formula, brackets.end())
            found += f'{brackets[0]}"{formula[brackets.end() : end]}"]'
            at = end + 1
        else:
            found += {"·": "*"}.get(formula[at], formula[at])
            at += 1
    return found


def reach(formula: str, start: int) -> int:
    """Return where the product behind a Σ ends."""
    depth = 0
    for at in range(start, len(formula)):
        depth += (formula[at] in "([") - (formula[at] in ")]")
        if depth < 0 or (not depth and (formula[at] == "," or formula[at : at + 3] in (" + ", " - ", " > "))):
            return at
    return len(formula)


def closing(formula: str, start: int) -> int:
    """Return where the bracket closes that was opened before `start`."""
    depth = 1
    for at in range(start, len(formula)):
        depth += (formula[at] == "[") - (formula[at] == "]")
        if not depth:
            return at
    return len(formula)
