"""The reminders of one salon, as its page says: rules beside those of the configuration, or
in their place.

A rule is written with the keys of ``[[reminders]]``. One whose name the configuration has
takes its place for this salon; any other comes beside it; ``off: true`` leaves one out, and
``reminders: false`` all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.events.record.fields import Fields, line_of
from bot.events.record.models import Problem, SalonReminders
from bot.folder import KnowledgeFile
from bot.settings import ReminderRule
from bot.settings.errors import reason_of, suggestion

_KEY = "reminders"
_HINT = '例如 - {name: 活动前三天, before: "3d", at: "10:00"}'


def read_reminders(fields: Fields) -> SalonReminders:
    """What a page says of its reminders; a rule that cannot be used is noted at its line."""
    value = fields.value(_KEY)
    if value is None:
        return SalonReminders()
    if value is False:
        return SalonReminders(none=True)
    if not isinstance(value, list) or not value:
        fields.note(_KEY, f"{_KEY} 要写成规则的列表，{_HINT}；一条也不发就写 {_KEY}: false")
        return SalonReminders()
    rules: dict[str, ReminderRule] = {}
    off: list[str] = []
    for at, row in enumerate(value):
        own = Fields(fields.file, fields.problems, {}, (_KEY, at))
        name = str(row.get("name") or "") if isinstance(row, dict) else ""
        if not isinstance(row, dict) or not name:
            own.note(_KEY, f"第 {at + 1} 条提醒没有 name，{_HINT}")
        elif name in rules or name in off:
            own.note(_KEY, f"提醒「{name}」写了两次，请删掉或改名")
        elif row.get("off") is True and row.keys() <= {"name", "off"}:
            off.append(name)
        elif (rule := _rule(row, own)) is not None:
            rules[name] = rule
    return SalonReminders(tuple(rules.values()), tuple(off))


def reminders_of(value: Sequence[Mapping[str, Any]] | bool | None) -> SalonReminders:
    """The same of rows that were checked before they were kept."""
    if value is False:
        return SalonReminders(none=True)
    rows = value if isinstance(value, Sequence) else ()
    rules = tuple(ReminderRule.model_validate(row) for row in rows if not row.get("off"))
    return SalonReminders(rules, tuple(str(row["name"]) for row in rows if row.get("off")))


def unknown_names(
    files: Sequence[KnowledgeFile], groups: Collection[str], rules: Collection[str]
) -> Iterator[Problem]:
    """Groups that are not in the configuration, and rules left out that are not there: a
    reminder that would never come, or would come all the same. Where nothing is configured
    nothing is wrong."""
    for file in files:
        rows = file.meta.get(_KEY)
        for at, row in enumerate(rows if isinstance(rows, list) else ()):
            if not isinstance(row, dict):
                continue
            line = line_of(file, _KEY, at)
            named = row.get("groups")
            for group in named if isinstance(named, list) else ():
                if groups and str(group) not in groups:
                    yield Problem(file.path, line, _no_group(str(row.get("name")), str(group)))
            if rules and row.get("off") is True and str(row.get("name")) not in rules:
                yield Problem(file.path, line, no_rule(str(row.get("name")), rules))


def no_rule(name: str, rules: Collection[str]) -> str:
    """That there is nothing of this name to leave out, and what there is."""
    there = f"配置里有：{'、'.join(rules)}" if rules else "配置里没有提醒规则"
    return f"要去掉的提醒「{name}」不在配置的 [[reminders]] 里，{there}"


def _no_group(rule: str, group: str) -> str:
    return f"提醒「{rule}」的 groups 里的「{group}」不在配置的 [[groups]] 里，请改成那里的 name"


def _rule(row: dict[str, Any], own: Fields) -> ReminderRule | None:
    name = row["name"]
    try:
        return ReminderRule.model_validate(row | {"name": str(name)})
    except ValidationError as error:
        for found in error.errors():
            key = str(found["loc"][0]) if found["loc"] else ""
            if found["type"] == "extra_forbidden":
                near = suggestion(key, ReminderRule.model_fields)
                own.note(_KEY, f"提醒「{name}」里没有 {key} 这一项{near}，请改名或删掉")
            elif key:
                own.note(_KEY, f"提醒「{name}」的 {key} {reason_of(found)}")
            else:
                own.note(_KEY, reason_of(found).removeprefix("[[reminders]] "))
        return None
