"""The tabs of one file: what the page asks of a tab, and which there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from desktop.domain.casefile import CaseFile, dossier
from desktop.domain.disputes import Filing, Intake
from desktop.ui.host import Host


class FileTab(Protocol):
    """One tab, a QWidget made with `(host)`. It is made when first shown and then kept for every file.

    It fills the card below the tabs from edge to edge: its own padding (24 across, 16 down) and scrolling are its own.
    """

    def show_file(self, file: CaseFile) -> None:
        """Show this file. Also called after every change of the file that is shown: what is being typed survives.

        With another file than before, the page has called `settle()` first.
        """

    def settle(self) -> None:
        """Save what is being typed, or keep it as a draft when it cannot be saved yet. Called before the tab goes."""

    def begin_focus(self) -> None:
        """The tab comes to the front: put the cursor where its work begins."""


def _always(file: CaseFile) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class TabSpec:
    """A tab before it is made: `count` stands beside its title (None: nothing), `mark` is its ▲.

    `shown`: files for which the tab means nothing do without it; a tab that is asked for by its key still opens.
    """

    key: str
    title: str
    make: Callable[[Host], FileTab]
    count: Callable[[CaseFile], int | None]
    mark: Callable[[CaseFile], bool]
    shown: Callable[[CaseFile], bool] = _always


def _overview(host: Host) -> FileTab:
    from desktop.ui.file.overview import OverviewTab

    return OverviewTab(host)


def _parties(host: Host) -> FileTab:
    from desktop.ui.file.parties import PartiesTab

    return PartiesTab(host)


def _mass(host: Host) -> FileTab:
    from desktop.ui.file.records.mass import MassTab

    return MassTab(host)


def _intake(host: Host) -> FileTab:
    from desktop.ui.file.intake_tab import IntakeTab

    return IntakeTab(host)


def _evidence(host: Host) -> FileTab:
    from desktop.ui.file.records.evidence import EvidenceTab

    return cast(FileTab, EvidenceTab(host))


def _sessions(host: Host) -> FileTab:
    from desktop.ui.file.records.sessions import SessionsTab

    return cast(FileTab, SessionsTab(host))


def _agreement(host: Host) -> FileTab:
    from desktop.ui.file.records.agreement import AgreementTab

    return cast(FileTab, AgreementTab(host))


def _performance(host: Host) -> FileTab:
    from desktop.ui.file.records.performance import PerformanceTab

    return cast(FileTab, PerformanceTab(host))


def _follow_up(host: Host) -> FileTab:
    from desktop.ui.file.records.follow_up import FollowUpTab

    return cast(FileTab, FollowUpTab(host))


def _hand_offs(host: Host) -> FileTab:
    from desktop.ui.file.records.hand_offs import HandOffsTab

    return cast(FileTab, HandOffsTab(host))


def _papers(host: Host) -> FileTab:
    from desktop.ui.file.records.papers import PapersTab

    return cast(FileTab, PapersTab(host))


def _history(host: Host) -> FileTab:
    from desktop.ui.file.records.history import HistoryTab

    return cast(FileTab, HistoryTab(host))


def _none(file: CaseFile) -> int | None:
    return None


def _quiet(file: CaseFile) -> bool:
    return False


def _some(count: int) -> int | None:
    """A count of nothing is not written."""
    return count or None


def _many(file: CaseFile) -> bool:
    return file.dispute.is_mass or bool(file.claimants)


def tabs_of(file: CaseFile, open_key: str = "") -> tuple[TabSpec, ...]:
    """The tabs of a file in order, with the open one whatever it is."""
    return tuple(spec for spec in TABS if spec.key == open_key or spec.shown(file))


def _undecided(file: CaseFile) -> bool:
    return file.dispute.intake is Intake.RECEIVED and file.dispute.filing is Filing.OPEN


def _handed(file: CaseFile) -> bool:
    """Something was handed over, or the file came from an organ that waits for an answer."""
    return bool(file.referrals) or file.dispute.feedback_due is not None


def _lacks(file: CaseFile) -> bool:
    return any(item.state == "lack" for item in dossier(file))


TABS: tuple[TabSpec, ...] = (
    TabSpec("overview", "概况", _overview, _none, _quiet),
    TabSpec("parties", "当事人", _parties, lambda file: _some(len(file.parties) + len(file.agents)), _quiet),
    TabSpec("mass", "群体", _mass, lambda file: _some(len(file.claimants)), _quiet, _many),
    TabSpec("intake", "受理", _intake, _none, _undecided),
    TabSpec(
        "evidence",
        "调查证据",
        _evidence,
        lambda file: _some(len(file.investigations) + len(file.evidence)),
        _quiet,
    ),
    TabSpec("sessions", "调解", _sessions, lambda file: _some(len(file.sessions)), _quiet),
    TabSpec("agreement", "协议", _agreement, _none, _quiet),
    TabSpec("performance", "履行", _performance, lambda file: _some(len(file.performances)), _quiet),
    TabSpec("follow_up", "回访", _follow_up, lambda file: _some(len(file.follow_ups)), _quiet),
    TabSpec("hand_offs", "移送", _hand_offs, lambda file: _some(len(file.referrals)), _quiet, shown=_handed),
    TabSpec("papers", "材料", _papers, _none, _lacks),
    TabSpec("history", "记录", _history, _none, _quiet),
)
