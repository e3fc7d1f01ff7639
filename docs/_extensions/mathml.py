"""Formulas as MathML: browsers set them, screen readers read them, and no script is needed.

MathML wants a font that knows how a root grows and where an index sits. Not every system has one, so STIX Two Math
goes with the site, cut down to the characters that the pages use.
"""

import re
from html import escape, unescape
from pathlib import Path
from xml.etree import ElementTree

import ziamath
from docutils import nodes
from fontTools import subset
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util import logging

FONT = Path(ziamath.__file__).parent / "fonts" / "STIXTwoMath-Regular.ttf"
NAME = "stix-two-math.woff"
ALWAYS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+−=()[]{}|,.·√¯"
"""√ stands in no text: <msqrt> draws it."""

MARKUP = re.compile(r"<math[\s>].*?</math>", re.DOTALL)
MINUS, OPENING, CLOSING = "−", ("(", "[", "{", "|"), (")", "]", "}", "|")
ROWS = {"math", "mrow", "mtd", "msqrt", "mstyle"}  # elements whose children stand in a row
FUNCTIONS = {"log", "exp", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"}
log = logging.getLogger(__name__)


def mathml(node: nodes.Element, display: str) -> str:
    """The formula of a node. What the converter does not know is a warning, and so an error."""
    latex = node.astext()
    if "&" in latex and r"\begin" not in latex:  # as Sphinx does for other renderers
        latex = rf"\begin{{aligned}}{latex}\end{{aligned}}"
    latex = latex.replace("{aligned}", "{align*}")  # the same in a formula of its own, and the converter knows it
    try:
        markup = convert(latex, display=display)
    except Exception as error:  # whatever the translator raises, the formula is what has to be named
        log.warning("no MathML for %r: %r", latex, error, location=node)
        return f"<code>{escape(latex)}</code>"
    if "\\" in unescape(re.sub("<[^>]*>", "", markup)):
        log.warning("MathML does not know all of %r", latex, location=node)
    return spaced(markup)


def spaced(markup: str) -> str:
    """The spaces that TeX would set: a minus that is a sign, a slash between derivatives, log x."""
    root = ElementTree.fromstring(markup.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', ""))
    for row in [each for each in root.iter() if each.tag in ROWS]:
        for before, child in zip([None, *row], list(row), strict=False):
            if child.text == "/":
                child.attrib |= {"lspace": "0", "rspace": "0"}
            elif child.text == MINUS and before is not None and before.tag == "mo" and before.text not in CLOSING:
                child.attrib |= {"form": "prefix", "lspace": "0", "rspace": "0"}
            elif before is not None and is_function(before) and not opens(child):
                row.insert(list(row).index(child), ElementTree.Element("mspace", width="0.17em"))
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def opens(element: ElementTree.Element) -> bool:
    """Whether it is an operator, or begins with a parenthesis: then a function's name needs no space."""
    return element.tag == "mo" or (element.tag == "mrow" and len(element) > 0 and element[0].text in OPENING)


def is_function(element: ElementTree.Element) -> bool:
    """Whether it is a name such as log, also with an index."""
    name = element[0] if element.tag in ("msub", "msup") and len(element) else element
    return name.tag == "mi" and (name.text or "") in FUNCTIONS


def visit_inline(translator, node):
    """A formula in a line of text."""
    translator.body.append(mathml(node, "inline"))
    raise nodes.SkipNode


def visit_block(translator, node):
    """A formula on lines of its own."""
    translator.body.append(f'<div class="formula">{mathml(node, "block")}</div>\n')
    raise nodes.SkipNode


def write_font(app: Sphinx, error: Exception | None) -> None:
    """The font, with the characters that stand in the formulas of all pages."""
    if error or app.builder.format != "html":
        return
    used = set(ALWAYS)
    for page in Path(app.outdir).rglob("*.html"):
        for formula in MARKUP.findall(page.read_text(encoding="utf-8")):
            used |= set(unescape(re.sub("<[^>]*>", "", formula)))
    italic = {chr(i) for i in range(0x1D434, 0x1D468)} | {chr(i) for i in range(0x1D6FC, 0x1D716)} | {"ℎ"}
    options = subset.Options(flavor="woff", layout_features=["*"], ignore_missing_unicodes=True, drop_tables=["DSIG"])
    font = subset.load_font(str(FONT), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(used | italic)))  # a single letter is set in the italic of mathematics
    cutter.subset(font)
    subset.save_font(font, str(Path(app.outdir) / "_static" / NAME), options)


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it loads this file."""
    logging.logging.getLogger("fontTools").setLevel("WARNING")  # it tells of every table that it leaves out
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.connect("build-finished", write_font)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
