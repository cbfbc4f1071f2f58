"""反馈函: what came of a matter, to the organ that handed it to us; with the receipt they sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.letters import Somebody, part, receipt
from reports.documents.wording import day
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import closing
from reports.typesetting.themes import Look

TITLE = "反馈函"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackLetter:
    """`ref` is the sender's own number (接警单编号, 工单编号); `handling` what was done, `result` what came of it."""

    number: str
    case_number: str
    committee: str
    to: str
    ref: str = ""
    came_on: date
    dispute: str
    parties: tuple[Somebody, ...]
    handling: tuple[str, ...]
    result: str
    performance: str = ""
    attachments: tuple[str, ...] = ()
    contact: str = ""
    given_on: date
    issued_at: datetime


def _story(paper: FeedbackLetter, look: Look) -> list[Flowable]:
    width = text_width(look)
    ref = f"（{paper.ref}）" if paper.ref else ""
    case = f"，编号{paper.case_number}" if paper.case_number else ""
    opening = f"贵单位{day(paper.came_on)}移送我委员会的{paper.dispute}{ref}{case}，现将办理情况反馈如下："
    attached = "；".join(f"{n}. {name}" for n, name in enumerate(paper.attachments, 1))
    parts = [
        ("当事人", tuple(p.words for p in paper.parties)),
        ("办理经过", paper.handling),
        ("处理结果", tuple(paper.result.splitlines())),
        ("履行情况", tuple(paper.performance.splitlines())),
        ("附件", (f"{attached}。",) if attached else ()),
    ]
    story: list[Flowable] = [
        *heading(TITLE, paper.number, look),
        line(f"{paper.to}：", look.body, space_after=2),
        *prose(opening, look.body),
    ]
    for n, (title, texts) in enumerate([each for each in parts if any(each[1])], 1):
        story += part(n, title, texts, look)
    if paper.contact:
        story += prose(f"联系方式：{paper.contact}。", look.body)
    return [
        *story,
        Spacer(0, look.body.leading / 3),
        closing(paper.committee, day(paper.given_on), look.body, width),
        receipt(f"{TITLE}回执", f"今收到{paper.committee}就{paper.dispute}{ref}出具的{TITLE}。", look, width),
    ]


def sample() -> FeedbackLetter:
    return FeedbackLetter(
        number="（2026）海棠人调字第006号",
        case_number="（2026）海棠人调字第006号",
        committee=samples.COMMITTEE,
        to="海棠路派出所",
        ref="接警单SH20260311-0456",
        came_on=date(2026, 3, 11),
        dispute="沈佩文与上海恒禾物业服务有限公司物业服务合同纠纷",
        parties=(
            Somebody(role="申请人", name="沈佩文", phone="12000000039"),
            Somebody(role="被申请人", name="上海恒禾物业服务有限公司", phone="12000000040"),
        ),
        handling=("2026年3月11日受理。", "2026年3月12日调解1次，双方到场，驻点律师参加。"),
        result="双方于2026年3月12日达成书面调解协议：一次性支付医疗费860元，互相致歉，今后不再就此事争执。",
        performance="款项860元已于2026年3月12日付清，凭证附后。当事人已书面申请公安机关依治安管理处罚法的有关规定处理。",
        attachments=("人民调解协议书", "履行情况清单和凭证复印件"),
        contact="上海市示例区海棠路999号1号楼1层，电话12000000000",
        given_on=date(2026, 3, 12),
        issued_at=datetime(2026, 3, 12, 16, 20, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="feedback_letter", title=TITLE, build=build, sample=sample)
