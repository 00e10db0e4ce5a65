"""What became of the messages that were said to echo bots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.sandbox.emulator import Emulator
from tests.chaos.echo_bot import answered_in

FINAL = ("answered", "expired", "unknown", "rejected")


@dataclass(slots=True)
class Answers:
    """``count`` compares what the platform knows, what stands in the chats, and the rows."""

    acknowledged: int = 0
    kills: int = 0
    states: Counter[str] = field(default_factory=Counter)
    missing_rows: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    answered_twice: list[str] = field(default_factory=list)
    answered_unseen: list[str] = field(default_factory=list)

    def count(
        self, emulator: Emulator, said: Mapping[str, str], states: Mapping[str, str]
    ) -> list[str]:
        """``said`` and ``states`` are by message id. Returns what was answered, chat by chat."""
        acknowledged = {ack.push_id for ack in emulator.gateway.acks if ack.code == 200}
        answers = [
            answered
            for group in emulator.groups
            for line in emulator.bot_lines(group.id)
            for answered in answered_in(line.text)
        ]
        counts = Counter(answers)
        self.acknowledged = len(acknowledged & set(said))
        self.states = Counter(states.values())
        for message_id, text in said.items():
            state = states.get(message_id)
            if message_id in acknowledged and state is None:
                self.missing_rows.append(text)
            if state is not None and state not in FINAL:
                self.unfinished.append(text)
            if counts[text] > 1:
                self.answered_twice.append(text)
            if state == "answered" and counts[text] == 0:
                self.answered_unseen.append(text)
        return answers

    def ends(self) -> list[tuple[str, int]]:
        """For a table: how many ended in which way."""
        return [(f"ended {state}", self.states[state]) for state in FINAL]

    def wrongs(self) -> list[tuple[str, int]]:
        """For a table: what should never be."""
        return [
            ("answered twice", len(self.answered_twice)),
            ("answered, but not in the chat", len(self.answered_unseen)),
            ("rows missing", len(self.missing_rows)),
            ("rows not final", len(self.unfinished)),
        ]
