"""Where the button of a next step leads."""

from __future__ import annotations

from uuid import UUID

from desktop.domain.next_steps import Step
from desktop.domain.permissions import Act
from desktop.ui.host import Host

ACT_OF = {  # steps that have a small form of their own
    "close": "close",
    "archive": "archive",
    "limit": "extend",
    "limit_warning": "extend",
    "reopen": "reopen",
}


def follow(host: Host, id: UUID, code: str, tab: str) -> None:
    """Go where a step (its `code` and `tab`) is done: a paper, the agreement, a small form, or a tab of the file."""
    if code == "notice" and host.desk.may(Act.PRINT):
        host.show_paper(id, "rights_notice")
    elif code.startswith("agreement_"):
        host.open_agreement(id)
    elif code in ACT_OF and host.desk.may(Act.DECIDE):
        host.open_file(id, ACT_OF[code])
    else:
        host.open_file(id, tab)


def follow_step(host: Host, id: UUID, step: Step) -> None:
    follow(host, id, step.code, step.tab)
