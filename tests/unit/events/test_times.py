"""Times as people write them: what is understood, what moves on, what is refused."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from bot.errors import UserError
from bot.events.editing.times import ParsedTime, find_time, parse_time, when_text

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)  # a Saturday, 10:00 in Shanghai


def read(text: str, now: datetime = NOW, zone: ZoneInfo = SHANGHAI) -> ParsedTime:
    parsed = parse_time(text, now, zone)
    assert parsed is not None, text
    return parsed


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("明晚8点", "2026 年 11 月 29 日（周日）20:00"),
        ("明早九点", "2026 年 11 月 29 日（周日）09:00"),
        ("后天上午10点半", "2026 年 11 月 30 日（周一）10:30"),
        ("大后天", "2026 年 12 月 1 日（周二）"),
        ("今晚", "2026 年 11 月 28 日（周六）晚"),
        ("今晚12点", "2026 年 11 月 29 日（周日）00:00"),
        ("下周三晚上7点", "2026 年 12 月 2 日（周三）19:00"),
        ("下周三19点", "2026 年 12 月 2 日（周三）19:00"),
        ("每周一9点", "每周一 09:00，第一次：2026 年 11 月 30 日（周一）09:00"),
        ("每周二、四20:00", "每周二、四 20:00，第一次：2026 年 12 月 1 日（周二）20:00"),
        ("下下周一 19:30", "2026 年 12 月 7 日（周一）19:30"),
        ("周六", "2026 年 11 月 28 日（周六）"),
        ("周末下午2点", "2026 年 11 月 28 日（周六）14:00"),
        ("12月5日 09:00", "2026 年 12 月 5 日（周六）09:00"),
        ("12/5 9点", "2026 年 12 月 5 日（周六）09:00"),
        ("12.5晚8点", "2026 年 12 月 5 日（周六）20:00"),
        ("十二月五号晚上七点半", "2026 年 12 月 5 日（周六）19:30"),
        ("12月5日（周六）14：00", "2026 年 12 月 5 日（周六）14:00"),
        ("2026-12-05 14:00", "2026 年 12 月 5 日（周六）14:00"),
        ("2026-12-05T14:00", "2026 年 12 月 5 日（周六）14:00"),
        ("20261205 14:00", "2026 年 12 月 5 日（周六）14:00"),
        ("明年1月3日", "2027 年 1 月 3 日（周日）"),
        ("下个月5号 14:00", "2026 年 12 月 5 日（周六）14:00"),
        ("月底", "2026 年 11 月 30 日（周一）"),
        ("30分钟后", "2026 年 11 月 28 日（周六）10:30"),
        ("两小时后", "2026 年 11 月 28 日（周六）12:00"),
        ("一个半小时后", "2026 年 11 月 28 日（周六）11:30"),
        ("3天后下午2点", "2026 年 12 月 1 日（周二）14:00"),
        ("一周后", "2026 年 12 月 5 日（周六）"),
        ("中午12点半", "2026 年 11 月 28 日（周六）12:30"),
        ("明天中午", "2026 年 11 月 29 日（周日）12:00"),
        ("11点", "2026 年 11 月 28 日（周六）11:00"),
        ("20:00-21:30", "2026 年 11 月 28 日（周六）20:00–21:30"),
        ("晚上8-10点", "2026 年 11 月 28 日（周六）20:00–22:00"),
        ("明天下午两点半至四点", "2026 年 11 月 29 日（周日）14:30–16:00"),
        ("明天9点到5点", "2026 年 11 月 29 日（周日）09:00–17:00"),
        ("明天下午两点十五到四点", "2026 年 11 月 29 日（周日）14:15–16:00"),
        ("明天下午3点10分到3点25", "2026 年 11 月 29 日（周日）15:10–15:25"),
        ("晚上8点30到9点", "2026 年 11 月 28 日（周六）20:30–21:00"),
        ("22:00-01:00", "2026 年 11 月 28 日（周六）22:00–01:00"),
        ("1月3日下午2点", "2027 年 1 月 3 日（周日）14:00"),
    ],
)
def test_what_people_write_is_understood(text: str, understood: str) -> None:
    parsed = read(text)
    assert parsed.understood == understood
    assert not parsed.note
    assert not parsed.past


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("凌晨1点", "2026 年 11 月 29 日（周日）01:00"),
        ("零点", "2026 年 11 月 29 日（周日）00:00"),
        ("八点一刻", "2026 年 11 月 28 日（周六）20:15"),
        ("周六上午9点", "2026 年 12 月 5 日（周六）09:00"),
        ("这周五", "2026 年 12 月 4 日（周五）"),
        ("5号下午3点", "2026 年 12 月 5 日（周六）15:00"),
        ("9点到5点", "2026 年 11 月 29 日（周日）09:00–17:00"),
    ],
)
def test_what_is_over_moves_on_and_says_so(text: str, understood: str) -> None:
    parsed = read(text)
    assert parsed.understood == understood
    assert "已经过了，按下一次理解" in parsed.note


@pytest.mark.parametrize("text", ["今天上午9点", "昨天", "11月28日 9:00", "2020-01-01 10:00"])
def test_a_fixed_day_that_is_over_is_marked(text: str) -> None:
    assert read(text).past


def test_a_bare_three_oclock_is_the_afternoons_and_says_so() -> None:
    parsed = read("明天3点")
    assert parsed.clock == time(15)
    assert parsed.note == "没写上午下午，按下午理解"


@pytest.mark.parametrize(
    ("text", "rrule", "understood"),
    [
        ("每周四晚上8点", "FREQ=WEEKLY;BYDAY=TH",
         "每周四 20:00，第一次：2026 年 12 月 3 日（周四）20:00"),
        ("每天早上9点", "FREQ=DAILY", "每天 09:00，第一次：2026 年 11 月 29 日（周日）09:00"),
        ("每月第一个周六下午2点", "FREQ=MONTHLY;BYDAY=1SA",
         "每月第一个周六 14:00，第一次：2026 年 12 月 5 日（周六）14:00"),
        ("每月最后一个周五晚上7点", "FREQ=MONTHLY;BYDAY=-1FR",
         "每月最后一个周五 19:00，第一次：2026 年 12 月 25 日（周五）19:00"),
        ("每周二、四 20:00-21:00", "FREQ=WEEKLY;BYDAY=TU,TH",
         "每周二、四 20:00–21:00，第一次：2026 年 12 月 1 日（周二）20:00–21:00"),
        ("隔周四晚8点", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
         "每两周的周四 20:00，第一次：2026 年 12 月 3 日（周四）20:00"),
        ("每个工作日早上9点半", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
         "每个工作日 09:30，第一次：2026 年 11 月 30 日（周一）09:30"),
        ("每月31号", "FREQ=MONTHLY;BYMONTHDAY=31",
         "每月 31 日，第一次：2026 年 12 月 31 日（周四）"),
    ],
)  # fmt: skip
def test_repetitions_become_rules(text: str, rrule: str, understood: str) -> None:
    parsed = read(text)
    assert (parsed.rrule, parsed.understood) == (rrule, understood)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("13月1日", "没有 13 月"),
        ("25点", "没有 25 点"),
        ("明天 9:75", "没有 75 分"),
        ("2月30日", "2 月没有 30 日"),
        ("2026-02-29 10:00", "2026 年 2 月没有 29 日"),
        ("12月5日周日 9点", "是周六，不是周日"),
        ("14:00-13:00", "结束时间 13:00 不晚于开始时间 14:00"),
        ("9999周后", "太远了"),
    ],
)
def test_what_cannot_be_is_an_error_that_says_why(text: str, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        parse_time(text, NOW, SHANGHAI)


@pytest.mark.parametrize("text", ["你好", "第7期", "3点要注意", "下周", "12月", "周四到周五", ""])
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_time(text, NOW, SHANGHAI) is None


def test_29_february_waits_for_a_year_that_has_one() -> None:
    assert read("2月29日").day == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("明晚8点 直播开始", "", " 直播开始"),
        ("定于12月5日 14:00 在杭州", "定于", " 在杭州"),
        ("本周四停播", "", "停播"),
    ],
)
def test_a_time_is_found_in_a_text(text: str, before: str, after: str) -> None:
    found = find_time(text, NOW, SHANGHAI)
    assert found is not None
    assert (text[: found.start], text[found.end :]) == (before, after)


@pytest.mark.parametrize("text", ["有 16.3 版本", "比分 25:70", "我有3点要说", "PostgreSQL 18"])
def test_numbers_are_not_taken_for_times(text: str) -> None:
    assert find_time(text, NOW, SHANGHAI) is None


def test_an_hour_that_summer_time_skips_is_the_first_after_it() -> None:
    parsed = read("2026-03-08 02:30", datetime(2026, 3, 1, tzinfo=UTC), NEW_YORK)
    assert parsed.start == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    assert parsed.clock == time(3)
    assert parsed.note == "当地调夏令时，没有 02:30"


def test_an_hour_that_comes_twice_is_the_first() -> None:
    parsed = read("2026-11-01 01:30", datetime(2026, 10, 1, tzinfo=UTC), NEW_YORK)
    assert parsed.start == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert not parsed.note


def test_a_delay_counts_real_hours_over_the_change_to_winter_time() -> None:
    now = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30 for the first time
    assert read("一小时后", now, NEW_YORK).start == now + timedelta(hours=1)


_HAN = "零一二三四五六七八九十"


def _in_han(number: int) -> str:
    if number <= 10:
        return _HAN[number]
    tens, ones = divmod(number, 10)
    return f"{'' if tens == 1 else _HAN[tens]}十{_HAN[ones] if ones else ''}"


def _day_variants(day: date) -> list[str]:
    return [
        when_text(day),
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}号",
        f"{day.month}月{day.day}日",
        f"{day.month}/{day.day}",
        f"{_in_han(day.month)}月{_in_han(day.day)}日",
    ]


def _clock_variants(clock: time) -> list[str]:
    hour, minute = clock.hour, clock.minute
    part = "凌晨" if hour < 6 else "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
    short = hour - 12 if hour > 12 else hour
    tail = {0: "", 15: "一刻", 30: "半", 45: "三刻"}.get(minute, f"{minute}分")
    return [
        f" {clock:%H:%M}",
        f" {clock:%H:%M}".replace(":", "："),
        f"{part}{short}点{tail}",
        f"{part} {_in_han(short)}点{tail}",
        f"{part}{short}:{minute:02d}",
    ]


_DAYS = st.dates(date(2026, 11, 29), date(2027, 11, 27))
_CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(_DAYS, _CLOCKS, st.sampled_from(range(7)), st.sampled_from(range(5)))
def test_every_way_to_write_a_time_reads_back(
    day: date, clock: time, day_form: int, clock_form: int
) -> None:
    text = _day_variants(day)[day_form] + _clock_variants(clock)[clock_form]
    parsed = read(text)
    assert (parsed.day, parsed.clock) == (day, clock), text
    assert parsed.start == datetime.combine(day, clock, tzinfo=SHANGHAI)


@given(_DAYS, _CLOCKS, st.integers(1, 239))
def test_what_was_understood_reads_back_the_same(day: date, clock: time, minutes: int) -> None:
    until = (datetime.combine(day, clock) + timedelta(minutes=minutes)).time()
    if until <= clock:
        return
    parsed = read(when_text(day, clock, until))
    assert (parsed.day, parsed.clock, parsed.until) == (day, clock, until)
    assert read(parsed.understood) == parsed


@given(
    st.text(
        alphabet="明后天今晚上下周三六每月日号点半分钟后前0123456789:-/.年底第个 ", max_size=14
    )
)
def test_no_text_breaks_the_reader(text: str) -> None:
    for reader in (parse_time, find_time):
        with contextlib.suppress(UserError):
            reader(text, NOW, SHANGHAI)
