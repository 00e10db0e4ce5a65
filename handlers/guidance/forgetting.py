"""What is kept of whoever asks, and forgetting it: a right that the law gives everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.attendance.forgetting import Whose
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.events.replies import bullets, joined
from bot.expressions import Expression
from bot.messages import IncomingMessage, Reply, Role

router = Router("forgetting", "个人数据")

_BRIEF = 30
_ASKED = {"forgetting": "asked"}
# Patterns.
_DATA = r"(?:数据|信息|资料|记录|隐私|痕迹)"
_OWN = rf"(?:关于)?(?:我|本人)(?:个人|全部|所有|一切|聊天|提问|的)*+{_DATA}"
# As nobody speaks of a database.
_PERSONAL = rf"(?:关于)?(?:我|本人)的?(?:个人|聊天|提问){_DATA}"
_TAKE_AWAY = r"(?:删除|删掉|删了|删|清除|清空|清掉|抹掉|抹除|销毁|忘记|忘掉|忘了)"
_ASKING = r"(?:请问?|麻烦|帮我|我要求|我要|我想|要求|能不能|可不可以|可以|能|你)*+"
_END = r"(?:掉|了|一下|吧|吗|么|呢|啊)*+[。.!！?？]*+"
# 「忘了我吧」, 「把我的数据删了」, 「怎么删除我的聊天记录」, 「你存了我什么信息」
_FORGET_ME = Expression(
    rf"{_ASKING}(?:忘记|忘掉|忘了)我{_END}"
    rf"|{_ASKING}{_TAKE_AWAY}{_OWN}{_END}"
    rf"|{_ASKING}(?:把|将){_OWN}(?:都|全部|也|给我)*{_TAKE_AWAY}{_END}"
    rf"|{_ASKING}(?:怎么|如何)(?:才能|让你|能)*(?:{_TAKE_AWAY}{_PERSONAL}|忘记我|忘掉我){_END}"
    rf"|{_PERSONAL}(?:能不能|可以|能|怎么|如何){_TAKE_AWAY}{_END}"
    r"|(?:你们?|这里|机器人|象问)(?:都|会不会|会|有没有|有|是不是)*(?:存|记|保存|收集|留|记录)(?:了|着|下)?"
    rf"(?:关于)?我的?(?:什么|哪些|多少)*(?:个人|聊天|提问)?(?:{_DATA}|东西|说的话|说过的话)?{_END}"
)
# Of somebody else, whose right it is; a bare word may be a table.
_OTHERS = r"(?:[他她]们?|@\S{1,20}?|(?=\S*\d)[\w.-]{2,20}?)"
_FORGET_OTHER = Expression(
    rf"{_ASKING}(?:忘记|忘掉|忘了)(?:[他她]们?|@\S{{1,20}}){_END}"
    rf"|{_ASKING}{_TAKE_AWAY}{_OTHERS}的(?:个人|聊天){_DATA}{_END}"
    rf"|{_ASKING}(?:把|将){_OTHERS}的(?:个人|聊天){_DATA}(?:都|全部|也)*{_TAKE_AWAY}{_END}"
)
_YES = Expression(r"(?:确[认定](?:删[掉除]?|忘记)?|都?删[掉除]?)(?:我(?:的数据)?)?[吧了。.!！]*+")
# In this order, with how each is told.
_TOLD = (
    ("signups", "报名 {} 场"),
    ("checkins", "签到 {} 次"),
    ("shares", "晒图 {} 份"),
    ("draws", "抽奖的号 {} 个"),
    ("debate_notes", "辩论发言 {} 条"),
    ("notices", "发给您本人的通知 {} 条"),
    ("messages", "消息的收发记录 {} 条：只有谁什么时候发的，正文答完就不留"),
    ("turns", "最近几分钟的提问 {} 条，追问用的"),
    ("drafts", "没确认的草稿 {} 份"),
    ("roles", "群里给的权限"),
)
_STAYS = (
    ("signups", "办过的沙龙来了多少人：只剩一个数"),
    ("draws", "抽奖名单里的号：公布过，大家要能验证；认不出是谁，没开的中了也找不到您"),
    ("debate_notes", "辩论里说过的话：没有名字"),
    ("acts", "用权限办过的 {} 件事：操作记录要能查是谁做的，满两年删"),
)


@router.command("忘记我", aliases=("删除我的数据",), help="看我记了您什么，要删可以全部删掉")
@router.dialogue(role=Role.MEMBER, longest=_BRIEF, takes=matching(_FORGET_ME))
async def show_kept(request: Request, services: Services) -> Reply:
    """What there is of the asker, and what would stay; nothing is done."""
    kept = await services.attendance.forgetting.kept(_whose(request.message))
    configured = services.members.is_configured(request.message.staff_id)
    seats = "；还没办的活动替您取消报名，名额让给候补" if "signups" in kept else ""
    return Reply(
        markdown=joined(
            [
                "**我这里和您有关的**",
                bullets(kept_in_words(kept)),
                f"要全部删掉，发「确认」：马上删，找不回来{seats}。",
                *(["**删了以后还留着的**", bullets(stays)] if (stays := staying(kept)) else []),
                "您的管理员或组织者身份写在配置里，要由运行我的人改。" if configured else "",
                "聊天窗口里的消息在钉钉，不在我这里。不想删就不用管它。",
            ]
        ),
        title="我记了您什么",
        follow_ups=("确认",),
        topic=_ASKED,
    )


@router.dialogue(role=Role.MEMBER, longest=_BRIEF, takes=matching(_YES))
async def forget(request: Request, services: Services) -> Reply | None:
    """Right after having been told what goes; None where nobody was told of late."""
    forgetting = services.attendance.forgetting
    asked = [turn.topic == _ASKED for turn in request.history]
    if not any(asked[-1:]) and not await forgetting.has_forgotten(request.source):
        later = "中间说了别的，还没有删。要删的话再发一次「忘记我」，看过了接着发「确认」。"
        return Reply.text(later) if any(asked) and request.role is Role.MEMBER else None
    kept = await forgetting.forget(_whose(request.message), request.act(services))
    seats = "还没办的活动已替您取消报名。" if "signups" in kept else ""
    roles = "群里给的权限也收回了。" if "roles" in kept else ""
    return Reply.text(f"已经删掉了。{seats}{roles}以后再发消息、报名，就从那时候重新记起。")


@router.dialogue(role=Role.MEMBER, longest=_BRIEF, takes=matching(_FORGET_OTHER))
async def leave_to_them(request: Request, services: Services) -> Reply:
    """A name may be anybody's; and it is theirs to decide."""
    admin = "收到本人书面要求的，在运行我的机器上用 `xiangwen forget 员工号`。"
    return Reply.text(
        "别人的数据我不删，要由本人来：请对方自己对我发「忘记我」。"
        f"{admin if request.role is Role.ADMIN else ''}"
    )


def kept_in_words(kept: Mapping[str, int]) -> Sequence[str]:
    """What goes, one line a sort."""
    return [words.format(kept[what]) for what, words in _TOLD if what in kept]


def staying(kept: Mapping[str, int]) -> Sequence[str]:
    """What stays, one line a sort."""
    return [words.format(kept[what]) for what, words in _STAYS if what in kept]


def _whose(message: IncomingMessage) -> Whose:
    return Whose(message.person, message.staff_id if message.same_organisation else "")
