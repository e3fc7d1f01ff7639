"""Lines that are added below a script that takes no steps, so that it is judged by steps all the same.

A script that only computes gradients gets `W = W - dW` for each of them; a pair of functions gets the lines that call
it. No report shows these lines.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nn.handwritten.proofreading.naming import says
from nn.handwritten.proofreading.passes import Finder, disturbed
from nn.handwritten.proofreading.recording import Leaf, Place, Recorder, leaves
from nn.handwritten.proofreading.running import Outcome, Script, transformed
from nn.handwritten.proofreading.source import LearnerScript, UnreadableError, parsed_program


def with_lines(program: LearnerScript, lines: Sequence[str], names: Mapping[str, Any] | None = None) -> LearnerScript:
    """Return a program with lines below it that are not the learner's."""
    text = program.text.rstrip("\n") + "\n"
    made = parsed_program(text + "\n".join(lines) + "\n", program.path)
    return replace(made, own_lines=text.count("\n"), names={**program.names, **(names or {})})


def with_steps(script: Script, outcome: Outcome, given: Mapping[str, str] | None = None) -> LearnerScript:
    """Return a script with a step for each parameter whose gradient it computes.

    Args:
        script: the script, which takes no steps.
        outcome: its run.
        given: {parameter: gradient}, both as expressions in the script's names; else they are found by their names.

    Raises:
        UnreadableError: if there is none.
    """
    pairs = dict(given) if given else dict(_pairs(script, outcome))
    if not pairs:
        raise UnreadableError("no parameter was found: nothing that the loss depends on is updated, or has a gradient.")
    return with_lines(script.program, [f"{name} = {name} - {gradient}" for name, gradient in pairs.items()])


def _pairs(script: Script, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Return arrays of the script's top level, each with the last array whose name says that it is its gradient."""
    inside = _inside_functions(script.program.tree)
    finder = Finder(script, outcome)
    seen: dict[str, tuple[Place, Leaf]] = {}
    first: dict[str, tuple[Place, Leaf]] = {}
    for event in outcome.events:
        for leaf in event.leaves:
            name = script.texts.get(event.place[:2], "") + leaf.path
            if event.site not in inside and isinstance(leaf.thing, np.ndarray | float) and name.isprintable():
                seen[name] = (event.place, leaf)
                first.setdefault(name, (event.place, leaf))
    found = {}
    for name, (_, leaf) in first.items():
        gradients = [
            g for g in seen if g != name and says(g, name) and np.shape(seen[g][1].thing) == np.shape(leaf.thing)
        ]
        if gradients and finder.birth(leaf, len(finder.events), name) is not None:
            found[name] = gradients[-1]
    made = _made_of_others(script, {name: first[name] for name in found})
    return ((name, gradient) for name, gradient in found.items() if name not in made)


def _inside_functions(tree: ast.Module) -> set[int]:
    """Return the statements that stand in functions and classes."""
    outer = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    return {site for node in outer for part in ast.walk(node) if (site := getattr(part, "site", None)) is not None}


def _made_of_others(script: Script, first: Mapping[str, tuple[Place, Leaf]]) -> set[str]:
    """Return those of some arrays that change with another of them: they are no parameters."""
    found = set()
    for name, (place, leaf) in first.items():
        path = leaf.path

        def change(_: Recorder, here: Place, value: Any, at: Place = place, path: str = path) -> Any:
            return transformed(value, lambda p, x: disturbed(x) if p == path else x) if here == at else value

        by_place = {event.place: event for event in script.run(change=change).events}
        for other, (where, kept) in first.items():
            now = (
                next((each for each in by_place[where].leaves if each.path == kept.path), None)
                if where in by_place
                else None
            )
            if other != name and now is not None and not np.array_equal(np.asarray(now.value), np.asarray(kept.value)):
                found.add(other)
    return found


# --- a pair of functions ---------------------------------------------------------------------------


def pair_program(forward: Callable[..., Any], backward: Callable[..., Any], inputs: Sequence[Any]) -> LearnerScript:
    """Return two functions as one program: the forward call, L = Σ out · dout, the backward call, then the steps.

    Raises:
        UnreadableError: if their source is not there, or they cannot be called so.
    """
    text = _sources(forward, backward)
    names = [*inspect.signature(forward).parameters][: len(inputs)]
    kept = [np.array(x, dtype=float) if _is_floats(x) else _copied(x) for x in inputs]
    try:
        made = forward(*map(_copied, kept))
        out, has_cache = (made[0], True) if isinstance(made, tuple) and len(made) == 2 else (made, False)
        dout = np.random.default_rng(0).normal(size=np.shape(out))
        arguments = "_cache" if has_cache else ", ".join(names)
        result = backward(dout.copy(), made[1]) if has_cache else backward(dout.copy(), *map(_copied, kept))
    except Exception as error:  # whatever the learner's function raises
        raise UnreadableError(f"the functions stop with {type(error).__name__}: {error}.") from None
    module = next((n for n, thing in forward.__globals__.items() if thing is np), "np")
    lines = [f"import numpy as {module}"]
    lines += [f"{name} = _pr_given({i})" for i, name in enumerate(names)]
    lines += ["dout = _pr_given(-1)", f"_out = {forward.__name__}({', '.join(names)})"]
    lines += ["out, _cache = _out"] if has_cache else ["out = _out"]
    lines += ["loss = (out * dout).sum()", f"_gradients = {backward.__name__}(dout, {arguments})"]
    lines += [f"{name} = {name} - {gradient}" for name, gradient in _belonging(backward, names, kept, result)]
    given = {"_pr_given": lambda i: _copied([*kept, dout][i])}
    outer = {k: v for k, v in {**backward.__globals__, **forward.__globals__}.items() if not k.startswith("__")}
    return with_lines(parsed_program(text, None), lines, {**outer, **given})


def _sources(*functions: Callable[..., Any]) -> str:
    """Return the functions' source and that of the functions they call, at the lines where they stand in one file."""
    try:
        files = {inspect.getsourcefile(function) for function in functions}
        found = [inspect.getsourcelines(function) for function in _with_called(functions, files)]
    except (OSError, TypeError):
        raise UnreadableError("the source of the functions cannot be read; give the script instead.") from None
    if len(files) > 1 or functions[0] is functions[-1]:
        return "\n".join(textwrap.dedent("".join(lines)) for lines, _ in found)
    rows = [""] * max(start + len(lines) for lines, start in found)
    for lines, start in found:
        rows[start - 1 : start - 1 + len(lines)] = textwrap.dedent("".join(lines)).splitlines()
    return "\n".join(rows) + "\n"


def _with_called(functions: Iterable[Any], files: Collection[str | None]) -> list[Any]:
    """Some functions and those that they call, if they stand in the same files."""
    found = list(dict.fromkeys(functions))
    for function in found:  # which grows
        called = [function.__globals__.get(name) for name in function.__code__.co_names]
        plain = [each for each in called if inspect.isfunction(each) and each.__name__.isidentifier()]
        found += [each for each in plain if each not in found and inspect.getsourcefile(each) in files]
    return found


def _is_floats(thing: Any) -> bool:
    return isinstance(thing, float) or (isinstance(thing, np.ndarray) and thing.dtype.kind == "f")


def _copied(thing: Any) -> Any:
    return copy.deepcopy(thing) if isinstance(thing, np.ndarray | list | tuple | dict) else thing


def _belonging(
    backward: Callable[..., Any], names: Sequence[str], inputs: Sequence[Any], result: Any
) -> Iterator[tuple[str, str]]:
    """Yield which output of the backward function belongs to which input: by name, else the next that fits."""
    members = [leaf for name, x in zip(names, inputs, strict=True) for leaf in leaves(x, name)]
    floats = {leaf.path: leaf.thing for leaf in members if _is_floats(leaf.thing)}
    outputs = _outputs(backward, result)
    free = list(outputs)
    for name in floats:
        by_name = next((key for key in free if says(outputs[key][0], name)), None)
        key = by_name or next((key for key in free if np.shape(outputs[key][1]) == np.shape(floats[name])), None)
        if key is not None:
            free.remove(key)
            yield name, f"_gradients{key}"


def _outputs(backward: Callable[..., Any], result: Any) -> dict[str, tuple[str, Any]]:
    """{how an output is reached: (its name, itself)}."""
    if isinstance(result, dict):
        return {f"[{key!r}]": (str(key), value) for key, value in result.items()}
    if not isinstance(result, tuple | list):
        return {"": ("", result)}
    tree = ast.parse(textwrap.dedent(inspect.getsource(backward)))
    returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    texts = (
        [ast.unparse(each) for each in returned[-1].elts] if returned and isinstance(returned[-1], ast.Tuple) else []
    )
    texts += [""] * (len(result) - len(texts))
    return {f"[{i}]": (texts[i], value) for i, value in enumerate(result)}
