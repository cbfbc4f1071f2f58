"""督促履行通知 to who owes something under an agreement (人民调解法 31)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from reportlab.platypus import KeepTogether, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.introduced import dense
from reports.documents.wording import day, numeral
from reports.typesetting.grid import Cell, Grid, Row
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import Signer, closing, signers
from reports.typesetting.themes import Look

TITLE = "督促履行通知"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One due: words as they print; `left` is empty for an act."""

    what: str
    due: str
    sum: str = ""
    paid: str = ""
    left: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceReminder:
    """`dues` are those that have fallen due and are open, or the next one to come; `total` is their sum in words.

    `overdue`: at least one of them is late. `within` days from service the debtor is asked to perform. `ways` are what
    the creditor may do otherwise.
    """

    number: str = ""
    committee: str
    debtor: str
    creditor: str
    agreement_no: str
    agreed_on: date
    dues: tuple[Owed, ...]
    total: str = ""
    overdue: bool = True
    accelerated: str = ""
    within: int = 3
    ways: tuple[str, ...] = ()
    contact: str = ""
    given_on: date
    issued_at: datetime


def _story(paper: PerformanceReminder, look: Look) -> list[Flowable]:
    width = text_width(look)
    body = look.body
    stand = "截至本通知之日仍未履行" if paper.overdue else "即将到期"
    story: list[Flowable] = [
        *heading(TITLE, paper.number, look),
        line(f"{paper.debtor}：", body),
        *prose(
            f"你方与{paper.creditor}于{day(paper.agreed_on)}经本委员会主持调解达成调解协议"
            f"（编号：{paper.agreement_no}）。按照协议，你方应当履行的下列义务{stand}：",
            body,
            space_after=6,
        ),
        _table(paper, look, width),
        Spacer(0, 6),
    ]
    if paper.total:
        story += prose(f"以上合计尚欠{paper.total}。", body)
    if paper.accelerated:
        story += prose(paper.accelerated, body)
    when = f"请你方自收到本通知之日起{numeral(paper.within)}日内履行" if paper.overdue else "请你方按期履行"
    story += prose(
        "经人民调解委员会调解达成的调解协议具有法律约束力，当事人应当按照约定履行；"
        f"人民调解委员会对调解协议的履行情况进行监督，督促当事人履行约定的义务（人民调解法第三十一条）。{when}，"
        "并将付款凭证或者完成的证明交本委员会。确有困难的，请在上述期限内与本委员会联系，由双方另行协商。",
        body,
    )
    if paper.ways:
        story += prose("逾期仍不履行的，对方可以依法：", body)
        for n, way in enumerate(paper.ways, 1):
            story += prose(f"（{numeral(n)}）{way}", body)
    if paper.contact:
        story += prose(f"联系方式：{paper.contact}", body)
    story.append(
        KeepTogether(
            [
                Spacer(0, body.leading / 2),
                closing(paper.committee, day(paper.given_on), body, width),
                *signers(
                    [Signer(role="收件人", name=paper.debtor, how="签名、盖章或按指印，注明收到日期")], body, width
                ),
            ]
        )
    )
    return story


def _table(paper: PerformanceReminder, look: Look, width: float) -> Flowable:
    """Sums in columns where money is owed, else the act and its day."""
    money = any(owed.left for owed in paper.dues)
    heads = ["义务", "应履行日"] + (["应付（元）", "已付（元）", "尚欠（元）"] if money else []) + ["逾期"]
    shares = [0.2, 0.2, 0.16, 0.13, 0.16, 0.15] if money else [0.62, 0.24, 0.14]
    type_ = replace(look.entry, size=10.5, leading=15)

    def cells(words: list[str]) -> Row:
        right = {2, 3, 4} if money else set()
        made = []
        for n, word in enumerate(words):
            align = Align.RIGHT if n in right else Align.LEFT if n == 0 else Align.CENTRE
            made.append(Cell(tuple(prose(word, type_, indent=0, align=align))))
        return Row(tuple(made))

    head = Row(tuple(Cell((line(word, type_, Align.CENTRE),)) for word in heads), with_next=True)
    rows = [cells([o.what, o.due, *([o.sum, o.paid, o.left] if money else []), o.late or "未到期"]) for o in paper.dues]
    return Grid([width * share for share in shares], [head, *rows], repeats=1, across=3.0)


def sample() -> PerformanceReminder:
    return PerformanceReminder(
        number="（2026）海棠人调字第021号",
        committee=samples.COMMITTEE,
        debtor="高培林",
        creditor="苗晓东",
        agreement_no="（2026）海棠人调字第021号",
        agreed_on=date(2026, 9, 2),
        dues=(
            Owed(
                what="第二期借款", due="2026年10月5日", sum="3,000.00", paid="1,000.00", left="2,000.00", late="逾期6日"
            ),
            Owed(
                what="第三期借款", due="2026年10月11日", sum="3,000.00", paid="0.00", left="3,000.00", late="提前到期"
            ),
        ),
        total="人民币伍仟元整（¥5,000.00）",
        accelerated="协议约定任何一期逾期超过五日的，全部未付款项视为到期。",
        ways=(
            "在2026年10月9日前与你方共同申请司法确认，经确认后申请强制执行；",
            "向有管辖权的基层人民法院申请支付令（民事诉讼法第二百二十五条）；",
            "以调解协议为依据向人民法院起诉（人民调解法第三十二条）。",
        ),
        contact="上海市示例区海棠路999号海棠创谷1号楼1层",
        given_on=date(2026, 10, 11),
        issued_at=datetime(2026, 10, 11, 9, 30, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story, dense)
DOCUMENT = Document(kind="performance_reminder", title=TITLE, build=build, sample=sample)
