"""人民调解受理登记表."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.forms import UNITS, answer, closing_row, columns, entry, label, row
from reports.documents.wording import day
from reports.typesetting.choices import Choices
from reports.typesetting.grid import ACROSS, Cell, Grid
from reports.typesetting.paragraph import Paragraph, Run
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import Signer, closing, signers
from reports.typesetting.themes import Look

TITLE = "人民调解受理登记表"
FILLED_BY = "备注：此表由人民调解委员会填写。"


class CameBy(StrEnum):
    """The boxes of 案件来源: two on the form of 2010, the third added where matters are handed over."""

    APPLICATION = "当事人申请"
    INITIATIVE = "人民调解委员会主动调解"
    REFERRAL = "移送委托"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceRegister:
    """One entry of the register on one sheet. `parties` are names; `source_note` is who handed the matter over."""

    number: str
    committee: str
    accepted_on: date
    parties: tuple[str, ...]
    category: str
    came_by: CameBy
    source_note: str = ""
    facts: str
    remark: str = ""
    registrar: str = ""
    issued_at: datetime


def _story(paper: AcceptanceRegister, look: Look) -> list[Flowable]:
    width = text_width(look)
    sources = Choices([way.value for way in CameBy], [paper.came_by.value], look.entry)
    rows = [
        closing_row([Paragraph([Run(_opening(paper), look.entry)], indent=2)]),
        row([label("纠纷类型", look, 5), entry(paper.category, look, UNITS - 4)], look),
        row([label("案件来源", look, 5), Cell((sources,), UNITS - 4)], look),
    ]
    if paper.source_note:
        rows.append(row([label("移送、发现情况", look, 5), entry(paper.source_note, look, UNITS - 4)], look))
    rows += [
        answer("纠纷简要情况", prose(paper.facts, look.entry), look, least=24 * mm, grows=True),
        answer("备注", prose(paper.remark, look.entry, indent=0), look, least=14 * mm, with_next=True),
        closing_row(_signed(paper, look, width - 2 * ACROSS)),
    ]
    return [
        *heading(TITLE, paper.number, look),
        Grid(columns(width), rows),
    ]


def _opening(paper: AcceptanceRegister) -> str:
    how = {
        CameBy.APPLICATION: "依当事人申请，经当事人同意，",
        CameBy.INITIATIVE: "主动调解，经当事人同意，",
        CameBy.REFERRAL: "受移送委托，经当事人同意，",
    }[paper.came_by]
    return f"{day(paper.accepted_on)}，{paper.committee}{how}调解{'、'.join(paper.parties)}之间的纠纷。"


def _signed(paper: AcceptanceRegister, look: Look, width: float) -> list[Flowable]:
    people = [Signer(role="当事人", name=name, how="签名、盖章或按指印") for name in paper.parties]
    people.append(Signer(role="登记人", name=paper.registrar))
    return [
        *signers(people, look.entry, width),
        Spacer(0, 4),
        closing(paper.committee, day(paper.accepted_on), look.entry, width),
        line(FILLED_BY, look.small),
    ]


def sample() -> AcceptanceRegister:
    return AcceptanceRegister(
        number="（2026）海棠人调字第002号",
        committee=samples.COMMITTEE,
        accepted_on=date(2026, 3, 4),
        parties=("上海恒禾物业服务有限公司", "沈佩文"),
        category="物业纠纷",
        came_by=CameBy.APPLICATION,
        facts="被申请人自2024年3月起未交纳物业服务费24个月，每月360元，共8,640元；"
        "被申请人称卫生间顶部漏水，报修无果。双方均同意由本委员会调解。",
        registrar="苏晓",
        issued_at=datetime(2026, 3, 4, 9, 40, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="acceptance_register", title=TITLE, build=build, sample=sample)
