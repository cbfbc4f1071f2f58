"""What the press refuses, each with a sentence for the person at the desk."""

from __future__ import annotations

from dataclasses import dataclass


class PaperError(Exception):
    """Everything the press raises on purpose; anything else is a bug."""

    def for_user(self) -> str:
        """One sentence in Chinese: what happened and what to do next."""
        raise NotImplementedError


@dataclass
class MissingGlyph(PaperError):
    """No font here draws these characters. Raised before a byte of the paper exists."""

    characters: tuple[str, ...]

    def for_user(self) -> str:
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in self.characters)
        return f"字库中没有{named}，文书未生成；请核对是否误输，确为人名用字的，请改用同音字并在备注中说明后再打印。"


@dataclass
class TextTooLong(PaperError):
    """One field is longer than a paper should be asked to carry."""

    length: int
    limit: int

    def for_user(self) -> str:
        return f"有一项内容长达 {self.length} 字，超过 {self.limit} 字的上限，文书未生成；请删节，或改作附件。"
