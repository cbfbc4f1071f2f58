"""调解签到表, one for each session: who sits there in which role, and the parties' word that they may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.forms import UNITS, columns, entry, label, row, side
from reports.documents.wording import span
from reports.typesetting.choices import Choices
from reports.typesetting.grid import ACROSS, Cell, Grid, Row, Side, Upright
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import FOR_A_PEN, Signer, signers
from reports.typesetting.themes import Look

TITLE = "调解签到表"
ROLE, NAME, FROM, SIGN = 5, 4, 7, 8  # columns of the form, UNITS in all
RECORDER = "记录人"
SPARE = 1  # empty rows for whom nobody expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One who signs: 高峻, 民警, 海棠路派出所."""

    name: str = ""
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSheet:
    """What the sheet of one session says. `asked` are the parties who say whether the invited may be there.

    `waiver` is the written reason why a joint session goes on without one of its sides; "" leaves room for it.
    """

    number: str
    committee: str
    session: int
    started_at: datetime
    ended_at: datetime | None = None
    place: str
    dispute: str
    joint: bool
    parties: tuple[Place, ...]
    team: tuple[Place, ...]
    invited: tuple[Place, ...] = ()
    asked: tuple[str, ...] = ()
    waiver: str = ""
    issued_at: datetime


def _story(paper: SignInSheet, look: Look) -> list[Flowable]:
    width = text_width(look)
    wide = UNITS - 3
    how = "联合调解（民警、人民调解员、法治专员三方参加）" if paper.joint else "调解"
    said = [
        ("纠纷", paper.dispute),
        ("时间", span(paper.started_at, paper.ended_at) + f"（第{paper.session}次调解）"),
        ("地点", paper.place),
        ("方式", how),
    ]
    top = [row([label(name, look, 4), entry(words, look, wide)], look) for name, words in said]
    story: list[Flowable] = [
        *heading(TITLE, paper.number, look),
        Grid(columns(width), top),
        Spacer(0, 8),
        Grid(columns(width), _table(paper, look), repeats=1),
        Spacer(0, 8),
    ]
    if paper.joint:
        story += [_waiver(paper, look, width), Spacer(0, 8)]
    if paper.asked:
        story.append(_consent(paper, look, width))
    return story


def _table(paper: SignInSheet, look: Look) -> list[Row]:
    head = Row(
        (
            label("身份", look, ROLE),
            label("姓名", look, NAME),
            label("单位", look, FROM),
            label("签名", look, SIGN),
        ),
        least=look.label.leading + 8,
        side=side("类别", look),
        with_next=True,
    )
    recording = tuple(one for one in paper.team if one.role == RECORDER)
    sides = tuple(one for one in paper.team if one.role != RECORDER)
    spare = (Place(),) * SPARE
    return [
        head,
        *_group("当事人", paper.parties, look),
        *_group("三方" if paper.joint else "调解", sides, look),
        *_group("记录", recording, look),
        *_group("受邀参加", (*paper.invited, *spare), look),
    ]


def _group(name: str, places: Sequence[Place], look: Look) -> list[Row]:
    """Rows of one group, with a label of its own at each: a page may end between any two."""
    beside: Side = side(name, look)
    return [
        Row(
            (
                entry(one.role, look, ROLE, Align.CENTRE),
                entry(one.name, look, NAME, Align.CENTRE),
                entry(one.organisation, look, FROM),
                Cell((), SIGN),
            ),
            least=FOR_A_PEN,
            side=beside,
        )
        for one in places
    ]


def _waiver(paper: SignInSheet, look: Look, width: float) -> Grid:
    words = prose(paper.waiver, look.entry, indent=0) if paper.waiver else ()
    beside = label("缺席说明", look, 4)
    return Grid(columns(width), [Row((beside, Cell(tuple(words), UNITS - 3)), least=14 * mm)])


def _consent(paper: SignInSheet, look: Look, width: float) -> Flowable:
    """Always asked on paper: somebody may come whom nobody had planned."""
    inside = width - 2 * ACROSS
    people = [Signer(role="当事人", name=name, how="签名、盖章或按指印") for name in paper.asked]
    small = replace(look.entry, leading=look.entry.leading)
    content: list[Flowable] = [
        *prose(
            "调解员已说明上列受邀参加人员的身份和参加的理由，当事人对其参加本次调解"
            "（《中华人民共和国人民调解法》第二十条，请在方框内自行勾选）：",
            small,
        ),
        Choices(["同意", "不同意"], [], small),
        Spacer(0, 4),
        *signers(people, small, inside, columns=3 if len(people) > 2 else 2),
    ]
    cell = Cell(tuple(content), 1, Upright.TOP)
    return KeepTogether([Grid([width], [Row((cell,))]), line("", look.entry)])


def sample() -> SignInSheet:
    return SignInSheet(
        number="（2026）海棠人调字第044号",
        committee=samples.COMMITTEE,
        session=2,
        started_at=datetime(2026, 11, 24, 14, 0, tzinfo=samples.SHANGHAI),
        place=samples.ROOM,
        dispute="丁建华与汪洁相邻关系纠纷",
        joint=True,
        parties=(
            Place(name="丁建华", role="申请人"),
            Place(name="汪洁", role="被申请人"),
        ),
        team=(
            Place(name="周慧兰", role="人民调解员", organisation=samples.COMMITTEE),
            Place(name="高峻", role="民警", organisation="海棠路派出所"),
            Place(name="冯立", role="法治专员", organisation="海棠街道办事处"),
            Place(name="苏晓", role="记录人"),
        ),
        invited=(
            Place(name="叶知秋", role="驻点律师"),
            Place(name="蔡永春", role="物业", organisation="海棠创谷物业服务中心"),
        ),
        asked=("丁建华", "汪洁"),
        issued_at=datetime(2026, 11, 23, 9, 0, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="sign_in_sheet", title=TITLE, build=build, sample=sample)
