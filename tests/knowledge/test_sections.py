"""The questions that name a section name one that is there: renamed, it would count as missed."""

from __future__ import annotations

import json
import re

from tests.bench import measures


def test_the_headings_of_the_judged_sections_are_on_their_pages() -> None:
    lines = (measures.DATA / "sections.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = [
        (one["path"], one["heading"]) for line in lines for one in json.loads(line)["relevant"]
    ]
    pages = {path: (measures.SHIPPED / path).read_text(encoding="utf-8") for path, _ in wanted}
    gone = [
        (path, heading)
        for path, heading in wanted
        if not re.search(rf"^#+ {re.escape(heading)}\s*$", pages[path], re.MULTILINE)
    ]
    assert not gone
