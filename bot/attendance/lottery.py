"""The draw itself: who wins is computed from a seed and a list, by anyone, for ever.

The format is fixed (docs/draw.md): what ``xiangwen-draw-1`` once computed is computed
the same by every later version. Pure: no clock, no randomness, no I/O.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.expressions import Expression

FORMAT = "xiangwen-draw-1"
_ENTRY = Expression(r"[0-9a-f]{10}")
_FIELD = Expression(r"([a-z0-9_]+):(.*)")
_MOST_LINES = 100_000


def seed_hash(seed: str) -> str:
    """SHA-256 of the seed's characters, as `printf %s SEED | sha256sum` prints it."""
    return hashlib.sha256(seed.encode()).hexdigest()


def canonical_list(entries: Iterable[str]) -> str:
    """Each entry once, sorted, one a line, a newline after each."""
    return "".join(f"{entry}\n" for entry in sorted(set(entries)))


def list_hash(entries: Iterable[str]) -> str:
    return hashlib.sha256(canonical_list(entries).encode("ascii")).hexdigest()


def tidy_witness(words: str) -> str:
    """What somebody said at the draw, in one spelling."""
    return " ".join(unicodedata.normalize("NFKC", words).split())


def ticket(seed: str, code: str, witness: str, entry: str) -> str:
    """The number that an entry is sorted by."""
    message = f"{FORMAT}\n{code}\n{witness}\n{entry}"
    return hmac.new(seed.encode(), message.encode(), hashlib.sha256).hexdigest()


def drawn(seed: str, code: str, witness: str, entries: Iterable[str], places: int) -> list[str]:
    """The winners, the first prize first. Sorting by 256-bit tickets prefers nobody, as a
    remainder of a random number would."""
    tickets = sorted((ticket(seed, code, witness, entry), entry) for entry in set(entries))
    return [entry for _, entry in tickets[:places]]


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """Everything that is published of a draw. ``seed`` and ``winners`` are empty before it."""

    code: str
    places: int
    seed_sha256: str
    list_sha256: str
    entries: tuple[str, ...]
    seed: str = ""
    witness: str = ""
    winners: tuple[str, ...] = ()

    def to_text(self) -> str:
        """The record as it stands in the chat, and as ``parse_record`` reads it."""
        fields = {
            "code": self.code,
            "places": str(self.places),
            "seed_sha256": self.seed_sha256,
            "list_sha256": self.list_sha256,
            "seed": self.seed,
            "witness": self.witness,
            "winners": " ".join(self.winners),
        }
        lines = [FORMAT, *(f"{key}: {value}" for key, value in fields.items() if value)]
        return "\n".join(lines) + "\nentries:\n" + canonical_list(self.entries)


def parse_record(text: str) -> DrawRecord:
    """The record in a text; what a chat puts around it is passed over. Raises ValueError."""
    lines = [line.strip() for line in text.splitlines()[:_MOST_LINES]]
    if FORMAT not in lines:
        raise ValueError(f"没有找到「{FORMAT}」这一行")
    lines = lines[lines.index(FORMAT) + 1 :]
    fields = {m[1]: m[2].strip() for line in lines if (m := _FIELD.fullmatch(line))}
    entries = tuple(line for line in lines if _ENTRY.fullmatch(line))
    missing = [
        key for key in ("code", "places", "seed_sha256", "list_sha256") if not fields.get(key)
    ]
    if missing:
        raise ValueError(f"缺少 {'、'.join(missing)}")
    if not fields["places"].isdecimal() or not int(fields["places"]):
        raise ValueError("places 要是大于 0 的整数")
    return DrawRecord(
        code=fields["code"],
        places=int(fields["places"]),
        seed_sha256=fields["seed_sha256"].lower(),
        list_sha256=fields["list_sha256"].lower(),
        entries=entries,
        seed=fields.get("seed", ""),
        witness=tidy_witness(fields.get("witness", "")),
        winners=tuple(fields.get("winners", "").split()),
    )


def problems_of(record: DrawRecord) -> Sequence[str]:
    """What does not fit, in Chinese; empty when the draw was as promised."""
    found = []
    if len(set(record.entries)) != len(record.entries):
        found.append("名单里有重复的号")
    if list_hash(record.entries) != record.list_sha256:
        found.append("名单和事先公布的 list_sha256 对不上：名单被改过，或者没有抄全")
    if not record.seed:
        found.append("还没有公布种子（seed），开奖以后才能验证")
        return found
    if seed_hash(record.seed) != record.seed_sha256:
        found.append("种子和事先公布的 seed_sha256 对不上：种子被换过，或者没有抄全")
    winners = drawn(record.seed, record.code, record.witness, record.entries, record.places)
    if record.winners and list(record.winners) != winners:
        found.append(f"中奖的号不是算出来的这些：应当是 {' '.join(winners)}")
    return found
