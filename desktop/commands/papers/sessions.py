"""调解签到表, one for each session, planned or held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.commands.desk import SHANGHAI
from desktop.commands.papers.kind import PaperKind, Source
from desktop.commands.papers.parts import ROLE_LABELS
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import NotFound
from desktop.domain.people import TeamRole
from desktop.domain.quorum import OF_THE_ROOM, TEAM_WORDS, seats_of
from desktop.domain.recusal import barred
from desktop.domain.team import Seat
from desktop.domain.wording import numeral

if TYPE_CHECKING:
    from reports.documents.sign_in_sheet import Place


def _sheet(source: Source, which: int) -> Any:
    from reports.documents.sign_in_sheet import SignInSheet

    file = source.file
    session = next((s for s in file.sessions if s.no == which), None)
    if session is None:
        raise NotFound(f"没有第 {which} 次调解,请核对次数。")
    seats = [s for s in seats_of(file, session) if session.planned or s.present]
    seats = [s for s in seats if not session.planned or _may_come(file, s)]
    names = session.parties_present or tuple(file.person(p).name for p in file.sides)
    return SignInSheet(
        number=file.dispute.number,
        committee=source.committee.committee,
        session=session.no,
        started_at=session.starts,
        ended_at=session.ends,
        place=session.place or source.committee.room,
        dispute=file.dispute.title,
        joint=session.joint,
        parties=tuple(_party(file, name) for name in names),
        team=tuple(_place(s) for s in seats if s.role in OF_THE_ROOM),
        invited=tuple(_place(s) for s in seats if s.role not in OF_THE_ROOM),
        asked=tuple(file.person(p).name for p in file.sides[:6]),
        waiver=session.waiver,
        issued_at=session.starts.replace(tzinfo=SHANGHAI),
    )


def _may_come(file: CaseFile, seat: Seat) -> bool:
    """Who must stand aside since is on no sheet that is still to be signed."""
    return seat.member_id not in file.team or not barred(file.team[seat.member_id], file)


def _place(seat: Seat) -> Place:
    from reports.documents.sign_in_sheet import Place

    if seat.role is TeamRole.OTHER:
        return Place(name=seat.name, role="受邀人", organisation=seat.organisation)
    return Place(name=seat.name, role=TEAM_WORDS[seat.role], organisation=seat.organisation)


def _party(file: CaseFile, name: str) -> Place:
    from reports.documents.sign_in_sheet import Place

    for party in file.parties:
        person = file.person(party)
        if person.name == name:
            return Place(name=name, role=ROLE_LABELS[party.role])
        if person.legal_representative == name:
            return Place(name=name, role="法定代表人", organisation=person.name)
    for agent in file.agents:
        if file.person(agent).name == name:
            whose = next((file.person(p).name for p in file.parties if p.id == agent.party_id), "")
            return Place(name=name, role=agent.agent_type, organisation=whose)
    return Place(name=name, role="推选代表" if file.claimants else "")


def _sessions(file: CaseFile) -> tuple[tuple[int, str], ...]:
    return tuple((s.no, f"调解签到表(第{numeral(s.no)}次)") for s in file.sessions)


PAPERS = (
    PaperKind(kind="sign_in_sheet", title="调解签到表", single=_sessions, copy=lambda s, n: (_sheet(s, n), False)),
)
