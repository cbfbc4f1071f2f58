"""推举书: many with one request elect some of them to take part for all (劳动争议调解仲裁法 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.platypus import CondPageBreak, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.annex import Kind
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.signing_table import ROW, Column, signing_table
from reports.documents.wording import day
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Look

TITLE = "推举代表书"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elected:
    """One representative."""

    name: str
    id_number: str = ""
    phone: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentativesLetter:
    """`people` are (name, identity number) of everybody who signs, the representatives among them."""

    number: str
    committee: str
    dispute: str
    respondents: tuple[str, ...]
    representatives: tuple[Elected, ...]
    people: tuple[tuple[str, str], ...]
    employment: bool = True  # the statute on labour disputes is named
    signed_on: date
    issued_at: datetime


def _story(paper: RepresentativesLetter, look: Look) -> list[Flowable]:
    basis = "根据《中华人民共和国劳动争议调解仲裁法》第七条，" if paper.employment else ""
    opening = (
        f"我们{len(paper.people)}人与{'、'.join(paper.respondents)}因{paper.dispute}发生争议，请求相同。{basis}"
        f"经共同商议，推举下列{len(paper.representatives)}人为代表，代表我们参加{paper.committee}主持的调解："
    )
    powers = (
        "代表参加调解会、陈述事实、提交证据、转达调解方案。代表变更、放弃请求或者接受调解方案，应当先经被代表的本人同意；"
        "调解协议由各人本人逐一签名后对本人生效。"
    )
    columns = (
        Column("序号", Kind.CENTRED, 11),
        Column("姓名", Kind.CENTRED, 28),
        Column("身份证号码", Kind.CENTRED),
    )
    rows = [(str(n), name, number) for n, (name, number) in enumerate(paper.people, 1)]
    return [
        *heading(TITLE, paper.number, look),
        line(f"{paper.committee}：", look.body, space_after=2),
        *prose(opening, look.body),
        *[
            paragraph
            for n, who in enumerate(paper.representatives, 1)
            for paragraph in prose(f"{n}. {_introduced(who)}", look.body, align=Align.LEFT)
        ],
        *prose(powers, look.body),
        Spacer(0, look.body.leading / 3),
        CondPageBreak(2 * ROW + 2 * look.heading.leading),
        line("推举人（逐人签名、按指印）", look.heading, space_after=4),
        signing_table(columns, rows, look, text_width(look)),
        line(f"日期：{day(paper.signed_on)}", look.notice, Align.RIGHT, space_before=8),
    ]


def _introduced(who: Elected) -> str:
    fields = (
        f"{who.name}（{who.position}）" if who.position else who.name,
        f"身份证{who.id_number}" if who.id_number else "",
        f"电话{who.phone}" if who.phone else "",
    )
    return "，".join(filter(None, fields)) + "。"


def sample() -> RepresentativesLetter:
    return RepresentativesLetter(
        number="（2026）海棠人调字第001号",
        committee=samples.COMMITTEE,
        dispute="追索2026年6月、7月劳动报酬",
        respondents=(samples.EMPLOYER.name,),
        representatives=tuple(
            Elected(name=name, id_number=f"9999991990010110{n:02d}", phone=f"1200000000{n}", position="工程师")
            for n, name in enumerate(samples.WORKER_NAMES[:5], 1)
        ),
        people=tuple((name, f"9999991990010110{n:02d}") for n, name in enumerate(samples.WORKER_NAMES, 1)),
        signed_on=date(2026, 8, 3),
        issued_at=datetime(2026, 8, 3, 10, 30, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="representatives_letter", title=TITLE, build=build, sample=sample)
