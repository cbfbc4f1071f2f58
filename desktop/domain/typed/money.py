"""Amounts: in whole fen inside the program, as people type them, and in the words of the paper."""

from __future__ import annotations

import re
from decimal import Decimal

from desktop.domain.typed.numerals import DIGITS, number
from desktop.domain.typed.text import Unclear, fold_code

MOST_FEN = 99_999_999_999_999  # 999,999,999,999.99: what the words of a cheque can say
_CASH = "零壹贰叁肆伍陆柒捌玖"
_HAN_DIGIT = "".join(DIGITS)
_COINS = re.compile(rf"零?(?:([{_HAN_DIGIT}\d])角)?零?(?:([{_HAN_DIGIT}\d])分)?[整正]?")


class MoneyUnclear(Unclear):
    """Not one clear amount."""


def parse_fen(text: str) -> int:
    """The amount in fen: 1,000.00 ￥1000 1万 1.2万 3千 壹仟元 五千四百四十元, full-width digits too.

    Raises MoneyUnclear, with the sentence to show, for anything that could be read in two ways.
    """
    typed = re.sub(r"\s", "", fold_code(text))
    bare = re.sub(r"^(人民币|RMB|CNY|[¥$])+:?", "", typed, flags=re.IGNORECASE)
    if not bare or len(bare) > 60:
        raise MoneyUnclear("请填写金额,如 5440 或 1.2万。")
    if typed.startswith("$"):
        raise MoneyUnclear("只记人民币,请换算后填写。")
    if bare[0] in "-负+":
        raise MoneyUnclear("金额不能带正负号,请填写正数。")
    return _in_fen(bare)


def words_to_fen(words: str) -> int:
    """The inverse of `rmb_words`; also reads the other spellings a bank accepts (壹拾万零柒仟元, 正, 圆)."""
    bare = fold_code(words).removeprefix("人民币")
    return -_in_fen(bare[1:]) if bare.startswith("负") else _in_fen(bare)


def fen_text(fen: int) -> str:
    """5,440.00: thousands and always two decimals."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def rmb_words(fen: int) -> str:
    """伍仟肆佰肆拾元整, by 支付结算办法 annex 1: one 零 for a run of zeros, 整 after 元, none after 角 or 分."""
    if abs(fen) > MOST_FEN:
        raise MoneyUnclear("金额超过 999,999,999,999.99 元,请核对。")
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan or not rest else ""
    if jiao:
        words += f"{_CASH[jiao]}角"
    elif cents and yuan:
        words += "零"
    words += f"{_CASH[cents]}分" if cents else ""
    return ("负" if fen < 0 else "") + words + ("" if rest else "整")


def _whole(yuan: int) -> str:
    words, gap = "", False
    for unit, mark in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group, yuan = divmod(yuan, unit)
        if not group:
            gap = bool(words)
            continue
        words += ("零" if words and (gap or group < 1000) else "") + _thousands(group) + mark
        gap = False
    return words or "零"


def _thousands(group: int) -> str:
    words, gap = "", False
    for unit, mark in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit, group = divmod(group, unit)
        if digit:
            words += ("零" if gap and words else "") + _CASH[digit] + mark
        gap = not digit
    return words


def _in_fen(bare: str) -> int:
    head, yuan_word, coins = _split(bare)
    if "," in head:
        if not re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", head):
            raise MoneyUnclear("千位逗号的位置不对,请核对,如 12,000.00。")
        head = head.replace(",", "")
    value = Decimal(0) if not head and coins else number(head)
    match = _COINS.fullmatch(coins)
    if value is None or match is None or (coins and value != int(value)):
        raise MoneyUnclear("看不懂这个金额,请写成数字,如 5440、5,440.00 或 1.2万。")
    if yuan_word and re.search(r"\.$", head):
        raise MoneyUnclear("小数点后面缺数字,请核对。")
    jiao, cents = (number(m) or Decimal(0) for m in (match[1] or "0", match[2] or "0"))
    fen = value * 100 + jiao * 10 + cents
    if fen != int(fen):
        raise MoneyUnclear("金额最多到分(两位小数),请核对。")
    if fen > MOST_FEN:
        raise MoneyUnclear("金额超过 999,999,999,999.99 元,请核对。")
    return int(fen)


def _split(bare: str) -> tuple[str, str, str]:
    """Before 元, 元, after it; 伍角 has nothing before; 5440整 has no 元."""
    for mark in ("元", "圆", "块"):
        if mark in bare:
            head, _, coins = bare.partition(mark)
            return head, mark, coins.removeprefix("钱")
    if re.search("[角分]", bare):
        return "", "", bare
    return bare.rstrip("整正"), "", ""
