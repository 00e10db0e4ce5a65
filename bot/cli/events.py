"""events export: salons that were made in chat, written as pages with the same id.

From then on the file is the salon, and the store keeps only what grows. Nothing that is
there is overwritten, and a second run changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.chinese import ChineseCommand, ChineseGroup
from bot.cli.options import Common, common_options, json_option, load, pass_common, print_json
from bot.errors import UserError
from bot.events.editing.salon_editing import write_whole
from bot.events.record.chat_salons import ChatSalon, differing, export_path
from bot.events.record.page_edits import meta_of
from bot.settings import Storage
from bot.settings.file import shipped_knowledge
from bot.store import Transaction, open_store
from bot.store.opening import is_taken, read_only_rows


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of one salon: ``written``, ``there`` already, or ``different``."""

    id: str
    path: str
    state: str
    note: str = ""


_SAID = {"written": "写好了", "there": "已经有了", "different": "没有动"}


@click.group(cls=ChineseGroup)
def events() -> None:
    """群里建的活动。"""


@events.command(cls=ChineseCommand)
@click.option("--id", "salon_id", metavar="编号", help="只导出这一场；不写就是全部。")
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="写进哪个知识文件夹；不写就是配置里的第一个。",
)
@json_option
@common_options
@pass_common
def export(common: Common, salon_id: str | None, to: Path | None, as_json: bool) -> None:
    """把群里建的活动写成 events/ 下的文件，不覆盖已有的。"""
    settings = load(common).settings
    folder = to or settings.knowledge.paths[0]
    if folder.resolve() == shipped_knowledge().resolve():
        raise UserError(
            "还没有自己的知识文件夹，不能写进自带的知识库；"
            "先运行 xiangwen init，或者用 --to 写明文件夹。"
        )
    rows = read_only_rows(settings.storage.address, "chat_salons.all")
    salons = [ChatSalon.from_row(row) for row in rows]
    if salon_id is not None:
        salons = [salon for salon in salons if salon.id == salon_id]
        if not salons:
            raise UserError(f"群里没有建过编号为 {salon_id} 的活动；不写 --id 可以导出全部。")
    done = list(_exported(salons, folder))
    asyncio.run(_mark(settings.storage, salons, done))
    if as_json:
        print_json([asdict(one) for one in done])
    else:
        _tell(done)
    if any(one.state == "different" for one in done):
        raise UserError(
            "有活动和已有的文件不一样，没有覆盖；请核对后改文件，或在群里发「重载」看差别。"
        )


def _tell(done: Sequence[Exported]) -> None:
    for one in done:
        click.echo(f"{_SAID[one.state]} {one.path}（{one.id}）{one.note}")
    if not done:
        click.echo("群里没有还没导出的活动。")


def _exported(salons: Sequence[ChatSalon], folder: Path) -> Iterator[Exported]:
    present = dict(_present(folder / "events"))
    for salon in salons:
        path = present.get(salon.id)
        if path is not None:
            other = differing(meta_of(path.read_text("utf-8")), salon.file.meta)
            note = f"：{'、'.join(other)}不一样" if other else ""
            state = "different" if other else "there"
            yield Exported(salon.id, str(path), state, note)
            continue
        path = folder / export_path(salon)
        if path.exists():
            path = path.with_name(f"{salon.id}.md")
        if path.exists():
            yield Exported(salon.id, str(path), "different", "：这个文件名已经用了")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, salon.page)
        yield Exported(salon.id, str(path), "written")


def _present(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.glob("*.md")):
        try:
            salon_id = meta_of(path.read_text("utf-8")).get("id")
        except (UserError, OSError, UnicodeDecodeError):
            continue  # `check` names it; it is nobody's salon
        if isinstance(salon_id, str):
            yield salon_id, path


async def _mark(storage: Storage, salons: Sequence[ChatSalon], done: Sequence[Exported]) -> None:
    """Note what was written, so that later edits of the file are no conflict. While the bot
    runs it cannot be noted, and need not be: the bot sees the new file itself."""
    written = {one.id for one in done if one.state != "different"}
    if not written or is_taken(storage.address):
        return

    def work(tx: Transaction) -> None:
        now = datetime.now(UTC)
        for salon in salons:
            if salon.id in written:
                tx.execute("chat_salons.mark_exported", id=salon.id, page=salon.page, now=now)

    store = await open_store(storage.address)
    try:
        await store.run(work)
    finally:
        await store.close()
