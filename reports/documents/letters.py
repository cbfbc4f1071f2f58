"""What letters between organs share: the address, a numbered part, and the receipt at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import HRFlowable, KeepTogether, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents.wording import numeral
from reports.typesetting.paragraph import Align, Paragraph, Run
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import Signer, signers
from reports.typesetting.themes import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A party as a letter names it: 申请人 沈佩文(身份证号…,电话…,住…)."""

    role: str
    name: str
    id_number: str = ""
    phone: str = ""
    address: str = ""

    @property
    def words(self) -> str:
        known = [f"证件号码{self.id_number}" if self.id_number else "", f"电话{self.phone}" if self.phone else ""]
        known += [f"地址{self.address}" if self.address else ""]
        said = "，".join(filter(None, known))
        return f"{self.role}：{self.name}" + (f"（{said}）" if said else "") + "。"


def part(number: int, title: str, texts: Sequence[str], look: Look) -> list[Flowable]:
    """一、案情: a head with its paragraphs; nothing where there are none."""
    said = [paragraph for text in texts if text for paragraph in prose(text, look.body)]
    if not said:
        return []
    head = Paragraph([Run(f"{numeral(number)}、{title}", look.heading)], indent=2, space_before=3, keep_with_next=True)
    return [head, *said]


def receipt(title: str, words: str, look: Look, width: float) -> Flowable:
    """The slip that the other side signs and gives back; it stays whole."""
    return KeepTogether(
        [
            Spacer(0, 4 * mm),
            HRFlowable(width="100%", thickness=0.5, dash=(3, 3), spaceAfter=3 * mm, color="black"),
            line(title, look.heading, Align.CENTRE, space_after=4),
            *prose(words, look.entry),
            Spacer(0, 2 * mm),
            *signers([Signer(role="签收人", how="签名"), Signer(role="签收单位", how="盖章")], look.entry, width),
            line("签收日期：        年    月    日", look.entry, Align.RIGHT),
        ]
    )
