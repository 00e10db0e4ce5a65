"""What organizers order and no command reads: never a page on databases, but the commands that
are nearest to it, and that nothing has happened.

Only what orders, is of salons, and names nothing of a database; what asks or wants to be shown
something belongs to the record and the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.chat.context import Request, Services
from bot.chat.router import Command, Router
from bot.events.reading.elsewhere import names_database
from bot.events.reading.turns import after_page, topic_of
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, ReplyKind, Role
from handlers.guidance.order_hints import NO_SUCH, agenda_now, salon_to_change, written_out
from handlers.questions.ask import answered_or
from handlers.salon_asked import nearest
from handlers.salons.words import OF_SALONS

router = Router("unread_orders")

_MOST_CHARACTERS = 80
_MOST = 3
_SURELY = 0.75
_ALIKE = 0.6  # of two characters both must stand in the word
_ORDERS = Expression(
    "踢|移除|移出|结束|收尾|完结|合并|给.{1,10}(?:权限|组织者|管理员)|转正|开始辩论|辩论开始"
    "|添加|加[上个一了]|再加|新增|增加|改|换|删|去掉|取消|停|关[了掉闭]|打开|开启|开放"
    "|延期|延后|推迟|提前|改期|撤|设[为成置定]|调整"
    "|复制|照着|套用|新建|创建|[建加][个一两三]|再?[来办搞开][一个两三][个场期次]?|同时办|登记|上传|导[出入]|生成|统计|汇总|通知|提醒|群发|发布|抽"
    "|每个?[周月].{0,8}(?:办|开|搞|播)|(?:让|给|叫).{1,10}(?:能|可以).{0,3}(?:发公告|管|办|建)|不(?:再)?(?:管|负责)(?:活动|了)|[放排挪调](?:到|在)|重排|写错"
    "|补|锁定|恢复|暂停|催|打印|安排|定在|不[办搞]|作废"
)
_ASKS = Expression(
    r"[?？]|[吗呢么不]\s*[。.!！]*$|怎么|如何|咋|什么|啥|哪|谁|多久|多长|[想能]补|几[个场期位点次]|多少|为何|是不是|有没有|能不能|可不可以|是否|区别|介绍"
    r"|来一?份|^(?:换|改|换成|改成|再?看)第?.{1,4}期$|(?:看看|查一?[下看]|找一?下|说说|讲讲|列一?下|告诉我|给我看|[发给]我)"
)
_DATABASE = Expression(
    r"(?<!报)(?<!名)(?<!到)表(?!格)|[库列行]|索引|字段|事务|锁|查询|语句|连接|会话|进程|线程|参数|备份|备机|主[键备从]|从库|触发器|函数|日志|分区|复制槽"
    r"|订阅|发布端|磁盘|内存|缓存|扩展|插件|统计信息|执行计划|序列|约束|视图|游标|(?<!者)(?<!员)权限|角色|密码|版本|升级|迁移|集群|节点"
    r"|[a-z_]{3,}(?!恤)"
)
_LINK = Expression(r"https?://\S+")
_SEAT_OF_ANOTHER = Expression(
    "踢|移除|移出|(?:删|取消).{0,8}(?:报名|名额)|报名.{0,4}(?:删|取消|去掉|拿掉)"
)
# What is ordered, and the commands for it; the first that fits comes first.
_MATTERS = (
    (Expression("组织者|管理员"), ("权限列表", "授权")),
    (
        Expression(
            "(?:让|给|叫).{1,10}(?:能|可以|也|一起).{0,3}(?:发|管|办|建|改|抽|负责)|不(?:再)?(?:管|负责)"
        ),
        ("权限列表", "授权", "收回"),
    ),
    (_SEAT_OF_ANOTHER, ("名单", "改活动")),
    (Expression("每个?[周月].{0,8}(?:办|开|搞|播)|系列"), ("新建系列", "停播", "结束系列")),
    (
        Expression(
            "(?:结束|收尾|完结).{0,3}(?:活动|沙龙|[这本]一?[场期])|(?:活动|沙龙).{0,2}(?:结束|收尾)"
        ),
        ("出席", "回放", "抽奖"),
    ),
    (Expression("辩论"), ("辩论",)),
    (
        Expression(
            "(?:想|要|打算).{0,10}[办搞开]一?[场期]|模板|照着|复制|新建|再[来办]|同时办|[建办来搞开][一两三个]"
        ),
        ("新建活动",),
    ),
    (Expression("[两二2]场"), ("改活动", "取消活动", "新建活动")),
    (Expression("抽|奖"), ("抽奖", "开奖")),
    (Expression("签|到场"), ("签到码", "补签", "名单")),
    (Expression("公告|通知|群发|转告|告诉|宣布"), ("公告", "定时公告", "公告列表")),
    (Expression("提醒|催"), ("定时公告", "改活动", "待发")),
    (Expression("名单|导出|统计|汇总|报表"), ("名单", "活动", "投递")),
    (Expression("报名|名额|座位?|人数|候补|截止|(?:最多|只能).{0,4}[人位]"), ("改活动", "名单")),
    (Expression("回放|录像|课件|视频"), ("回放",)),
    (Expression("来不了|讲不了|不来了|请假"), ("改活动", "加议程")),
    (
        Expression(
            "议程|议题|讲师|嘉宾|分享|演讲|主持|题目|第[一二三四1-4]个讲|最[前后]讲|先讲|重排"
        ),
        ("加议程", "改活动"),
    ),
    (Expression("改期|延期|延后|推迟|提前|改到|日期|改时间"), ("改期", "取消活动")),
    (Expression("取消|不[办搞]|停办"), ("取消活动", "改期", "恢复活动")),
    (Expression("场地|地[点址方]|城市|赞助|[主协承]办方|直播|标题|海报|时间"), ("改活动", "改期")),
    (
        Expression(r"活动|沙龙|[这那本下上]一?[期场次]|第.{1,4}期|^\d{1,3}期?\s"),
        ("改活动", "改期", "取消活动"),
    ),
)
# What leaves no doubt after a page on databases.
_OF_SALONS = Expression(
    rf"{OF_SALONS}|每个?[周月].{{0,8}}[办开搞]|[一两二三]场|签到|公告|抽奖|回放|辩论|通知大家|提醒大家"
)
# In Chinese: role is a word of databases, and the beginning of roles.
_BEGINNING = Expression(r"[\u4e00-\u9fff]{1,4}")
_SHORT = Expression(r"[\u4e00-\u9fff]{2,5}")
# 「取消张三」: of somebody, as it seems, and of no salon.
_OF_SOMEBODY = Expression(
    r"(?:请|麻烦|帮我|把|将)*(?:取消(?!定时|的)[^\s，,。]{2,6}|[^\s，,。]{2,6}取消)[吧了掉。.!！]*"
)
_NOTES = (
    (
        Expression(
            "组织者|管理员|(?:让|给|叫).{1,10}(?:能|可以|也|一起).{0,3}(?:发公告|管|办|建)|不(?:再)?(?:管|负责)"
        ),
        "谁是组织者由管理员定，管理员发「授权 员工号 组织者」或者「收回 员工号」。",
    ),
    (
        Expression("签到.{0,4}(?:打开|开[启放])|(?:打开|开[启放]).{0,6}签到"),
        "签到到时间自动打开（开始前一小时到结束），不用另外开。口令在现场大屏上，也可以这样取：",
    ),
    (_SEAT_OF_ANOTHER, "不能替别人取消报名，请他自己发「取消报名」。"),
    (
        Expression("转正|(?:让|叫|把|给).{0,3}候补"),
        "有人退出或者名额改大，候补按先后自动转正，不能跳着来。",
    ),
    (
        Expression("^(?!.*辩论).*(?:结束|收尾|完结)"),
        "活动到时间自动结束，不用关。办完以后可以记到场人数、登记回放、抽奖。",
    ),
)
_WHOSE = (
    "要取消的是谁的什么没看懂，什么也没有改。替别人取消不了报名，请他自己发「取消报名」；"
    "讲师不讲了，发「把 名字 那个删掉」，名字照议程里的写。"
)
_NOT_READ = "这句话我没看懂要做什么，什么也没有改。"
_PERHAPS = "您可能要用："
_HINTS = {
    "改活动": "例如：改活动 15 名额：50，或者 改活动 15 提醒：前三天上午10点；前两小时",
    "新建活动": "一次建一场；没有模板可套，只要标题和时间，其余可以跳过。",
}
# Of salons' numbers, said alone.
_NUMBERS = Expression(
    r"(?=.*(?:数据|统计|报表|导出|汇总))(?:帮我|给我|麻烦|请|我要|我想|[，,\s])*(?:看看?|导出|统计|汇总|要)?(?:一下|下)?"
    r"(?:[这本上]一?[次场期]|第.{1,4}期)?的?(?:活动|报名|沙龙|参会|群)?的?(?:数据|统计|报表)?"
    r"(?:给我|导出来?|统计|汇总|看看|一下|出来)?[。.!！]*"
)
_HOW = "(?:怎么|如何|怎样|步骤|流程|第一次)"
_HOLDS = "(?:[办搞开建]|组织|举办)[^A-Za-z]{0,8}(?:活动(?!表|会话|连接|事务)|沙龙)"
_ASKED = (
    (
        Expression(
            "没答上来的|问得?最多|提问(?:统计|情况|数据)|(?:大家|群[友里])[都最近]*问了?[什啥哪]"
        ),
        "大家问了什么、哪些没答上来，管理员看得到：",
        ("未答", "控制台"),
    ),
    (
        Expression(f"{_HOW}.{{0,20}}?{_HOLDS}|{_HOLDS}.{{0,12}}{_HOW}"),
        "办一场活动从这里开始：",
        ("新建活动",),
    ),
)
# 「加一场」, which is near to 下一场.
_ONE_MORE = Expression(r"(?:再|加|多|另外|\s)*(?:加|办|搞|开|来|建)一?[场期次][吧。.!！]*")
_COMMANDS = Expression(
    r"(?:组织者|管理员|管理)?(?:能用|可用|有)?的?(?:哪些|全部|所有|什么)?(?:命令|指令|功能)(?:都)?(?:有哪些|列表|大全|清单|有什么|是什么)?[?？]*"
)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS)
async def offer_commands(request: Request, services: Services) -> Reply | None:
    """None for whatever the record and the pages may know better."""
    text = request.text.strip()
    if _COMMANDS.fullmatch(text) and (command := services.router.named("帮助")):
        return await command.handler(request.with_arguments(""), services)
    if services.router.bare(text, request.role) is not None:
        return None  # how it is written is told elsewhere
    if begun := _begun(text, request, services):
        return await _half_typed(text, begun, request, services)
    if after_page(request.history) and not _OF_SALONS.search(text):
        return None
    if first := next((told for about, told in NO_SUCH if about.fullmatch(text)), ""):
        asks = _ASKS.search(text) or not nearest(services)
        return None if asks else _told(_commands(("改活动", "公告"), request, services), first)
    if _NUMBERS.fullmatch(text):
        more = "；提问和没答上来的在「控制台」" if request.role >= Role.ADMIN else ""
        first = f"活动的数据这样看{more}："
        told = _told(_commands(("名单", "活动", "投递"), request, services), first)
        return await _unless_of_pages(told, request, services)
    if _ONE_MORE.fullmatch(text):
        return _told(_commands(("新建活动",), request, services), "")
    if near := _nearest_word(text, services):
        told = _told([near], f"「{text}」没看懂，是不是想用：")
        surely = SequenceMatcher(None, text, near.name).ratio() >= _SURELY
        return told if surely else await answered_or(told, request, services)
    if asked := next((one for one in _ASKED if one[0].search(text)), None):
        told = _told(_commands(asked[2], request, services), asked[1])
        return told if asked is _ASKED[0] else await answered_or(told, request, services)
    names = _ordered(text, request, services)
    if names and names[0] == "取消活动" and _OF_SOMEBODY.fullmatch(text):
        told = _told(_commands(("议程", "名单", "取消活动"), request, services), _WHOSE)
        return await _unless_of_pages(told, request, services)
    note = next((note for about, note in _NOTES if about.search(text)), "")
    if not names:
        return None
    written: tuple[str, ...] = ()
    if salon := salon_to_change(text, services):
        written = written_out(text, salon, services)
        if not note and "加议程" in names and (agenda := agenda_now(salon)):
            note = f"{_NOT_READ}{agenda}\n\n{_PERHAPS}"
    told = _told(_commands(names, request, services), note, written)
    # 开场前两小时 is no question on what was held, and 把张三踢出去 none of a salon just told of.
    if (written and "提醒" in text) or (note and topic_of(request.history)):
        return told
    return await _unless_of_pages(told, request, services)


def _ordered(text: str, request: Request, services: Services) -> tuple[str, ...]:
    """The commands for what the text orders; empty for what is no order of an organizer."""
    plain = _LINK.sub(" ", text).lower()
    for word in ("pg", "postgresql", "@所有人", "就行"):  # 行 is a row as well
        plain = plain.replace(word, " ")
    if _ASKS.search(plain) or names_database(text):
        return ()
    meant = services.router.meant(text, request.role)
    if meant is not None and meant.role > Role.MEMBER and not meant.everyday:
        return () if _DATABASE.search(plain.replace(meant.name, " ")) else (meant.name,)
    if _DATABASE.search(plain) or not _ORDERS.search(plain):
        return ()
    return next((names for about, names in _MATTERS if about.search(plain)), ())


def _commands(names: Sequence[str], request: Request, services: Services) -> list[Command]:
    found = [one for name in names if (one := services.router.named(name)) is not None]
    mine = [one for one in found if one.role <= request.role]
    return mine[:_MOST] or found[:_MOST]


def _told(commands: Sequence[Command], first: str, written: Sequence[str] = ()) -> Reply:
    """``written``: what may be sent as it is, with the organizer's own values."""
    lines = "".join(f"- **{escape_text(one)}**\n" for one in written)
    lines += "\n".join(
        f"- **{one.usage}**：{one.help}" + (f"。{_HINTS[one.name]}" if one.name in _HINTS else "")
        for one in commands
    )
    first = first or f"{_NOT_READ}{_PERHAPS}"
    bare = (*written, *(one.name for one in commands if one.takes("")))
    return Reply(
        markdown=f"{first}\n\n{lines}\n\n全部命令发「帮助」。",
        title="您可能要用的命令",
        kind=ReplyKind.COMMAND if bare else ReplyKind.HELP,
        follow_ups=bare,
    )


def _begun(text: str, request: Request, services: Services) -> list[Command]:
    """The organizers' commands whose word begins with the text, which is none itself."""
    if not _BEGINNING.fullmatch(text) or services.router.named(text) is not None:
        return []
    return [
        one
        for one in services.router.commands
        if one.role <= request.role and any(word.startswith(text) for word in one.words)
    ]


def _nearest_word(text: str, services: Services) -> Command | None:
    """「建沙」 for 新建沙龙: only where nothing answers it."""
    if not _SHORT.fullmatch(text) or services.router.named(text) is not None:
        return None
    word = services.router.near(text)
    if word is None or SequenceMatcher(None, text, word).ratio() < _ALIKE:
        return None
    if word in text and len(text) > len(word) + 1:  # 结束活动 is no slip for 活动
        return None
    return services.router.named(word)


async def _unless_of_pages(told: Reply, request: Request, services: Services) -> Reply | None:
    """「导出数据」, 「流复制」: what names nothing of salons is asked of the pages first."""
    speakers = {s.name for salon in nearest(services) for t in salon.talks for s in t.speakers}
    if _OF_SALONS.search(request.text) or any(name in request.text for name in speakers):
        return told
    return await answered_or(told, request, services)


async def _half_typed(
    text: str, begun: list[Command], request: Request, services: Services
) -> Reply | None:
    """Two characters may be a word of the pages as well."""
    told = _told(begun[:4], f"「{text}」只打了一半？您可能要用：")
    if len(text) != 2:
        return None if after_page(request.history) else told
    return await answered_or(told, request, services)
