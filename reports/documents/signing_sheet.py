"""集体签署页: everybody for whom one agreement is made, each with their amount and their own place to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.annex import Kind
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.signing_table import Column, signing_table
from reports.documents.wording import day
from reports.typesetting.prose import prose
from reports.typesetting.signatures import FOR_A_STAMP, Signer, closing, signers
from reports.typesetting.themes import Look

TITLE = "人民调解协议书集体签署页"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedBy:
    """One line: who signs, and what the agreement gives them, in words as they print."""

    no: str
    name: str
    id_number: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSheet:
    """The sheet belongs to one agreement: its number, and the check sum of its frozen words (empty for a draft)."""

    number: str
    committee: str
    respondents: tuple[str, ...]
    people: tuple[SignedBy, ...]
    total: str
    content_sha256: str = ""
    mediators: tuple[str, ...] = ()
    recorder: str = ""
    signed_on: date
    issued_at: datetime


def _story(paper: SigningSheet, look: Look) -> list[Flowable]:
    width = text_width(look)
    columns = (
        Column("序号", Kind.CENTRED, 11),
        Column("姓名", Kind.CENTRED, 20),
        Column("身份证号码", Kind.CENTRED),
        Column("金额（元）", Kind.MONEY, 24),
    )
    rows = [(p.no, p.name, p.id_number, p.amount) for p in paper.people]
    totals = ("", "合计", f"{len(paper.people)}人", paper.total)
    officers = [Signer(role="人民调解员", name=name) for name in paper.mediators]
    if paper.recorder:
        officers.append(Signer(role="记录人", name=paper.recorder))
    stamped = [Signer(role="被申请人", name=name, how="签名或者盖章", ink=FOR_A_STAMP) for name in paper.respondents]
    return [
        *heading(TITLE, paper.number, look),
        *prose(_declared(paper), look.notice),
        *prose(_sealed(paper), look.small, indent=0),
        Spacer(0, 4),
        signing_table(columns, rows, look, width, totals=totals),
        Spacer(0, 4 * mm),
        KeepTogether(
            [
                *signers(stamped, look.notice, width),
                *signers(officers, look.notice, width, columns=3 if len(officers) > 2 else 2),
                closing(paper.committee, day(paper.signed_on), look.notice, width, last=True),
            ]
        ),
    ]


def _declared(paper: SigningSheet) -> str:
    return (
        f"下列{len(paper.people)}名申请人已阅读（或者已听读）{paper.number}人民调解协议书全文，清楚本人应得的金额和支付"
        "期限，自愿达成协议，在此逐人签名、按指印。本签署页是该协议书的组成部分。"
    )


def _sealed(paper: SigningSheet) -> str:
    return f"内容校验码（SHA-256）：{paper.content_sha256}" if paper.content_sha256 else ""


def sample() -> SigningSheet:
    amounts = [1_720_000 + 9_731 * (at * 7 % 34) for at in range(len(samples.WORKER_NAMES))]
    return SigningSheet(
        number="（2026）海棠人调字第001号",
        committee=samples.COMMITTEE,
        respondents=(samples.EMPLOYER.name,),
        people=tuple(
            SignedBy(no=str(n), name=name, id_number=f"9999991990010110{n:02d}", amount=_yuan(fen))
            for n, (name, fen) in enumerate(zip(samples.WORKER_NAMES, amounts, strict=True), 1)
        ),
        total=_yuan(sum(amounts)),
        content_sha256="5e" * 32,
        mediators=("周慧兰", "严伯年"),
        recorder="苏晓",
        signed_on=date(2026, 8, 14),
        issued_at=datetime(2026, 8, 14, 18, 30, tzinfo=samples.SHANGHAI),
    )


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


build = builder(TITLE, _story)
DOCUMENT = Document(kind="signing_sheet", title=TITLE, build=build, sample=sample)
