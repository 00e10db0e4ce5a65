"""What members ask of a series: 直播几点, 每周几直播, 每次多久, 上次直播讲了什么."""

from __future__ import annotations

import dataclasses

from bot.attendance.windows import coming
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.events.reading.meant import was_lately
from bot.events.replies import headline, joined, period
from bot.expressions import Expression
from bot.messages import Reply, Role
from handlers.salons.series import TOLD, series_told

router = Router("streams", "直播")

_ASKS_WHEN = "几点|时[间候]|哪一?天|[周期拜]几|多[久长]|几个?[小次]|安排|[么里哪]看|链接|地址|入口"
# Nothing else is said; 下下次直播 is one of the days, and so is 本周四.
_ASKS_STREAM = Expression(
    rf"(?!.*下下)(?=.*(?:{_ASKS_WHEN}))(?:{_ASKS_WHEN}|请问|直播|课|活动|[每本这下一怎什么啥哪时星期礼拜]|[周次天]|今晚|明晚"
    r"|今天|明天|最近|你们|一般|通常|一?共|每次|持续|的|是|都|在|到|会|要|开始|结束|播|有|讲|[呢啊呀吗])++[?？。]*"
    r"|(?:上一?[次期回]|上个?(?:周|星期|礼拜)|昨天|昨晚)的?直播"
    r"(?:是|都|的|了|讲|说|聊|有|没有?|什么|啥|谁|回放|录像|内容|[吗么呢啊])++[?？。]*"
)


@router.dialogue(role=Role.MEMBER, longest=40, takes=matching(_ASKS_STREAM))
async def answer_on_streams(request: Request, services: Services) -> Reply | None:
    """None without a series, and for 「每次多久」 unless it was told or nothing else is ahead."""
    if not services.series.series:
        return None
    book, now, zone = services.salons.book, services.now(), services.zone
    ahead = coming(book.standalone, now, zone)
    if "直播" not in request.text:
        told = bool(request.history) and request.history[-1].topic == TOLD
        if not told and (ahead or request.history or "每" not in request.text):
            return None
    one = next((s for s in ahead if s.live_url), None)
    hours = period(one.start, one.end) if one else ""
    first = f"**{headline(one)}** {hours}，直播：{one.live_url}" if one else ""
    if request.text.strip().startswith(("上", "昨")):
        if was_lately(book.standalone, now, zone):
            return None
        first = _last_stream(services)
    shown = series_told(services)
    return dataclasses.replace(shown, markdown=joined([first, shown.markdown]))


def _last_stream(services: Services) -> str:
    """When it was; a day of a series has no talks of its own."""
    days = [s for s in services.salons.book.salons if s.series and not s.is_cancelled]
    past = [headline(s) for s in days if s.held_on < services.today()]
    return f"上一次直播是 **{past[-1]}**，讲了什么没有记录。" if past else "还没有播过。"
