"""Words that are incidental to a question: a number before a measure, the names in a pasted
statement, and the address in a server's error. In ``select * from orders where id = 1``, orders,
id and 1 are somebody's own; the question is what is done to them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.expressions import Expression
from bot.knowledge.words.concepts import is_measured
from bot.knowledge.words.tokens import Word

_MEASURES = frozenset("qm")  # parts of speech: 个, 公里; 万, 亿
# From the verb to the next Han character; text that only names clauses is no statement.
_STATEMENT = Expression(
    r"\b(?:select\b(?=[^\u4e00-\u9fff]{1,400}\bfrom\s+[\w\"])"
    r"|update\s+[\w\".]+\s+(?:\w+\s+)?set\s+[\w\"]|delete\s+from\s+[\w\"]"
    r"|insert\s+into\s+[\w\"][^\u4e00-\u9fff]{0,400}\bvalues\b)[^\u4e00-\u9fff]*+"
)
_KEYWORDS = frozenset(
    """
    select from where and or not in is null like ilike between exists any all distinct as on
    using join inner left right full outer cross lateral natural group by having order asc desc
    nulls first last limit offset fetch union intersect except with recursive insert into values
    update set delete returning conflict do nothing case when then else end cast over partition
    window filter for share nowait skip locked true false interval date timestamp array row only
    """.split()
)
# The address that a client called, where the server answered: only the answer tells anything.
_KNOCKED = Expression(
    r'(?:psql: )?(?:error: )?connection to server (?:at|on socket) "[^"\n]*"(?: \([^)\n]*\))?'
    r"(?:, port \d+)? failed:(?=\s*(?:fatal|error)\b)"
)
_SERVERS = ("pg_", "information_schema")


def own_names(text: str, words: Sequence[Word]) -> set[tuple[int, int]]:
    """(start, end) of the words that a pasted statement in a normalised text uses for its own
    things: not keywords, and not the server's views, types behind a cast, or functions, which a
    bracket follows; and of the address in an error."""
    spans = [found.span() for found in _STATEMENT.finditer(text)]
    knocked = {at for found in _KNOCKED.finditer(text) for at in range(*found.span())}
    return {(word.start, word.end) for word in words if word.start in knocked} | {
        (word.start, word.end)
        for word in words
        if not word.is_han
        and text[word.start : word.end] not in _KEYWORDS
        and any(start <= word.start and word.end <= end for start, end in spans)
        and not text.startswith(_SERVERS, word.start)
        and not text.endswith("::", 0, word.start)
        and not text[word.end : word.end + 2].lstrip().startswith("(")
    }


def without_statements(text: str) -> str:
    """What is asked beside the statements: a price in a statement is a column."""
    return _STATEMENT.sub(" ", text)


def is_compound(name: str) -> bool:
    """Whether a name that the lists know is the server's: work_mem is; session may be
    anybody's."""
    return "_" in name


def is_amount(words: Sequence[Word], place: int) -> bool:
    """Whether it is a number before a measure, which is rare in pages and says nothing."""
    word, after = words[place], words[place + 1 : place + 2]
    if is_measured(word.text):
        return True
    return word.text.isdigit() and any(
        next_.start <= word.end + 1 and next_.kind[:1] in _MEASURES for next_ in after
    )
