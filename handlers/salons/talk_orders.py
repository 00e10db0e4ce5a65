"""What may be ordered of a salon's talks."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from handlers.salons.talk_mentions import Mention


class Act(enum.Enum):
    """The value is how the preview is headed."""

    ADD = "加议程"
    JOIN = "加讲师"
    REMOVE = "去掉议程"
    ABSENT = "去掉讲师"
    SPEAKER = "换讲师"
    NAME = "改讲师"
    ORG = "改单位"
    TITLE = "改题目"
    HOURS = "改议程"
    LASTS = "改时长"
    SHIFT = "挪议程"
    SWAP = "对调议程"
    PLACE = "调整次序"


@dataclass(frozen=True, slots=True)
class TalkOrder:
    """``value``: what is to be there. ``minutes``: how long or by how much, earlier where it
    is negative. ``sure``: the field was named, and the value is none other. ``side``: before
    (-1) or behind (1) the other talk. ``rest``: those behind it move as well."""

    act: Act
    talk: Mention | None = None
    other: Mention | None = None
    value: str = ""
    minutes: int = 0
    sure: bool = True
    side: int = 0
    rest: bool = False
