"""forget: what is kept of one person, and its end, for who asks for it in writing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from uuid import uuid4

import click

from bot.attendance.forgetting import Whose, kept_of
from bot.cli.chinese import ChineseCommand
from bot.cli.options import Common, common_options, load, pass_common
from bot.clock import SystemClock
from bot.errors import UserError
from bot.messages import Act
from bot.settings import Settings
from bot.store import Row, Transaction, WouldWrite
from bot.store.opening import place_of, read_only_rows


@click.command(cls=ChineseCommand)
@click.argument("who", metavar="员工号")
@click.option("--yes", is_flag=True, help="真的删；不写就只列出有什么，什么也不动。")
@common_options
@pass_common
def forget(common: Common, who: str, yes: bool) -> None:
    """删掉一个人的数据：本人来信要求的时候用。在群里的人自己发「忘记我」就行。

    先不加 --yes 看一遍。组织外的人没有员工号，写数据库里 person 一列的值。
    """
    settings = load(common).settings
    from handlers.guidance.forgetting import kept_in_words, staying

    whose = Whose(person=who, staff_id=who)
    kept = kept_of(_Looking(settings.storage.address), whose)
    if not kept:
        raise UserError(
            f"{place_of(settings.storage.address)} 里没有 {who} 的数据，请核对员工号。"
        )
    _list("要删：", kept_in_words(kept))
    _list("删了以后还留着：", staying(kept))
    if who in {*settings.roles.admins, *settings.roles.organizers, *settings.roles.notify}:
        click.echo("配置的 [roles] 里还写着这个员工号，要自己去掉。")
    if not yes:
        click.echo("什么也没有动。真要删，加 --yes 再运行一次。")
        return
    asyncio.run(_forget(settings, whose))
    click.echo("已经删掉了，没办的活动也取消了报名。备份里的要等备份过期。")


class _Looking(Transaction):
    """Queries that are asked beside the running bot, one by one."""

    def __init__(self, url: str) -> None:
        self._url = url

    def all(self, name: str, **parameters: object) -> list[Row]:
        return read_only_rows(self._url, name, **parameters)

    def execute(self, name: str, **parameters: object) -> int:
        raise WouldWrite


async def _forget(settings: Settings, whose: Whose) -> Mapping[str, int]:
    # Imported on use: a look at the rows need not wait for it.
    from bot.offline import open_over

    clock = SystemClock()
    async with open_over(settings, clock) as services:
        act = Act("", f"forget/{uuid4().hex}", clock.now())
        return await services.attendance.forgetting.forget(whose, act)


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo("\n".join([title, *(f"  {line}" for line in lines)]))
