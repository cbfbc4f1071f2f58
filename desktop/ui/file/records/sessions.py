"""调解: the sessions of a file as a timeline; planning, recording, 回避, private talks, moving the limit."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from desktop.commands import drafts, private_notes, schedule
from desktop.domain.casefile import CaseFile
from desktop.domain.next_steps import handling_ends, running_limit
from desktop.domain.permissions import Act
from desktop.domain.records import Session
from desktop.domain.recusal import must_stand_aside
from desktop.ui.file.records.extension import ExtensionPane
from desktop.ui.file.records.holding import HeldPane
from desktop.ui.file.records.ledger import NEW, Ledger
from desktop.ui.file.records.pane import locked
from desktop.ui.file.records.planning import PlanPane
from desktop.ui.file.records.private_talks import PrivatePane
from desktop.ui.file.records.recusals import RecusalPane
from desktop.ui.file.records.rows import Row
from desktop.ui.file.records.sitting import SittingPane, nth
from desktop.ui.file.records.suspension import SuspensionPane
from desktop.ui.host import Host
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone
from desktop.ui.words import OUTCOMES

ASIDE = "aside:"  # before the member who must stand aside


class SessionsTab(Ledger):
    """调解 of one file."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="调解", nothing="还没有安排调解", strung=True)
        plan, held, extension = PlanPane(host), HeldPane(host), ExtensionPane(host)
        self._private, self._recusal = PrivatePane(host), RecusalPane(host)
        plan.to_record.connect(self._on_record)
        for pane in (plan, held, extension, SuspensionPane(host), self._private, self._recusal):
            self.add_pane(pane)
            if isinstance(pane, SittingPane):
                pane.finding_asked.connect(self._on_finding)
        self.add_adder("安排下一次", lambda: self.begin_new("plan"))
        self.add_adder("补记笔录", lambda: self.begin_new("session"))
        self._talk = self.add_adder("单独谈话", lambda: self.begin_new("private"))
        self._find = self.add_adder("回避认定", lambda: self.begin_new("recusal"))
        self._stop = self.add_adder("中止计算", lambda: self.begin_new("suspension"))
        self._writing: UUID | None = None  # a planned session whose record is being written

    def rows(self, file: CaseFile) -> list[Row]:
        made = [self._row(s) for s in file.sessions]
        made += [
            Row(str(e.id), f"延期 {e.on:%m-%d}", f"延至 {e.until:%m-%d}", group=not n)
            for n, e in enumerate(file.extensions)
        ]
        ends = handling_ends(file, self.host.desk.handbook.rules)
        if ends is not None:
            late = ends[0] < self.host.desk.today()
            shape, tone = (Shape.TRIANGLE, Tone.RED) if late else (None, Tone.INK_3)
            made.append(
                Row(f"{NEW}extension", "调解期限", f"{ends[0]:%m-%d} 满", shape, tone, group=not file.extensions)
            )
        return made + _suspension_rows(file) + self._recusal_rows(file) + self._private_rows(file)

    def draft_rows(self, file: CaseFile) -> list[Row]:
        """An extension has its row already: the limit itself. Who may not read private talks sees no begun one."""
        hidden = {f"{NEW}extension"} if handling_ends(file, self.host.desk.handbook.rules) is not None else set()
        if not private_notes.may_read(self.host.desk, file):
            hidden.add(f"{NEW}private")
        return [row for row in super().draft_rows(file) if row.key not in hidden]

    def show_file(self, file: CaseFile) -> None:
        super().show_file(file)
        why = locked(self.host, file)
        self._talk.setVisible(not why and private_notes.may_read(self.host.desk, file))
        self._find.setVisible(not locked(self.host, file, Act.DECIDE))
        self._stop.setVisible(not why and running_limit(file, self.host.desk.handbook.rules) is not None)

    def begin_focus(self) -> None:
        """When the calendar asked for a new session, its form is open; else as always."""
        if self.file is not None and schedule.plan_asked(self.host.desk, self.file.dispute.id):
            self.begin_new("plan")
        else:
            super().begin_focus()

    def begin_recusal(self, member: UUID) -> None:
        """Decide whether this member must stand aside."""
        self.begin_new("recusal")
        self._recusal.choose(member)
        self._recusal.begin_focus()

    def open_row(self, file: CaseFile, key: str) -> bool:
        if key.startswith(ASIDE):
            pane = self.pane("recusal")
            pane.open(file, None)
            self.stack.setCurrentWidget(pane)
            self._recusal.choose(UUID(key.removeprefix(ASIDE)))
            return True
        session = next((s for s in file.sessions if str(s.id) == key), None)
        if session is None:
            return self.open_record(file, key)
        writing = session.planned and (self._writing == session.id or self._begun(file, session))
        pane = self.pane("plan" if session.planned and not writing else "session")
        pane.open(file, pane.look_up(file, session.id))
        self.stack.setCurrentWidget(pane)
        return True

    def first_key(self, file: CaseFile) -> str:
        drafted = self.draft_rows(file)
        if drafted:
            return drafted[0].key
        planned = next((s for s in file.sessions if s.planned), None)
        stopped = next((s for s in file.suspensions if s.ends is None), None) if file.dispute.unsettled else None
        shown = planned or stopped or (file.sessions[-1] if file.sessions else None)
        return str(shown.id) if shown else ""

    def _recusal_rows(self, file: CaseFile) -> list[Row]:
        """Who must stand aside and still sits somewhere comes first, as what must be mended."""
        found = {r.member_id for r in file.recusals}
        waiting = [m for m, _why in must_stand_aside(file) if m.id not in found] if file.dispute.unsettled else []
        made = [Row(f"{ASIDE}{m.id}", "须回避", m.name, Shape.TRIANGLE, Tone.RED) for m in waiting]
        for r in file.recusals:
            name = file.team[r.member_id].name if r.member_id in file.team else ""
            made.append(Row(str(r.id), f"回避认定 {r.on:%m-%d}", f"{name} {'须回避' if r.barred else '不须回避'}"))
        return _grouped(made)

    def _private_rows(self, file: CaseFile) -> list[Row]:
        names = {p.id: file.person(p).name for p in file.parties}
        made = [
            Row(str(n.id), f"单独谈话 {n.at:%m-%d}", names.get(n.party_id, "") if n.party_id else "不指明")
            for n in self._private.notes(file)
        ]
        return _grouped(made)

    def _row(self, session: Session) -> Row:
        if session.planned:
            late = session.starts < self.host.desk.now()
            shape, tone = (Shape.DIAMOND, Tone.AMBER) if late else (Shape.RING, Tone.ACCENT)
            word = "待记笔录" if late else "已安排"
            return Row(str(session.id), f"{session.starts:%m-%d %H:%M}", f"{nth(session.no)[:-2]} {word}", shape, tone)
        outcome = OUTCOMES[session.outcome] if session.outcome else session.result
        line = f"{nth(session.no)[:-2]} {outcome}"
        return Row(str(session.id), f"{session.starts:%m-%d %H:%M}", line, Shape.DOT, Tone.ACCENT)

    def _begun(self, file: CaseFile, session: Session) -> bool:
        """Whether the record of a planned session was begun and put aside."""
        return drafts.find(self.host.desk, f"session:{file.dispute.id}:{session.id}") is not None

    def _on_record(self, id: UUID) -> None:
        if self.file is None:
            return
        self._writing = id
        self.open_row(self.file, str(id))
        self.pane("session").begin_focus()

    def _on_finding(self, member: UUID) -> None:
        self._settle_shown()
        self.begin_recusal(member)

    def _on_chosen(self, key: str) -> None:
        self._writing = None
        super()._on_chosen(key)


def _suspension_rows(file: CaseFile) -> list[Row]:
    """What is outside the count; the one that lasts is somebody else's turn."""
    made = []
    for s in file.suspensions:
        until = f"至 {s.ends:%m-%d}" if s.ends else "未恢复"
        shape = None if s.ends else Shape.SQUARE
        made.append(Row(str(s.id), f"中止 {s.starts:%m-%d}", f"{until} {s.reason}", shape, Tone.INK_3))
    return _grouped(made)


def _grouped(rows: list[Row]) -> list[Row]:
    """A hairline above the first of them."""
    return [replace(rows[0], group=True), *rows[1:]] if rows else []
