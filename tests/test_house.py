"""Rules of the house: what importing costs and brings, who may import whom, what is public, how long the core is."""

import ast
import builtins
import doctest
import functools
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
import types
import typing
from collections import Counter
from pathlib import Path

import pytest

import engine
import nn
from engine.ops import OPERATORS, TABLE
from engine.table import reference
from engine.table.symbol import latex_formulas

ROOT = Path(engine.__file__).parent.parent
PACKAGES = (engine, nn)
UNLISTED = ("abs", "max", "min", "sum", "prod")  # public, but a star import must not replace the built-ins

# Rooms of each package, lowest first; a file of a room may stand on a floor of its own. A room imports only from lines
# above its own; the package itself comes last.
FLOORS = {
    "engine": [
        ("table.checks", "table.floats", "graph"),
        ("recording.blocks", "recording.collector", "recording.moved"),
        ("recording.compared", "table.writing"),
        ("table.notation", "table.primitive"),
        ("ops", "table.console"),
        ("table.symbol", "table.reports", "operators"),
        ("value",),
        (
            "recording.anomaly",
            "recording.freeing",
            "recording.numbering",
            "recording.places",
            "recording.sums",
            "derivatives",
        ),
        ("recording.copying", "table.expressions", "table.reference", "checking", "arrays", "drawing"),
        ("explanation", "extend", "lifting.text"),
        ("lifting", "stepping", "table.generate"),
        ("__main__", "recording.compat"),
    ],
    "nn": [
        ("settings",),
        ("batches", "networks"),
        ("loss_row",),
        ("losses",),
        ("handwritten", "keeping"),
        ("training",),
        ("__main__",),
        ("command",),
    ],
}
AT_MOST = 14
"""How many names `ls` shows of a package, `__init__`, `__main__` and `py.typed` not counted."""


def module_names():
    """Every module of both packages, by its full name."""
    found = [m.name for p in PACKAGES for m in pkgutil.walk_packages(p.__path__, p.__name__ + ".")]
    return ["engine", "nn", *found]


def source_of(name):
    return Path(importlib.import_module(name).__file__).read_text(encoding="utf-8")


SOURCES = {name: source_of(name) for name in module_names()}


# --- importing ---------------------------------------------------------------------------------


def in_a_fresh_interpreter(statement):
    """(seconds of work that a statement took, modules that it loaded), in an interpreter that nothing has touched."""
    program = (
        f"import sys, time; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules); start = time.process_time()\n"
        f"{statement}\n"
        "took = time.process_time() - start\n"
        "import json; print(json.dumps([took, sorted(set(sys.modules) - before - {'json'})]))"
    )
    command = [sys.executable, "-I", "-c", program]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def foreign(modules):
    """Those that are neither ours nor in the standard library."""
    tops = {name.partition(".")[0] for name in modules}
    return sorted(tops - set(sys.stdlib_module_names) - {"engine", "nn"})


def is_quick(statement, runs):
    """Whether it ever takes less than 50 ms of work: what else goes on in the machine only makes a run slower."""
    return any(in_a_fresh_interpreter(statement)[0] < 0.05 for _ in range(runs))


def test_importing_the_engine_loads_the_standard_library_only():
    _, modules = in_a_fresh_interpreter("import engine")
    assert "engine.value" in modules
    assert foreign(modules) == []
    assert "nn" not in modules


def test_a_calculation_with_values_loads_nothing_more():
    statement = "from engine import Value, tanh\nx = Value(1.0)\n(tanh(x * 2) ** 2 / 3).backward()\nrepr(x)"
    assert foreign(in_a_fresh_interpreter(statement)[1]) == []


def test_a_foreign_module_would_be_noticed():
    assert "numpy" in foreign(in_a_fresh_interpreter("import engine, numpy")[1])


def test_importing_the_engine_is_quick():
    assert is_quick("import engine", runs=15)


def test_a_slow_import_would_be_noticed():
    assert not is_quick("import engine\nwhile time.process_time() - start < 0.05: pass", runs=3)


def test_importing_changes_nothing_of_the_process():
    program = (
        f"import sys, gc, signal, warnings, random; sys.path.insert(0, {str(ROOT)!r})\n"
        "def state(): return (gc.get_threshold(), gc.isenabled(), sys.getrecursionlimit(), sys.excepthook,\n"
        "    list(warnings.filters), signal.getsignal(signal.SIGINT), random.getstate(), list(sys.meta_path))\n"
        "before = state(); import engine, nn; print(state() == before)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def code_of(module):
    """Every code object of a module: of its functions, its classes' methods and properties, and what is inside them."""
    waiting = [thing for thing in vars(module).values() if getattr(thing, "__module__", None) == module.__name__]
    seen = set()
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, type):
            waiting += vars(thing).values()
        elif isinstance(thing, property):
            waiting += [thing.fget, thing.fset]
        elif isinstance(thing, (classmethod, staticmethod)):
            waiting.append(thing.__func__)
        elif isinstance(thing, types.CodeType):
            if thing not in seen:
                seen.add(thing)
                waiting += thing.co_consts
                yield thing
        elif hasattr(thing, "__code__"):
            waiting.append(thing.__code__)


def without_a_file(modules):
    """Code objects whose file does not exist, save for what the standard library writes: methods of dataclasses."""
    return [
        f"{module.__name__}: {code.co_name} in {code.co_filename}"
        for module in modules
        for code in code_of(module)
        if (not Path(code.co_filename).is_file() and not re.match(r"<(string|frozen)", code.co_filename))
        or (code.co_filename == "<string>" and not (code.co_name.startswith("__") or code.co_name == "<lambda>"))
    ]


def test_what_runs_stands_in_a_file():
    assert without_a_file(map(importlib.import_module, module_names())) == []


def test_text_that_was_compiled_would_be_noticed():
    module = types.ModuleType("mine")
    exec(compile("def f(): pass", "<made up>", "exec"), vars(module))
    exec("class A:\n    def f(self): pass", vars(module))
    assert len(without_a_file([module])) == 2


# --- who may import whom -----------------------------------------------------------------------


@functools.cache
def import_statements(source):
    """The import statements of a module, at the top or inside a function, save for type checkers only."""
    found, waiting = [], [ast.parse(source)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.If) and ast.unparse(part.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            waiting.extend(part.orelse)
            continue
        if isinstance(part, ast.Import | ast.ImportFrom):
            found.append(part)
        waiting.extend(ast.iter_child_nodes(part))
    return found


def imports(name, source, known):
    """The modules of ours that a module imports."""
    is_package = any(other.startswith(name + ".") for other in known) or name in ("engine", "nn")
    package = name if is_package else name.rpartition(".")[0]
    found = set()
    for part in import_statements(source):
        if isinstance(part, ast.Import):
            found |= {alias.name for alias in part.names}
        else:
            parents = package.split(".")[: len(package.split(".")) - part.level + 1] if part.level else []
            base = ".".join([*parents, *([part.module] if part.module else [])])
            # `from engine import ops` is about the room; `from engine import Value` about the package.
            found |= {f"{base}.{a.name}" if f"{base}.{a.name}" in known else base for a in part.names}
    return {x for x in found if x.partition(".")[0] in ("engine", "nn")}


def room_of(name):
    """The entry of FLOORS that a module belongs to: its own, or that of the folder it stands in."""
    package, _, inside = name.partition(".")
    entries = [entry for floor in FLOORS[package] for entry in floor]
    return next((e for e in entries if inside == e or inside.startswith(f"{e}.")), None)


def floor_of(name):
    """The number of the floor of a module. A folder stands with the lowest of its files, the package above all."""
    package, _, inside = name.partition(".")
    for number, floor in enumerate(FLOORS[package]):
        if room_of(name) in floor or any(entry.startswith(f"{inside}.") for entry in floor):
            return number
    return len(FLOORS[package])


def upward_imports(sources):
    """Every import that does not go down to a lower floor, as "who -> whom"; nn stands on the engine."""
    wrong = []
    for name, source in sources.items():
        for other in imports(name, source, sources):
            package = name.partition(".")[0]
            if not other.startswith(package):
                wrong += [f"{name} -> {other}"] if package == "engine" else []
            elif (room_of(name) != room_of(other) or room_of(name) is None) and not other.startswith(f"{name}."):
                wrong += [f"{name} -> {other}"] if floor_of(other) >= floor_of(name) else []
    return wrong


def cycle(sources):
    """The modules that wait for each other, or None: take away those that wait for none, again and again."""
    waiting = {name: imports(name, source, sources) & set(sources) - {name} for name, source in sources.items()}
    while free := [name for name, others in waiting.items() if not others & set(waiting)]:
        for name in free:
            del waiting[name]
    return sorted(waiting) or None


@pytest.mark.parametrize("package", FLOORS)
def test_every_module_stands_on_a_floor(package):
    folders = {name for name in SOURCES if any(other.startswith(f"{name}.") for other in SOURCES)}
    homeless = {name for name in SOURCES if name.startswith(f"{package}.") and not room_of(name)}
    assert homeless <= folders, "a new room needs a place in FLOORS"


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: p.__name__)
def test_a_package_reads_like_a_table_of_contents(package):
    shown = {path.name for path in Path(package.__file__).parent.iterdir() if not path.name.startswith("__")}
    assert len(shown - {"py.typed"}) <= AT_MOST, sorted(shown)


def test_imports_go_down():
    assert upward_imports(SOURCES) == []


def test_no_two_modules_import_each_other():
    assert cycle(SOURCES) is None


def test_no_room_imports_its_own_package():
    # It would find the package half made.
    for name, source in SOURCES.items():
        if "." in name:
            assert name.partition(".")[0] not in imports(name, source, SOURCES), name


UPWARD = [
    ("engine.ops", "from engine import value", "engine.ops -> engine.value"),
    ("engine.ops", "from engine.value import Value", "engine.ops -> engine.value"),
    ("engine.ops", "from .value import Value", "engine.ops -> engine.value"),
    ("engine.ops", "from . import value", "engine.ops -> engine.value"),
    ("engine.ops", "import engine.value", "engine.ops -> engine.value"),
    (
        "engine.table.floats",
        "def f():\n    from engine.table.checks import as_float",
        "engine.table.floats -> engine.table.checks",
    ),
    ("engine.value", "from engine import Value", "engine.value -> engine"),
    ("engine.value", "class A:\n    import nn", "engine.value -> nn"),
    ("engine.value", "from nn import MLP", "engine.value -> nn"),
    ("engine", "from nn import MLP", "engine -> nn"),
    ("engine.value", "if TYPE_CHECKING:\n    pass\nelse:\n    import nn", "engine.value -> nn"),
    ("nn.losses", "from nn.training.optim import SGD", "nn.losses -> nn.training.optim"),
    ("nn.handwritten.matrix", "from nn.training import optim", "nn.handwritten.matrix -> nn.training.optim"),
    ("nn.settings", "from nn import losses", "nn.settings -> nn.losses"),
]


@pytest.mark.parametrize(("name", "line", "found"), UPWARD, ids=[line for _, line, _ in UPWARD])
def test_an_import_that_goes_up_would_be_noticed(name, line, found):
    planted = {**SOURCES, name: f"{SOURCES[name]}\n{line}\n"}
    assert set(upward_imports(planted)) - set(upward_imports(SOURCES)) == {found}


def test_an_import_for_type_checkers_is_none():
    line = "if TYPE_CHECKING:\n    from engine.value import Value"
    planted = {**SOURCES, "engine.ops": f"{SOURCES['engine.ops']}\n{line}\n"}
    assert upward_imports(planted) == upward_imports(SOURCES)


def test_a_cycle_would_be_noticed():
    assert cycle({**SOURCES, "nn.a": "import nn.b", "nn.b": "def f():\n    from nn.a import x"}) == ["nn.a", "nn.b"]


# --- what is public ----------------------------------------------------------------------------


def imported_public_names():
    """Every public name of both packages, before and after all their modules were imported."""
    before = {(p.__name__, name): getattr(p, name) for p in PACKAGES for name in public_names(p)}
    for name in module_names():
        importlib.import_module(name)
    return before, {(p, name): getattr(sys.modules[p], name) for p, name in before}


def public_names(package):
    unlisted = [name for name in UNLISTED if hasattr(package, name)] if package is engine else []
    return [*getattr(package, "__all__", []), *unlisted]


def test_no_module_has_the_name_of_a_public_function():
    # Importing engine.grad would replace the function engine.grad.
    before, after = imported_public_names()
    assert all(after[name] is before[name] for name in before)
    clashes = {f"{package}.{name}" for package, name in before} & set(module_names())
    assert clashes <= {"nn.losses", "nn.handwritten.matrix"}  # these two are public as the modules they are
    assert all(isinstance(after[tuple(name.split("."))], types.ModuleType) for name in clashes)


@pytest.mark.parametrize("name", ["abs", "max", "min"])
def test_the_functions_that_stay_out_of_all_are_there(name):
    assert callable(getattr(engine, name))
    operands = (-2.0,) if name == "abs" else (-2.0, 1.0)
    assert getattr(engine, name)(*operands) == getattr(builtins, name)(*operands)


def order_of_all(name):
    """CONSTANTS first, then Classes, then functions, each from a to z; log2 before log10."""
    parts = [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
    return (not name.isupper(), not name[0].isupper(), parts)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: p.__name__)
def test_all_is_sorted_and_every_name_is_there(package):
    names = list(getattr(package, "__all__", []))
    assert names == sorted(set(names), key=order_of_all)
    assert all(hasattr(package, name) for name in names)


def unlisted_names(package):
    """Public names that are missing in __all__; what `typing` has is no name of ours."""
    ours = {
        name
        for name, thing in vars(package).items()
        if not name.startswith("_") and not isinstance(thing, types.ModuleType) and not hasattr(typing, name)
    }
    return ours - set(package.__all__)


def test_all_is_complete():
    assert unlisted_names(engine) <= set(UNLISTED)
    assert set(dir(engine)) >= set(engine.__all__)


def test_a_missing_name_would_be_noticed(monkeypatch):
    monkeypatch.setattr(engine, "newcomer", lambda: None, raising=False)
    assert "newcomer" in unlisted_names(engine)


def test_every_row_that_is_no_operator_is_a_function_of_its_name():
    for name, row in TABLE.items():
        assert name in OPERATORS or getattr(engine, name) is row
        assert name in OPERATORS or (name in engine.__all__) != (name in UNLISTED)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: p.__name__)
def test_a_star_import_replaces_no_builtin(package):
    assert not set(getattr(package, "__all__", [])) & set(dir(builtins))
    namespace = {}
    exec(f"from {package.__name__} import *", namespace)
    assert not {name for name in namespace if name in dir(builtins) and not name.startswith("__")}


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match=r"^module 'engine' has no attribute 'foo'$"):
        engine.foo
    with pytest.raises(ImportError, match="cannot import name 'foo' from 'engine'"):
        exec("from engine import foo", {})


# --- documentation -----------------------------------------------------------------------------


def documented(thing):
    return bool((getattr(thing, "__doc__", None) or "").strip())


def members(module):
    """(name, thing) for the module, its public functions and classes, and their public methods and properties."""
    yield module.__name__, module
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing) or inspect.isclass(thing):
            yield f"{module.__name__}.{name}", thing
        if inspect.isclass(thing):
            for inner, part in vars(thing).items():
                if not inner.startswith("_") and (
                    inspect.isfunction(part) or isinstance(part, (property, classmethod))
                ):
                    yield f"{module.__name__}.{name}.{inner}", part


def undocumented(modules):
    return [name for module in modules for name, thing in members(module) if not documented(thing)]


def test_everything_public_has_a_docstring():
    assert undocumented(map(importlib.import_module, module_names())) == []
    assert [name for name in public_names(engine) if not documented(getattr(engine, name))] == []


def test_a_missing_docstring_would_be_noticed():
    module = types.ModuleType("mine", "A module.")
    exec("class A:\n    'A class.'\n    def f(self): pass\ndef g(): pass", vars(module))
    assert undocumented([module]) == ["mine.A.f", "mine.g"]


def lost_examples(name, source):
    """How many examples a module shows that doctest does not find there."""
    module = types.ModuleType(name) if name not in SOURCES else importlib.import_module(name)
    found = doctest.DocTestFinder(exclude_empty=True).find(module, name)
    return sum(line.lstrip().startswith(">>> ") for line in source.splitlines()) - sum(len(t.examples) for t in found)


def test_every_example_in_a_docstring_is_run(pytestconfig):
    # One in a method that is replaced, or in a function made inside another, is never found.
    assert {name: lost_examples(name, source) for name, source in SOURCES.items()} == dict.fromkeys(SOURCES, 0)
    if (ROOT / "pyproject.toml").exists():
        assert {"tests", "engine", "nn", "README.md"} <= set(pytestconfig.getini("testpaths"))
        assert {"--doctest-modules", "--doctest-glob=README.md"} <= set(pytestconfig.getini("addopts"))


def test_a_lost_example_would_be_noticed():
    source = SOURCES["engine.graph"] + "\n# an example that is not run\n# def f():\n\n'''\n>>> 1 + 1\n3\n'''\n"
    assert lost_examples("engine.graph", source) == 1


def test_the_page_of_operations_is_the_one_made_from_the_table():
    if (ROOT / "docs").exists():
        assert (ROOT / "docs" / "operations.md").read_text(encoding="utf-8") == reference.page()


def test_the_page_of_operations_names_every_row_with_its_partials():
    page = reference.page()
    for row in TABLE.values():
        (line,) = [line for line in page.splitlines() if line.startswith(f"| `{reference.as_called(row)}` |")]
        assert all(f"${formula}$" in line for formula in latex_formulas(row) if formula)
        assert row.domain in line
        assert all(", ".join(f"{x:g}" for x in partials) in line for _, partials in row.kinks)


def test_a_class_name_is_found_once():
    """Whoever searches for a class finds one."""
    found = Counter(re.findall(r"^\s*class (\w+)", "\n".join(SOURCES.values()), re.MULTILINE))
    twice = {name for name, count in found.items() if count > 1}
    assert not twice


# --- what is read first ------------------------------------------------------------------------


def first_reading():
    """The lines of value.py, of graph.py and of the table up to its first row."""
    head = SOURCES["engine.ops"].split("\nadd = Op(")[0] + "\n"
    return sum(text.count("\n") for text in (SOURCES["engine.value"], SOURCES["engine.graph"], head))


def test_what_a_student_reads_first_stays_short():
    assert first_reading() <= 400
