"""The agreement as paper, and what issuing freezes of it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.commands.desk import SHANGHAI
from desktop.commands.papers.kind import Members, PaperKind, Source, moment, name_of
from desktop.commands.papers.parts import agreement_number, blocks
from desktop.commands.papers.press import render
from desktop.domain.agreements import Agreement, Form, Status
from desktop.domain.casefile import CaseFile, document_date
from desktop.domain.errors import NotFound
from desktop.domain.people import Claimant, Committee
from desktop.domain.typed import fen_text
from desktop.domain.wording import numeral, printed_terms

if TYPE_CHECKING:
    from reports.documents import annex
    from reports.documents.agreement import Agreement as AgreementPaper

TEMPLATE = "agreement-1"


def render_agreement(
    file: CaseFile, agreement: Agreement, committee: Committee, members: Members, *, practice: bool, attach: bool
) -> bytes:
    """The page as it is issued; `attach` puts the frozen content inside the file (it holds identity numbers)."""
    return render(
        "agreement",
        agreement_paper(file, agreement, committee, members),
        draft=False,
        practice=practice,
        source=agreement.content.encode() if agreement.content and attach else None,
    )


def agreement_content(file: CaseFile, agreement: Agreement, committee: Committee, members: Members) -> dict[str, Any]:
    """Everything that the agreement says, as canonical JSON: what issuing freezes."""
    paper = asdict(agreement_paper(file, agreement, committee, members))
    plain: dict[str, Any] = json.loads(json.dumps(paper, ensure_ascii=False, default=str))
    return {"template": TEMPLATE, "agreement": plain}


def agreement_paper(file: CaseFile, agreement: Agreement, committee: Committee, members: Members) -> AgreementPaper:
    """What the agreement says, copied from the file."""
    from reports.documents.agreement import Agreement as AgreementPaper

    d = file.dispute
    on = agreement.agreed_on or document_date(file, d.received_at.date())
    sides = (*blocks(file, on, asking=True, agreed_only=True), *blocks(file, on, asking=False))
    heads = sum(side.heads for side in sides) + 1
    recorder = agreement.signed_recorder or d.recorder
    return AgreementPaper(
        number=agreement_number(file, agreement, committee),
        committee=committee.committee,
        parties=sides,
        facts=agreement.facts,
        liability=agreement.liability,
        terms=printed_terms(file, agreement),
        place=agreement.place,
        extra_copies=_extra_copies(agreement, heads),
        mediators=tuple(name_of(members, m) for m in agreement.signed_mediators or d.mediators),
        recorder=name_of(members, recorder),
        signed_on=on,
        annex=_wages(file),
        issued_at=agreement.issued_at.replace(tzinfo=SHANGHAI) if agreement.issued_at else moment(on),
    )


def _extra_copies(agreement: Agreement, heads: int) -> tuple[str, ...]:
    more = max(0, agreement.copies - heads) if agreement.copies else 0
    kept = tuple(w for w in re.split("[、,\uff0c]", str(agreement.extras.get("extra_copies", ""))) if w)
    return (kept + ("有关部门",) * more)[:more] if more else ()


def _wages(file: CaseFile) -> annex.Annex | None:
    """The table of a wage file: one line per worker who signs, instalments and the total."""
    from reports.documents.annex import Annex, Column, Kind

    signing = [c for c in file.claimants if c.signed_agreement]
    if not signing:
        return None
    most = max(len(c.instalments_fen) for c in signing)
    columns = [
        Column(heading="序号", kind=Kind.CENTRED),
        Column(heading="姓名"),
        Column(heading="身份证号码", kind=Kind.CENTRED),
        Column(heading="金额(元)", kind=Kind.MONEY),
        *(Column(heading=f"第{numeral(n + 1)}期", kind=Kind.MONEY) for n in range(most)),
        Column(heading="签名", kind=Kind.SIGNATURE),
    ]

    def row(n: int, c: Claimant) -> tuple[str, ...]:
        person = file.people[c.person_id]
        parts = [fen_text(c.instalments_fen[k]) if k < len(c.instalments_fen) else "" for k in range(most)]
        return (str(n), person.name, person.id_number, fen_text(sum(c.instalments_fen)), *parts, "")

    sums = [sum(c.instalments_fen[k] for c in signing if k < len(c.instalments_fen)) for k in range(most)]
    total = fen_text(sum(sums))
    return Annex(
        title="职工工资分期支付明细表",
        columns=tuple(columns),
        rows=tuple(row(n, c) for n, c in enumerate(signing, 1)),
        totals=("", "合计", f"{len(signing)} 人", total, *(fen_text(s) for s in sums), ""),
        note="各人逐行签名并按指印;每人金额以本表为准。",
    )


def issued(file: CaseFile) -> str | None:
    """The address of the issued agreement's own PDF."""
    agreement = file.agreement
    if agreement is None or agreement.status not in {Status.ISSUED, Status.SIGNED}:
        return None
    kept = [a for a in file.attachments if a.kind == "agreement"]
    return kept[-1].sha256 if kept else None


def _paper(source: Source, _which: int) -> tuple[Any, bool]:
    agreement = source.file.agreement
    if agreement is None:
        raise NotFound("还没有协议,请先起草。")
    return agreement_paper(source.file, agreement, source.committee, source.members), not agreement.frozen


PAPERS = (
    PaperKind(
        kind="agreement",
        title="人民调解协议书",
        single=lambda file: (
            ((0, "人民调解协议书"),) if file.agreement is not None and file.agreement.form is Form.WRITTEN else ()
        ),
        copy=_paper,
    ),
)
