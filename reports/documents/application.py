"""人民调解申请书."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, signer, text_width
from reports.documents.forms import answer, closing_row, columns, party_rows
from reports.documents.parties import PartyBlock
from reports.documents.wording import day
from reports.typesetting.grid import ACROSS, Grid
from reports.typesetting.paragraph import Paragraph, Run
from reports.typesetting.prose import prose
from reports.typesetting.signatures import signers
from reports.typesetting.themes import Look

TITLE = "人民调解申请书"
DECLARATION = "人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解委员会进行调解。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What the application says. `requests` come without their numbers; `issued_at` dates the file."""

    number: str = ""
    committee: str
    applicants: tuple[PartyBlock, ...]
    respondents: tuple[PartyBlock, ...]
    facts: str
    requests: tuple[str, ...]
    applied_on: date
    issued_at: datetime


def _story(paper: Application, look: Look) -> list[Flowable]:
    width = text_width(look)
    rows = [row for party in (*paper.applicants, *paper.respondents) for row in party_rows(party, look)]
    requests = [
        paragraph
        for number, request in enumerate(paper.requests, 1)
        for paragraph in prose(f"{number}. {request}", look.entry, indent=0, hang=1.25)
    ]
    rows += [
        answer("纠纷简要情况", prose(paper.facts, look.entry), look, least=30 * mm),
        answer("当事人申请事项", requests, look, least=34 * mm, grows=True, with_next=True),
    ]
    rows.append(closing_row(_declaration(paper, look, width - 2 * ACROSS)))
    return [*heading(TITLE, paper.number, look), Grid(columns(width), rows)]


def _declaration(paper: Application, look: Look, width: float) -> list[Flowable]:
    applicants = [signer(party) for party in paper.applicants]
    return [
        Paragraph([Run(DECLARATION, look.entry)], indent=2),
        Spacer(0, 6),
        *signers(applicants, look.entry, width, day=day(paper.applied_on)),
    ]


def sample() -> Application:
    return Application(
        number="（2026）海棠人调字第002号",
        committee=samples.COMMITTEE,
        applicants=(samples.PROPERTY_MANAGER,),
        respondents=(samples.OWNER,),
        facts="被申请人系海棠路888弄6号302室业主，自2024年3月起未交纳物业服务费，截至2026年2月共24个月，"
        "每月360元，合计8,640元。被申请人称卫生间顶部自2024年1月起渗漏，多次报修未获处理，故未交费。"
        "申请人于2025年11月3日、2026年1月15日两次书面催交，未果。",
        requests=("被申请人支付2024年3月至2026年2月的物业服务费8,640元", "双方就渗漏维修的时间与标准作出约定"),
        applied_on=date(2026, 3, 3),
        issued_at=datetime(2026, 3, 3, 14, 5, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="application", title=TITLE, build=build, sample=sample)
