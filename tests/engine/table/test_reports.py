"""One printer: what a report says is laid out as text, HTML and Markdown in one place."""

import html

from engine.checking.report import GradientReport
from engine.explanation import Explanation
from engine.table.reports import Cell, HeatMap, Lines, Printable, Table
from nn.handwritten.auditing import Audit
from nn.handwritten.batch_view import BatchView
from nn.handwritten.comparison_report import Comparison
from nn.handwritten.diagnosis import DiagnosisReport
from nn.networks.summary import Summary
from nn.training.history import History
from tests.engine.table.test_reports_anywhere import tags_of


class Shown(Printable):
    def __init__(self, *blocks):
        self.blocks = blocks

    def content(self):
        return self.blocks


TABLE = Table(["name", "number"], [["w", "1.5"], "a row across", ["δ < 0", "−12.25"]])


def test_a_table_puts_numbers_to_the_right_and_words_to_the_left():
    assert repr(Shown(Lines(["Title", ""]), TABLE)).split("\n") == [
        "Title",
        "",
        "  name    number",
        "  w          1.5",
        "a row across",
        "  δ < 0   −12.25",
    ]


def test_a_table_that_is_the_whole_report_stands_at_the_margin():
    assert repr(Shown(Table(["a", "b"], [["1", "2"]]))) == "a   b\n1   2"


def test_ascii_is_laid_out_in_ascii():
    assert Shown(Table((), [["δ", "1"], ["w", "2"]])).text(ascii=True) == "delta   1\nw       2"


def test_html_is_monospaced_by_its_own_style_and_shows_the_printed_text():
    report = Shown(Lines(["a < b & c", "\x1b[31m"]), TABLE)
    found = tags_of(report._repr_html_())
    assert found.tags == ["pre"]
    assert 'style="font-family:monospace;' in report.html
    assert "".join(found.text) == repr(report)
    assert html.escape("a < b & c") in report.html
    assert "\x1b" not in report.html


def test_a_cell_with_a_background_makes_a_table_in_html_and_stays_text_elsewhere():
    table = Table(["", "δ"], [["sample 0", Cell("1.5", "#ffeeee", 'yours "1.5"')]], caption="a < b")
    report = Shown(Lines(["Title", ""]), table)
    page = report._repr_html_()
    assert tags_of(page).tags == ["pre", "table", "caption", "tr", "th", "th", "tr", "td", "td"]
    assert 'color:#000000;background:#ffeeee" title="yours &quot;1.5&quot;">1.5</td>' in page
    assert "a &lt; b" in page
    assert repr(report).endswith("  sample 0   1.5")


def test_a_heat_map_is_for_html_only():
    report = Shown(Lines(["Right."]), HeatMap((), [[Cell("1.0", "#ffffff")]], caption="dW1"))
    assert repr(report) == "Right."
    assert report.markdown == "```text\nRight.\n```\n"
    assert "dW1" in report.html


def test_markdown_keeps_columns_and_no_text_ends_its_fence():
    report = Shown(Lines(["````", "</code> | *b*"]), TABLE)
    fence, *lines, last, end = report.markdown.split("\n")
    assert (fence, last, end) == ("`````text", "`````", "")
    assert "\n".join(lines) == repr(report)
    assert report._repr_markdown_() == report.markdown


def test_every_report_is_printed_here():
    reports = [Audit, BatchView, Comparison, DiagnosisReport, Explanation, GradientReport, History, Summary]
    for report in reports:
        assert issubclass(report, Printable)
        assert not {"__repr__", "__str__", "_repr_html_", "_repr_markdown_"} & set(vars(report)), report
