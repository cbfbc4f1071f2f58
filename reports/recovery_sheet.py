"""恢复单: the code that opens a room when a password is lost. It is no paper of any file and names no party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Binding, heading, text_width
from reports.documents.wording import day
from reports.typesetting.fonts import Style
from reports.typesetting.grid import Cell, Grid, Row
from reports.typesetting.paragraph import Align
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Look, Theme, Type

TITLE = "调处室工作台恢复单"
ACROSS = 4  # groups on one line

_LARGE = Type(style=Style.HEI, size=24, leading=32)
_USES = (
    "用途：忘记密码、账户被锁或更换电脑时，凭此码重设密码、打开本调处室的数据。",
    "输入：在登录页点“忘记密码”，按 1 至 8 的次序逐组输入。码中没有字母 I、L、O、U：像 I、L 的是 1，像 O 的是 0。",
    "保管：封入信封，锁入抽屉或保险柜，由负责人保管；不拍照，不用微信、邮件传送，不与电脑放在一起。",
    "有效：启用新的恢复码后，本单立即作废，应当销毁。遗失的，请管理员在“设置·账户”中更换恢复码。",
    "注意：本码与全部密码同时遗失，数据无法恢复，任何人包括软件作者均无办法。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheet:
    """`code` is eight groups joined by hyphens, as the keyring gives it."""

    room: str
    committee: str
    code: str
    made_on: date
    issued_at: datetime


def build(paper: RecoverySheet, /) -> bytes:
    """One page as PDF/A-3b. Raises PaperError."""
    theme = Theme.COMPACT
    return Binding(
        title=TITLE,
        number="",
        committee=paper.committee,
        issued_at=paper.issued_at,
        theme=theme,
        draft=False,
        source=None,
    ).bound(_story(paper, theme.look))


def _story(paper: RecoverySheet, look: Look) -> list[Flowable]:
    width = text_width(look)
    body = look.entry
    story: list[Flowable] = [
        *heading(TITLE, "", look),
        line(paper.room, replace(look.title, size=15, leading=22), Align.CENTRE),
        line(paper.committee, body, Align.CENTRE),
        line(f"启用日期：{day(paper.made_on)}", body, Align.CENTRE, space_after=8 * mm),
        Grid([width / ACROSS] * ACROSS, _rows(paper.code.split("-"), look)),
        Spacer(0, 8 * mm),
    ]
    for use in _USES:
        story += prose(use, body, indent=0, hang=3, space_after=3)
    keeper = "保管人：＿＿＿＿＿＿　　存放处：＿＿＿＿＿＿＿＿　　日期：＿＿＿＿＿＿"
    return [*story, Spacer(0, 12 * mm), line(keeper, body)]


def _rows(groups: Sequence[str], look: Look) -> list[Row]:
    lines = [groups[n : n + ACROSS] for n in range(0, len(groups), ACROSS)]
    rows = []
    for at, held in enumerate(lines):
        cells = []
        for n, group in enumerate(held, at * ACROSS + 1):
            cells.append(Cell((line(str(n), look.small, Align.CENTRE), line(group, _LARGE, Align.CENTRE))))
        rows.append(Row(tuple(cells), least=22 * mm))
    return rows


def sample() -> RecoverySheet:
    return RecoverySheet(
        room=samples.ROOM,
        committee=samples.COMMITTEE,
        code="0000-1111-2222-3333-4444-5555-6666-7777",
        made_on=date(2026, 3, 2),
        issued_at=datetime(2026, 3, 2, 9, 0, tzinfo=samples.SHANGHAI),
    )
