"""履行情况清单: each due of an agreement with what came and by which proof (卷内第 9 项, and for the police pack)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.wording import day
from reports.typesetting.grid import Cell, Grid, Row
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import closing
from reports.typesetting.themes import Look

TITLE = "履行情况清单"
HEADS = ("序号", "义务", "约定日期", "约定金额（元）", "履行日期", "已履行（元）", "凭证")
SHARES = (1.0, 5.0, 2.4, 2.6, 2.4, 2.4, 3.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One due; money in 分, 0 for an act. `done` words stand where no money is owed (已履行, 未履行)."""

    what: str
    due: date | None = None
    amount_fen: int = 0
    on: date | None = None
    paid_fen: int = 0
    done: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceList:
    number: str
    committee: str
    agreement: str
    parties: tuple[str, ...]
    lines: tuple[Line, ...]
    listed_on: date
    issued_at: datetime


def _story(paper: PerformanceList, look: Look) -> list[Flowable]:
    width = text_width(look)
    widths = [width * share / sum(SHARES) for share in SHARES]
    heads = Row(tuple(Cell((line(head, look.label, Align.CENTRE),)) for head in HEADS), with_next=True)
    owed, paid = sum(each.amount_fen for each in paper.lines), sum(each.paid_fen for each in paper.lines)
    total = Row(
        (
            Cell((line("合计", look.label, Align.CENTRE),), 3),
            _words(_money(owed), look, Align.RIGHT),
            _words("", look),
            _words(_money(paid), look, Align.RIGHT),
            _words(f"尚欠{_money(owed - paid)}" if owed > paid else "已付清" if owed else "", look),
        )
    )
    rows = [heads, *(_row(n, each, look) for n, each in enumerate(paper.lines, 1)), *([total] if owed else [])]
    return [
        *heading(TITLE, paper.number, look),
        *prose(f"当事人：{'、'.join(paper.parties)}", look.entry, indent=0),
        *prose(f"调解协议：{paper.agreement}；统计至{day(paper.listed_on)}。", look.entry, indent=0),
        Spacer(0, 2 * mm),
        Grid(widths, rows, repeats=1, across=3),
        *prose("凭证（收条、转账回单等）复印件按序号附后。", look.notice, indent=0, space_before=4),
        closing(paper.committee, day(paper.listed_on), look.entry, width),
    ]


def _row(n: int, each: Line, look: Look) -> Row:
    due = f"{each.due:%Y-%m-%d}" if each.due else "未约定"
    on = f"{each.on:%Y-%m-%d}" if each.on else ""
    money = bool(each.amount_fen)
    return Row(
        (
            _words(str(n), look, Align.CENTRE),
            _words(each.what, look),
            _words(due, look, Align.CENTRE),
            _words(_money(each.amount_fen) if money else "—", look, Align.RIGHT),
            _words(on, look, Align.CENTRE),
            _words(_money(each.paid_fen) if money else each.done, look, Align.RIGHT if money else Align.CENTRE),
            _words(each.proof, look),
        )
    )


def _words(text: str, look: Look, align: Align = Align.LEFT) -> Cell:
    return Cell(tuple(prose(text, look.small, indent=0, align=align)))


def _money(fen: int) -> str:
    return f"{fen / 100:,.2f}"


def sample() -> PerformanceList:
    return PerformanceList(
        number="（2026）海棠人调字第006号",
        committee=samples.COMMITTEE,
        agreement="2026年3月12日人民调解协议书",
        parties=("沈佩文", "上海恒禾物业服务有限公司"),
        lines=(
            Line(
                what="支付医疗费",
                due=date(2026, 3, 12),
                amount_fen=860_00,
                on=date(2026, 3, 12),
                paid_fen=860_00,
                proof="微信转账截图",
            ),
            Line(what="第2期误工费", due=date(2026, 4, 12), amount_fen=500_00),
            Line(what="当面道歉", due=date(2026, 3, 12), on=date(2026, 3, 12), done="已履行", proof="调解记录"),
        ),
        listed_on=date(2026, 3, 12),
        issued_at=datetime(2026, 3, 12, 16, 25, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="performance_list", title=TITLE, build=build, sample=sample)
