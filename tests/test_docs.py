"""Settings, commands, options and modules stand in the documents that promise them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from bot.cli.main import cli
from bot.settings import REMINDER_FACTS, Settings
from bot.settings.file import ENDPOINT_VARIABLE, load_settings
from tests.generated_docs import PAGE, commands_page

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "config.example.toml"
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
FOR_USERS = (ROOT / "README.zh-CN.md").read_text("utf-8")

# The only values of the example that are not the defaults.
_EXAMPLES_OWN = {"groups", "reminders"}


def _tables() -> Iterator[tuple[str, type[BaseModel]]]:
    """Each table of the settings with its model; "" is the top."""
    yield "", Settings
    for name, field in Settings.model_fields.items():
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield name, kind


def _plain(value: Any) -> Any:
    """A default as it reads in TOML."""
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "get_secret_value"):
        return value.get_secret_value()
    return str(value) if isinstance(value, Path | timedelta | time) else value


def _uncommented() -> str:
    """The example with its optional settings switched on: ``#key = …`` and ``#[[table]]``."""
    return re.sub(r"(?m)^#(?=\w+ = |\[)", "", EXAMPLE.read_text("utf-8"))


def test_the_example_is_a_valid_configuration(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    path = tmp_path / "config.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    assert load_settings(path).warnings == ()
    path.write_text(_uncommented(), "utf-8")
    load_settings(path)


def test_the_example_has_every_key_and_no_other() -> None:
    written = tomllib.loads(_uncommented())
    for name, model in _tables():
        table = written[name] if name else written
        tables = table if isinstance(table, list) else [table]
        assert {key for one in tables for key in one} == set(model.model_fields)


def test_the_example_shows_the_defaults() -> None:
    written = tomllib.loads(EXAMPLE.read_text("utf-8"))
    for key in _EXAMPLES_OWN:
        written.pop(key, None)
    defaults = _plain(Settings())
    assert written == {key: defaults[key] for key in written}
    assert set(written) == set(defaults) - _EXAMPLES_OWN


def test_every_key_of_the_example_has_a_comment() -> None:
    """The first time it stands there, itself or the group of lines that it belongs to."""
    commented, table, seen = False, "", set()
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if match := re.match(r"#?\[+(\w+)", line):
            table = match[1]
        elif match := re.match(r"#?(\w+) = ", line):
            assert commented or (table, match[1]) in seen, line
            seen.add((table, match[1]))
        elif not line:
            commented = False
        elif re.match(r"# .*[\u4e00-\u9fff]", line):
            commented = True


@pytest.mark.parametrize(("name", "model"), list(_tables()))
def test_every_key_is_described_with_its_default(name: str, model: type[BaseModel]) -> None:
    heading = "## 顶层" if not name else rf"## `\[+{name}\]+`"
    match = re.search(rf"(?ms)^{heading}.*?(?=^## |\Z)", CONFIGURATION)
    assert match is not None
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \| (.+?) \| .*[\u4e00-\u9fff].* \|$", match[0]))
    simple = {
        key: field
        for key, field in model.model_fields.items()
        if name or not isinstance(_plain(field.default), dict | list)
    }
    assert set(rows) == set(simple)
    for key, field in simple.items():
        if field.is_required():
            assert rows[key] == "必填"
        elif field.default is None:
            assert rows[key] == "可选"
        else:
            assert tomllib.loads(f"x = {rows[key].strip('`')}")["x"] == _plain(field.default)


def test_the_facts_of_a_reminder_are_described() -> None:
    for document in (CONFIGURATION, EXAMPLE.read_text("utf-8")):
        assert [fact for fact in REMINDER_FACTS if f"{{{fact}}}" not in document] == []


def test_the_variables_are_described() -> None:
    for variable in (ENDPOINT_VARIABLE, "XIANGWEN_CONFIG", "XIANGWEN_DINGTALK__CLIENT_SECRET"):
        assert variable in CONFIGURATION


def test_the_page_of_commands_is_what_the_program_says() -> None:
    assert PAGE.read_text("utf-8") == commands_page(), "run make docs"


@pytest.mark.parametrize("name", list(cli.commands))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`xiangwen {name}" in FOR_USERS


def test_every_module_has_its_place_in_the_architecture() -> None:
    modules = {
        path.name.removesuffix(".py")
        for path in (ROOT / "bot").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    public = sorted(name for name in modules if not name.startswith("__"))
    assert [name for name in public if f"`{name}" not in ARCHITECTURE] == []


def test_every_topic_of_the_conversation_has_its_place_in_the_architecture() -> None:
    names = {path.stem for path in (ROOT / "handlers").rglob("*.py")} - {"__init__"}
    topics = {name for name in names if not name.endswith("words")}
    assert sorted(name for name in topics if f"`{name}`" not in ARCHITECTURE) == []


def test_links_between_documents_lead_somewhere() -> None:
    for document in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")):
        text = re.sub(r"`[^`\n]*`", "", document.read_text("utf-8"))
        links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
        assert [x for x in links if not (document.parent / x).exists()] == [], document.name


def test_what_documents_name_in_the_code_is_there() -> None:
    """`path.py: name`, with as much of the path as tells it from others."""
    wrong = []
    for document in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")):
        found = re.findall(r"`([\w/]+\.py):\s+([\w.]+)`", document.read_text("utf-8"))
        for path, name in found:
            files = [*ROOT.glob(path), *ROOT.glob(f"bot/**/{path}")]
            code = "\n".join(file.read_text("utf-8") for file in files)
            made = set(
                re.findall(r"\b(?:def|class)\s+(\w+)|^ *(\w+)(?:: | =)", code, re.MULTILINE)
            )
            names = {name for pair in made for name in pair}
            wrong += [(document.name, path, name)] * (not names.issuperset(name.split(".")))
    assert wrong == []
