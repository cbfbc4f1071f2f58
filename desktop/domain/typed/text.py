"""What people type and paste, made clean: for codes, for one line, for a name, for paragraphs."""

from __future__ import annotations

import re
import unicodedata

from desktop.domain.errors import MediationError

DOTS = "・‧•･∙⋅"  # every way an input method writes the dot in 阿卜杜拉·买买提
DASHES = "‐‑‒–—―−﹣"
_DOT_TABLE = str.maketrans(dict.fromkeys(DOTS, "·"))
_DASH_TABLE = str.maketrans(dict.fromkeys(DASHES, "-"))
_SPACES = re.compile(r"[ \t\r\n\v\f\x85\xa0\u2000-\u200a\u2028\u2029\u202f\u205f]+")
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")


class Unclear(MediationError):
    """What was typed cannot be understood; `sentence` says how to write it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def for_user(self) -> str:
        return self.sentence


def is_han(char: str) -> bool:
    """A Chinese character, extensions and compatibility forms included; 〇 counts."""
    point = ord(char)
    return (
        0x4E00 <= point <= 0x9FFF
        or 0x3400 <= point <= 0x4DBF
        or 0x20000 <= point <= 0x3FFFD
        or 0xF900 <= point <= 0xFAFF
        or point == 0x3007
    )


def fold_code(text: str) -> str:
    """Codes, dates, amounts: full-width to half-width, one kind of dash, nothing invisible, no outer space.

    Han characters stay as typed: compatibility ideographs in a name or a file number are not ours to change.
    """
    folded = "".join(c if is_han(c) else unicodedata.normalize("NFKC", c) for c in text)
    return _SPACES.sub(" ", _visible(folded.translate(_DASH_TABLE), keep="\t\r\n")).strip()


def clean_line(text: str) -> str:
    """One line of words as it should be kept.

    Controls, zero-width and direction marks go; line ends become one space; outer space (U+3000 too) goes;
    dots become U+00B7. Rare characters and variation selectors stay.
    """
    line = _SPACES.sub(" ", _LINE_ENDS.sub(" ", _visible(text, keep="\t\r\n\v\f\x85\u2028\u2029")))
    return line.translate(_DOT_TABLE).strip()


def clean_name(text: str) -> str:
    """A person's or a firm's name: `clean_line`, and a full stop between Chinese characters is the dot of the name."""
    name = clean_line(text)
    name = re.sub(r"(?<=[^\x00-\x7f])\s*[.．·]\s*(?=[^\x00-\x7f])", "·", name)
    return name


def clean_text(text: str) -> str:
    """Paragraphs as they should be kept: lines end in \\n without spaces before it, tabs are spaces, all is visible."""
    lines = _visible(_LINE_ENDS.sub("\n", text), keep="\t\n").replace("\t", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _visible(text: str, *, keep: str) -> str:
    return "".join(c for c in text if c in keep or not _hidden(c))


def _hidden(char: str) -> bool:
    """Controls, formats (zero-width, RLO), lone surrogates and non-characters.

    Unassigned points stay: the newest blocks of Han are unassigned to an older Python.
    """
    if unicodedata.category(char) in {"Cc", "Cf", "Cs"}:
        return True
    point = ord(char)
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
