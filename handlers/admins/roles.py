"""Admins: who may what, and who did what."""

from __future__ import annotations

import re
import unicodedata

from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.reading.turns import after_page
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.guidance.help import show_identity

router = Router("roles", "权限")

# Whom somebody may write, also a name, and a role that may be missing: answered either way.
_GRANT = Expression(
    r"\s*(?:给)?@?(?P<who>[\w.:$-]{1,64})(?:\s+(?:为|成为|当)?(?P<role>组织者|管理员))?\s*[。.]?\s*"
)
# Patterns: a name, which is told that it takes a staff id; and either.
_NAME = (
    r"(?:(?!用户|角色|账号|账户|普通)[\u4e00-\u9fff]{2,4}?|[A-Za-z][A-Za-z ]{1,24}?(?![A-Za-z_]))"
)
_WHO = rf"(?:(?=\S*\d)[\w.:$-]{{1,64}}?|{_NAME})"
_STAFF_ID = Expression(r"[\w.:$-]+", re.ASCII)
_REVOKE = Expression(
    r"\s*@?(?P<who>[\w.:$-]{1,64})(?:\s*的?(?:权限|身份|授权))?\s*[。.]?\s*", re.ASCII
)
# 「把 050001 设成组织者」, 「给 050001 组织者权限」; a name where no database is meant, to be
# told that it takes a staff id.
_GRANT_SAID = Expression(
    r"(?:请|帮我)*(?:把|让|给)?\s*@?"
    rf"(?P<who>{_WHO})\s*(?:也|就|以后|现在|来)*"
    r"(?:(?:设置?成|设置?为|改成|改为|升为|升成|加成|提成|提为|设成|变成|成为|当|做|加上?|开通?|是)?一?个?\s*"
    r"(?P<role>组织者|管理员)(?:的?(?:权限|身份))?"
    r"|(?P<may>能|可以|帮我|帮忙|负责|一起)(?:一起|帮忙|也|来)*(?:发公告|群?发通知|[建改办管]一?下?(?:理)?(?:活动|沙龙)|抽奖))[吧了。.!！]*"
)
# 「取消 050001 的组织者权限」; 「收回 050001」 is the command.
_REVOKE_SAID = Expression(
    r"(?:请|帮我)*(?:把|将|给)?(?:取消|收回|撤销|去掉|拿掉|撤掉)?\s*@?(?P<who>(?=\S*\d)[\w.:$-]{1,64}?)\s*"
    r"(?:离职了?|走了|退出了?|[，,\s])*"
    r"(?:的?(?:(?:组织者|管理员)(?:的?(?:权限|身份|授权))?|权限|身份|授权)(?:都|也|给|先)*(?:取消|收回|撤销|去掉|拿掉|撤掉?|收)?"
    r"|(?:以后|现在|就|也)*(?:不再?|别再?|不用|不想)(?:当|做|是)(?:组织者|管理员))了?[吧。.!！]*",
    re.ASCII,
)
_TAKEN = Expression(r"不|别|取消|收|撤|去掉|拿掉")
# 「把刘浩然的权限收了」: a name, where no database is meant.
_REVOKED_NAME = Expression(
    r"(?:请|帮我)*(?:把|将|取消|收回|撤销|去掉|拿掉|撤掉)\s*@?"
    rf"(?P<who>{_NAME})\s*的?"
    r"(?:(?:组织者|管理员)的?(?:权限|身份|授权)?|(?:权限|身份|授权))(?:给|也|都|先)*"
    r"(?:取消|收回|收走|收|撤销|撤|去掉|拿掉|撤掉)?[了掉吧。.!！]*"
)
# 「怎么当组织者」, 「管理员是谁」: of us, as no database has organizers. Those of the group
# are not ours: 「群管理员是谁」 is for the page on the group.
_ASKS_OF_ROLES = Expression(
    r"(?:请问|我想|我要|想|我)?(?:我(?:现在)?(?:是不是|是)(?:组织者|管理员)(?:吗|么|没)?"
    r"|(?:怎么|如何|怎样|能不能|申请)?(?:才能|可以|能)?(?:当|成为|做|申请|变成)(?:上)?组织者(?:吗)?"
    r"|(?:给|让|帮)我(?:也)?(?:开通?|当|加|做)?(?:一?个)?(?:组织者|管理员)的?(?:权限)?"
    r"|(?:找谁|怎么|如何)?联系(?:一下|下)?(?:组织者|(?:机器人|象问|群)的?管理员)"
    r"|(?:请问|现在|目前)*(?:都有)?(?:谁|哪些人|什么人)(?:都|有权限?)*(?:能|可以|有权限?)?(?:发公告|群发|[建办管]活动)"
    r"|(?:现在|目前|这里|机器人|象问)*(?:一共|总共|都)?有?(?:哪些|几[个位]|哪几[个位]|多少个?)(?:组织者|管理员)"
    r"|(?:谁是|(?:有)?哪些(?:人)?是)(?:组织者|(?:机器人|象问)?的?管理员)"
    r"|(?:现在|目前|这里|机器人|象问)*的?(?:组织者|管理员)(?:都|现在)*(?:是|有)(?:谁|哪些人?|哪几?位))[呢啊呀?？。!！]*"
)
# 「收回吧，授错人了」: of the last that was given.
_REVOKE_LAST = Expression(
    r"(?=.*(?:收回|撤))(?:[授给]错|收回|撤[回掉销]?|授权|权限|刚才|刚刚|上一?[次个]|[人我把将的吧了来]|[，,。！!\s])++"
)
_OF_GRANTS = Expression("授|权限")
_ORDERED = Expression(r"以后|把|加|提|让|给|设|改|升|变|成为|当|做")
# 「刘浩然现在还有权限吗」
_ASKS_OF_SOMEBODY = Expression(
    r"(?!.*[表库列行])(?:(?=\S*\d)[\w.:$-]{1,64}?|(?!用户|角色|账号|账户|普通)[\u4e00-\u9fff]{2,4}?)\s*"
    r"(?:现在|目前|还|也|到底)*(?:是不是|有没有|有|是)(?:组织者|管理员|发公告|什么|啥|的)*(?:权限|身份)?"
    r"(?:吗|么|没有?|呢|[?？。])*"
)
_OF_RIGHTS = Expression("权限|身份|组织者|管理员|发公告")
_ASKS_OF_ONESELF = Expression(
    r"(?:请问|那)?我(?:现在|目前)?(?:是|有)(?:什么|啥|哪些)(?:样的)?(?:权限|身份|角色)[呢啊吗?？。!！]*"
)
_LATELY, _SHOWN = 100, 10  # acts
_GRANTED = "role.grant"
_BRIEF = 24
_MOST_CHARACTERS = 100  # on a flood of 请 the patterns take seconds
_ROLES = {role.label: role for role in (Role.ORGANIZER, Role.ADMIN)}


def _granted(arguments: str) -> re.Match[str] | None:
    """With a role, or with what can only be a staff id."""
    said = _GRANT.fullmatch(arguments)
    return said if said and (said["role"] is not None or said["who"].isdecimal()) else None


def _granted_in_words(text: str) -> re.Match[str] | None:
    said = _GRANT_SAID.fullmatch(text)
    return said if said and _ORDERED.search(text) else None


def _revoked_in_words(text: str) -> re.Match[str] | None:
    return _REVOKE_SAID.fullmatch(text) if _TAKEN.search(text) else None


@router.dialogue(role=Role.ADMIN, longest=_MOST_CHARACTERS, reads=_granted_in_words)
@router.command(
    "授权",
    aliases=("grant",),
    role=Role.ADMIN,
    help="让一个人成为组织者或管理员，员工号在「我是谁」里",
    usage="授权 员工号 组织者",
    reads=_granted,
)
async def grant(request: Request, services: Services, said: re.Match[str]) -> Reply:
    who = unicodedata.normalize("NFKC", said["who"])
    if not _STAFF_ID.fullmatch(who):
        raise UserError(
            f"要写员工号，不能写名字：请「{who}」对我发「我是谁」，把上面的员工号告诉您，"
            f"比如：授权 050001 {said['role'] or '组织者'}"
        )
    named = said["role"] or ("组织者" if said.groupdict().get("may") else "")
    if not named:
        raise UserError(f"请写上身份：授权 {who} 组织者，或者 授权 {who} 管理员")
    role = _ROLES[named]
    has = await services.members.role_named(who)
    if await services.members.has_granted(request.source):
        return _given(who, has)
    if has >= role:
        return Reply.text(f"{who} 已经是{has.label}，不用再授权。")
    if not await services.members.has_written(who):
        raise UserError(
            f"我还没有收到过员工号 {who} 的消息，怕是写错了，没有授权。"
            f"请他先对我发「我是谁」，您照着上面的员工号再发一次：授权 员工号 {role.label}"
        )
    await services.members.grant(who, role, request.act(services))
    return _given(who, role)


def _given(who: str, role: Role) -> Reply:
    taken = f"收回请发「收回 {who}」。" if role > Role.MEMBER else ""
    return Reply.text(f"{who} 现在是{role.label}。{taken}")


@router.dialogue(role=Role.ADMIN, longest=_MOST_CHARACTERS, reads=_revoked_in_words)
@router.command(
    "收回",
    aliases=("revoke", "取消授权", "撤销授权"),
    role=Role.ADMIN,
    help="收回用「授权」给的权限",
    usage="收回 员工号",
    reads=matching(_REVOKE),
)
async def revoke(request: Request, services: Services, said: re.Match[str]) -> Reply:
    who = said["who"]
    done = await services.members.revoke(who, request.act(services))
    left = await services.members.role_named(who)
    if not done and services.members.is_configured(who):
        raise UserError(f"{who} 的{left.label}身份写在配置的 [roles] 里，要在那里删掉，然后重启。")
    if not done:
        granted = await services.members.granted()
        known = f"现在有的是：{'、'.join(granted)}。" if granted else "现在谁都没有。"
        raise UserError(f"{who} 没有用「授权」给过的权限。{known}")
    still = "，那是配置里写的" if services.members.is_configured(who) else ""
    return Reply.text(f"已收回，{who} 现在是{left.label}{still}。")


@router.dialogue(role=Role.ADMIN, longest=_BRIEF, takes=matching(_REVOKE_LAST))
async def offer_to_revoke(request: Request, services: Services) -> Reply | None:
    """Nothing is taken from anybody without their number: the last grant is offered."""
    if not _OF_GRANTS.search(request.text) or after_page(request.history):
        return None
    by = request.message.staff_id
    acts = await services.members.audit(_LATELY)
    given = [
        one.detail.split()[0] for one in acts if one.staff_id == by and one.action == _GRANTED
    ]
    still = await services.members.granted()
    who = next((one for one in given if one in still), None)
    if who is None:
        return Reply.text("您最近没有授过权，没有可收回的。收回别人的发「收回 员工号」。")
    return Reply(
        markdown=f"您最近授权的是 {who}，还没有收回。收回就发「收回 {who}」。",
        title="收回授权",
        follow_ups=(f"收回 {who}",),
    )


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_REVOKED_NAME))
async def tell_how_to_revoke(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """None after a page: of a role of a database then."""
    if after_page(request.history):
        return None
    of_database = "数据库里的角色用 REVOKE 收回。" if said["who"].isascii() else ""
    return Reply(
        markdown=f"收回权限要写员工号，不能写名字，还没有改。「{said['who']}」的员工号请他对我发"
        f"「我是谁」，再由管理员发「收回 员工号」；谁有权限发「权限列表」。{of_database}",
        title="收回权限",
        follow_ups=("权限列表",),
    )


@router.dialogue(role=Role.MEMBER, longest=_MOST_CHARACTERS, takes=matching(_ASKS_OF_ROLES))
async def answer_on_roles(request: Request, services: Services) -> Reply | None:
    """Who may what here, and whom to ask for it. Staff ids are for organizers only."""
    if request.role >= Role.ORGANIZER:
        return await show_roles(request, services)
    return Reply.text(
        f"您目前是{request.role.label}。组织者能发公告、建活动，管理员还能给人权限；想要的话在群里找他们，"
        "请管理员对我发「授权 员工号 组织者」，您的员工号发「我是谁」就能看到。"
    )


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, takes=matching(_ASKS_OF_SOMEBODY))
async def answer_on_somebody(request: Request, services: Services) -> Reply | None:
    """The list, since names are not known here; None where no right of ours is asked for."""
    of_ours = _OF_RIGHTS.search(request.text) and not after_page(request.history)
    return await show_roles(request, services) if of_ours else None


@router.dialogue(role=Role.MEMBER, longest=_BRIEF, takes=matching(_ASKS_OF_ONESELF))
async def answer_on_oneself(request: Request, services: Services) -> Reply | None:
    """「我有什么权限」; None after a page, on rights in a database."""
    return None if after_page(request.history) else await show_identity(request, services)


@router.command(
    "权限列表",
    aliases=("roles", "谁有权限", "谁是管理员", "谁是组织者"),
    role=Role.ORGANIZER,
    help="看谁是管理员、谁是组织者",
)
async def show_roles(request: Request, services: Services) -> Reply:
    """By staff id, admins first; who stands in the configuration is marked."""
    members = services.members
    roles = await members.roles()
    if not roles:
        return Reply.text("还没有管理员和组织者，要在配置的 [roles] 里写上。")
    lines = [
        f"- {roles[one].label} {escape_text(one)}"
        f"（{'配置里写的' if members.is_configured(one) else '用「授权」给的'}）"
        for one in sorted(roles, key=lambda one: -roles[one])
    ]
    return Reply(markdown="**谁有权限**\n\n" + "\n".join(lines), title="谁有权限")
