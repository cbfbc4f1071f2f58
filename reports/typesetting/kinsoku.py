"""Where a Chinese line may break: 避头尾, whole numbers and whole Latin words (GB/T 15834, W3C clreq)."""

from __future__ import annotations

NOT_AT_START = frozenset("，。、；：！？）〕］｝》〉」』】〗”’．·・—…～々〻ー‰％℃°′″ㄧ,.;:!?)]}%-~/")
NOT_AT_END = frozenset("（〔［｛《〈「『【〖“‘￥¥＄$([{№§")
OPENING = frozenset("（〔［｛《〈「『【〖“‘")
CLOSING = frozenset("，。、；：！？）〕］｝》〉」』】〗”’．")
BLANKS = frozenset(" \u3000")
PAIRED = frozenset(("——", "……"))
UNITS = frozenset("年月日时分秒元角万亿个份条款项号弄室楼层幢岁天周期次名人户页倍")
JOINTS = frozenset(".,:-/_@&%'+#*=?~")


def is_latin(text: str) -> bool:
    """Part of a number or of a word in letters: what is kept whole and set off from Han by a thin gap."""
    code = ord(text[0])
    return (code < 0x2000 and text.isalnum()) or text in JOINTS


def is_alphanumeric(text: str) -> bool:
    return ord(text[0]) < 0x2000 and text.isalnum()


def is_han(text: str) -> bool:
    code = ord(text[0])
    return 0x3400 <= code <= 0x9FFF or code == 0x3007 or 0xF900 <= code <= 0xFAFF or code >= 0x20000


def tokens(text: str) -> list[str]:
    """The characters, with a dash of two kept as one piece."""
    pieces: list[str] = []
    at = 0
    while at < len(text):
        step = 2 if text.startswith("——", at) else 1
        pieces.append(text[at : at + step])
        at += step
    return pieces


def may_break(before: str, after: str) -> bool:
    """Whether a line may end with `before` and the next begin with `after`."""
    if before in BLANKS or after in BLANKS:
        return False  # lines end before a blank and begin behind it: Strip.breaks_before
    if before[-1] in NOT_AT_END or after[0] in NOT_AT_START:
        return False
    if is_latin(before) and is_latin(after):
        return False
    if before in "-/" and is_alphanumeric(after):
        return False
    return not (before.isdigit() and before.isascii() and after in UNITS)
