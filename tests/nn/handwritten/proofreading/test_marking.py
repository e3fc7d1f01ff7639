"""Statements of a marked script stand in for others for a while; the rest of it stays as it is."""

import ast

import pytest

from nn.handwritten.proofreading.marking import exchanged, mark
from nn.handwritten.proofreading.source import load

LOOP = """\
total = 0
for i in range(3):
    total += i
    last = i
done = total
"""


def numbered(text, site):
    """A statement that stands for another one."""
    made = ast.parse(text).body[0]
    for each in ast.walk(made):
        if isinstance(each, ast.stmt):
            each.site = site
    return made


def ran(marked):
    """What a marked script leaves, run without a recorder."""
    names = {f"_pr_{name}": lambda *given: given[-1] if given else None for name in ("old", "turn", "enter", "leave")}
    names["_pr_new"] = lambda site, part, value: value
    exec(compile(marked.tree, "<test>", "exec"), names)
    return names


def sites(program):
    return {ast.unparse(each).splitlines()[0]: each.site for each in program.statements}


def test_a_line_and_the_loop_around_it_are_exchanged_together_and_put_back():
    program = load(LOOP)
    marked, at = mark(program.running), sites(load(LOOP))
    before = ast.dump(marked.tree)
    loop = program.statements[at["for i in range(3):"]]
    wider = ast.For(loop.target, ast.parse("range(5)", mode="eval").body, loop.body, [])
    wider.site = loop.site
    instead = {loop.site: [wider], at["total += i"]: [numbered("total += 2 * i", at["total += i"])]}
    with exchanged(marked, instead, program.statements) as made:
        assert ran(made)["done"] == 20
    assert ast.dump(marked.tree) == before
    assert ran(marked)["done"] == 3


def test_two_lines_change_places():
    program = load("a = 1\nb = a\na = 5\n")
    marked = mark(program.running)
    _, early, late = program.statements
    with exchanged(marked, {early.site: [], late.site: [late, early]}, program.statements) as made:
        assert ran(made)["b"] == 5
    assert ran(marked)["b"] == 1


def test_what_fails_in_between_leaves_the_script_as_it_was():
    program = load(LOOP)
    marked = mark(program.running)
    before = ast.dump(marked.tree)
    with pytest.raises(ZeroDivisionError), exchanged(marked, {0: []}, program.statements):
        raise ZeroDivisionError
    assert ast.dump(marked.tree) == before
