"""Regular expressions that are compiled when they are first used.

Each of the hundreds in the project serves messages of one kind. Compiling all of them was a
tenth of a start; the first answer needs a quarter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakSet

_KEPT = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """``re.compile(pattern, flags)``, at the first use: a mistake in it is raised there, and
    by ``compile_all``."""
    return cast("re.Pattern[str]", _Expression(pattern, flags))


def compile_all(between: Callable[[], object]) -> None:
    """What the first messages would compile one by one, in a thread while nobody waits;
    ``between`` is called after each that was not compiled yet."""
    for made in tuple(_made):
        if not made.is_compiled:
            made.compile()
            between()


class _Expression:
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Asked only for what is not there yet. Copying and the like ask for names of
            # their own, which are nobody's reason to compile.
            if name.startswith("_"):
                raise AttributeError(name)
            return getattr(self.compile(), name)

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags
        _made.add(self)

    @property
    def is_compiled(self) -> bool:
        return _KEPT[0] in self.__dict__

    def compile(self) -> re.Pattern[str]:
        compiled = re.compile(self.pattern, self._flags)
        # From now on as fast as the compiled one: found here before __getattr__ is asked.
        self.__dict__.update({name: getattr(compiled, name) for name in _KEPT})
        return compiled


_made: WeakSet[_Expression] = WeakSet()
