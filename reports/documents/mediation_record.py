"""人民调解记录, one for each session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.forms import UNITS, closing_row, columns, entry, label, row
from reports.documents.wording import day, span
from reports.typesetting.choices import Choices
from reports.typesetting.grid import ACROSS, Cell, Grid, Row, Upright
from reports.typesetting.paragraph import Paragraph, Run
from reports.typesetting.prose import prose
from reports.typesetting.signatures import Signer, signers
from reports.typesetting.themes import Look

TITLE = "人民调解记录"


class Outcome(StrEnum):
    """The boxes of 调解结果."""

    SETTLED = "达成协议"
    NOT_SETTLED = "未达成协议"
    TO_CONTINUE = "有待继续调解"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Who was in the room: 叶知秋, 驻点律师."""

    name: str
    capacity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What was said, by whom. Without a speaker it is the recorder's narration."""

    speaker: str = ""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediationRecord:
    """What the record of one session says. `parties` are those present, or who
    acts for them; they sign, and so do the mediators and the recorder.
    """

    number: str
    committee: str
    session: int
    started_at: datetime
    ended_at: datetime | None = None
    place: str
    dispute: str = ""  # 纠纷名称
    parties: tuple[Attendee, ...]
    attendees: tuple[Attendee, ...] = ()  # 参加人 besides parties, mediators and recorder
    mediators: tuple[str, ...]
    recorder: str
    record: tuple[Utterance, ...]
    outcome: Outcome
    outcome_note: str = ""
    issued_at: datetime


def _story(paper: MediationRecord, look: Look) -> list[Flowable]:
    width = text_width(look)
    wide = UNITS - 3

    def named(name: str, words: str) -> Row:
        return row([label(name, look, 4), entry(words, look, wide)], look)

    rows = [
        named("时间", span(paper.started_at, paper.ended_at) + f"（第{paper.session}次调解）"),
        named("地点", paper.place),
        named("当事人", _listed(paper.parties)),
    ]
    if paper.dispute:
        rows.append(named("纠纷", paper.dispute))
    rows += [
        named("参加人", _listed(paper.attendees) or "无"),
        named("人民调解员", "、".join(paper.mediators)),
        named("记录人", paper.recorder),
        _said(paper, look),
        replace(row([label("调解结果", look, 4), Cell(tuple(_result(paper, look)), wide)], look), with_next=True),
        closing_row(_signed(paper, look, width - 2 * ACROSS)),
    ]
    return [*heading(TITLE, paper.number, look), Grid(columns(width), rows)]


def _listed(people: tuple[Attendee, ...]) -> str:
    return "、".join(f"{one.name}（{one.capacity}）" if one.capacity else one.name for one in people)


def _said(paper: MediationRecord, look: Look) -> Row:
    strong = replace(look.label, size=look.entry.size, leading=look.entry.leading)
    content: list[Flowable] = [Paragraph([Run("调解记录：", strong)])]
    for one in paper.record:
        lead = Run(f"{one.speaker}：", strong) if one.speaker else None
        content += prose(one.text, look.entry, lead=lead)
    return Row((Cell(tuple(content), UNITS + 1, Upright.TOP),), least=60 * mm, breaks=True)


def _result(paper: MediationRecord, look: Look) -> list[Flowable]:
    boxes = Choices([outcome.value for outcome in Outcome], [paper.outcome.value], look.entry)
    return [boxes, *prose(paper.outcome_note, look.entry, indent=0)]


def _signed(paper: MediationRecord, look: Look, width: float) -> list[Flowable]:
    people = [Signer(role="当事人", name=one.name, how="签名、盖章或按指印") for one in paper.parties]
    people += [Signer(role="人民调解员", name=name) for name in paper.mediators]
    people.append(Signer(role="记录人", name=paper.recorder))
    return [
        *prose("以上记录经当事人阅读（或者向其宣读），确认无误。", look.entry),
        Spacer(0, 4),
        *signers(people, look.entry, width, columns=3 if len(people) > 4 else 2, day=day(paper.started_at)),
    ]


def sample() -> MediationRecord:
    return MediationRecord(
        number="（2026）海棠人调字第002号",
        committee=samples.COMMITTEE,
        session=1,
        started_at=datetime(2026, 3, 11, 13, 30, tzinfo=samples.SHANGHAI),
        ended_at=datetime(2026, 3, 11, 15, 20, tzinfo=samples.SHANGHAI),
        place=samples.ROOM,
        dispute="上海恒禾物业服务有限公司与沈佩文物业服务合同纠纷",
        parties=(
            Attendee(name="毛晓琳", capacity="上海恒禾物业服务有限公司委托代理人"),
            Attendee(name="沈佩文", capacity="被申请人"),
        ),
        attendees=(Attendee(name="叶知秋", capacity="驻点律师"), Attendee(name="范青", capacity="园区管理方代表")),
        mediators=("周慧兰",),
        recorder="苏晓",
        record=(
            Utterance(
                text="调解员核对双方身份与代理权限，宣读权利义务告知书，双方表示已阅知，对调解员人选无异议，要求不公开调解。"
            ),
            Utterance(
                speaker="申请人",
                text="沈佩文自2024年3月起未交物业费，共24个月，每月360元，合计8,640元。我司已于2025年11月3日、"
                "2026年1月15日两次书面催交，要求一次付清。",
            ),
            Utterance(
                speaker="被申请人",
                text="欠费属实，但卫生间顶部自2024年1月起漏水，我先后报修五次，物业只来过一次，吊顶已发霉。"
                "漏水不修，我不交费。",
            ),
            Utterance(
                speaker="申请人",
                text="漏点在楼上702室地漏，属共用部位与专有部位交界，维修需楼上配合，我司协调不力，这一点承认。",
            ),
            Utterance(
                speaker="驻点律师",
                text="依照《中华人民共和国民法典》第九百四十四条，物业服务人已经按照约定和有关规定提供服务的，"
                "业主不得以未接受或者无需接受相关物业服务为由拒绝支付物业费；同时第九百四十二条要求物业服务人"
                "妥善维修、养护共用部分。双方各有可归责之处，宜互让。",
            ),
            Utterance(
                speaker="调解员",
                text="建议：欠费由沈佩文支付5,440元，其余3,200元物业公司自愿免除，抵作漏水损失补偿；"
                "物业公司限期修好，由业主验收。",
            ),
            Utterance(text="双方分别商议十五分钟后，均表示接受。"),
        ),
        outcome=Outcome.SETTLED,
        outcome_note="当日签订人民调解协议书。",
        issued_at=datetime(2026, 3, 11, 15, 40, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="mediation_record", title=TITLE, build=build, sample=sample)
