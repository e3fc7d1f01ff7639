"""How often `proofread` names the wrong line, and how often a fix that it shows is right.

python benchmarks/proofreading/measure.py --each 6 --seed 1
python benchmarks/proofreading/measure.py --doubles 2 --seed 1
python benchmarks/proofreading/measure.py --planted --show

A fix is right if the script with it ends with the parameters of the right script. Right scripts must not be flagged.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from mutants import SCRIPTS, backward_lines, doubles, ending, mutants, objective, parameters, planted, same, text_of

from nn import proofread


def fixed(text, edits):
    """A script with the lines of a fix."""
    lines = text.splitlines()
    for number, new in edits:
        old = lines[number - 1]
        lines[number - 1] = old[: len(old) - len(old.lstrip())] + new if new is not None else ""
    return "\n".join(lines) + "\n"


def is_right(right, text, edits):
    """Whether a script with a fix ends as the right one does."""
    a, b = ending(right), ending(fixed(text, edits))
    return b is not None and same(a, b, parameters(right, a))


def beside(text, a, b):
    """Whether two lines of the backward pass are the same or neighbours."""
    lines = backward_lines(text)
    return a == b or (a in lines and b in lines and abs(lines.index(a) - lines.index(b)) == 1)


def examined(mutant, right):
    """What became of one mutant: ("named" | "beside" | "other" | "silent" | "unread", fixes right, seconds)."""
    start = time.process_time()
    report = proofread(mutant.text, objective=objective(right))
    took = time.process_time() - start
    if report.correct is None or not report.wrong:
        return ("unread" if report.correct is None else "right" if report.correct else "silent"), [], took, report
    first = report.wrong[0]
    fixes = [is_right(right, mutant.text, fix.edits) for line in report.wrong[:1] for fix in line.fixes]
    named = (
        "named" if first.number == mutant.line else "beside" if beside(right, first.number, mutant.line) else "other"
    )
    return named, fixes, took, report


def measure_doubles(scripts, each, seed, show):
    """Print how often both lines, and how often one, of scripts with two wrong lines are named."""
    total = both = one = certain = 0
    for path in scripts:
        right = text_of(path)
        for pair in doubles(path, each, seed):
            report = proofread(pair[0].text, objective=objective(right))
            lines, said = {mutant.line for mutant in pair}, {line.number for line in report.wrong}
            total, both, one = total + 1, both + (lines <= said), one + bool(lines & said)
            certain += lines == said
            if show and not lines <= said:
                print(f"   {path.stem}: {[(m.line, m.wrong) for m in pair]}  said: {sorted(said) or report.problem}")
    print(f"scripts with two wrong lines: {total}; both named {both / total:.1%}, and no other {certain / total:.1%};")
    print(f"one of them {one / total:.1%}", flush=True)


def main():
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure proofread on mutants of right scripts.")
    parser.add_argument("--each", type=int, default=6, help="how many mutants of each script")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--doubles", type=int, default=0, help="how many scripts with two wrong lines, for each; no others"
    )
    parser.add_argument("--planted", action="store_true", help="the mistakes that stand in the scripts; no mutants")
    parser.add_argument("--only", default="", help="a part of the names of the scripts")
    parser.add_argument("--show", action="store_true", help="print every mutant whose line was not named")
    parser.add_argument("--scripts", type=Path, help="another folder of scripts than the corpus")
    options = parser.parse_args()
    scripts = sorted(options.scripts.glob("*.py")) if options.scripts else SCRIPTS
    scripts = [path for path in scripts if options.only in path.stem]
    if options.doubles:
        measure_doubles(scripts, options.doubles, options.seed, options.show)
        return
    rights, flagged, read, backward, times = 0, [], 0, 0, []
    for path in scripts:
        text = text_of(path)
        start = time.process_time()
        report = proofread(text, objective=objective(text))
        times.append(time.process_time() - start)
        rights += report.correct is True
        flagged += [path.stem] if report.correct is False else []
        lines = [line for line in report.lines if line.number in backward_lines(text)]
        read, backward = read + sum(bool(line.meaning) for line in lines), backward + len(lines)
    print(f"right scripts: {rights} of {len(scripts)} called right, {len(flagged)} flagged {flagged}")
    print(f"lines of their backward passes, updates included, with a meaning: {read} of {backward}")
    counts = dict.fromkeys(("named", "beside", "other", "silent", "unread", "right"), 0)
    first = any_ = shown = wrongly = 0
    for path in scripts:
        right, row = text_of(path), dict.fromkeys(counts, 0)
        for mutant in planted(path) if options.planted else mutants(path, options.each, options.seed):
            kind, fixes, took, report = examined(mutant, right)
            counts[kind] += 1
            row[kind] += 1
            times.append(took)
            shown += bool(fixes)
            first += bool(fixes and fixes[0])
            any_ += any(fixes)
            wrongly += sum(not fix for fix in fixes)
            if options.show:
                for fix, good in zip(report.wrong[0].fixes if report.wrong else (), fixes, strict=False):
                    if not good:
                        print(f"   not right  {mutant.name}:{mutant.line}: {mutant.wrong}  shown: {fix.edits}")
            if options.show and kind != "named":
                said = [(w.number, w.source) for w in report.wrong] or report.problem
                print(
                    f"   {kind:7} {mutant.name}:{mutant.line}: {mutant.wrong}   (right: {mutant.right})  said: {said}"
                )
            elif options.show and not any(fixes):
                print(f"   no fix  {mutant.name}:{mutant.line}: {mutant.wrong}   (right: {mutant.right})")
        print(f"{path.stem:18}", "  ".join(f"{kind} {n}" for kind, n in row.items() if n), flush=True)
    total = sum(counts.values())
    print(f"wrong scripts: {total}; " + ", ".join(f"{kind} {n}" for kind, n in counts.items()))
    near = counts["named"] + counts["beside"]
    print(f"first wrong line named: {counts['named'] / total:.1%} strictly, {near / total:.1%} with the line beside it")
    print(
        f"a fix shown: {shown / total:.1%}; right first: {first / total:.1%}, among three: {any_ / total:.1%}; "
        f"fixes shown that are not right: {wrongly}"
    )
    print(
        f"seconds of work: median {statistics.median(times):.2f}, slowest {max(times):.2f}, mean {np.mean(times):.2f}"
    )


if __name__ == "__main__":
    main()
