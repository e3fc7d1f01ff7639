"""What is still wrong once the lines that were named are right: the script is read once more with their first fixes.

A parameter that is overwritten, a memory, a count that only makes steps longer: each is looked for where all else is
right, and so is found beside another wrong line only then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from nn.handwritten.proofreading.report import Report
from nn.handwritten.proofreading.source import LearnerScript, parsed_program


def with_what_is_left(
    report: Report, program: LearnerScript, again: Callable[[LearnerScript], Report | None]
) -> Report:
    """Return a report with the lines that are wrong in the repaired script, too, if each of them has a fix.

    A factor that all gradients share beside a wrong line is a remark of the report, and no further line. Where another
    loss is read, nothing is said of it.
    """
    edits = _edits(report)
    if report.correct is not False or not edits:
        return report
    lines = program.text.splitlines()
    for number, new in edits.items():
        old = lines[number - 1]
        lines[number - 1] = old[: len(old) - len(old.lstrip())] + new
    other = again(parsed_program("\n".join(lines) + "\n", program.path))
    if other is None or not other.wrong or other.factor != 1.0 or not all(line.fixes for line in other.wrong):
        return report
    if other.objective != report.objective or {line.number for line in other.wrong} & {*edits}:
        return report
    known = {line.number: line for line in report.wrong}
    both = tuple(known.get(line.number, line) for line in other.lines)
    wrong = tuple(line for line in both if line.verdict in ("wrong", "scaled"))
    if len(wrong) < len(known) + len(other.wrong):
        return report
    remarks = tuple(dict.fromkeys((*report.remarks, *other.remarks)))
    return replace(report, parameters=other.parameters, lines=both, wrong=wrong, remarks=remarks)


def _edits(report: Report) -> Mapping[int, str]:
    """Return the first fix of each wrong line, if each is another text of lines that stay; {} if not."""
    if not all(line.fixes for line in report.wrong):
        return {}
    edits = [edit for line in report.wrong for edit in line.fixes[0].edits]
    kept = {number: new for number, new in edits if new is not None and "\n" not in new}
    return kept if len(kept) == len(edits) else {}
