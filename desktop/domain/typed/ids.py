"""Numbers that name people: identity cards, credit codes, phones. They warn, they never block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from desktop.domain.typed.text import fold_code

PRACTICE_REGION = "999999"  # the region of invented people
_WEIGHTS = tuple(pow(2, 17 - n, 11) for n in range(17))
_CHECKS = "10X98765432"
_FIRST_TWO = frozenset(
    str(province)
    for block in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
    for province in range(block[0], block[1] + 1)
)  # 91: a foreigner's permanent residence


@dataclass(frozen=True, slots=True)
class IdFacts:
    """What an identity number (GB 11643) says. `reasons`: why it is not valid; `remarks`: worth knowing, not wrong."""

    birth: date | None
    sex: str
    valid: bool
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def fold_id(text: str) -> str:
    """Half-width, no spaces or dashes, upper-case X."""
    return re.sub(r"[\s-]", "", fold_code(text)).upper()


def id_facts(id_number: str, on: date | None = None) -> IdFacts:
    """Birth, sex (男 女) and whether the number can be right; `on` refuses births after it."""
    number = fold_id(id_number)
    if re.fullmatch(r"\d{15}", number):
        birth = _birth(f"19{number[6:12]}", on)
        reasons = () if birth else ("出生日期不存在",)
        return IdFacts(birth, _sex(number[14]), not reasons, reasons, ("15 位旧号码,没有校验位", *_region(number)))
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return IdFacts(None, "", False, (_shape(number),))
    birth = _birth(number[6:14], on)
    reasons = (
        *(() if birth else ("出生日期不存在",)),
        *(() if number[17] == check_digit(number) else ("校验位不符",)),
    )
    return IdFacts(birth, _sex(number[16]), not reasons, reasons, _region(number))


def check_digit(number: str) -> str:
    """ISO 7064 mod 11-2 over the first 17 digits."""
    return _CHECKS[sum(w * int(d) for w, d in zip(_WEIGHTS, number[:17], strict=True)) % 11]


def uscc_valid(code: str) -> bool:
    """统一社会信用代码, GB 32100: form and check characters."""
    from stdnum.cn import uscc

    return bool(uscc.is_valid(fold_id(code)))


def mask_id(number: str) -> str:
    """310110********1234: first six and last four; shorter papers keep less."""
    keep = (6, 4) if len(number) >= 15 else (2, 2) if len(number) >= 8 else (0, 1)
    hidden = len(number) - sum(keep)
    return number[: keep[0]] + "*" * hidden + number[len(number) - keep[1] :] if hidden > 0 else "*" * len(number)


def fold_phone(text: str) -> str:
    """Digits, with a leading + and one dash before the local part or the extension if typed; +86 mobiles lose it."""
    number = re.sub(r"[^\d+-]", "", fold_code(text))
    number = re.sub(r"(?<=.)\+", "", number).strip("-")
    mobile = re.fullmatch(r"(?:(?:\+|00)?86-?)?(1\d{2})-?(\d{4})-?(\d{4})", number)
    return "".join(mobile.groups()) if mobile else number


def phone_text(number: str) -> str:
    """120 0000 0039 for a mobile, everything else as kept."""
    return f"{number[:3]} {number[3:7]} {number[7:]}" if re.fullmatch(r"1\d{10}", number) else number


def mask_phone(number: str) -> str:
    """138****5678; 021-****4567; a public short number (12345) as it is."""
    if len(number) <= 5:
        return number
    area, dash, local = number.rpartition("-") if re.fullmatch(r"0\d{2,3}-\d+", number) else ("", "", number)
    head = 3 if len(local) >= 11 else 0
    tail = 4 if len(local) >= 7 else 2
    return area + dash + local[:head] + "*" * (len(local) - head - tail) + local[len(local) - tail :]


def phone_remark(number: str) -> str:
    """Why a phone number may be mistyped, in Chinese; empty when its form is usual."""
    if re.fullmatch(r"1\d{10}|\d{3,5}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|[48]00-?\d{3}-?\d{4}|\+\d{6,15}|\d{7,8}", number):
        return ""
    if number.startswith("1") and number.isdigit():
        return f"手机号应为 11 位,现有 {len(number)} 位"
    return "号码位数少见,请核对"


def _birth(digits: str, on: date | None) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if born.year >= 1850 and (on is None or born <= on) else None


def _sex(digit: str) -> str:
    return "男" if int(digit) % 2 else "女"


def _shape(number: str) -> str:
    if re.fullmatch(r"[\dX]+", number) and len(number) not in {15, 18}:
        return f"应为 18 位,现有 {len(number)} 位"
    return "不是身份证号码的格式"


def _region(number: str) -> tuple[str, ...]:
    if number.startswith(PRACTICE_REGION):
        return ("地区码 999999 是练习用的",)
    return () if number[:2] in _FIRST_TWO else ("地区码少见,请核对",)
