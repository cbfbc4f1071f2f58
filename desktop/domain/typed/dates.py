"""Dates and times as people in the room write them."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta

from desktop.domain.typed.numerals import number
from desktop.domain.typed.text import Unclear, fold_code

WEEKDAYS = "一二三四五六日"
_HOW = "请写成 20261123、11-23、明天 或 +7。"
_NEAR = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "今": 0}
_NEAR |= {"明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_MONTHS = {"上": -1, "本": 0, "这": 0, "这个": 0, "当": 0, "": 0, "下": 1, "上个": -1, "下个": 1}
_WEEKS = {"上上": -14, "上": -7, "上个": -7, "本": 0, "这": 0, "这个": 0, "": 0, "下": 7, "下个": 7, "下下": 14}
_YEARS = {"去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_HAN_NUMBER = re.compile("[〇零一二两三四五六七八九十廿卅]+(?=[年月日号天周个点时分]|$)")
_PERIODS = {
    "凌晨": 0,
    "清晨": 0,
    "早上": 0,
    "早晨": 0,
    "上午": 0,
    "中午": 12,
    "下午": 12,
    "傍晚": 12,
    "晚上": 12,
    "晚": 12,
}
_PERIOD = "|".join(_PERIODS)


class DateUnclear(Unclear):
    """Not one clear day."""


class TimeUnclear(Unclear):
    """Not one clear time of day."""


def parse_date(text: str, today: date) -> date:
    """20261123 1123 11-23 2026.1.5 26/1/5 2026年11月23日 二〇二六年十一月二十三日 今天 +7 -3 3天后 下周三 8日 月底.

    Without a year it is the one nearest to `today`, so 0108 typed in December is next month. A weekday behind the
    date must agree with it. A serial number of a spreadsheet (46349) is refused. Raises DateUnclear with the sentence.
    """
    typed = re.sub(r"\s", "", fold_code(text))
    if not typed:
        raise DateUnclear(f"请填写日期。{_HOW}")
    if "农历" in typed or "正月" in typed or "腊月" in typed:
        raise DateUnclear("农历日期请先换成公历再填写。")
    of_week = re.search("(?:周|星期|礼拜)[一二三四五六日天]", typed)
    plain = typed if of_week else _HAN_NUMBER.sub(_numeral, typed)
    found = _near(plain, today) or _by_week(typed, today) or _by_month(plain, today)
    return found or _written(plain, today)


def date_text(day: date) -> str:
    """2026-11-23."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def weekday_text(day: date) -> str:
    """周一 to 周日."""
    return f"周{WEEKDAYS[day.weekday()]}"


def parse_time(text: str) -> time:
    """1330 930 13:30 13点30分 下午2点半 晚上8点一刻. Raises TimeUnclear with the sentence."""
    typed = re.sub(r"\s", "", fold_code(text))
    how = "请写成 1330、13:30 或 下午1点半。"
    plain = _HAN_NUMBER.sub(_numeral, typed.replace("半", "30分").replace("一刻", "15分").replace("三刻", "45分"))
    plain = plain.replace("钟", "").replace("整", "")
    match = (
        re.fullmatch(rf"({_PERIOD})?(\d{{1,2}})(?:[:点时](?:(\d{{1,2}})分?)?)?", plain)
        or re.fullmatch(r"()(\d{1,2})(\d{2})", plain)
        or re.fullmatch(r"()(\d{1,2}):(\d{2}):00", plain)
    )
    if match is None:
        raise TimeUnclear(f"看不懂这个时间。{how}")
    period, hour, minute = match[1] or "", int(match[2]), int(match[3] or 0)
    if not period and 1 <= hour <= 6 and "点" in plain:
        raise TimeUnclear(f"请写明上午还是下午,如 下午{hour}点 或 {hour + 12}:{minute:02d}。")
    if period and hour < 12:
        hour += 0 if period == "中午" and hour >= 10 else _PERIODS[period]
    elif period in {"凌晨", "晚上", "晚"} and hour == 12:
        raise TimeUnclear("半夜十二点请写成 0:00,并核对是哪一天。")
    if hour > 23 or minute > 59:
        raise TimeUnclear(f"没有 {hour}:{minute:02d} 这个时间。{how}")
    return time(hour, minute)


def time_text(at: time) -> str:
    """14:05."""
    return f"{at.hour:02d}:{at.minute:02d}"


def parse_datetime(text: str, today: date) -> datetime:
    """今天 14:00, 20261123 1330, 明天下午2点半, 11-23 9:30; a time alone is today's. Local, without a zone."""
    typed = fold_code(text).replace("T", " ")
    day, _, clock = typed.rpartition(" ")
    if not day:
        match = re.search(rf"(?:{_PERIOD})?[\d一二三四五六七八九十两]{{1,3}}[:点时].*$|(?:{_PERIOD})\d.*$", typed)
        if match is None:
            raise TimeUnclear("请再写时间,如 11-23 14:00 或 明天下午2点半。")
        day, clock = typed[: match.start()], match.group()
    return datetime.combine(parse_date(day, today) if day else today, parse_time(clock))


def _numeral(match: re.Match[str]) -> str:
    word = match.group().replace("廿", "二十").replace("卅", "三十")
    value = number(word)
    return match.group() if value is None else str(value)


def _near(typed: str, today: date) -> date | None:
    if typed in _NEAR:
        return _moved(today, _NEAR[typed])
    if match := re.fullmatch(r"([+-])(\d{1,4})[天日]?", typed):
        return _moved(today, int(match[1] + match[2]))
    if match := re.fullmatch(r"(\d{1,4})(天|日|周|个?星期|个?礼拜|个月)(?:之|以)?(后|前)", typed):
        amount = int(match[1]) * (1 if match[3] == "后" else -1)
        if match[2] == "个月":
            return add_months(today, amount)
        return _moved(today, amount * (1 if match[2] in "天日" else 7))
    return None


def _by_week(typed: str, today: date) -> date | None:
    match = re.fullmatch(r"(.{0,2}?)(?:周|星期|礼拜)([一二三四五六日天末1-7])", typed)
    if match is None:
        return None
    if match[1] not in _WEEKS or match[2] == "末":
        raise DateUnclear(f"看不懂是哪一天。{_HOW}")
    weekday = int(match[2]) - 1 if match[2].isdigit() else "一二三四五六日".index(match[2].replace("天", "日"))
    return _moved(today, _WEEKS[match[1]] + weekday - today.weekday())


def _by_month(typed: str, today: date) -> date | None:
    if typed in {"年底", "今年底", "年末"}:
        return date(today.year, 12, 31)
    match = re.fullmatch(r"(上个|下个|这个|上|下|本|这|当)?月?(月底|月末|底|末|初|(\d{1,2})[日号])", typed)
    if match is None or (match[2] in {"底", "末", "初"} and "月" not in typed):
        return None
    first = add_months(today.replace(day=1), _MONTHS[match[1] or ""])
    if match[3]:
        return _day(first.year, first.month, int(match[3]))
    return first if match[2] == "初" else month_end(first)


def _written(typed: str, today: date) -> date:
    body, weekday = typed, ""
    if match := re.fullmatch(r"(.+?)[(]?(?:周|星期|礼拜)([一二三四五六日天])[)]?", typed):
        body, weekday = _HAN_NUMBER.sub(_numeral, match[1]), match[2].replace("天", "日")
    found = _numbers(body, today)
    if weekday and WEEKDAYS[found.weekday()] != weekday:
        raise DateUnclear(f"{date_text(found)}是{weekday_text(found)},不是周{weekday},请核对。")
    return found


def _numbers(body: str, today: date) -> date:
    if match := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", body):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{4}|\d{2})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?", body):
        return _day(_year(match[1], today), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(去年|今年|本年|明年|后年)(\d{1,2})[-./月](\d{1,2})[日号]?", body):
        return _day(today.year + _YEARS[match[1]], int(match[2]), int(match[3]))
    short = re.fullmatch(r"(\d{2})(\d{2})|(\d{1,2})[-./月](\d{1,2})[日号]?", body)
    if short:
        month, day = (int(g) for g in short.groups() if g)
        return _nearest(month, day, today)
    if re.fullmatch(r"\d{5,6}", body):
        raise DateUnclear(f"“{body}”少了几位数字。{_HOW}")
    raise DateUnclear(f"看不懂这个日期。{_HOW}")


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    year = today.year // 100 * 100 + int(digits)
    return year if year <= today.year + 20 else year - 100


def _nearest(month: int, day: int, today: date) -> date:
    """The year in which this day lies nearest to today; 29 February takes the nearest leap year."""
    if not 1 <= month <= 12:
        raise DateUnclear(f"没有{month}月,请核对。{_HOW}")
    reach = range(today.year - 4, today.year + 5) if (month, day) == (2, 29) else range(today.year - 1, today.year + 2)
    days = [date(y, month, day) for y in reach if 1 <= day <= calendar.monthrange(y, month)[1]]
    if not days:
        raise DateUnclear(f"{month}月没有{day}日,请核对。")
    return min(days, key=lambda d: abs(d - today))


def _day(year: int, month: int, day: int) -> date:
    if not 1900 <= year <= 2199:
        raise DateUnclear(f"年份 {year} 不对,请核对。{_HOW}")
    if not 1 <= month <= 12:
        raise DateUnclear(f"没有{month}月,请核对。{_HOW}")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise DateUnclear(f"{year}年{month}月没有{day}日,请核对。")
    return date(year, month, day)


def add_months(day: date, months: int) -> date:
    """The same day of another month; the last day where that month is shorter (民法典 202: 期间的最后一日)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise DateUnclear("日期太远,请核对。") from None
