"""调解记录, one for each session that was held."""

from __future__ import annotations

import re
from typing import Any

from desktop.commands.desk import SHANGHAI
from desktop.commands.papers.kind import Members, PaperKind, name_of
from desktop.commands.papers.parts import ROLE_LABELS
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import NotFound
from desktop.domain.numbering import printed
from desktop.domain.people import Committee
from desktop.domain.records import Session, SessionOutcome, outcome_of
from desktop.domain.team import Seat
from desktop.domain.wording import numeral


def _record(file: CaseFile, committee: Committee, members: Members, session: int) -> Any:
    from reports.documents.mediation_record import Attendee, MediationRecord, Outcome

    held = [s for s in file.sessions if not s.planned]
    if not held:
        raise NotFound("还没有开过调解会,没有调解记录可打印。")
    s = next((s for s in held if s.no == session), None) if session else held[-1]
    if s is None:
        raise NotFound(f"没有第 {session} 次调解的记录,请核对次数。")
    d = file.dispute
    boxes = {
        SessionOutcome.SETTLED: Outcome.SETTLED,
        SessionOutcome.NOT_SETTLED: Outcome.NOT_SETTLED,
        SessionOutcome.TO_CONTINUE: Outcome.TO_CONTINUE,
    }
    present = [members[m] for m in s.attendees if m in members]
    mediating = [m for m in present if m.id in d.mediators] or [members[m] for m in d.mediators if m in members]
    recorder = name_of(members, d.recorder)
    return MediationRecord(
        number=printed(d),
        committee=committee.committee,
        session=s.no,
        started_at=s.starts,
        ended_at=s.ends,
        place=s.place or committee.room,
        dispute=d.title,
        parties=tuple(Attendee(name=n, capacity=_capacity(file, n)) for n in s.parties_present)
        or tuple(Attendee(name=file.person(p).name, capacity=ROLE_LABELS[p.role]) for p in file.sides),
        attendees=tuple(
            Attendee(name=m.name, capacity=m.title) for m in present if m not in mediating and m.name != recorder
        )
        + tuple(Attendee(name=g.name, capacity=g.organisation or "受邀人") for g in _guests(file, s)),
        mediators=tuple(m.name for m in mediating),
        recorder=recorder or (mediating[0].name if mediating else ""),
        record=_utterances(s),
        outcome=boxes[s.outcome or outcome_of(s.result)],
        outcome_note=s.result,
        issued_at=s.starts.replace(tzinfo=SHANGHAI),
    )


def _guests(file: CaseFile, session: Session) -> tuple[Seat, ...]:
    """Those present who are not of the team (人民调解法 20)."""
    return tuple(s for s in file.seats if s.session_id == session.id and s.present and s.member_id is None)


def _utterances(session: Session) -> Any:
    from reports.documents.mediation_record import Utterance

    said = []
    for text in (session.record or session.result or "(记录待补)").splitlines():
        if not text.strip():
            continue
        speaker = re.match("([^\\s:,。\uff1a\uff0c]{2,12})[:\uff1a]\\s*(.+)", text.strip())
        said.append(Utterance(speaker=speaker[1], text=speaker[2]) if speaker else Utterance(text=text.strip()))
    return tuple(said)


def _capacity(file: CaseFile, name: str) -> str:
    for party in file.parties:
        if file.person(party).name == name:
            return ROLE_LABELS[party.role]
        if file.person(party).legal_representative == name:
            return f"{ROLE_LABELS[party.role]}法定代表人"
    for agent in file.agents:
        if file.person(agent).name == name:
            return agent.agent_type
    return ""


def _held(file: CaseFile) -> tuple[tuple[int, str], ...]:
    return tuple((s.no, f"人民调解记录(第{numeral(s.no)}次)") for s in file.sessions if not s.planned)


PAPERS = (
    PaperKind(
        kind="mediation_record",
        title="人民调解记录",
        single=_held,
        copy=lambda s, which: (_record(s.file, s.committee, s.members, which), False),
    ),
)
