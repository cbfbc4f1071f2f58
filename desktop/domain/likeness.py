"""When two files speak of the same company, person, telephone or address, however they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from desktop.domain.people import Person
from desktop.domain.typed import fold_code, fold_id, fold_phone

_NOT_WORDS = re.compile(r"[\s()\[\]{}<>\u3000\u3008-\u3011\uff08\uff09·.,,\u3001\u3002\"'“”‘’_/\\-]+")
_HEAD = re.compile(
    r"^(?:中国)?(?:(?:上海|北京|天津|重庆)市?|浙江省?|江苏省?|[\u4e00-\u9fff]{2,4}(?:省|自治区))?"
    r"(?:[\u4e00-\u9fff]{2}县|[\u4e00-\u9fff]{1,2}[^园社小景片商]区)?"
)
_BRANCH = re.compile(r"(公司).+(?:分公司|分店|营业部|门店)$")
_FORMS = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|集团公司|分公司|公司|集团|合伙企业(?:有限合伙)?|"
    r"普通合伙|有限合伙|个人独资企业|个体工商户)$"
)
_PLACES = re.compile(r"(?:上海|中国|北京)")
_TRADES = re.compile(
    r"(?:信息技术|网络技术|网络科技|信息科技|数字科技|智能科技|科技发展|科技|技术|物业服务|物业管理|物业|餐饮管理|餐饮服务|餐饮|"
    r"企业管理|商业管理|文化传播|文化|教育科技|教育|健身服务|健身|物流|速运|供应链管理|供应链|电子商务|商贸|贸易|"
    r"建筑装饰|装饰工程|装饰|建筑工程|医疗|服务|管理|咨询|实业|发展)+$"
)
LEAST_SHORT = 2  # characters that a short name of a company must have
PROBE = 4  # characters of a company's core by which its other spellings are looked up
LEAST_FIRM = 4  # characters from which a name without sex and number may be a firm's
LEAST_DIGITS = 3  # digits that a full address must have
_REGION = re.compile(r"^(?:中国)?(?:上海市?)?(?:[\u4e00-\u9fff]{2,4}(?:区|县))?(?:[\u4e00-\u9fff]{2,5}(?:街道|镇))?")
_TAIL = re.compile(r"(?:室|房)$")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(frozen=True, slots=True)
class Name:
    """A company's name taken apart: `core` without place and legal form, `bare` without the trade as well."""

    core: str
    bare: str


@lru_cache(maxsize=8192)
def company(name: str) -> Name:
    """`上海澜图云科(信息技术)有限公司` → core `澜图云科信息技术`, bare `澜图云科`."""
    core = _BRANCH.sub(r"\1", _NOT_WORDS.sub("", fold_code(name)).lower())
    for part in (_FORMS, _HEAD, _PLACES):
        shorter = part.sub("", core)
        core = shorter if len(shorter) >= LEAST_SHORT and _TRADES.sub("", shorter) else core
    bare = _TRADES.sub("", core)
    return Name(core, bare if len(bare) >= LEAST_SHORT else core)


def firm(person: Person) -> bool:
    """An organisation, or what was typed as a person and reads like one: `澜图云科` without sex or identity number."""
    bare = not (person.sex or person.id_number or person.birth_date or "·" in person.name)
    return not person.natural or (bare and len(person.name.strip()) >= LEAST_FIRM)


def same_company(a: Person, b: Person) -> bool:
    """By credit code where both have one; else by name, where a short name stands for the one that begins with it."""
    if not (firm(a) and firm(b)) or (a.natural and b.natural):
        return False
    codes = fold_id(a.uscc), fold_id(b.uscc)
    if all(codes):
        return codes[0] == codes[1]
    one, other = company(a.name), company(b.name)
    begins = one.core.startswith(other.core) or other.core.startswith(one.core)
    return begins and one.bare == other.bare


def company_key(person: Person) -> str:
    """What a company is counted by: its credit code, else the core of its name."""
    return fold_id(person.uscc) or company(person.name).core


@lru_cache(maxsize=8192)
def address(text: str) -> str:
    """`上海市示例区海棠路666弄9号801室` → `海棠路666弄9号801`; empty where it names no door."""
    plain = _NOT_WORDS.sub("", fold_code(text).replace("-", "\u2010")).replace("\u2010", "-")
    plain = _REGION.sub("", plain, count=1)
    plain = re.sub(r"[〇零一二三四五六七八九]+(?=[弄号栋幢室楼])", lambda m: m.group().translate(_DIGITS), plain)
    plain = _TAIL.sub("", plain.replace("幢", "号").replace("栋", "号"))
    return plain if sum(c.isdigit() for c in plain) >= LEAST_DIGITS and len(plain) >= LEAST_DIGITS + 2 else ""


def phone(text: str) -> str:
    found = "".join(c for c in fold_phone(text) if c.isdigit())
    return found if len(found) >= 7 else ""


def likeness(a: Iterable[Person], b: Iterable[Person]) -> tuple[str, ...]:
    """Why two files belong to one chain: company, person, phone, address; in that order, empty when they do not."""
    found: set[str] = set()
    others = list(b)
    for one in a:
        for other in others:
            found |= same(one, other)
    return tuple(code for code in ("company", "person", "phone", "address") if code in found)


def same(a: Person, b: Person) -> set[str]:
    """What two parties of different files have in common."""
    found: set[str] = set()
    if not a.natural or not b.natural:
        if same_company(a, b):
            found.add("company")
        return found
    if _same_person(a, b):
        found.add("person")
    else:
        if phone(a.phone) and phone(a.phone) == phone(b.phone):
            found.add("phone")
        if address(a.address) and address(a.address) == address(b.address):
            found.add("address")
    return found


def _same_person(a: Person, b: Person) -> bool:
    numbers = fold_id(a.id_number), fold_id(b.id_number)
    if all(numbers):
        return numbers[0] == numbers[1]
    if _NOT_WORDS.sub("", a.name) != _NOT_WORDS.sub("", b.name):
        return False
    phones = phone(a.phone), phone(b.phone)
    homes = address(a.address), address(b.address)
    return (bool(phones[0]) and phones[0] == phones[1]) or (bool(homes[0]) and homes[0] == homes[1])
