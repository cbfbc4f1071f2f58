"""履行: what is owed and what came of it, and the courts' or arbitrators' confirmation."""

from __future__ import annotations

from uuid import UUID

from desktop.commands.agreements import LABOUR
from desktop.domain.agreements import Obligation
from desktop.domain.breach import Way
from desktop.domain.casefile import CaseFile
from desktop.domain.ledger import ledger
from desktop.domain.tracks import DELEGATED, LAWSUIT
from desktop.domain.typed import fen_text
from desktop.ui.file.records.dues import duty_state
from desktop.ui.file.records.ledger import Ledger
from desktop.ui.file.records.names import what_is_owed, who_to_whom
from desktop.ui.file.records.payment import PaymentPane
from desktop.ui.file.records.rows import Row
from desktop.ui.file.records.tracks import TrackPane, track_state
from desktop.ui.host import Host
from desktop.ui.words_fields import TRACK_KINDS


class PerformanceTab(Ledger):
    """履行 of one file: a row for each obligation, then the tracks outside the room."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="履行", nothing="达成协议后,在这里记每一笔履行")
        self.payment = PaymentPane(host)
        self.add_pane(self.payment)
        self.track = TrackPane(host)
        self.add_pane(self.track)
        self._track_adder = self.add_adder("申请司法确认", lambda: self.begin_track(""))
        self._other_adder = self.add_adder("其他程序", self._begin_other)
        self.payment.ways.printed.connect(self._print)
        self.payment.ways.begun.connect(lambda way: self.begin_track(way.track))

    def show_file(self, file: CaseFile) -> None:
        super().show_file(file)
        self._track_adder.set_words("申请仲裁审查" if file.dispute.category in LABOUR else "申请司法确认")
        if not file.dispute.agreed:
            self._track_adder.hide()

    def begin_track(self, kind: str) -> None:
        """A new procedure of a kind; "": the one that confirms the agreement."""
        self.track.preset = kind
        self.begin_new("track")

    def _begin_other(self) -> None:
        """What the file's agreement, or the lack of one, makes likely."""
        agreed = self.file is not None and self.file.dispute.agreed
        self.begin_track(LAWSUIT if agreed else DELEGATED)

    def _print(self, way: Way) -> None:
        """The paper of a way, for the obligation that is shown."""
        self.settle()
        duty = self.payment.duty
        if self.file is None or duty is None:
            return
        which = [a.obligation.id for a in ledger(self.file, self.host.desk.today())].index(duty.id) + 1
        self.host.show_paper(self.file.dispute.id, way.paper, 0 if way.paper == "confirmation_application" else which)

    def rows(self, file: CaseFile) -> list[Row]:
        today = self.host.desk.today()
        made = []
        for duty in self._duties(file):
            _word, shape, tone = duty_state(file, duty, today)
            made.append(Row(str(duty.id), who_to_whom(file, duty), self._line(file, duty), shape, tone))
        for n, track in enumerate(file.tracks):
            word, shape, tone = track_state(track)
            made.append(Row(str(track.id), TRACK_KINDS.get(track.kind, track.kind), word, shape, tone, group=not n))
        return made

    def open_row(self, file: CaseFile, key: str) -> bool:
        duty = next((o for o in file.obligations if str(o.id) == key), None)
        if duty is None:
            return self.open_record(file, key)
        self.payment.open_duty(file, duty)
        self.stack.setCurrentWidget(self.payment)
        return True

    def first_key(self, file: CaseFile) -> str:
        """The obligation that waits, else the first."""
        duties = self._duties(file)
        waiting = next((o for o in duties if not file.done(o) and not o.continuous), None)
        shown = waiting or (duties[0] if duties else None)
        return str(shown.id) if shown else super().first_key(file)

    def _duties(self, file: CaseFile) -> list[Obligation]:
        return [kept.obligation for kept in ledger(file, self.host.desk.today())]

    def _line(self, file: CaseFile, duty: Obligation) -> str:
        if not duty.amount_fen or file.done(duty) or not file.paid(duty):
            return what_is_owed(duty)
        return f"还欠 {fen_text(duty.amount_fen - file.paid(duty))}"

    def _on_saved(self, id: UUID) -> None:
        """After a payment the next one of the same obligation can be typed."""
        if self.stack.currentWidget() is not self.payment:
            super()._on_saved(id)
            return
        self._show_rows()
        self._again()

    def _on_gone(self) -> None:
        if self.stack.currentWidget() is not self.payment or self.file is None or not self.list.key():
            super()._on_gone()
            return
        self._show_rows()
        self._again()

    def _again(self) -> None:
        if self.file is None or self.payment.duty is None or self.list.key() != str(self.payment.duty.id):
            return
        if not self.open_row(self.file, self.list.key()):
            super()._on_gone()
