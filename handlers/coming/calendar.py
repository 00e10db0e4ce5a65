"""What is coming: the list of salons with their sign-ups, the next one, the agenda."""

from __future__ import annotations

from collections.abc import Sequence

from bot.attendance.signups import SignupState
from bot.attendance.windows import windows_of
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon
from bot.events.reading.elsewhere import says_salon
from bot.events.reading.turns import after_page, none_coming
from bot.events.record.series import Series
from bot.events.replies import bullets, headline, held_at, joined, link, period, talk_line
from bot.expressions import Expression, made_of
from bot.messages import Reply, ReplyKind, Role
from bot.precedence import computed
from handlers.questions.ask import answer_question
from handlers.salon_asked import ASIDES, LONGEST_QUESTION, all_ahead, nearest, of_past
from handlers.salon_choice import about, chosen_salon, handle_of, names_salon, names_salon_closely
from handlers.signup.words import moment, place_in_line, standing_words

router = Router("calendar", "近期活动")

_MOST = 8
_OF_EVENTS = Expression("活动|沙龙|安排|预告")
# 到时候提醒我, 开始前会提醒吗
_REMINDED = Expression(
    r"(?:到时候?|到点|活动|沙龙|开始|开场|开讲|之前|以前|前一天|前|当天|那天|提前|记得|别忘了?|请|麻烦|可以|能不能|能否"
    r"|能|会不会|会|要|有没有|有|你们?|机器人|还|再|都|也|帮我|给我|[，,\s])*+提醒(?:到|给)?(?:我们?|一下|一声|下)*"
    r"(?:吗|么|吧|哦|啊|呀|呢|哈|嘛|不|没有?)*[?？。.!！~～\s]*"
)
# 活动日历能导出吗, 怎么把活动加到手机日历
_INTO_CALENDAR = Expression(
    rf"日[历程]|手机|苹果|安卓|电脑|系统|自己|我|里|上|把|一键|怎么|如何|咋|活动|沙龙|时间|想|帮|ics|文件|一下|[?？]|{ASIDES}"
    r"|(?:添?加|导[出入]?|放|存|写|同步|订阅|提醒)(?:进去?|入|到|成|去)?"
)
_KEEPS = Expression("加|导|放|存|写|同步|订阅")
_TO_ME = Expression("我|[吗么不没有嘛][?？]?$|[能会]不[能会]|有没有|到时|记得")


@router.command(
    "活动", aliases=("近期活动", "活动列表", "events"), help="看近期有哪些活动，报名情况怎么样"
)
async def show_coming(request: Request, services: Services) -> Reply:
    """Every salon that is not over, with how full it is and whether the asker is in."""
    salons = all_ahead(services)
    if not salons:
        return _nothing_ahead(services)
    return await _shown(salons, request, services)


def _nothing_ahead(services: Services) -> Reply:
    past = "想看往期的，可以问「办过哪些沙龙」。" if services.salons.book.salons else ""
    return Reply(markdown=f"近期还没有安排活动。{past}", title="近期没有安排", topic=none_coming())


@router.dialogue(role=Role.MEMBER, longest=40)
async def answer_what_is_coming(request: Request, services: Services) -> Reply | None:
    """「最近有什么活动」, 「12 月有啥活动」: the same, of the days or the city that are named."""
    text, now = request.text.strip(), services.now()
    if not services.salons.are_ahead(now):
        if not _OF_EVENTS.search(text):
            return None  # without a thread for each message
        asks = services.salons.ask_what_is_planned
        return (
            _nothing_ahead(services) if await computed(asks, text, request.history, now) else None
        )
    asked = services.salons.asked_of_coming
    salons = await computed(asked, text, request.history, now)
    return await _shown(salons, request, services) if salons else None


async def _shown(salons: Sequence[Salon], request: Request, services: Services) -> Reply:
    """The salons one by one, then each series on a line: its days are all alike."""
    single = [salon for salon in salons if not salon.series]
    parts = [await _card(salon, request, services) for salon in single[:_MOST]]
    if len(single) > _MOST:
        parts.append(f"后面还有 {len(single) - _MOST} 场。")
    days: dict[str, list[Salon]] = {}
    for salon in salons:
        if salon.series:
            days.setdefault(salon.series, []).append(salon)
    series = {one.id: one for one in services.series.series}
    parts.append(bullets(_line(series.get(id_), found) for id_, found in days.items()))
    first = single[0] if single else None
    return Reply(
        markdown=joined(parts),
        title=f"近期活动 {len(single) + len(days)} 场",
        follow_ups=await _next_steps(first, request, services) if first else ("系列",),
        topic={"matter": "salon", "salons": " ".join(s.id for s in single[:_MOST] or salons[:1])},
    )


def _line(series: Series | None, days: Sequence[Salon]) -> str:
    """「直播答疑：每周四 20:00，下一次 2026 年 12 月 24 日（周四）20:00–21:00，直播地址」"""
    url = f"，{link('直播地址', days[0].live_url)}" if days[0].live_url else ""
    often = f"{series.words}，下一次 " if series else ""
    return f"**{days[0].title}**：{often}{held_at(days[0])}{url}"


@router.command(
    "下一期", aliases=("下期", "下一场", "next"), help="看下一期的时间、地点和报名情况"
)
async def show_next(request: Request, services: Services) -> Reply:
    if not nearest(services):
        steps = await of_past(request, services)
        return await answer_question(request, services) if steps else _nothing_ahead(services)
    salon = chosen_salon("下一期", services, "议程 7", past=False)
    facts = [await _card(salon, request, services)]
    if salon.address:
        facts.append(f"地址：{salon.address}")
    if salon.live_url:
        facts.append(f"直播：{salon.live_url}")
    return Reply(
        markdown=joined(facts),
        title=headline(salon)[:30],
        follow_ups=await _next_steps(salon, request, services),
        topic=about(salon),
    )


@router.command(
    "议程",
    aliases=("agenda",),
    help="看某一期的议程，不写就是下一期",
    usage="议程 哪一期",
    takes=names_salon,
    glued=names_salon_closely,
)
async def show_agenda(request: Request, services: Services) -> Reply:
    """The talks of a salon in their order. Without a salon, and none in sight, it is the
    question after the agenda that salons follow."""
    salons = services.salons.book.salons
    if not request.arguments and not all_ahead(services):
        return await answer_question(request, services) if salons else _nothing_ahead(services)
    if await of_past(request, services):
        return await answer_question(request, services)
    salon = chosen_salon(request.arguments, services, "议程 7")
    if salon.talks:
        order = sorted(salon.talks, key=lambda talk: (talk.start is None, talk.start))
        told = bullets(map(talk_line, order if any(t.start for t in order) else salon.talks))
    else:
        told = "议程还没有公布。"
    whole_day = period(salon.start, salon.end)
    return Reply(
        markdown=joined([f"**{headline(salon)}** 议程", whole_day and f"全天：{whole_day}", told]),
        title=f"议程：{headline(salon)}"[:30],
        topic=about(salon),
    )


@router.command(
    "日历", aliases=("订阅日历", "ics"), help="把全部沙龙订阅到自己手机的日历里，改期会自动更新"
)
async def show_calendar(request: Request, services: Services) -> Reply:
    """The address to subscribe to; whoever has it needs no account."""
    public = services.settings.web.public_url
    if not public:
        return Reply.text("日历订阅还没有开通：要请管理员在配置的 [web] 里写上 public_url。")
    address = f"{public}/calendar.ics"
    return Reply(
        markdown=f"**订阅沙龙日历**：{address}\n\n"
        "- iPhone：设置 › 日历 › 账户 › 添加账户 › 其他 › 添加已订阅的日历\n"
        "- 电脑：Outlook、Google 日历选「通过网址订阅」\n\n"
        "新活动、改期、取消都会自动更新，开始前一天和前一小时提醒。",
        title="订阅沙龙日历",
    )


@router.dialogue(role=Role.MEMBER, longest=LONGEST_QUESTION)
async def tell_of_calendar(request: Request, services: Services) -> Reply | None:
    text = request.text.strip().lower()
    wants = "日历" in text and _KEEPS.search(text) and made_of(_INTO_CALENDAR, text)
    return await show_calendar(request, services) if wants else None


@router.dialogue(role=Role.MEMBER, longest=LONGEST_QUESTION)
async def tell_of_reminders(request: Request, services: Services) -> Reply | None:
    """到时候提醒我, 开始前会提醒吗: who is reminded of what, and how to be reminded oneself."""
    text = request.text.strip()
    if not _REMINDED.fullmatch(text) or not _TO_ME.search(text):
        return None
    if after_page(request.history) and not says_salon(text):
        return None
    ahead = all_ahead(services)
    when = "" if ahead else "近期还没有安排活动。"
    own = "想在自己的手机上收到提醒，发「日历」订阅。" if services.settings.web.public_url else ""
    return Reply(
        markdown=f"{when}活动开始前我在登记了的群里发提醒，不单独叫人；报了名的，"
        f"改期和取消我会私聊通知。{own}",
        title="活动提醒",
        kind=ReplyKind.EVENT,
        topic=about(ahead[0]) if ahead else none_coming(),
    )


async def _next_steps(salon: Salon, request: Request, services: Services) -> tuple[str, ...]:
    """No 报名 for who is in already, nor where it is closed."""
    handle = handle_of(salon, services)
    own = await services.attendance.signups.of_person(request.message.person)
    if any(one.salon_id == salon.id for one in own):
        return f"议程 {handle}", "我的报名"
    takes = windows_of(salon, services.zone).takes_signups(services.now())
    return (f"报名 {handle}", f"议程 {handle}") if takes else (f"议程 {handle}",)


async def _card(salon: Salon, request: Request, services: Services) -> str:
    signups = services.attendance.signups
    standings = await signups.standings()
    mine = {one.salon_id: one for one in await signups.of_person(request.message.person)}
    lines = [
        " ".join(p for p in (period(salon.start, salon.end), salon.city, salon.venue) if p),
        standing_words(salon, standings.get(salon.id)) + _until(salon, services),
    ]
    if (own := mine.get(salon.id)) is not None:
        seated = own.state is SignupState.SEATED
        waits = "" if seated else f"您在候补，{place_in_line(await signups.ahead_of(own))}"
        lines.append(waits or "您已报名")
    return f"**{headline(salon)}**\n\n{bullets(line for line in lines if line)}"


def _until(salon: Salon, services: Services) -> str:
    until = windows_of(salon, services.zone).signup_until
    if services.now() >= until:
        return "，报名已截止"
    return f"，{moment(until, services.zone)} 截止"
