"""Questions on how to use the bot itself: 「公告怎么发」「怎么撤回公告」, by its commands."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.context import Request, Services
from bot.chat.router import Command, Router
from bot.events.reading.elsewhere import says_salon
from bot.events.reading.turns import after_page
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind, Role

router = Router("how_to", "命令怎么用")

_ASKS = Expression(r"怎么|如何|怎样|咋|哪里|在哪|教我|帮我|我想|我要|能不能|可不可以|想要")
_NO_MATTER = Expression(
    "请问|麻烦|怎么样?|如何|怎样|咋样?|在?哪里|在哪儿?|教我|帮我|我想|我要|能不能|可不可以|想要?|可以|应该|才能"
    "|发布|发送|发出|发起|操作|使用|设置|导出|下载|弄|搞|做|写|用|发|建|办|查|看|取|要|去|给|把|将|改|开始"
    "|一下|一个|一条|一份|一场|命令|功能|群里|大家|我们|消息|时间|刚才|刚刚|昨天|今天|那|这|有|多少人|怎么办|咋办"
    "|你|我|个|条|份|下|到|在|的|了|呢|啊|呀|吗|吧|[?？!！。，, ]"
)
# What people say for a command, beside its own words.
_ALSO = {
    said: command
    for command, words in {
        "公告": "通知大家 通知各群",
        "新建活动": "建活动 建个活动 建沙龙 建一场活动 建一场沙龙",
        "改活动": "换地方 换个地方 换场地 换个场地 改场地 改地点 改名额 改议程",
        "取消活动": "删除活动 删掉活动",
        "撤回": "删除 删掉 发错 写错",
        "回放": (
            "删除回放 删掉回放 去掉回放 改回放 换回放 回放链接错 回放链接写错 回放链接发错 "
            "回放写错 回放贴错 回放放错 传回放 传一下回放 贴回放 回放发错 添加回放 加回放 "
            "登记回放 上传回放"
        ),
        "抽奖": "重新抽奖",
        "投递": "已读 看了公告 谁看了公告",
        "名单": "谁报名 谁签到 谁没签到 谁没来",
        "授权": "给人加权限 给别人加权限 给同事加权限",
    }.items()
    for said in words.split()
}
# What only organizers mean by it: how salons come about is also told by pages.
_OF_ORGANIZERS = (
    (Expression("(?:[办搞开]|组织|举办|安排|策划)(?:一?[个场期]|一次)?(?:活动|沙龙)"), "新建活动"),
    (Expression("发群?(?:通知|消息)|群通知"), "公告"),
)
# What may be sent as it is, and asks for the rest step by step.
_BEGINS = ("新建活动",)
# Words of commands that say as much of a database, of salons in general or of nothing: their
# questions belong to the pages and the record.
_ELSEWHERE = Expression(
    "取消|确认|确定|继续|删除|删掉|状态|运行状态|回放|录像|授权|收回|取消授权|撤销授权|重载|重新加载|审计|操作记录"
    "|系列|分享|命令|菜单|帮助|为什么|依据|活动|下期|下一期|下一场|议程|报名|签到|辩论|抽奖|直播安排"
)
# After a page on jobs that run at an hour it is theirs.
_OF_ANYTHING = Expression("改时间")
_REMIND_THEM = Expression(
    r"(?:请|麻烦|帮我|怎么|如何|到时候?|记得|再|先|群里|[，,\s\d:：每今明后大下个周月星期礼拜一二三四五六七八九十两日号天点半早晚上中午的在])*+"
    r"(?:提醒|喊|叫|催)(?:一下|下)?(?:大家|群里|各位|所有人|各群|全体|群友)"
)
_TELL_THEM = Expression(
    "(?:请|麻烦|帮我|帮忙)*(?:通知|告诉|转告)(?:一下|下)?(?:大家|群里|各群|所有人|群友)"
)
_CHANGES_REMINDERS = Expression(
    r"(?:怎么|如何|能不能|帮我|我想|先)?(?:把)?(?:取消|暂停|关掉|关闭|停掉|停止|停|不要|别发|修改|改|调整|设置|设|加|关)"
    r"(?:一下|个)?(?:这一?场|那一?场|下一?期|活动|沙龙|自动|所有|全部|的)*提醒(?:时间|规则)?[吗呢。?？!！]*"
    r"|(?:活动|沙龙)?的?提醒(?:时间|规则)?(?:怎么|如何|能)(?:改|关|取消|设置?|停|调整?|暂停)掉?[吗呢。?？!！]*"
)
_REMINDERS = (
    "每一场的提醒按配置里的规则自动发。要改其中一场的：\n\n"
    "- 换成自己的时间：改活动 哪一期 提醒：前三天上午10点；前两小时\n"
    "- 一条都不发：改活动 哪一期 提醒：不发\n"
    "- 恢复成配置里的：改活动 哪一期 提醒：照常\n\n"
    "全部场次的规则在配置的 [[reminders]] 里，改了要重启。后面要发的，发「待发」看。"
)
_MOST = 2
LONGEST_WORD = 16  # characters of a command's word


@router.dialogue(role=Role.ORGANIZER, longest=40)
async def tell_of_reminding(request: Request, services: Services) -> Reply | None:
    """「明天提醒大家」, 「暂停提醒」 and 「怎么通知大家」: no command is called so."""
    text = request.text.strip()
    if _CHANGES_REMINDERS.fullmatch(text):
        return Reply(markdown=_REMINDERS, title="改提醒", kind=ReplyKind.HELP)
    if _REMIND_THEM.match(text):
        name, told = "定时公告", "到时间在群里说一声，用「定时公告」："
    elif _TELL_THEM.match(text):
        name, told = "公告", "在各群说一声，用「公告」，先预览、确认了才发："
    else:
        return None
    command = services.router.named(name)
    assert command is not None
    markdown = f"{told}\n\n{command.manual}"
    return Reply(markdown=markdown, title=f"{name}怎么写", kind=ReplyKind.HELP)


@router.dialogue(role=Role.MEMBER, longest=20)
async def show_how(request: Request, services: Services) -> Reply | None:
    """How the commands that the question names are written; None when it names anything
    else, or none of them."""
    text = request.text.strip()
    # An organizer who says 撤回刚才的公告 wants it done; members mostly ask.
    if request.role < Role.ORGANIZER and not _ASKS.search(text):
        return None
    if _OF_ANYTHING.search(text) and after_page(request.history) and not says_salon(text):
        return None
    found = named_in(text, services, request.role)
    if not found:
        return None
    # An organizer's commands are no help to members, who learn whom to ask.
    manuals = "\n\n".join(command.manual for command in found[:_MOST])
    may = all(command.role <= request.role for command in found[:_MOST])
    note = "" if may or request.role > Role.MEMBER else "\n\n需要的话，请找组织者帮忙。"
    begun = tuple(one.name for one in found[:_MOST] if one.name in _BEGINS and may)
    return Reply(
        markdown=f"{manuals}{note}",
        title=f"{found[0].name}怎么写",
        kind=ReplyKind.COMMAND if begun else ReplyKind.HELP,
        follow_ups=begun,
    )


def named_in(text: str, services: Services, role: Role = Role.MEMBER) -> list[Command]:
    """The commands that the text names, in its order; empty when there is more in it than
    they and a question, or only words that others need as well."""
    pieces = list(_pieces(text, services, role))
    if None in pieces:
        return []
    named = [piece for piece in pieces if piece is not None]
    if all(_ELSEWHERE.fullmatch(word) for word, _ in named):
        return []
    return list({command.name: command for _, command in named}.values())


def _meant(word: str, services: Services, role: Role) -> Command | None:
    """The command that a word of a question means."""
    router = services.router
    if role >= Role.ORGANIZER:
        for said, what in _OF_ORGANIZERS:
            if said.fullmatch(word):
                return router.named(what)
    if (name := _ALSO.get(word)) and (also := router.named(name)):
        return also
    command = router.named(word)
    if command is None or word not in command.words or command.everyday:
        return None
    of_members = command.role is Role.MEMBER
    return None if of_members and _ELSEWHERE.fullmatch(word) else command


def _pieces(text: str, services: Services, role: Role) -> Iterator[tuple[str, Command] | None]:
    """The command words of the text and what they mean; None for what is neither word nor
    question."""
    place = 0
    while place < len(text):
        # The longest first. There are hundreds of words, and a short text has few pieces.
        ends = range(min(len(text), place + LONGEST_WORD), place + 1, -1)
        said = (text[place:end] for end in ends)
        found = next(((w, command) for w in said if (command := _meant(w, services, role))), None)
        if found is not None:
            yield found
            place += len(found[0])
        elif match := _NO_MATTER.match(text, place):
            place = match.end()
        else:
            yield None
            return
