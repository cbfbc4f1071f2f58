"""Papers of many people: the letter that elects representatives, the sheet on which everybody signs."""

from __future__ import annotations

from typing import Any

from desktop.commands.papers.kind import PaperKind, Source, moment, name_of, when
from desktop.commands.papers.parts import agreement_number
from desktop.domain.agreements import Form
from desktop.domain.casefile import CaseFile, document_date
from desktop.domain.errors import NotFound
from desktop.domain.mass.standings import agreed_fen, signing
from desktop.domain.numbering import printed
from desktop.domain.typed import fen_text

LABOUR = frozenset({"labour_migrant_wages", "labour_other"})


def _letter(source: Source, _which: int) -> tuple[Any, bool]:
    from reports.documents.representatives_letter import Elected, RepresentativesLetter

    file, d = source.file, source.file.dispute
    on = d.applied_on or d.received_at.date()
    chosen = [(c, file.person(c)) for c in file.claimants if c.representative]
    paper = RepresentativesLetter(
        number=printed(d),
        committee=source.committee.committee,
        dispute=_about(file),
        respondents=_answering(file),
        representatives=tuple(
            Elected(name=p.name, id_number=p.id_number, phone=p.phone, position=c.position) for c, p in chosen
        ),
        people=tuple((file.person(c).name, file.person(c).id_number) for c in file.claimants),
        employment=d.category in LABOUR,
        signed_on=on,
        issued_at=moment(on),
    )
    return paper, False


def _about(file: CaseFile) -> str:
    """What the quarrel is about, for `因……发生争议`: the requests in a few words, else the category."""
    months = sorted({month for c in file.claimants for month in c.months_owed})
    if months and file.dispute.category in LABOUR:
        first, last = _month(months[0]), _month(months[-1])
        return f"追索{first}至{last}劳动报酬" if len(months) > 1 else f"追索{first}劳动报酬"
    return file.dispute.category_label.removesuffix("纠纷") or "本纠纷"


def _month(code: str) -> str:
    """2026-06 → 2026年6月; what is written otherwise stays."""
    year, _, month = code.partition("-")
    return f"{year}年{int(month)}月" if year.isdigit() and month.isdigit() else code


def _sheet(source: Source, _which: int) -> tuple[Any, bool]:
    from reports.documents.signing_sheet import SignedBy, SigningSheet

    file, d, agreement = source.file, source.file.dispute, source.file.agreement
    people = signing(file)
    if agreement is None or not people:
        raise NotFound("还没有协议,或者没有人同意签,没有签署页可打印。")
    on = agreement.agreed_on or document_date(file, d.received_at.date())
    paper = SigningSheet(
        number=agreement_number(file, agreement, source.committee),
        committee=source.committee.committee,
        respondents=_answering(file),
        people=tuple(
            SignedBy(
                no=str(n), name=file.person(c).name, id_number=file.person(c).id_number, amount=fen_text(agreed_fen(c))
            )
            for n, c in enumerate(people, 1)
        ),
        total=fen_text(sum(map(agreed_fen, people))),
        content_sha256=agreement.content_sha256,
        mediators=tuple(name_of(source.members, m) for m in agreement.signed_mediators or d.mediators),
        recorder=name_of(source.members, agreement.signed_recorder or d.recorder),
        signed_on=on,
        issued_at=moment(on),
    )
    return paper, not agreement.frozen


def _answering(file: CaseFile) -> tuple[str, ...]:
    return tuple(file.person(p).name for p in file.sides if not p.role.asks) or ("对方当事人",)


def _has_sheet(file: CaseFile) -> bool:
    agreement = file.agreement
    return agreement is not None and agreement.form is Form.WRITTEN and bool(signing(file))


PAPERS = (
    PaperKind(
        kind="representatives_letter",
        title="推举代表书",
        single=when("推举代表书", lambda file: any(c.representative for c in file.claimants)),
        copy=_letter,
    ),
    PaperKind(
        kind="signing_sheet",
        title="协议书集体签署页",
        single=when("协议书集体签署页", _has_sheet),
        copy=_sheet,
    ),
)
