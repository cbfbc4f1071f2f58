"""人民调解回访记录, one for each visit or call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.forms import UNITS, closing_row, columns, entry, label, row
from reports.documents.wording import day
from reports.typesetting.grid import ACROSS, Cell, Grid, Row, Upright
from reports.typesetting.paragraph import Paragraph, Run
from reports.typesetting.prose import prose
from reports.typesetting.signatures import Signer, closing, signers
from reports.typesetting.themes import Look

TITLE = "人民调解回访记录"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRecord:
    """What one follow-up says. `agreement_no` is empty where no agreement was made.

    `told` is the part that every record must cover, as (heading, words) in the order of the form: performance,
    satisfaction, whether either side sued and what the court said, faults of the mediation, signs of escalation and
    what was done about them; then demands, state of mind, the ways people were told of, and what comes next.
    """

    number: str
    committee: str
    parties: tuple[str, ...]
    agreement_no: str = ""
    about: str
    on: date
    method: str
    asked: tuple[str, ...] = ()
    said: str
    told: tuple[tuple[str, str], ...]
    visitor: str
    issued_at: datetime


def _story(paper: FollowUpRecord, look: Look) -> list[Flowable]:
    width = text_width(look)
    wide = UNITS - 4

    def named(name: str, words: str) -> Row:
        return row([label(name, look, 5), entry(words, look, wide)], look)

    rows = [
        named("当事人", "、".join(paper.parties)),
        named("调解协议编号", paper.agreement_no or "未达成协议"),
        named("回访事由", paper.about),
        row(
            [
                *(label("回访时间", look, 5), entry(day(paper.on), look, 9)),
                *(label("方式", look, 4), entry(paper.method, look, 7)),
            ],
            look,
        ),
        named("被回访人", "、".join(paper.asked)),
        _found(paper, look),
        closing_row(_signed(paper, look, width - 2 * ACROSS)),
    ]
    return [*heading(TITLE, paper.number, look), Grid(columns(width), rows)]


def _found(paper: FollowUpRecord, look: Look) -> Row:
    strong = replace(look.label, size=look.entry.size, leading=look.entry.leading)
    content: list[Flowable] = [Paragraph([Run("回访情况：", strong)])]
    content += prose(paper.said, look.entry)
    for name, words in paper.told:
        content += prose(words, look.entry, lead=Run(f"{name}：", strong))
    return Row((Cell(tuple(content), UNITS + 1, Upright.TOP),), least=60 * mm, breaks=True, grows=True, with_next=True)


def _signed(paper: FollowUpRecord, look: Look, width: float) -> list[Flowable]:
    people = [Signer(role="回访人", name=paper.visitor)]
    people += [Signer(role="被回访人", name=name, how="签名、盖章或按指印；电话回访的不签") for name in paper.asked]
    return [
        Spacer(0, 4),
        *signers(people, look.entry, width),
        closing(paper.committee, day(paper.on), look.entry, width, last=True),
    ]


def sample() -> FollowUpRecord:
    return FollowUpRecord(
        number="（2026）海棠人调字第002号",
        committee=samples.COMMITTEE,
        parties=("上海恒禾物业服务有限公司", "沈佩文"),
        agreement_no="（2026）海棠人调字第002号",
        about="物业服务费支付与渗漏维修的履行情况",
        on=date(2026, 4, 8),
        method="电话",
        asked=("沈佩文",),
        said="沈佩文称卫生间已于3月25日修好，当日闭水试验48小时无渗漏，本人签字验收；物业服务费已于3月19日转账付清。",
        told=(
            ("履行情况", "5,440元已付清，维修已完成，协议全部履行。"),
            ("对调解的满意度", "满意"),
            ("起诉、裁判情况", "双方均未起诉。"),
            ("调解工作有无差错", "未发现。"),
            ("激化苗头及措施", "无。"),
            ("诉求和思想动态", "希望物业今后报修有人应答；情绪平和。"),
            ("接下来", "已妥善解决，不再回访。"),
        ),
        visitor="周慧兰",
        issued_at=datetime(2026, 4, 8, 10, 20, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="follow_up_record", title=TITLE, build=build, sample=sample)
