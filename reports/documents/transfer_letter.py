"""移送函: a matter, or part of it, goes to the police, the judicial office, a court …; with the receipt they sign."""

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

TITLE = "移送函"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLetter:
    """`whole`: the whole dispute goes; the mediation has ended, or never began (`accepted`).

    `persons` are those of many whose part goes.
    """

    number: str
    case_number: str
    committee: str
    room: str
    to: str
    dispute: str
    parties: tuple[Somebody, ...]
    matter: str
    facts: str = ""
    persons: tuple[str, ...] = ()
    whole: bool = False
    accepted: bool = True
    asks: str = ""
    attachments: tuple[str, ...] = ()
    answer_due: date | None = None
    contact: str = ""
    sent_on: date
    issued_at: datetime


def _story(paper: TransferLetter, look: Look) -> list[Flowable]:
    width = text_width(look)
    what = "该纠纷" if paper.whole else "下列事项"
    case = f"，编号{paper.case_number}" if paper.case_number else ""
    ended = "其余事项由我委员会继续办理。"
    if paper.whole:
        ended = "我委员会对该纠纷的调解已经终止。" if paper.accepted else "我委员会未受理该纠纷。"
    opening = f"我委员会{paper.room}办理的{paper.dispute}{case}，现将{what}移送贵单位依职责处理。{ended}"
    back = f"请于{day(paper.answer_due)}前将处理结果书面反馈我委员会。" if paper.answer_due else ""
    asks = f"{paper.asks}。{back}" if paper.asks else back
    persons = f"涉及人员{len(paper.persons)}人：{'、'.join(paper.persons)}。" if paper.persons else ""
    attached = "；".join(f"{n}. {name}" for n, name in enumerate(paper.attachments, 1))
    parts = [
        ("当事人", tuple(p.words for p in paper.parties)),
        ("移送事项", (paper.matter, persons)),
        ("简要情况", tuple(paper.facts.splitlines())),
        ("请予办理", (asks,)),
        ("附件", (f"{attached}。",) if attached else ()),
    ]
    story: list[Flowable] = [
        *heading(TITLE, paper.number, look),
        line(f"{paper.to}：", look.body, space_after=2),
        *prose(opening, look.body),
    ]
    shown = [each for each in parts if any(each[1])]
    for n, (title, texts) in enumerate(shown, 1):
        story += part(n, title, texts, look)
    if paper.contact:
        story += prose(f"联系方式：{paper.contact}。", look.body)
    count = f"及附件{len(paper.attachments)}件" if paper.attachments else ""
    return [
        *story,
        Spacer(0, look.body.leading / 3),
        closing(paper.committee, day(paper.sent_on), look.body, width),
        receipt(f"{TITLE}回执", f"今收到{paper.committee}{paper.number}{TITLE}{count}。", look, width),
    ]


def sample() -> TransferLetter:
    return TransferLetter(
        number="（2026）海棠人调字第004号之一",
        case_number="（2026）海棠人调字第004号",
        committee=samples.COMMITTEE,
        room=samples.ROOM,
        to="海棠路派出所",
        dispute="沈佩文与上海恒禾物业服务有限公司物业服务合同纠纷",
        parties=(
            Somebody(
                role="申请人",
                name="沈佩文",
                id_number="99999919831105102X",
                phone="12000000039",
                address="上海市示例区海棠路888弄6号302室",
            ),
            Somebody(role="被申请人", name="上海恒禾物业服务有限公司", phone="12000000040"),
        ),
        matter="2026年3月9日晚，双方在小区门口发生推搡，物业人员左臂擦伤，可能构成治安案件。",
        facts="双方因渗漏维修和物业费发生争议，3月4日起由我委员会调解。推搡发生后，我委员会已分开双方并劝导就医。",
        asks="请核查处置，并书面告知处置结果",
        attachments=("受理登记表复印件", "调解记录复印件"),
        answer_due=date(2026, 3, 13),
        contact="上海市示例区海棠路999号1号楼1层，电话12000000000",
        sent_on=date(2026, 3, 10),
        issued_at=datetime(2026, 3, 10, 10, 5, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="transfer_letter", title=TITLE, build=build, sample=sample)
