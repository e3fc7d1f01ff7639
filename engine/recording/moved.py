"""The former names of modules that have moved into rooms: a pickle written before then still loads.

Pickle stores the name of the module in which a class or function stands. The modules made here stand for the old
names; each looks in the new module for what is asked of it, and loads that module only then.
"""

import importlib
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any


class MovedModule(ModuleType):
    """A module under its former name."""

    def __init__(self, name: str, now: str) -> None:
        super().__init__(name, f"Moved to {now}.")
        self.__dict__["_now"] = now

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system asks for these; they belong to no module's contents
            raise AttributeError(name)
        return getattr(importlib.import_module(self._now), name)


def keep_former_names(package: str, moved: Mapping[str, str]) -> None:
    """Make every module of `package` importable under the name it had before.

    Args:
        package: "engine" or "nn".
        moved: the new name for each old one, both without the package.

    >>> from engine.floats import NOT_COMPUTED
    >>> NOT_COMPUTED
    not computed
    """
    for old, new in moved.items():
        name = f"{package}.{old}"
        sys.modules.setdefault(name, MovedModule(name, f"{package}.{new}"))
