"""控制台: how an admin opens the pages in the browser."""

from __future__ import annotations

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import UserError
from bot.messages import Reply, Role
from bot.sign_ins import CODE_LASTS

router = Router("console")

_OWN_MACHINE = (
    "这个网址只在运行我的机器上打得开。要从别的电脑打开，请在配置的 [web] 里写上 public_url。"
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
