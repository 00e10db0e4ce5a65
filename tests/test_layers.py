"""Walls that import-linter cannot see: the environment, circles by name, sizes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 300


def _modules() -> Iterator[tuple[str, Path]]:
    for folder in ("bot", "handlers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path


def _reads_environment(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv")
        for node in ast.walk(tree)
    )


def test_the_environment_is_read_in_one_place() -> None:
    readers = [
        name for name, path in _modules() if _reads_environment(ast.parse(path.read_bytes()))
    ]
    # Besides, a proof's server must not inherit the caller's connection variables.
    allowed = ("bot/cli/", "bot/proof/")
    assert [name for name in readers if not name.startswith(allowed)] == ["bot/settings/file.py"]


def test_the_package_itself_is_empty() -> None:
    """handlers import bot.chat and bot.cli imports handlers: whatever stood here would
    close the circle."""
    assert (ROOT / "bot" / "__init__.py").read_text() == ""


def test_modules_are_small_and_say_what_they_are_for() -> None:
    for name, path in _modules():
        text = path.read_text("utf-8")
        assert text.count("\n") <= LONGEST, name
        if text.strip():
            assert ast.get_docstring(ast.parse(text)), name


def test_names_say_what_a_module_does() -> None:
    for name, path in _modules():
        assert path.stem not in (
            "util",
            "utils",
            "helper",
            "helpers",
            "manager",
            "misc",
            "common",
        ), name
