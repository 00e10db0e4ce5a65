"""From a TOML file and the environment to Settings, with errors an admin can act on.

Order: ``DINGTALK_OPENAPI_ENDPOINT`` over ``XIANGWEN_…`` over the file over the defaults.
Every error is one line: which file, which key, what to do.
"""

from __future__ import annotations

import difflib
import tomllib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import SettingsError
from bot.settings import (
    CONFIG_VARIABLE,
    ENV_PREFIX,
    NESTED,
    NOT_SETTINGS,
    Settings,
    environment,
)

_EXPECTED = {
    "int_type": "要写整数",
    "int_parsing": "要写整数",
    "int_from_float": "要写整数",
    "float_type": "要写数字",
    "float_parsing": "要写数字",
    "bool_type": "要写 true 或 false",
    "bool_parsing": "要写 true 或 false",
    "string_type": "要写字符串（带引号）",
    "tuple_type": '要写列表，例如 ["…"]',
    "list_type": '要写列表，例如 ["…"]',
    "model_type": "要写成一张表",
    "model_attributes_type": "要写成一张表",
    "dict_type": "要写成一张表",
    "path_type": "要写路径（带引号）",
    "missing": "必须填写",
    "time_delta_type": '要写时长，例如 "1d"、"2h"、"30m"',
    "time_delta_parsing": '要写时长，例如 "1d"、"2h"、"30m"',
    "time_type": '要写时刻，例如 "10:00"',
    "time_parsing": '要写时刻，例如 "10:00"',
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings with absolute paths, the file they came from (None: defaults only), and
    Chinese warnings to be shown once."""

    settings: Settings
    path: Path | None
    warnings: tuple[str, ...] = ()


def starter_dir() -> Path:
    """The folder of the shipped ``knowledge/`` and ``config.example.toml``: inside the
    package when installed from a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    shipped = package / "_starter"
    return shipped if shipped.is_dir() else package.parent


def shipped_knowledge() -> Path:
    return starter_dir() / "knowledge"


def config_path(given: Path | None) -> Path | None:
    """``--config``, else ``XIANGWEN_CONFIG``, else ``./config.toml`` where it exists.

    Raises SettingsError when a named file is missing.
    """
    named = given or (Path(v) if (v := environment().get(CONFIG_VARIABLE)) else None)
    if named is not None:
        if not named.is_file():
            raise SettingsError(f"没有找到配置文件 {named}，请检查路径，或先运行 xiangwen init。")
        return named
    here = Path("config.toml")
    return here if here.is_file() else None


def load_settings(path: Path | None, knowledge: Sequence[Path] = ()) -> Loaded:
    """Read and check everything. ``knowledge`` replaces the configured folders.

    Raises SettingsError.
    """
    values = _read_toml(path) if path else {}
    _check_environment()
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise SettingsError(_one_line(error.errors()[0], path, values)) from None
    base = path.resolve().parent if path else Path.cwd()
    return _resolved(settings, path, base, knowledge)


def require_credentials(settings: Settings, path: Path | None) -> None:
    """Raises SettingsError when what ``run`` needs of ``[dingtalk]`` is missing."""
    table = settings.dingtalk
    for key, value in (
        ("client_id", table.client_id),
        ("client_secret", table.client_secret.get_secret_value()),
    ):
        if not value:
            variable = f"{ENV_PREFIX}DINGTALK{NESTED}{key.upper()}"
            raise SettingsError(
                f"{path or '环境变量'}：缺少 [dingtalk] {key}，请在配置文件里填写，"
                f"或设置环境变量 {variable}（没有钉钉账号可以先用 xiangwen sandbox 试）。"
            )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}：不是合法的 TOML（{error}），请改正这一处。") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}：不是 UTF-8 编码，请另存为 UTF-8。") from None
    except OSError as error:
        raise SettingsError(f"{path}：读不了（{error.strerror}），请检查权限。") from None


def _check_environment() -> None:
    """A misspelt variable would be ignored in silence: name it instead."""
    for name in environment():
        upper = name.upper()
        if not upper.startswith(ENV_PREFIX) or upper in NOT_SETTINGS:
            continue
        keys = upper.removeprefix(ENV_PREFIX).lower().split(NESTED.lower())
        problem = _unknown_key(Settings, keys)
        if problem:
            raise SettingsError(f"环境变量 {name}：不认识的配置项{problem}，请改名或去掉它。")


def _unknown_key(model: type[BaseModel], keys: Sequence[str]) -> str | None:
    """None when the path of keys exists; else a hint, possibly empty."""
    field = model.model_fields.get(keys[0])
    if field is None:
        return _suggestion(keys[0], model)
    table = field.annotation
    if len(keys) > 1 and isinstance(table, type) and issubclass(table, BaseModel):
        return _unknown_key(table, keys[1:])
    return None


def _suggestion(key: str, model: type[BaseModel]) -> str:
    near = difflib.get_close_matches(key, list(model.model_fields), n=1)
    return f"（是不是想写 {near[0]}？）" if near else ""


def _one_line(error: ErrorDetails, path: Path | None, values: Mapping[str, Any]) -> str:
    where = _where(error["loc"])
    kind = error["type"]
    # The value may be a secret: it is never repeated, and neither is pydantic's message.
    if kind == "extra_forbidden":
        hint = _suggestion(str(error["loc"][-1]), _model_at(error["loc"][:-1]))
        problem = f"不认识的配置项{hint}，请改名或删掉"
    elif kind in _EXPECTED:
        problem = _EXPECTED[kind]
    elif kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        context = error.get("ctx", {})
        words = {"ge": "不小于", "le": "不大于", "gt": "大于", "lt": "小于"}
        problem = "取值要" + "、".join(f"{words[k]} {v}" for k, v in context.items() if k in words)
    elif kind == "value_error" and "error" in error.get("ctx", {}):
        problem = str(error["ctx"]["error"])
    else:
        problem = "值的写法不对，请对照 config.example.toml"
    source = f"{path}" if path and _in_file(error["loc"], values) else "环境变量"
    return f"{source}：{where} {problem}。"


def _where(location: Sequence[int | str]) -> str:
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"（第 {part + 1} 个）"
        elif not text:
            text = f"[{part}]" if len(location) > 1 else part
        else:
            text += f" {part}"
    return text


def _in_file(location: Sequence[int | str], values: Mapping[str, Any]) -> bool:
    node: Any = values
    for part in location[:1]:
        if not isinstance(node, Mapping) or part not in node:
            return False
        node = node[part]
    return True


def _model_at(location: Sequence[int | str]) -> type[BaseModel]:
    model: type[BaseModel] = Settings
    for part in location:
        field = model.model_fields.get(str(part))
        if field is None:
            continue
        found = [field.annotation, *typing.get_args(field.annotation)]
        model = next((t for t in found if isinstance(t, type) and issubclass(t, BaseModel)), model)
    return model


def _resolved(
    settings: Settings, path: Path | None, base: Path, knowledge: Sequence[Path]
) -> Loaded:
    """The same settings with absolute paths; the shipped knowledge where none is there."""
    warnings: list[str] = []
    if knowledge:
        folders = tuple(folder.resolve() for folder in knowledge)
        for folder in folders:
            if not folder.is_dir():
                raise SettingsError(f"没有找到知识文件夹 {folder}，请检查 --knowledge 的路径。")
    else:
        folders = tuple(base / folder for folder in settings.knowledge.paths)
        missing = [folder for folder in folders if not folder.is_dir()]
        if missing and "paths" in settings.knowledge.model_fields_set:
            raise SettingsError(
                f"{path}：[knowledge] paths 里的 {missing[0]} 不存在，请建好它或改正路径。"
            )
        if missing:
            folders = (shipped_knowledge(),)
            if path is not None or base / "knowledge" != shipped_knowledge():
                warnings.append(
                    f"没有找到 {missing[0]}，先用自带的知识库；"
                    "运行 xiangwen init 可以得到一份自己的。"
                )
    url = settings.storage.url.get_secret_value()
    if url.startswith("sqlite:///"):
        url = f"sqlite:///{base / url.removeprefix('sqlite:///')}"
    storage = {**settings.storage.model_dump(), "url": url}
    storage["index_dir"] = base / settings.storage.index_dir
    changed = settings.model_copy(
        update={
            "knowledge": settings.knowledge.model_copy(update={"paths": folders}),
            "storage": type(settings.storage)(**storage),
        }
    )
    return Loaded(changed, path, tuple(warnings))
