"""Names that a package gives without having loaded what they stand for.

Some belong to rooms that a calculation does without. Others are former names of modules that have moved into rooms:
a pickle, which stores such names, still loads.
"""

import importlib
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any


class MovedModule(ModuleType):
    """A module under its former name; it loads the present one when something of it is asked for."""

    def __init__(self, name: str, now: str) -> None:
        super().__init__(name, f"Moved to {now}.")
        self.__dict__["_now"] = now

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system asks for these
            raise AttributeError(name)
        return getattr(importlib.import_module(self._now), name)


def keep_former_name(old: str, new: str) -> None:
    """Make a module importable under a former name.

    >>> from engine.floats import NOT_COMPUTED
    >>> NOT_COMPUTED
    not computed
    """
    sys.modules.setdefault(old, MovedModule(old, new))


def moved_into(room: str, names: str) -> None:
    """Keep the former names of modules that have moved from a package into one of its rooms."""
    for name in names.split():
        keep_former_name(f"{room.partition('.')[0]}.{name}", f"{room}.{name}")


def late_name(package: str, rooms: Mapping[str, Sequence[str]], name: str) -> Any:
    """Return what a package calls `name`: load its room, or find the module of which it is the former name.

    Raises:
        AttributeError: if it is neither.
    """
    for room, names in rooms.items():
        if name in names:
            return getattr(importlib.import_module(f"{package}.{room}"), name)
    if f"{package}.{name}" in sys.modules:
        return sys.modules[f"{package}.{name}"]
    raise AttributeError(f"module {package!r} has no attribute {name!r}")
