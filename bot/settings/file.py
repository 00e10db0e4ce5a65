"""From a TOML file and the environment to Settings, with errors an admin can act on.

Order: ``DINGTALK_OPENAPI_ENDPOINT`` over ``XIANGWEN_…`` over the file over the defaults.
Paths in the file are relative to the file. Every mistake is told, each in one line: where,
which key, what to do; none repeats a value, which may be a secret.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError as UnreadableVariable,
)

from bot.errors import SettingsError, os_reason
from bot.settings import KnowledgeTable, Settings
from bot.settings.errors import field_of, line_of, suggestion, toml_problem, where_and_why
from bot.settings.values import is_postgres, sqlite_path

ENV_PREFIX = "XIANGWEN_"
NESTED = "__"
CONFIG_VARIABLE = "XIANGWEN_CONFIG"
ENDPOINT_VARIABLE = "DINGTALK_OPENAPI_ENDPOINT"
_NEAR = 0.85  # all of them begin alike
# Variables with our prefix that are no settings.
_NOT_SETTINGS = frozenset({CONFIG_VARIABLE, "XIANGWEN_TEST_POSTGRES"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings with absolute paths, the file they came from (None: defaults only), and
    Chinese warnings to be shown once."""

    settings: Settings
    path: Path | None
    warnings: tuple[str, ...] = ()


class _FromEnvironment(Settings, BaseSettings):
    """Settings whose fields may also come from variables."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENV_PREFIX,
        env_nested_delimiter=NESTED,
        env_ignore_empty=True,  # an unset variable of a container arrives as an empty one
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The file arrives as init values, so the environment stands before it."""
        # DingTalk's own variable moves the API host, as it does for its SDKs.
        base = os.environ.get(ENDPOINT_VARIABLE)
        endpoint = {"dingtalk": {"api_base": base}} if base else {}
        return (InitSettingsSource(settings_cls, endpoint), env_settings, init_settings)


def starter_dir() -> Path:
    """The folder of the shipped ``knowledge/`` and ``config.example.toml``: inside the
    package when installed from a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "_starter"
    return shipped if shipped.is_dir() else package.parent


def shipped_knowledge() -> Path:
    return starter_dir() / "knowledge"


def config_path(given: Path | None) -> Path | None:
    """``--config``, else ``XIANGWEN_CONFIG``, else ``./config.toml`` where it exists.

    Raises SettingsError when a named file is missing.
    """
    variable = os.environ.get(CONFIG_VARIABLE)
    named = given or (Path(variable).expanduser() if variable else None)
    if named is not None:
        if not named.is_file():
            raise SettingsError(f"没有找到配置文件 {named}，请检查路径，或先运行 xiangwen init。")
        return named
    here = Path("config.toml")
    return here if here.is_file() else None


def load_settings(
    path: Path | None, knowledge: Sequence[Path] = (), *, environment: bool = True
) -> Loaded:
    """Read and check everything. ``knowledge`` replaces the configured folders; without
    ``environment`` no variable counts. Raises SettingsError."""
    text = _read(path) if path else ""
    values = _parse(text, path)
    problems = _unknown_variables() if environment else []
    try:
        settings = _FromEnvironment(**values) if environment else Settings.model_validate(values)
    except ValidationError as error:
        errors = sorted(error.errors(), key=lambda one: line_of(text, one["loc"]) or 0)
        found = [_told(one, text, path, environment) for one in errors]
        named = tuple(problem.partition("：")[0] + "：" for problem in problems)
        problems += [one for one in found if not named or not one.startswith(named)]
        raise _mistakes(problems) from None
    except UnreadableVariable as error:
        name = _not_json(f"{ENV_PREFIX}{field_of(error).upper()}")
        problems.append(f'环境变量 {name}：要写 JSON，列表例如 ["a", "b"]')
        raise _mistakes(problems) from None
    if problems:
        raise _mistakes(problems)
    base = path.resolve().parent if path else Path.cwd()
    return _resolved(settings, path, base, knowledge)


def require_credentials(settings: Settings, path: Path | None) -> None:
    """Raises SettingsError when what ``run`` needs of ``[dingtalk]`` is missing."""
    table = settings.dingtalk
    values = {
        "client_id": table.client_id,
        "client_secret": table.client_secret.get_secret_value(),
    }
    missing = [key for key, value in values.items() if not value]
    if missing:
        variables = " 和 ".join(f"{ENV_PREFIX}DINGTALK{NESTED}{key.upper()}" for key in missing)
        raise SettingsError(
            f"{path or '没有配置文件'}：缺少 [dingtalk] {' 和 '.join(missing)}，"
            f"请在配置文件里填写，或设置环境变量 {variables}"
            "（没有钉钉账号可以先用 xiangwen sandbox 试）。"
        )


def _told(error: ErrorDetails, text: str, path: Path | None, environment: bool) -> str:
    location, problem = where_and_why(error)
    if variable := _variable_for(location) if environment else "":
        return f"{variable}：{problem}"
    line = line_of(text, location)
    return f"{path or '配置'}：{f'第 {line} 行，' if line else ''}{problem}"


def _mistakes(problems: Sequence[str]) -> SettingsError:
    if len(problems) == 1:
        return SettingsError(f"{problems[0]}。")
    lines = "".join(f"\n- {problem}" for problem in problems)
    return SettingsError(f"配置有 {len(problems)} 处要改：{lines}")


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{path}：不是 UTF-8 编码，请另存为 UTF-8。") from None
    except OSError as error:
        raise SettingsError(f"{path}：读不了（{os_reason(error)}），请检查权限。") from None


def _parse(text: str, path: Path | None) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}：{toml_problem(error, text)}。") from None
    except RecursionError:
        raise SettingsError(f"{path}：括号嵌套太深，请对照 config.example.toml 改正。") from None


def _unknown_variables() -> list[str]:
    """A misspelt variable would be ignored in silence: name it instead."""
    known = list(_variables())
    ours = (name for name in sorted(os.environ) if name.upper().startswith(ENV_PREFIX))
    return [
        f"环境变量 {name}：没有这个配置项{suggestion(name.upper(), known, _NEAR)}，请改名或去掉它"
        for name in ours
        if name.upper() not in (*known, *_NOT_SETTINGS)
    ]


def _variables() -> Iterator[str]:
    """Every variable that there is, with both underscores where they belong."""
    for name, field in Settings.model_fields.items():
        yield f"{ENV_PREFIX}{name}".upper()
        table = field.annotation
        if isinstance(table, type) and issubclass(table, BaseModel):
            yield from (f"{ENV_PREFIX}{name}{NESTED}{key}".upper() for key in table.model_fields)


def _variable_for(location: Sequence[int | str]) -> str:
    """The variable that a value at this place came from; empty when none did."""
    names = {name.upper(): name for name, value in os.environ.items() if value}
    parts = [str(part).upper() for part in location]
    if parts == ["DINGTALK", "API_BASE"] and ENDPOINT_VARIABLE in names:
        return f"环境变量 {ENDPOINT_VARIABLE}"
    for length in range(len(parts), 0, -1):
        wanted = ENV_PREFIX + NESTED.join(parts[:length])
        if wanted in names:
            return f"环境变量 {names[wanted]}"
    return ""


def _not_json(prefix: str) -> str:
    """The variable below ``prefix`` that cannot be read as JSON."""
    for name in sorted((n for n in os.environ if n.upper().startswith(prefix)), key=len):
        try:
            json.loads(os.environ[name])
        except ValueError:
            return name
    return prefix


def _resolved(
    settings: Settings, path: Path | None, base: Path, knowledge: Sequence[Path]
) -> Loaded:
    """The same settings with absolute paths; the shipped knowledge where none is there."""
    folders, warnings = _folders(settings, path, base, knowledge)
    storage = settings.storage
    url = storage.address
    if not is_postgres(url):
        url = f"sqlite:///{base / sqlite_path(url).expanduser()}"
    index_dir = base / storage.index_dir.expanduser()
    changed = settings.model_copy(
        update={
            "knowledge": settings.knowledge.model_copy(update={"paths": folders}),
            "storage": storage.model_copy(update={"url": SecretStr(url), "index_dir": index_dir}),
        }
    )
    return Loaded(changed, path, warnings)


def _folders(
    settings: Settings, path: Path | None, base: Path, knowledge: Sequence[Path]
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    if knowledge:
        folders = tuple(folder.expanduser().resolve() for folder in knowledge)
        for folder in folders:
            if not folder.is_dir():
                raise SettingsError(f"没有找到知识文件夹 {folder}，请检查 --knowledge 的路径。")
        return folders, ()
    paths = settings.knowledge.paths
    folders = tuple(base / folder.expanduser() for folder in paths)
    missing = next((folder for folder in folders if not folder.is_dir()), None)
    if folders and missing is None:
        return folders, ()
    # Written out or not, the default means "beside the config, if it is there".
    if paths != KnowledgeTable().paths:
        source = _variable_for(("knowledge", "paths")) or f"{path}"
        if missing is None:
            problem = "不能是空的，请写上文件夹"
        elif missing.exists():
            problem = f"里的 {missing} 不是文件夹，请写它所在的文件夹"
        else:
            problem = f"里的 {missing} 不存在，请建好它或改正路径"
        raise SettingsError(f"{source}：[knowledge] paths {problem}。")
    warning = (
        f"没有找到知识文件夹 {missing}，先用自带的知识库；运行 xiangwen init 可以得到一份自己的。"
    )
    return (shipped_knowledge(),), (warning,)
