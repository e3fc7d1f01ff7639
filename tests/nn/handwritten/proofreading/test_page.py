"""The report of `proofread` as it is shown: text of a hundred columns, and HTML in which a script is only text."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import proofread
from nn.handwritten.proofreading import Fix, Line, Report
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import HALF_SQUARES, TEXTBOOK, WORKS

HOSTILE = "x = '</code></li><script>alert(1)</script><img src=x onerror=alert(2)>' & 1  # \u202e"


class Read(HTMLParser):
    """The tags, attributes and visible text of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text, self.quiet = [], set(), "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.quiet = tag == "style"

    def handle_endtag(self, tag):
        self.quiet = False

    def handle_data(self, data):
        self.text += "" if self.quiet else data


def shown(report):
    return Read(report._repr_html_())


ONE_WRONG = WORKS.replace("+ 1 * np.dot(a1", "- 1 * np.dot(a1")
assert ONE_WRONG != WORKS


@pytest.mark.parametrize("script", first(2, [WORKS, ONE_WRONG, TEXTBOOK]))
def test_every_line_is_there_with_what_it_computes(script):
    report = proofread(script, objective=HALF_SQUARES)
    text = " ".join(shown(report).text.split())
    for line in report.lines:
        beside = f"= {line.meaning} " if line.meaning else ""
        assert f"{line.number} {line.source} {beside}{line.shape or ''}".strip() in text
        assert line.note in text
        assert all(fix.edits[0][1] in text for fix in line.fixes)
    assert text.count("Wrong") == len(report.wrong) + (not report)  # the headline, too


def test_what_could_not_be_read_is_said():
    report = proofread("a = (\n")
    assert shown(report).text == repr(report) == "Cannot be read: line 1 is not Python: '(' was never closed."


def test_a_script_is_only_text():
    line = Line(1, HOSTILE, HOSTILE, (2,), HOSTILE, None, 1.0, "wrong", HOSTILE, (Fix(((1, HOSTILE),), 0.0),), HOSTILE)
    report = Report(False, "", HOSTILE, (HOSTILE,), (line,), (line,), 1.0, (HOSTILE,))
    found = shown(report)
    assert set(found.tags) == {"div", "style", "p", "ol", "li", "span", "code", "b"}
    assert found.attributes == {"class", "value"}
    assert found.text.count("<script>alert(1)</script>") == 7
    assert "\u202e" not in found.text
    ElementTree.fromstring(
        report._repr_html_().replace("<style>", "<style><![CDATA[").replace("</style>", "]]></style>")
    )


def test_a_fix_in_another_line_names_it():
    line = Line(3, "dW = x", "dW", (), "", None, 1.0, "wrong", "", (Fix(((2, "a = 1"), (3, None)), 0.0),))
    assert "Fix line 2: a = 1; line 3 goes" in shown(Report(False, lines=(line,), wrong=(line,))).text


words = st.text("ab _=@.(∂", max_size=150)
lines = st.builds(
    Line,
    st.integers(1, 99_999),
    words,
    words,
    st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)),
    words,
    st.none(),
    st.floats(),
    st.sampled_from(["right", "scaled", "wrong", "unread"]),
    words,
    st.lists(st.builds(Fix, st.tuples(st.tuples(st.just(1), st.none() | words)), st.floats()), max_size=2).map(tuple),
    words,
)


@given(st.lists(lines, max_size=3), words, words, st.booleans())
def test_the_text_fits_a_hundred_columns(lines, word, problem, correct):
    report = Report(correct, problem, word, (word, word), tuple(lines), tuple(lines), remarks=(word,))
    assert max(map(len, repr(report).splitlines()), default=0) <= 100
    assert all(f"{line.number:>4}  " in repr(report) for line in lines)
    assert len(re.findall("<li", report._repr_html_())) == len(lines)
