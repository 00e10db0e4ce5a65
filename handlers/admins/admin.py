"""Admins: reload the folder, see how the bot is, read what was asked in vain and what was done,
open the console."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.acts import in_words
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.reading.elsewhere import says_salon
from bot.events.reading.turns import after_page
from bot.events.replies import headline
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.members import AuditEntry
from bot.messages import Reply, Role
from bot.sign_ins import CODE_LASTS
from handlers.admins.wishes import wish_of
from handlers.salon_asked import meant

router = Router("admin")

_HOW_TO_TEACH = Expression(
    r"(?:怎么|如何|在哪)(?:给你|给机器人|往里)?(?:加|添加|更新|改|修改|维护|教|补充|写)(?:新的)?(?:知识库?|资料|答案|页面|一页)(?:库)?[?？。]*"
    r"|(?:知识库?|资料|页面)(?:怎么|如何|在哪)(?:加|添加|更新|改|修改|维护|写)[?？。]*"
)
_EXPORTS = Expression(
    r"(?:怎么|如何|帮我|请|能不能|把)*(?:群里建的)?(?:活动|沙龙)?(?:导出|写成|存成)(?:群里建的)?(?:活动|沙龙)?(?:成|到|为)?"
    r"(?:文件|知识文件夹|知识库)?[吗呢吧]?[?？。]*"
)
# 「在南京群先别说话」, 「禁言2小时」, 「可以说话了」
_MUTES = Expression(
    r"(?:你|机器人|象问|给我|请|在|\S{0,8}群里?|先|暂时|都|最近|今天|今晚|现在|[，,\s])*+"
    r"(?:(?:别|不要|不许|禁止)(?:再|在群里|随便|乱)*(?:说话|发言|吭声|讲话|冒泡)|(?:取消|解除)?禁言|闭嘴|安静"
    r"|(?:可以|恢复|继续)(?:说话|发言|讲话)).{0,8}"
)
_ASKS_WHAT_WAS_DONE = Expression(
    r"(?:\S{2,6}[那这][期场]|第.{1,3}期)?(?:请问|看看|查一?下|我|我们|刚才|刚刚|最近|今天|昨天|上一?次|这[场期次]|活动|都|有|[，,\s])*"
    r"(?:(?:改|动|做|操作|确认)(?:过|了)?(?:些)?(?:什么|啥|哪些)(?:东西|内容|改动|操作)?|(?:改动|操作|修改)(?:记录)?(?:有哪些|是什么)"
    r"|是?谁给(?:了|的)?\s*[\w.:$-]{1,64}?\s*的?(?:权限|授权|授的权)(?:的)?|[\w.:$-]{1,64}?\s*的?权限是?谁给的?"
    r"|谁(?:都)?(?:改|动|做|干|操作)(?:了|过)(?:些)?(?:什么|啥|哪些)|谁(?:改|动|取消)(?:的|了|过)(?:活动|沙龙|名额|场地|议程|[这那]一?[场期]|的|时间|标题)*)[了呢啊吗?？。!！]*"
)
# 「谁改了西安的时间」, 「西安是谁取消的」: of one salon.
_ASKS_WHO = Expression(
    r"(?:是)?谁(?:(?:改|动|换|推迟|提前|取消|删)(?:掉|了|过)+的?|把)[^，,？?]{2,16}?(?:改|动|换|推迟|提前|取消|删)?(?:掉|了|过|的)*[呢啊?？。]*"
    r"|[^，,？?]{2,16}?(?:是|被)?谁(?:给)?(?:改|动|换|推迟|提前|取消|删)(?:掉|了|过|的)+[呢啊?？。]*"
)
# 「问得最多的是什么」
_MOST_ASKED = Expression(
    r"(?:大家|群里|群友|最近|平时|都|没答上来?的?|哪些|什么|[，,\s])*(?:问题?|提问)(?:被)?(?:问|提)?[得的]?最多的?(?:问题|是|有|没答上来?的?|[，,\s])*(?:什么|啥|哪些|哪几?个)?[呢啊?？。]*"
)
_LONGEST_WISH = 40
_LATELY, _SHOWN = 100, 10  # acts
_LOOKED_AT, _LISTED = 200, 20  # unanswered questions
_EXPORTING = (
    "群里建的活动，在运行我的机器上用 `xiangwen events export` 写成知识文件夹里的文件；编号不变，"
    "已有的文件不会被覆盖，我读到文件以后就以文件为准。报了名的人用「名单 哪一期」取。"
)
_MUTING = (
    "没有禁言的开关，什么也没有改。群里的问题我只在被 @ 时才答；自己发的只有提醒、公告和回放："
    "一场的提醒发「改活动 哪一期 提醒：不发」停下，一个群的免打扰时段写在 [[groups]] 的 quiet，"
    "要我在一个群里完全不说话，请把我移出那个群。"
)
_TEACHING = (
    "改配置 [knowledge] paths 指的那个文件夹里的 Markdown 文件，两秒之内生效，不用重启。"
    "怎么加一页、加一场活动、加一个术语，见其中的 README.md；改完发「重载」看有没有写错的地方。"
)
_OWN_MACHINE = (
    "这个网址只在运行我的机器上打得开。要从别的电脑打开，请在配置的 [web] 里写上 public_url。"
)


@router.dialogue(role=Role.ADMIN, longest=None)
async def answer_admin(request: Request, services: Services) -> Reply | None:
    """What admins ask of the bot in their own words; None for everything else."""
    text = request.text.strip()
    if len(text) <= _LONGEST_WISH and _MOST_ASKED.fullmatch(text):
        return await _unanswered(services, most_first=True)
    wish = wish_of(text) if len(text) <= _LONGEST_WISH else None
    if wish and (command := services.router.named(wish.value)):
        return await command.handler(request.with_arguments(""), services)
    if _MUTES.fullmatch(text):
        return Reply.text(_MUTING)
    if _EXPORTS.fullmatch(text) and re.search("活动|沙龙", text):
        return Reply.text(_EXPORTING)
    return Reply.text(_TEACHING) if _HOW_TO_TEACH.fullmatch(text) else None


@router.command(
    "重载",
    aliases=("reload", "重新加载", "刷新知识库", "检查知识库", "更新知识库"),
    role=Role.ADMIN,
    help="马上重新读取知识文件夹",
)
async def reload_knowledge(request: Request, services: Services) -> Reply:
    return Reply(markdown=await services.reload(), title="知识库已重新读取")


@router.command(
    "状态",
    aliases=("status", "机器人状态", "运行状态"),
    role=Role.ADMIN,
    help="看连接、知识库和投递的情况",
)
async def show_status(request: Request, services: Services) -> Reply:
    return Reply(markdown=await services.status(), title="象问的状态")


@router.command(
    "未答",
    aliases=("unanswered", "没答上", "没答上来的问题"),
    role=Role.ADMIN,
    help="看大家问了、我没答上来的问题",
)
async def show_unanswered(request: Request, services: Services) -> Reply:
    return await _unanswered(services)


async def _unanswered(services: Services, *, most_first: bool = False) -> Reply:
    """The latest questions that met a refusal, without names; those for which there is a
    page by now are done. What was answered is not kept."""
    asked = await services.feedback.unanswered(_LOOKED_AT)
    asked = sorted(asked, key=lambda one: -one.times) if most_first else asked
    # Behind twenty that are answered by now there may be one that is not.
    questions, done, older = await services.open_questions.parted(asked, services, _LISTED)
    if not questions:
        since = f"，最近 {len(done)} 个现在都答得上了" if done else ""
        return Reply.text(f"目前没有答不上来的问题{since}。")
    zone = services.zone
    lines = [
        f"- {escape_text(q.question[:80])}"
        f"（{q.times} 次，最近 {q.asked_at.astimezone(zone):%m-%d %H:%M}"
        f"{f'，最接近 {escape_text(q.nearest)}' if q.nearest else ''}）"
        for q in questions
    ]
    return Reply(
        markdown=f"**{'问得最多、' if most_first else '最近'}没答上来的问题**\n\n"
        + "\n".join(lines)
        + (f"\n\n另有 {len(done)} 个现在答得上了，没有列。" if done else "")
        + (f"\n\n其余还有 {older} 种，没有列。" if older else "")
        + "\n\n在知识文件夹里加一页，就能答了；已经有页面讲到的，把问法写进那一页的 asked，写法见 "
        "knowledge/README.md。私聊我发「控制台」，可以一句一句试、划掉不该我答的。",
        title="没答上来的问题",
    )


@router.command(
    "控制台",
    aliases=("后台", "管理后台", "管理页面", "console"),
    role=Role.ADMIN,
    help="私聊里取打开控制台的链接：没答上来的问题、试问、页面、活动、投递",
)
async def open_console(request: Request, services: Services) -> Reply:
    """A link that lets this admin in once; in one-to-one, since whoever has it is in."""
    if request.message.is_group:
        raise UserError("打开控制台的链接只在私聊里给：请私聊我发「控制台」。")
    address = services.console()
    if not address and (listen := services.settings.web.listen):
        raise UserError(
            f"控制台没有开：[web] listen 的 {listen} 现在用不了，多半是端口被别的程序占着，"
            "原因在我的日志里。空出来以后几秒就会自己打开；要换端口，改好配置再重启我。"
        )
    if not address:
        raise UserError(
            "控制台没有开：请在配置的 [web] 里写上 listen（例如 127.0.0.1:8080），再重启我。"
        )
    code = await services.sign_ins.issue(request.message.staff_id, services.now())
    minutes = int(CODE_LASTS.total_seconds() // 60)
    note = "" if services.settings.web.public_url else f"\n\n{_OWN_MACHINE}"
    return Reply(
        markdown=f"[打开控制台]({address}/console/enter?code={code})\n\n"
        f"链接 {minutes} 分钟内有效，只能用一次，请不要转给别人。{note}",
        title="打开控制台",
    )


@router.command(
    "审计",
    aliases=("audit", "查看审计", "操作记录"),
    role=Role.ADMIN,
    help="看最近谁做了哪些要权限的事",
)
async def show_audit(request: Request, services: Services) -> Reply:
    """When, who, what and what became of it; by which message stands in the database."""
    entries = await services.members.audit()
    if not entries:
        return Reply.text("还没有要权限的操作。")
    return await _acts("最近的操作", entries, services)


@router.dialogue(role=Role.ORGANIZER, longest=_LONGEST_WISH)
async def show_acts_asked_for(request: Request, services: Services) -> Reply | None:
    """「我刚才改了什么」, 「谁改了西安的时间」: what this organizer did lately, perhaps of one
    salon; an admin is shown everybody's."""
    text, of = request.text.strip(), None
    if not _ASKS_WHAT_WAS_DONE.fullmatch(text):
        said = await meant(request, services) if _ASKS_WHO.fullmatch(text) else None
        if said is None or not said.named or (of := said.single) is None:
            return None
    elif after_page(request.history) and not says_salon(text):
        return None
    is_admin, by = request.role >= Role.ADMIN, request.message.staff_id
    if is_admin and of is None:
        return await show_audit(request, services)
    acts = [e for e in await services.members.audit(_LATELY) if is_admin or e.staff_id == by]
    acts = [e for e in acts if of is None or of.id in e.detail.split()][:_SHOWN]
    title = f"{headline(of)} 最近的操作" if of else "您最近做的"
    others = "" if is_admin else "别人做了什么，管理员发「审计」看得到。"
    if not acts:
        none = f"{title}：没有" if of else "您最近没有确认过什么"
        return Reply.text(f"{none}。{others or '直接改文件的不在操作记录里。'}")
    told = await _acts(title, acts, services)
    how = "" if is_admin else f"\n\n改错了发「撤销」。{others}"
    return replace(told, markdown=f"{told.markdown}{how}")


async def _acts(title: str, entries: Sequence[AuditEntry], services: Services) -> Reply:
    zone, roles = services.zone, await services.members.roles()
    lines = [
        f"- {entry.happened_at.astimezone(zone):%m-%d %H:%M} "
        f"{roles.get(entry.staff_id, Role.MEMBER).label} {escape_text(entry.staff_id)} "
        f"{words}"
        for entry, words in zip(entries, await in_words(entries, services), strict=True)
    ]
    return Reply(markdown=f"**{title}**（新的在前）\n\n" + "\n".join(lines), title=title)
