"""How the formulas of derived programs are written, read from their text alone: a grammar with one method a level.

sum      product + product - product
product  factor · factor / factor, or Σ_jk product, Σ_{j<3} product
factor   -factor, atom ** factor
atom     2.5, name, name[index,…], name[…].flat[index], f(sum, …), [sum > 0], (sum), logsumexp_j(sum)
index    2i+j+1, i//3, (2i+j)%4, I1[n,i], t-1
"""

import re


class UntrueError(AssertionError):
    """A comment that says something else than its line does, or that cannot be read."""


# --- reading a formula --------------------------------------------------------------------------------

TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)|(?P<bind>Σ|logsumexp(?=_))|(?P<under>_\{[^}]*\}|_[a-z]+)"
    r"|(?P<name>[^\W\d]\w*)|(?P<sign>\.flat\[|\*\*|//|[-+·/%()\[\],>]))"
)


class Reader:
    """Reads the text of a formula into functions of an environment: recursive descent, one method for each level."""

    def __init__(self, text):
        self.text, self.tokens, at = text, [], 0
        while at < len(text.rstrip()):
            found = TOKEN.match(text, at)
            if not found:
                raise UntrueError(f"cannot read {text[at:]!r} of {text!r}")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self.at = 0

    def peek(self, *texts):
        """Whether the next token is one of these."""
        return self.at < len(self.tokens) and self.tokens[self.at][1] in texts

    def kind(self):
        """The kind of the next token, "" at the end."""
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self, *texts):
        """The next token, which must be one of these if any are given."""
        if self.at >= len(self.tokens) or (texts and not self.peek(*texts)):
            raise UntrueError(f"{texts or 'more'} expected in {self.text!r} at token {self.at}")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def whole(self):
        """The formula, to its end."""
        found = self.sum()
        if self.at != len(self.tokens):
            raise UntrueError(f"cannot read the end of {self.text!r}, from token {self.at}")
        return found

    def sum(self):
        """Products with + and -."""
        found = self.product()
        while self.peek("+", "-"):
            found = ("op", self.take(), found, self.product())
        return found

    def product(self):
        """Factors with · and /; a Σ takes all of the product behind it."""
        if self.peek("-") and self.tokens[self.at + 1 : self.at + 2] == [("bind", "Σ")]:
            self.take()
            return ("minus", self.product())
        if self.peek("Σ"):
            self.take()
            letters = self.letters()
            return ("bind", "Σ", letters, self.product())
        found = self.factor()
        while self.peek("·", "/"):
            found = ("op", self.take(), found, self.factor())
        return found

    def factor(self):
        """A power, or minus one."""
        if self.peek("-"):
            self.take()
            return ("minus", self.factor())
        found = self.atom()
        if self.peek("**"):
            self.take()
            return ("op", "**", found, self.factor())
        return found

    def letters(self):
        """The letters under a Σ: [(letter, end or None)]."""
        under = self.take()
        if under.startswith("_{"):
            each = [part.partition("<") for part in under[2:-1].split(",")]
            return [(letter, int(end) if end else None) for letter, _, end in each]
        return [(letter, None) for letter in under[1:]]

    def atom(self):
        """A number, an entry of an array, a function, something in parentheses, or an Iverson bracket."""
        kind = self.kind()
        if kind == "number":
            return ("number", float(self.take()))
        if kind == "bind":
            symbol, letters = self.take(), self.letters()
            self.take("(")
            body = self.sum()
            self.take(")")
            return ("bind", symbol, letters, body)
        if kind == "name":
            name = self.take()
            return self.function(name) if self.peek("(") else self.entry(name)
        if self.peek("["):
            self.take()
            found = self.sum()
            self.take(">")
            if self.take() != "0":
                raise UntrueError(f"a bracket of {self.text!r} compares with something else than 0")
            self.take("]")
            return ("positive", found)
        self.take("(")
        found = self.sum()
        self.take(")")
        return found

    def function(self, name):
        """name(x, y)."""
        self.take("(")
        operands = [self.sum()]
        while self.peek(","):
            self.take()
            operands.append(self.sum())
        self.take(")")
        return ("call", name, operands)

    def entry(self, name):
        """name, name[i,j], name.flat[i], name[n].flat[i]."""
        indices, flat = [], None
        if self.peek("["):
            self.take()
            indices = self.indices()
        if self.peek(".flat["):
            self.take()
            (flat,) = self.indices()
        return ("entry", name, indices, flat)

    def indices(self):
        """What stands in brackets."""
        found = [self.index()]
        while self.peek(","):
            self.take()
            found.append(self.index())
        self.take("]")
        return found

    def index(self):
        """2i+j+1, t-1."""
        found = self.index_part()
        while self.peek("+", "-"):
            found = ("op", self.take(), found, self.index_part())
        return found

    def index_part(self):
        """2i, i//3, (2i+j)//3%2, I1[n,i]."""
        number = None
        if self.kind() == "number":
            number = ("number", int(self.take()))
            if not (self.kind() == "name" or self.peek("(")):
                return number
        if self.peek("("):
            self.take()
            found = self.index()
            self.take(")")
        else:
            name = self.take()
            found = self.entry(name) if self.peek("[") else ("letter", name)
        while self.peek("//", "%"):
            found = ("op", self.take(), found, ("number", int(self.take())))
        return found if number is None else ("op", "·", number, found)


def split_equation(text):
    """The left side, = or +=, the right side, and the ends of letters that are said: for i<4."""
    found = re.match(r"(\S+) (\+?=) (.*?)(?: for ([a-z]<\d+(?:, [a-z]<\d+)*))?$", text)
    if not found:
        raise UntrueError(f"{text!r} is no equation")
    ends = {letter: int(end) for letter, end in re.findall(r"([a-z])<(\d+)", found[4] or "")}
    return Reader(found[1]).whole(), found[2], Reader(found[3]).whole(), ends
