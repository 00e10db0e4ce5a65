"""One engine in a process of its own, so that its memory is its own.

``python -m tests.bench.engines build|serve NAME JOB``, where JOB is a JSON file. ``build``
writes the index and prints what it took. ``serve`` loads it and answers orders from stdin,
a line each: ``rank FROM TO`` (ours also ``reply`` and ``score``) is answered by milliseconds
(wall, CPU) for each question of that range, ``memory`` by megabytes.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from tests.bench.measuring import Stopwatch, memory, peak_memory

Ask = Callable[[int], Awaitable[object]]
OURS = "ours"


@dataclass(frozen=True, slots=True)
class Job:
    """Everything a child has to know; ``terms`` are the questions as the peers get them;
    ``vectors``: ours ranks by meaning too."""

    folders: tuple[str, ...]
    rows: str
    index: str
    questions: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    vectors: bool

    def write(self, file: Path) -> Path:
        file.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        return file

    @classmethod
    def read(cls, file: Path) -> Job:
        value = json.loads(file.read_text(encoding="utf-8"))
        return cls(
            tuple(value["folders"]),
            value["rows"],
            value["index"],
            tuple(value["questions"]),
            tuple(map(tuple, value["terms"])),
            value["vectors"],
        )

    def place(self, engine: str) -> Path:
        folder = Path(self.index) / engine
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class Child:
    """A serving engine as its parent sees it."""

    def __init__(self, name: str, job: Path) -> None:
        self.name = name
        command = [sys.executable, "-m", "tests.bench.engines", "serve", name, str(job)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.loaded = self._answer()

    def order(self, *words: object) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended without an answer")
        return json.loads(line)

    def close(self) -> None:
        with self._process:  # closes the pipes and waits for the end, which follows
            pass


def build(name: str, job: Path) -> dict[str, float]:
    """Seconds (``wall``, ``cpu``) and ``peak`` megabytes of a build in a child."""
    command = [sys.executable, "-m", "tests.bench.engines", "build", name, str(job)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _build(name: str, job: Job) -> None:
    if name == OURS:
        from tests.bench.ours import build_index

        watch = Stopwatch()
        build_index(tuple(map(Path, job.folders)), job.place(name), vectors=job.vectors)
    else:
        from tests.bench.peers import PEERS

        watch = Stopwatch()
        PEERS[name]().build(Path(job.rows), job.place(name))
    _say({"wall": watch.wall, "cpu": watch.cpu, "peak": peak_memory()})


async def _serve(name: str, job: Job) -> None:
    if name == OURS:
        from bot.knowledge.ranking import two_steps as ranking
        from tests.bench.ours import serving, understood

        folders = tuple(map(Path, job.folders))
        async with serving(folders, job.place(name), vectors=job.vectors) as offline:
            questions = job.questions
            answerer = offline.knowledge.answerer

            def forget() -> None:
                """A question that nobody asked just now has no vector yet."""
                if answerer.meaning is not None:
                    answerer.meaning.encoder.question.cache_clear()

            async def reply(number: int) -> object:
                forget()
                return await offline.ask(questions[number], top=0)

            async def rank(number: int) -> object:
                forget()
                return offline.knowledge.search(questions[number], 10)

            queries = [answerer.builder.build(question) for question in questions]

            meaning = answerer.meaning and understood(answerer.meaning, queries)

            async def score(number: int) -> object:
                return ranking.rank(answerer.snapshot, queries[number], meaning)

            await _obey({"rank": rank, "reply": reply, "score": score})
        return
    from tests.bench.peers import PEERS

    peer = PEERS[name]()
    peer.load(job.place(name))

    async def ask(number: int) -> object:
        return peer.ask(job.terms[number])

    await _obey({"rank": ask})


async def _obey(asks: Mapping[str, Ask], orders: IO[str] = sys.stdin) -> None:
    gc.collect()
    _say({"memory": memory()})
    for line in orders:
        order, *numbers = line.split()
        if order == "memory":
            _say({"memory": memory()})
            continue
        ask = asks[order]
        found = []
        for number in range(*map(int, numbers)):
            watch = Stopwatch()
            await ask(number)
            found.append((watch.wall * 1000, watch.cpu * 1000))
        _say(found)


def _say(value: object) -> None:
    print(json.dumps(value), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=("build", "serve"))
    parser.add_argument("name")
    parser.add_argument("job", type=Path)
    chosen = parser.parse_args()
    job = Job.read(chosen.job)
    if chosen.stage == "build":
        _build(chosen.name, job)
    else:
        asyncio.run(_serve(chosen.name, job))


if __name__ == "__main__":
    main()
