"""What opens in the right panel with a life of its own: judging the risk, working off an alert."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtCore import SignalInstance

from desktop.commands import alerts
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing
from desktop.domain.permissions import Act
from desktop.ui.file.state import OpenFile
from desktop.ui.host import Host


class SidePanel(Protocol):
    """A QWidget; `ended` when it is put away."""

    ended: SignalInstance

    def refresh(self) -> None:
        """The file changed: show what is now true; what is typed stays."""

    def begin_focus(self) -> None: ...

    def settle(self) -> None: ...


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """`offered`: whether the file's menu names it now."""

    key: str
    title: str
    make: Callable[[Host, OpenFile], SidePanel]
    offered: Callable[[Host, CaseFile], bool]


def _risk(host: Host, state: OpenFile) -> SidePanel:
    from desktop.ui.file.risk.panel import RiskPanel

    return cast(SidePanel, RiskPanel(host, state))


def _alert(host: Host, state: OpenFile) -> SidePanel:
    from desktop.ui.file.alert_panel import AlertPanel

    return cast(SidePanel, AlertPanel(host, state))


PANELS: dict[str, PanelSpec] = {
    spec.key: spec
    for spec in (
        PanelSpec(
            "risk",
            "评定风险",
            _risk,
            lambda host, file: host.desk.may(Act.EDIT) and file.dispute.filing is Filing.OPEN,
        ),
        PanelSpec("alert", "预警处置", _alert, lambda host, file: bool(alerts.of_file(host.desk, file.dispute.id))),
    )
}
