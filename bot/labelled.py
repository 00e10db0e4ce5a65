"""Enums whose members have a stored value and a label for people."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """``NAME = "value", "label"``."""

    _value_: str
    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        made = str.__new__(cls, value)
        made._value_ = value
        made.label = label
        return made
