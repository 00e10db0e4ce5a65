"""All named speakers, and which of the record's own lists have a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.events.answers.telling import told
from bot.events.book.calendar import SalonBook
from bot.events.reading.asking import Question
from bot.events.reading.turns import several, topic
from bot.events.record.models import Person
from bot.events.replies import SalonReply, bullets, headline, joined, short_name
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

_OF_LIST = Expression(
    "名单|(?:讲师|嘉宾)(?:介绍|列表|表)|(?:往期|历届|历次)(?:的)?(?:演讲)?(?:讲师|嘉宾)"
)
# Names nobody, and asks for no list: 没写讲师的议题.
_UNSIGNED = Expression(
    "(?:没有?|未|缺)(?:写|记|标|署|注)?(?:明|上|下)?(?:讲师|名字|嘉宾|主讲|谁讲)"
    "|(?:讲师|嘉宾|主讲)(?:没有?|未|缺)(?:写|记|标|署)?"
)
_LEFT_OUT = Expression(
    "^除|(?<![是算])不是.{1,10}的.{0,4}(?:讲师|嘉宾|人)|^非.{1,8}的(?:讲师|嘉宾)"
)
_BOTH_OUT = Expression("(?:和|跟|与|、|以及).*(?:还有|以外|之外)")
_FROM = Expression("来自|籍贯|老家|哪里?人|本地的?(?:讲师|嘉宾)")
_TELLING = 4  # characters at the head of a list's name
_ASKS_IN_LIST = Expression("有没有?|在不在|在.*(?:吗|么|没|不|里)|有.*(?:吗|么|没|不)|列|进")


def listed_in(question: Question, person: Person) -> str:
    """往期讲师介绍里有没有某某: which of the lists have the name and which have not."""
    text = question.text
    if not _OF_LIST.search(text) or not _ASKS_IN_LIST.search(text) or question.is_scoped:
        return ""
    names = dict.fromkeys(name for one in question.book.people for name in one.lists)
    has = [f"「{name}」" for name in names if name in person.lists]
    lacks = [f"「{name}」" for name in names if name not in person.lists]
    told = [f"在{'和'.join(has)}里"] if has else []
    told += [f"不在{'和'.join(lacks)}里"] if lacks else []
    return f"{person.name}{'，'.join(told)}。" if told else ""


def speakers_of(question: Question) -> SalonReply:
    """All named speakers, or those of the list that is named, with where they come from."""
    people = question.book.people
    listed = Counter(name for person in people for name in person.lists)
    asked = [name for name in listed if name[:_TELLING] in question.text]
    if len(asked) == 1:
        people = tuple(person for person in people if asked[0] in person.lists)
    if leaves_out(question):
        named = set(question.named(Kind.PERSON))
        theirs = speakers_for(question.book, question.companies)
        out = named | theirs
        if named and theirs and not question.says(_BOTH_OUT):  # 除了某某某家还有谁讲
            people, out = tuple(p for p in people if p.name in theirs), named
        people = tuple(person for person in people if person.name not in out)
    lines = [_with(one.name, (*one.roles[:1], *one.orgs[:1])) for one in people]
    counts = "，".join(f"「{name}」列了 {count} 位" for name, count in listed.items())
    whole = f"有名字的讲师一共 {len(question.book.people)} 位，其中{counts}。" if counts else ""
    head = f"「{asked[0]}」" if len(asked) == 1 else "有名字的讲师"
    markdown = joined([f"{head} {len(lines)} 位：", bullets(lines), whole])
    return SalonReply(markdown, "讲师名单", topic("person", words=(Word.SPEAKERS,)))


def _with(name: str, told_: Sequence[str]) -> str:
    return f"{name}（{'、'.join(told_)}）" if told_ else name


def unsigned_talks(question: Question) -> SalonReply | None:
    """哪些议题没写讲师, 没写讲师的议题有几个: of one salon by title, of more by number."""
    asked = {Word.TALKS, Word.SPEAKERS} <= set(question.facts)
    if not (asked and question.says(_UNSIGNED)) or not question.is_clear:
        return None
    salons = question.scope.salons if question.is_scoped else question.book.standalone
    forms = {salon.interaction for salon in question.book.standalone if salon.interaction}
    unsigned = {
        salon: [
            t.title for t in salon.talks if not (t.speakers or any(f in t.title for f in forms))
        ]
        for salon in salons
    }
    if len(salons) == 1:
        titles = unsigned[salons[0]]
        head = f"{short_name(salons[0])}没写讲师的议题有 {len(titles)} 个"
        markdown = joined([f"{head}：" if titles else f"{head}。", bullets(titles)])
        return SalonReply(markdown, "没写讲师的议题", topic("salon", salons, (Word.TALKS,)))
    lines = [f"{headline(s)}：{len(titles)} 个" for s, titles in unsigned.items() if titles]
    total = sum(map(len, unsigned.values()))
    head = f"没写讲师的议题一共 {total} 个（圆桌和辩论不算）："
    about = topic("list", [s for s in salons if unsigned[s]], (Word.TALKS,))
    return SalonReply(joined([head, bullets(lines)]), "没写讲师的议题", about)


def of_place(question: Question) -> SalonReply | None:
    """哪个讲师来自北京: no record says where somebody is from, but companies are called by it."""
    cities = question.named(Kind.CITY)
    if not cities or not question.says(_FROM) or Word.SPEAKERS not in question.facts:
        return None
    people = [p for p in question.book.people if any(c in org for c in cities for org in p.orgs)]
    where = "、".join(cities)
    none = f"讲师是哪里人没有记录，单位名字里也没有写{where}的。"
    head = f"讲师是哪里人没有记录，单位名字里写了{where}的有 {len(people)} 位："
    names = [_with(one.name, one.orgs) for one in people]
    markdown = joined([head, bullets(names)]) if people else none
    spoke = several(person.name for person in people)
    return SalonReply(markdown, "讲师名单", topic("person", person=spoke))


def leaves_out(question: Question) -> bool:
    """除了某某, 不是某家的讲师: all but those who are named, or who are of the company."""
    return question.says(_LEFT_OUT) and bool(question.named(Kind.PERSON) or question.companies)


def speakers_for(book: SalonBook, companies: Iterable[str]) -> set[str]:
    """Who spoke for them, also where the name of a company only begins with it: 阿里云, 阿里."""
    groups = book.companies_of(companies)
    begun = tuple(tidy(spelling) for group in groups for spelling in group.spellings)
    alike = (p.name for p in book.people if any(tidy(o).startswith(begun) for o in p.orgs))
    return {*alike, *(name for group in groups for name in group.speakers)} if groups else set()


def besides(question: Question) -> SalonReply | None:
    """除了某某还有谁讲: everybody else, where no salon is named."""
    asks = question.has(Word.SPEAKERS, Word.GIVE) and question.is_clear
    whole = asks and not question.is_scoped and not question.has(Word.TELL, Word.REPLAYS)
    return speakers_of(question) if whole and leaves_out(question) else None


def others_there(question: Question) -> SalonReply | None:
    """某地那场除了某某还有谁: who else spoke at the salon that is named."""
    salon = question.scope.single if question.is_scoped else None
    named = set(question.named(Kind.PERSON))
    if (
        salon is None
        or not question.is_clear
        or set(question.facts) - {Word.SPEAKERS, Word.COMPANIES}
    ):
        return None
    people = question.book.people_of(named)
    own = {name for one in people for name in (one.name, *one.aliases)}
    talks = tuple(t for t in salon.talks if not any(s.name in own for s in t.speakers))
    if not any(talk.speakers for talk in talks):
        names = "、".join(named)
        said = f"{short_name(salon)}有名字的讲师里，除了{names}没有别人。"
        said += f"其余 {len(talks)} 个议题没有写讲师名字。" if talks else ""
        return SalonReply(said, "讲师", topic("salon", [salon], (Word.SPEAKERS,)))
    return told(question, [replace(salon, talks=talks)], (Word.SPEAKERS,))
