"""Signing up for a salon, withdrawing, and one's own sign-ups."""

from __future__ import annotations

from collections.abc import Sequence

from bot.attendance.people import Attendee
from bot.attendance.signups import SignedUp, Signup, SignupState
from bot.attendance.windows import Windows, windows_of
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.replies import bullets, headline, joined, period
from bot.events.words.regions import cities_in
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply
from handlers.salon_asked import is_ahead, nearest
from handlers.salon_choice import about, chosen_salon, handle_of, is_next, names_salon
from handlers.salon_lists import for_each, listed_closely, salons_listed
from handlers.signup.words import (
    NOTHING_AHEAD,
    ONLY_NAMES,
    moment,
    place_in_line,
    seat_for_each,
    standing_words,
)

router = Router("signup")

# 报名 2人, 报名 +1: how many, and no salon.
_HOW_MANY = Expression(
    r"\s*(?:我们?|一共|总共|共)*\s*(?:[+＋]?\s*[\d一二两三四五六七八九十]{1,2}\s*(?:个人?|人|位|名|个?名额)|[+＋]\s*\d|俩人?)\s*[。.!！]*"
)
# 报名 我叫张三，吃素
_REMARK = Expression(r"[，,]|我|\d{7}")
_LEAVES = Expression("报.*不了")  # 报名了去不了怎么办


@router.command(
    "报名",
    aliases=("我要报名", "我报名", "signup"),
    help="报名参加，不写哪一期就是下一期；名额满了排候补",
    usage="报名 哪一期",
    takes=names_salon,
    glued=listed_closely,
)
async def sign_up(request: Request, services: Services) -> Reply:
    """A seat or a place on the waiting list, once a person and salon; of several salons
    where several are named."""
    if words := salons_listed(request.arguments, services):
        return await for_each(sign_up, words, "报名", request, services)
    if _HOW_MANY.fullmatch(request.arguments) and (ahead := nearest(services)):
        raise UserError(seat_for_each(handle_of(ahead[0], services)))
    salon = _salon_to_join(request.arguments, services)
    _refuse_when_closed(salon, services)
    attendee = Attendee.of(request.message)
    if not attendee.person:
        raise UserError("我认不出您是谁，没法登记。请换个群或私聊再试。")
    outcome = await services.attendance.signups.sign_up(
        salon, attendee, request.source, services.now()
    )
    return Reply(
        markdown=joined(
            [_outcome(salon, outcome), place_of(salon), _how_told(salon, outcome.signup, services)]
        ),
        title=f"报名：{headline(salon)}"[:30],
        # Whoever taps a follow-up says it: none that gives something up stands here.
        follow_ups=(f"议程 {handle_of(salon, services)}", "我的报名"),
        topic=about(salon),
    )


@router.command(
    "取消报名",
    aliases=("退出报名", "我不去了", "withdraw"),
    help="取消自己的报名或候补",
    usage="取消报名 哪一期",
    takes=names_salon,
    glued=listed_closely,
)
async def withdraw(request: Request, services: Services) -> Reply:
    """Give the seat back. Without a salon: the only one that the person is in."""
    if words := salons_listed(request.arguments, services):
        return await for_each(withdraw, words, "取消报名", request, services)
    salon = await _salon_to_leave(request, services)
    now = services.now()
    windows = windows_of(salon, services.zone)
    if salon.is_cancelled:
        raise UserError(f"{headline(salon)}，不用再取消报名。")
    if now >= windows.starts_at:
        state = "结束" if windows.is_over(now) else "开始"
        raise UserError(f"{headline(salon)} 已经{state}了，不用再取消报名。")
    person = request.message.person
    if not await services.attendance.signups.withdraw(salon, person, request.source, now):
        return Reply.text(f"您没有报名 {headline(salon)}，不用取消。")
    return Reply(
        markdown=f"已取消您在 **{headline(salon)}** 的报名。改主意了可以再报，按新的先后排。",
        title="报名已取消",
        follow_ups=(f"报名 {handle_of(salon, services)}",),
    )


@router.command("我的报名", aliases=("我报了哪些",), help="看自己报了哪些活动")
async def show_own(request: Request, services: Services) -> Reply:
    """The asker's sign-ups for salons that are not over."""
    signups = await _own(request, services)
    if not signups:
        then = "发「活动」看看有哪些。" if nearest(services) else NOTHING_AHEAD
        leave = "报了名来不了的，发「取消报名」让出名额。" if _LEAVES.search(request.text) else ""
        return Reply.text(f"您还没有报名近期的活动。{leave}{then}")
    lines, ways = [], []
    for salon, signup in signups:
        if salon.is_cancelled:
            lines.append(f"{headline(salon)}，不用去了")
            continue
        if signup.state is SignupState.SEATED:
            state = "已报名"
        else:
            ahead = await services.attendance.signups.ahead_of(signup)
            state = f"候补，{place_in_line(ahead)}"
        hours = " ".join(part for part in (period(salon.start, salon.end), salon.venue) if part)
        lines.append(f"{headline(salon)}{f' {hours}' if hours else ''}：{state}")
        ways.append(f"「取消报名 {handle_of(salon, services)}」")
    leave = f"来不了请发{'或'.join(ways)}，把名额让给别人。" if ways else ""
    going = [salon for salon, _ in signups if not salon.is_cancelled]
    return Reply(
        markdown=joined(["**您的报名**", bullets(lines), leave]),
        title="您的报名",
        topic=about(going[0]) if len(going) == 1 else {},
    )


def _refuse_when_closed(salon: Salon, services: Services) -> None:
    windows, now = windows_of(salon, services.zone), services.now()
    if salon.is_cancelled:
        raise UserError(f"{headline(salon)}，不能报名。发「活动」看近期的。")
    if windows.is_over(now):
        raise UserError(f"{headline(salon)} 已经结束了。发「活动」看近期的。")
    if not windows.takes_signups(now):
        raise UserError(_closed(salon, windows, services))


def _closed(salon: Salon, windows: Windows, services: Services) -> str:
    until = moment(windows.signup_until, services.zone)
    walk_in = "想来的话请直接联系组织者，到现场也可以签到。"
    others = [one for one in nearest(services) if takes_signups(one, services)]
    more = open_ones(others, services) if others else ""
    return joined([f"{headline(salon)} 的报名在 {until} 截止了。{walk_in}", more])


def takes_signups(salon: Salon, services: Services) -> bool:
    return windows_of(salon, services.zone).takes_signups(services.now())


def _outcome(salon: Salon, outcome: SignedUp) -> str:
    standing = standing_words(salon, outcome.standing)
    if outcome.signup.state is SignupState.SEATED:
        said = "您早就报上了" if outcome.again else "报名成功"
        return f"{said}：**{headline(salon)}**（{standing}）"
    said = "您已经在候补里" if outcome.again else "名额满了，已为您排上候补"
    return f"{said}：**{headline(salon)}**，{place_in_line(outcome.ahead)}（{standing}）"


def place_of(salon: Salon) -> str:
    facts = (period(salon.start, salon.end), salon.city, salon.venue, salon.address)
    return " ".join(fact for fact in facts if fact)


def _how_told(salon: Salon, signup: Signup, services: Services) -> str:
    """How to give a seat back; how somebody on the waiting list will hear of one."""
    if signup.state is not SignupState.WAITING:
        return f"来不了请发「取消报名 {handle_of(salon, services)}」，把名额让给别人。"
    if signup.attendee.staff_id:
        return "有人退出时按先后自动转正，到时私聊通知您。"
    if signup.attendee.told_in:
        return "有人退出时按先后自动转正。您不在组织里，我没法私聊您，到时在这个群里说一声。"
    return "有人退出时按先后自动转正。我主动联系不上您，请过几天发「我的报名」看看。"


async def _own(request: Request, services: Services) -> list[tuple[Salon, Signup]]:
    now, zone, book = services.now(), services.zone, services.salons.book
    found = []
    for signup in await services.attendance.signups.of_person(request.message.person):
        salon = book.get(signup.salon_id)
        if salon is not None and not windows_of(salon, zone).is_over(now):
            found.append((salon, signup))
    return sorted(found, key=lambda pair: (pair[0].is_cancelled, pair[0].held_on))


def _salon_to_join(words: str, services: Services) -> Salon:
    """The salon that is named, or the next. Where none of those that fit takes sign-ups, the
    ones that do are told, with how to write each. Raises UserError."""
    ahead = nearest(services)
    example = f"报名 {handle_of(ahead[0], services)}" if ahead else "报名 7"
    text = words.strip(" 。.!！~").removesuffix("的")
    found = services.salons.book.find(text) if text and not is_next(text) else []
    named = bool(text) and not is_next(text)
    if not text or text.startswith("下"):
        # In the hall the next one is meant: nobody signs up for what they sit in.
        return chosen_salon("下一期", services, example, past=False)
    if not named or len(found) == 1 or any(is_ahead(salon, services) for salon in found):
        return chosen_salon(text, services, example, past=False)
    if not found and _REMARK.search(text) and not cities_in(text):
        raise UserError(f"还没有替您报，直接发「{example}」就行。{ONLY_NAMES}")
    said = escape_text(text[:20])
    none = (
        f"「{said}」的 {len(found)} 场都已经办过或取消了。"
        if found
        else f"没有找到「{said}」这一期。"
    )
    raise UserError(f"{none}{open_ones(ahead, services)}")


def open_ones(ahead: Sequence[Salon], services: Services) -> str:
    if not ahead:
        return NOTHING_AHEAD
    ways = bullets(f"{headline(salon)}：报名 {handle_of(salon, services)}" for salon in ahead[:4])
    return f"近期可以报名的：\n\n{ways}"


async def _salon_to_leave(request: Request, services: Services) -> Salon:
    signups, person = services.attendance.signups, request.message.person
    left = services.salons.book.get(await signups.withdrawn_by(person, request.source))
    if left is not None:  # taken up again after a stop: it has acted
        return left
    own = [salon for salon, _ in await _own(request, services)]
    words = request.arguments.strip()
    if words:
        # Of several in a city the one that the person is in.
        there = [salon for salon in services.salons.book.find(words) if salon in own]
        if len(there) == 1:
            return there[0]
        return chosen_salon(words, services, "取消报名 7")
    going = [salon for salon in own if not salon.is_cancelled]
    if len(going) > 1:
        choices = bullets(f"{headline(s)}：取消报名 {handle_of(s, services)}" for s in going)
        raise UserError(f"您报了 {len(going)} 场，请写明取消哪一场：\n\n{choices}")
    if not going and own:
        raise UserError(f"您报的 {headline(own[0])}，不用再取消报名。")
    if not going:
        raise UserError("您没有报名近期的活动，不用取消。发「我的报名」可以看自己报了哪些。")
    return going[0]
