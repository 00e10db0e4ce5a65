"""Speed against other engines and against the goals: ``python -m tests.bench.speed``.

``--corpus DIR`` (repeated) and ``--questions FILE`` measure real ones; without arguments
the shipped pages and the questions beside this file. ``--passages N`` (repeated) adds a
corpus that repeats the pages until it has N passages. ``--part`` (repeated) measures only
one of: engines, builds, start, edit, load. ``--vectors`` lets ours rank by meaning too.
Every engine runs in a process of its own; questions go to them in turn. Prints Markdown
tables, which docs/benchmarks.md explains.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from tests.bench import builds, measures
from tests.bench.corpora import grow, read_folders, terms_of, write_rows
from tests.bench.engines import OURS, Child, Job, build
from tests.bench.measuring import Latency, bare_interpreter, machine, table
from tests.bench.peers import PEERS
from tests.bench.startup import edit_while_asking, seconds_to_first_answer
from tests.bench.sustained import Load, sustain

PARTS = ("engines", "builds", "start", "edit", "load")
_CHUNK = 8  # questions that one engine is asked before it is another's turn


def compare_engines(
    folders: Sequence[Path],
    questions: Sequence[str],
    passages: int,
    rounds: int,
    *,
    vectors: bool,
) -> str:
    """One table: every engine over the same passages and questions."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        found = read_folders(folders)
        everything = list(folders)
        if passages:
            grow(found, work / "more", passages)
            everything.append(work / "more")
            found = read_folders(everything)
        count = write_rows(found, work / "rows.jsonl")
        terms = tuple(map(tuple, terms_of(questions, found)))
        del found
        job = Job(
            tuple(map(str, everything)),
            f"{work}/rows.jsonl",
            name,
            tuple(questions),
            terms,
            vectors,
        ).write(work / "job.json")
        names = (OURS, *PEERS)
        built = {engine: build(engine, job) for engine in names}
        children = [Child(engine, job) for engine in names]
        try:
            wall, cpu = _in_turn(children, len(questions), rounds)
            after = {child.name: float(child.order("memory")["memory"]) for child in children}
        finally:
            for child in children:
                child.close()
        loaded = {child.name: float(child.loaded["memory"]) for child in children}
    return f"{count} passages\n\n" + _engine_table(names, built, loaded, after, wall, cpu)


Times = Mapping[tuple[str, str], Latency]


def _in_turn(children: Sequence[Child], questions: int, rounds: int) -> tuple[Times, Times]:
    """By (engine, order): wall and CPU milliseconds. Replies are ours alone, and so is
    ``score``, the ranking of questions that were understood before."""
    walls: dict[tuple[str, str], list[list[float]]] = {}
    cpus: dict[tuple[str, str], list[list[float]]] = {}
    for turn in range(rounds + 1):
        for start in range(0, questions, _CHUNK):
            end = min(start + _CHUNK, questions)
            for child in children:
                for order in ("rank", "reply", "score") if child.name == OURS else ("rank",):
                    values = child.order(order, start, end)
                    if not turn:  # the first round warms up
                        continue
                    for kept, found in zip((walls, cpus), zip(*values, strict=True), strict=True):
                        lines = kept.setdefault((child.name, order), [])
                        if start == 0:
                            lines.append([])
                        lines[-1].extend(found)
    wall = {key: Latency.of_rounds(lines) for key, lines in walls.items()}
    return wall, {key: Latency.of_rounds(lines) for key, lines in cpus.items()}


def _engine_table(
    names: Sequence[str],
    built: Mapping[str, Mapping[str, float]],
    loaded: Mapping[str, float],
    after: Mapping[str, float],
    wall: Times,
    cpu: Times,
) -> str:
    bare = bare_interpreter()
    reference = cpu["bm25s", "rank"].p50
    lines = [
        [
            name,
            cpu[name, "rank"].p50,
            cpu[name, "rank"].p99,
            cpu[name, "rank"].p50 / reference,
            wall[name, "rank"].p50,
            wall[name, "rank"].p99,
            built[name]["cpu"],
            built[name]["peak"],
            loaded[name] - bare,
            after[name],
        ]
        for name in names
    ]
    head = (
        "engine",
        "ranked CPU p50 ms",
        "p99",
        "p50 / bm25s",
        "wall p50 ms",
        "p99",
        "build CPU s",
        "build peak MB",
        "loaded, above bare MB",
        "total after asking MB",
    )
    replies = [
        ["question to reply", *(v for t in (cpu, wall) for v in _both(t[OURS, "reply"]))],
        ["question to ranked passages", *(v for t in (cpu, wall) for v in _both(t[OURS, "rank"]))],
        ["of it after understanding", *(v for t in (cpu, wall) for v in _both(t[OURS, "score"]))],
    ]
    return "\n\n".join(
        (
            table(head, lines),
            f"bare interpreter {bare:.0f} MB",
            table(("ours", "CPU p50 ms", "p99", "wall p50 ms", "p99"), replies),
        )
    )


def _both(latency: Latency) -> tuple[float, float]:
    return latency.p50, latency.p99


def compare_builds(folders: Sequence[Path], runs: int) -> str:
    taken = {
        way: [builds.measure(*way, folders) for _ in range(runs if way[1] == "rjieba" else 1)]
        for way in builds.WAYS
    }
    middle = {
        way: {key: median(run[key] for run in found) for key in found[0]}
        for way, found in taken.items()
    }
    plain, behind_ours = middle["FTS5", builds.PLAIN]["cpu"], middle["FTS5", "jieba"]["cpu"]
    lines = [
        [engine, segmenter, m["cpu"], m["wall"], m["cutting"], m["cutting"] / m["cpu"],
         plain / m["cpu"], behind_ours / m["cpu"]]
        for (engine, segmenter), m in middle.items()
    ]  # fmt: skip
    head = ("index", "segmenter", "CPU s", "wall s", "cutting s", "share",
            "times plain jieba + FTS5", "times jieba + FTS5 of our terms")  # fmt: skip
    return table(head, lines)


def start(folders: Sequence[Path], questions: Sequence[str], runs: int, *, vectors: bool) -> str:
    with tempfile.TemporaryDirectory() as work:
        taken = seconds_to_first_answer(questions[0], folders, Path(work), runs, vectors=vectors)
    shown = ", ".join(f"{seconds:.2f}" for seconds in sorted(taken))
    return f"start to first answer, CPU s: median {median(taken):.2f} ({shown})"


def edit(folders: Sequence[Path], questions: Sequence[str], edits: int, *, vectors: bool) -> str:
    with tempfile.TemporaryDirectory() as work:
        found = asyncio.run(
            edit_while_asking(folders, questions, Path(work), edits, vectors=vectors)
        )
    lines = [
        [name, *_spread(stretches), longest]
        for name, stretches, longest in (
            ("quiet", found.quiet, found.quiet_longest),
            ("during an edit", found.during, found.during_longest),
        )
    ]
    held_up = found.during_longest - found.quiet_longest
    return (
        f"visible after {median(found.visible):.2f} s, at most {max(found.visible):.2f} s\n\n"
        + table(("replies", "p50 ms", "p99 ms", "longest of a stretch ms"), lines)
        + f"\n\nheld up by an edit: {max(held_up, 0.0):.1f} ms"
    )


def _spread(stretches: Sequence[Sequence[float]]) -> tuple[float, float]:
    latency = Latency.of([value for values in stretches for value in values])
    return latency.p50, latency.p99


def load(folders: Sequence[Path], questions: Sequence[str], how: Load, *, vectors: bool) -> str:
    with tempfile.TemporaryDirectory() as work:
        found = asyncio.run(sustain(how, folders, questions, Path(work), vectors=vectors))
    head = ("asked", "answered", "a second", "p50 ms", "p99 ms", "bot CPU ms each", "bot MB")
    line = [found.asked, found.answered, found.per_second, found.latency.p50, found.latency.p99,
            found.cpu * 1000, found.memory]  # fmt: skip
    return table(head, [line])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", type=Path, action="append", default=[])
    parser.add_argument("--questions", type=Path, default=measures.DATA / "pages.jsonl")
    parser.add_argument("--passages", type=int, action="append", default=[])
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--vectors", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--people", type=int, default=2_000)
    chosen = parser.parse_args(arguments)
    folders = [measures.SHIPPED, *chosen.corpus]
    questions = [judged.question for judged in measures.load_questions(chosen.questions)]
    vectors = chosen.vectors
    how = Load(chosen.rate, chosen.seconds, chosen.people)
    print(f"{machine()}; {len(questions)} questions, {chosen.rounds} rounds")
    for part in chosen.part or PARTS:
        print(f"\n## {part}\n", flush=True)
        if part == "engines":
            for passages in (0, *chosen.passages):
                print(
                    compare_engines(folders, questions, passages, chosen.rounds, vectors=vectors)
                    + "\n"
                )
        elif part == "builds":
            print(compare_builds(folders, chosen.rounds))
        elif part == "start":
            print(start(folders, questions, chosen.rounds, vectors=vectors))
        elif part == "edit":
            print(edit(folders, questions, chosen.rounds, vectors=vectors))
        else:
            print(load(folders, questions, how, vectors=vectors))


if __name__ == "__main__":
    main()
