"""Messages that ask for what the pages about salons and the training tell, and not for their
data: what it costs, the prizes, the group, how to join in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.events.calendar import SalonBook
from bot.events.dialects import in_plain_words
from bot.events.elsewhere import speaks_of_database
from bot.events.garnish import WordKinds, without_garnish
from bot.events.names import Kind
from bot.events.reading import Reading, read
from bot.events.vocabulary import Word
from bot.events.wording import clauses_of, tidy
from bot.expressions import Expression
from bot.script import normalise

# What hardly anything but these pages tells; 免费 or 影响 may be said of anything.
_OF_PAGES = Expression(
    "鸣谢|京东|(?:哪|几|两).?本|中奖(?!了)|[能会就]中(?:吗|么|不|$)|(?:结束|完|后|赢).{0,2}发.{0,2}(?:什么|啥)"
    "|伙伴|大声|喧哗|垃圾|照片.{0,3}要求|帮(?:企业|公司)|嘉宾.{0,4}(?:方面|方向)|联系人|饭钱|对.{0,2}人有用|来.{0,3}学到"
    "|[抽开领得获有]奖|[发得有送拿给]个?(?:啥|什么|哪些)(?:奖|礼|衣服|书)|发奖|[奖礼]品|人人有|(?:现场|当场|提前.{0,2}|前一天)抽"
    "|[集点]赞|赞[够满]|朋友圈|分享.{0,4}照片|文化衫|t恤|礼物"
    "|赠书|送.{0,4}书|书.{0,3}[谁哪].{0,3}[捐送给赠出来]|书单|书名|书叫"
    "|(?<![集人社])群(?![集发体])|二维码|招聘|招(?:人|dba|开发|研发|运维|内核|实习)|岗位|内推|投.{0,4}简历|课件|讲义"
    "|[想能谈找求怎么有].{0,8}合作|合作.{0,6}[谁找谈吗么]|(?:我司|我们|公司|学校).{0,3}有.{0,3}场地"
    "|来(?:听|参[加会])|听众|来客|(?:报名|参会|会务|入场|参加)费|收.{0,2}钱|学生票|押金|白嫖"
    "|停车|住宿|酒店|茶歇|下午茶|[管包供].{0,2}[饭餐]|盒饭|午[饭餐](?![之以]?后)|水喝"
    "|几楼|哪一?层|门牌|哪条路|地铁|公交|打车|自驾|(?:[能可]以?|需?要|用)带"
    "|(?:多久|多长时间|[隔几][几个]*(?:[周天月]|星期|礼拜)).{0,2}[办搞开来].{0,2}[一1][次回场期]"
    "|(?:每个?月|月月|每周).{0,3}[办搞开有来]|一个?月.{0,2}一[次场期回]|(?:行业|岗位|角色|职业)的?人?.{0,2}[来去多]"
    "|(?:参[加会]|来)的?(?:人|者)?.{0,6}(?:行业|岗位|角色|职业)|频率.{0,2}[是多]|为[啥什何].{0,4}[办搞](?:这|沙龙|活动)"
)
_ASKING = Expression(
    "谁|哪|什么|啥|几|多少|多长|吗|么|不|有没有?|怎|何|求|发|给|甩|丢|扔|贴|晒|亮|[来整][个张份]|拉|进|加|全称|名|想|谈|还是|多久|呢"
)
_OURS_BY_NAME = Expression("沙龙|活动|聚会|巡回|天天.上|培训|课|教程|salon|meetup|training|course")
# The lessons of every week, where no series of live sessions is in the record.
_WEEKLY_LIVE = Expression(
    "每(?:[周星]期?|个?礼拜|个星期).{0,4}(?:直播|有课)|群里?.{0,4}每(?:[周星]期?|个?礼拜|个星期)|每(?:[周星]期?|个?礼拜|个星期).{0,3}群里?|(?:直播|上课).{0,4}每[周星]|(?:周|星期|礼拜)几.{0,2}直播|直播.{0,6}(?:周|星期|礼拜)几"
)
# Whose company would like to be part of it, and who asks whether somebody like them may come.
_JOINS = Expression(
    "(?:我们?|我司|咱们?|公司|媒体|isv|厂商|机构|服务商|开发商|集成商|朋友).{0,8}"
    "(?:想|能|要|可以).{0,4}(?:合作|赞助|露个?脸|入伙|搭伙|(?:加入|参与)(?:你们|进来|活动|沙龙|找|吗|么|不|$))"
    "|(?:媒体|isv|机构|服务商|开发商|集成商)(?:的|朋友|这边)?(?:找谁|找哪位|跟谁|和谁|联系谁|对接)"
)
_FITS = Expression(
    # Whoever it is: to come and listen is what only a salon is for.
    "[\u3400-\u9fff]{1,6}(?:能不?能?|可不?可?以|有没?有?资格|适不?适?合|合不?合?适)(?:也|都|一起)*"
    "(?:[过去来]+听|[过去来]*(?:旁听|参加|参会))(?:一?听|课|会|一下|活动|沙龙)*(?:吗|么|不|没)?"
    "|(?:(?:大|研究|在读)?学?生党?|博士|运维|开发|测试|前端|后端|老板|领导|dba|架构师|小白|新手|应届|老师).{0,4}"
    "(?:能不?能?|可不?可?以|适不?适?合|合不?合?适)(?:去|来|听|参加|过去|过来)*(?:吗|么|不|没)?"
)
_GIFT = "(?:[礼奖赠]品|书|文化衫|t恤|纪念品)"
_GIVEN_BY = Expression(
    f"{_GIFT}.{{0,4}}(?:谁|哪).{{0,2}}(?:来|送|给|出|提供|赞助)"
    f"|谁.{{0,2}}(?:送|赠|出|提供|赞助).{{0,3}}{_GIFT}"
)
_WAY = Expression("地铁|公交|打车|自驾|怎么(?:去|走|过去)|几楼|哪一?层|门牌|哪条路")
# What is asked in many ways without its own name, which is what pages call it by.
_PLAINLY = (
    (
        Expression(
            "(?:多久|多长时间|[隔几][几个]*(?:[周天月]|星期|礼拜)).{0,2}[办搞开来].{0,2}[一1][次回场期]"
            "|多久.{0,2}[办搞开来]|频率|季度|月度|每个?月|月月|一个?月.{0,2}一[次场期回]"
        ),
        "沙龙的频率",
    ),
    (
        Expression(
            "(?:参[加会]|来|听众).{0,8}(?:行业|岗位|角色|职业)|(?:行业|角色|职业).{0,4}[来去]"
        ),
        "来客的行业",
    ),
    (_WAY, "沙龙地点 怎么去"),
    (Expression("(?:报名|参会|会务|入场|参加)费"), "沙龙要钱吗 免费"),
    (_WEEKLY_LIVE, "新版培训 每周直播"),
    (Expression("(?:课|培训).*(?:链接|网址|地址|哪.{0,2}看|平台)"), "培训在线视频"),
    (Expression("[管包供].{0,2}[饭餐]|下午茶|盒饭|午餐|水喝|酒店"), "午饭 茶歇 住宿"),
    (Expression("(?:课|培训).*(?:学到|学会|收获|收益|受益)"), "培训 学完的收益"),
    (Expression("图(?:个|的是|的)?[啥什]|初衷|宗旨|动机|为[啥什何].{0,4}[办搞]"), "沙龙的目的"),
    (_GIVEN_BY, "沙龙赠书"),
    (Expression("帮(?:企业|公司)|嘉宾.{0,4}(?:方面|方向)|来.{0,3}学到"), "沙龙有什么特色"),
    (Expression("大声|喧哗|垃圾"), "沙龙现场注意事项"),
    (
        Expression("照片.{0,3}要求|[能会就]中(?:吗|么|不|$)|(?:结束|完|后).{0,2}发"),
        "分享得奖",
    ),
    (Expression("赢.{0,5}[奖礼发]|辩论.{0,8}(?:奖品|礼品|什么奖|啥奖)"), "分享得奖 辩论赛颁奖"),
    (
        Expression(
            "(?:参[加会]|来听?|来参[加会]).{0,3}的(?:人|都|大多|一般|主要)*是?(?:什么|啥|哪些|哪类)样?的?人"
            "|(?:什么|啥|哪些|哪类)样?的?人(?:会|都)*来(?:参[加会]|听)?的?(?:多|$)"
        ),
        "沙龙来客的角色",
    ),
    (Expression("课件|讲义|幻灯|ppt"), "沙龙课件"),
    (Expression("伙伴"), "沙龙的合作伙伴"),
    (Expression("招(?:人|dba|开发|研发|运维|内核|实习)"), "招聘"),
    (_JOINS, "怎么合作 联系"),
    (_FITS, "沙龙要钱吗、适合谁"),
    (Expression("收.{0,2}钱|学生票|押金|白嫖"), "沙龙要钱吗 免费"),
    (Expression("(?:[能可]以?|需?要|用)带"), "沙龙现场注意事项"),
    (Expression("[上龙动会]是个?(?:什么|啥)(?:$|东|玩|活|组)"), "沙龙是什么活动"),
)
_FEW = 4  # clauses
_BARE = 6  # characters


def page_meant(text: str) -> str:
    """How pages call what the message says in other words: 招聘 for 招人吗; else empty. Whether
    somebody may come is asked beside anything."""
    plain_text = tidy(normalise(text))
    said = ((asked, plain) for asked, plain in _PLAINLY if asked not in (_JOINS, _FITS))
    return " ".join(plain for asked, plain in said if asked.search(plain_text))


def of_lessons(book: SalonBook, reading: Reading) -> bool:
    """每周直播几点开始: no one salon's, and nothing of the record unless a series is."""
    weekly = _WEEKLY_LIVE.search(reading.text) is not None
    named = bool(reading.ordinals or reading.named(Kind.CITY, Kind.REGION))
    return weekly and not named and len(book.salons) == len(book.standalone)


def asked_of_pages(
    book: SalonBook,
    text: str,
    today: date,
    kinds: WordKinds | None,
    passes: Callable[[Reading], bool] = lambda reading: not reading.rest,
) -> str:
    """The message, or the clause of it, of which every word is understood and which asks for
    what the salons' pages tell (what it costs, the prizes, the group) and not for their
    data; empty when there is none. ``passes`` tells what may stay unexplained."""
    # What is half in English is written with capitals as often as without.
    text = in_plain_words(normalise(text), book.names)
    plain_text = tidy(text)
    gates = (_OF_PAGES, _OURS_BY_NAME, _WEEKLY_LIVE, _JOINS, _FITS)
    if not any(said.search(plain_text) for said in gates):
        return ""
    pieces = (text, *clauses_of(text)[:_FEW])
    asking = (p for p in pieces if _asks_of_pages(book, p, today, kinds, passes))
    asked = next(asking, "") or (text if _asks_plainly(book, text, today) else "")
    plain = (word for said, word in _PLAINLY if asked and said.search(asked))
    return " ".join((asked, *plain))


def _asks_plainly(book: SalonBook, text: str, today: date) -> bool:
    """媒体朋友找谁对接, 运维合适吗: whatever else is said."""
    reading = read(book, text, today)
    if reading is None or reading.has(Word.HOWTO) or speaks_of_database(reading):
        return False
    return bool(_JOINS.search(reading.text) or _FITS.fullmatch(reading.text))


def _asks_of_pages(
    book: SalonBook,
    text: str,
    today: date,
    kinds: WordKinds | None,
    passes: Callable[[Reading], bool],
) -> bool:
    reading = read(book, text, today)
    if reading is None or (reading.has(Word.PRIVATE) and not reading.has(Word.PAGES)):
        return False
    if speaks_of_database(reading):
        return False
    asked = reading.has(Word.PAGES, Word.TRAINING, Word.OVERVIEW, Word.ROLE)
    asked = asked or (reading.has(Word.ADDRESS) and bool(_WAY.search(reading.text)))
    sure = reading.has(Word.SALON, Word.TRAINING) or bool(_OF_PAGES.search(reading.text))
    if of_lessons(book, reading):
        asked = sure = True
    bare = len(reading.text) <= _BARE  # 群的二维码
    if not asked or not sure or not (bare or _ASKING.search(reading.text)):
        return False
    plainer = without_garnish(reading, kinds) if kinds else None
    return passes(plainer or reading)
