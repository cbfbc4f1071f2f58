"""Masks for what leaves the room: 邱*桐, 310110********1234, 138****5678, and stories without known names."""

from __future__ import annotations

import re

from desktop.commands.ledgers.field import Part, Personal, Raw, flat
from desktop.commands.statistics.masking import STAR, covered_name
from desktop.domain.casefile import CaseFile
from desktop.domain.typed import fold_phone, mask_id, mask_phone
from reports.statistics.sheets import Value

_ROAD = re.compile("^.*?(?:街道|大道|公路|路|街|巷|弄|镇|乡|村)")
_NUMBERS = re.compile(
    r"(?<![\dA-Za-z])(?:"
    r"(?P<id>\d{17}[\dXx]|\d{15,19})"
    r"|(?P<phone>1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8})"
    r")(?![\dA-Za-z])"
)
_HOUSE = re.compile(r"(?<=[路街道巷村])\d+(?:弄|号)[\d\-弄号楼栋幢座单元层室A-Za-z]*")
_KEPT = 6  # of an address without a road
_NAME, _OTHER = 2, 6  # shorter ones would hide half of every sentence


def mask_address(address: str) -> str:
    """上海市示例区海棠路***: nothing after the road."""
    if not address:
        return ""
    road = _ROAD.match(address)
    if road and road.end() < len(address):
        return road[0] + STAR * 3
    before = re.match(r"\D*", address)
    kept = min(before.end() if before else 0, _KEPT, len(address) // 2)
    return address[:kept] + STAR * 3


def masked(raw: Raw, personal: Personal, file: CaseFile) -> Value:
    """The value as it may leave the room."""
    if personal is Personal.NONE or not isinstance(raw, (str, tuple)):
        return flat(raw)
    parts = raw if isinstance(raw, tuple) else (Part(raw),)
    return "、".join(_hidden(part, personal, file) + part.tail for part in parts) or None


def _hidden(part: Part, personal: Personal, file: CaseFile) -> str:
    match personal:
        case Personal.NAME:
            return covered_name(part.text) if part.natural else part.text
        case Personal.ID:
            return mask_id(part.text)
        case Personal.PHONE:
            return mask_phone(part.text)
        case Personal.ADDRESS:
            return mask_address(part.text) if part.natural else part.text
        case _:
            return mask_story(part.text, file)


def mask_story(text: str, file: CaseFile) -> str:
    """Free words without the names, numbers and homes of the file's people, nor what looks like a number or a home."""
    for known, hidden in _known(file):
        text = text.replace(known, hidden)
    return _NUMBERS.sub(_number, _HOUSE.sub(STAR * 3, text))


def _known(file: CaseFile) -> list[tuple[str, str]]:
    """What the file knows of its people with what stands instead, the longest first."""
    found: dict[str, str] = {}
    for person in file.people.values():
        names = [person.legal_representative, *([person.name] if person.natural else [])]
        found |= {name: covered_name(name) for name in names if len(name) >= _NAME}
        others = {person.id_number: mask_id(person.id_number), person.phone: mask_phone(fold_phone(person.phone))}
        if person.natural:
            others[person.address] = mask_address(person.address)
        found |= {known: hidden for known, hidden in others.items() if len(known) >= _OTHER}
    homes = [party.service_address for party in file.parties] + [order.address for order in file.work_orders]
    found |= {home: mask_address(home) for home in homes if len(home) >= _OTHER}
    found |= {order.caller: covered_name(order.caller) for order in file.work_orders if len(order.caller) >= _NAME}
    return sorted(found.items(), key=lambda pair: len(pair[0]), reverse=True)


def _number(found: re.Match[str]) -> str:
    if found["id"]:
        return mask_id(found[0])
    return mask_phone(fold_phone(found[0]))
