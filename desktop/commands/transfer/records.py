"""What happened in a file, to JSON and back, each kind's two ways side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from desktop.commands.hand_offs import RETURNED
from desktop.commands.risk import ACCOUNT
from desktop.commands.transfer.reading import Node
from desktop.commands.transfer.shapes import Names, read, taken, written
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Track
from desktop.domain.errors import RuleBroken
from desktop.domain.records import Feedback, FollowUp, Referral, Session, Suspension, outcome_of
from desktop.domain.recusal import CLEARED
from desktop.domain.team import Recusal, Seat
from desktop.domain.tracks import KINDS
from desktop.domain.vigilance import RiskAssessment

SESSION = ("joint", "waiver", "others_consent")
FOLLOW_UP = ("kind", "asked", "demands", "mood", "performing", "signs", "ways_told", "end")
REFERRAL = (
    "direction",
    "organ",
    "matter",
    "by",
    "received_on",
    "received_by",
    "answer_due",
    "answered_on",
    "answer",
    "receipt",
)
TRACK = ("procedure", "ref", "served", "due", "note")
ENDS_OF = {
    "judicial_confirmation": ("court", "ruled"),
    "arbitration_review": ("organ", "arbitration_mediation_letter_date"),
}
FED_BACK = "fed_back"  # in the file: which of its replies answers a matter that was handed to us


@dataclass(frozen=True, slots=True)
class Where:
    """The file that is being read: where its parts go, and the names of those in it (`people`: of one and all)."""

    put: Callable[[Any], None]
    id: UUID
    names: Names
    people: Mapping[str, UUID]


def track_words(kind: str) -> tuple[str, str]:
    """What the format calls the organ of a track and the day of its decision."""
    return ENDS_OF.get(kind, ("organ", "decided"))


# -- sessions, with who sat in them


def session_out(file: CaseFile, s: Session, names: Names) -> dict[str, Any]:
    register = names.of("member")
    told = None if s.planned or s.outcome == outcome_of(s.result) else s.outcome
    return {
        "no": s.no,
        "start": s.starts,
        "end": s.ends,
        "place": s.place,
        "attendees": [register[m] for m in s.attendees if m in register],
        "parties_present": s.parties_present,
        "record": s.record,
        "result": s.result,
        "outcome": told.value if told else None,
        "planned": s.planned,
        "seats": [written(seat, names) for seat in file.seats if seat.session_id == s.id],
        **written(s, names, SESSION),
        **s.extras,
    }


def session_in(where: Where, i: Node, attendees: tuple[UUID, ...]) -> None:
    result, planned = i.text("result"), i.flag("planned")
    told = taken(Session, i, where.names, ("outcome",)).get("outcome") or outcome_of(result)
    seats = list(i.objects("seats"))
    session = Session(
        dispute_id=where.id,
        no=i.whole("no"),
        starts=i.needed_moment("start"),
        ends=i.moment("end"),
        place=i.text("place"),
        attendees=attendees,
        parties_present=i.words("parties_present"),
        record=i.text("record"),
        result=result,
        outcome=None if planned else told,
        planned=planned,
        **taken(Session, i, where.names, SESSION),
        extras=i.rest(),
    )
    where.put(session)
    for seat in seats:
        where.put(_read(Seat, seat, where, session_id=session.id))


# -- time that does not count, 回避, risk


def rest_out(file: CaseFile, names: Names) -> dict[str, Any]:
    """The parts that the format knows only from issue to issue: lists of their own in the file."""
    return {
        "suspensions": [written(s, names) for s in file.suspensions],
        "recusals": [_recusal_out(file, r, names) for r in file.recusals],
    }


def rest_in(where: Where, node: Node) -> None:
    for item in node.objects("suspensions"):
        where.put(_read(Suspension, item, where))
    for item in node.objects("recusals"):
        where.put(_cleared(_read(Recusal, item, where), where))


def assessments_out(file: CaseFile, names: Names) -> list[dict[str, Any]]:
    """Without the account that judged: it is nobody in another room."""
    found = [written(a, names) for a in file.risk_assessments]
    for one in found:
        one.pop(ACCOUNT, None)
    return found


def assessment_in(where: Where, item: Node) -> RiskAssessment:
    assessed: RiskAssessment = _read(RiskAssessment, item, where)
    return assessed


def _recusal_out(file: CaseFile, r: Recusal, names: Names) -> dict[str, Any]:
    """The people whose ties a finding clears, by their place in the file."""
    out = written(r, names)
    if isinstance(r.extras.get(CLEARED), (list, tuple)):
        called = {id.hex: name for name, id in people_of(file, names).items()}
        pairs = [key.partition(":")[::2] for key in r.extras[CLEARED]]
        out[CLEARED] = [f"{tie}:{called[person]}" for tie, person in pairs if person in called]
    return out


def _cleared(r: Recusal, where: Where) -> Recusal:
    if not isinstance(r.extras.get(CLEARED), (list, tuple)):
        return replace(r, extras={k: v for k, v in r.extras.items() if k != CLEARED})
    pairs = [str(key).partition(":")[::2] for key in r.extras[CLEARED]]
    kept = [f"{tie}:{where.people[name].hex}" for tie, name in pairs if name in where.people]
    return replace(r, extras={**r.extras, CLEARED: kept})


def people_of(file: CaseFile, names: Names) -> dict[str, UUID]:
    """A name for everybody in the file -> the person: parties by ref, agents by place, claimants by number."""
    parties = names.of("party")
    return (
        {f"party {parties[p.id]}": p.person_id for p in file.parties}
        | {f"agent {n}": a.person_id for n, a in enumerate(file.agents, 1)}
        | {f"claimant {c.no}": c.person_id for c in file.claimants}
    )


# -- asking again, handing on, telling back


def follow_up_out(f: FollowUp, names: Names, by: str) -> dict[str, Any]:
    return {
        "date": f.on,
        "method": f.method,
        "by": by,
        "about": f.about,
        "result": f.result,
        "satisfaction": f.satisfaction,
        "next_date": f.next_on,
        **written(f, names, FOLLOW_UP),
        **f.extras,
    }


def follow_up_in(where: Where, i: Node, by: UUID | None) -> None:
    where.put(
        FollowUp(
            dispute_id=where.id,
            on=i.needed_day("date"),
            method=i.text("method"),
            by=by,
            about=i.text("about"),
            result=i.text("result"),
            satisfaction=i.text("satisfaction"),
            next_on=i.day("next_date"),
            **taken(FollowUp, i, where.names, FOLLOW_UP),
            extras=i.rest(),
        )
    )


def referral_out(file: CaseFile, r: Referral, names: Names) -> dict[str, Any]:
    extras = dict(r.extras)
    replies = [f.id.hex for f in file.feedbacks]
    told = extras.pop(RETURNED, None)
    return {
        "to": r.to,
        "date": r.on,
        "doc": r.doc,
        "also": r.also,
        "workers": r.claimants,
        **written(r, names, REFERRAL),
        FED_BACK: replies.index(told) + 1 if told in replies else None,
        **extras,
    }


def referrals_in(where: Where, node: Node) -> None:
    """The replies first: a matter that was handed to us may say which of them answers it."""
    replies: list[Feedback] = []
    for i in node.objects("feedbacks"):
        reply = Feedback(
            dispute_id=where.id,
            to=i.text("to"),
            on=i.needed_day("date"),
            content=i.text("content"),
            receipt=i.text("receipt"),
            extras=i.rest(),
        )
        where.put(reply)
        replies.append(reply)
    for i in node.objects("referrals"):
        n = i.whole(FED_BACK)
        if n > len(replies):
            raise i.wrong(FED_BACK, f"没有第 {n} 次反馈")
        where.put(
            Referral(
                dispute_id=where.id,
                to=i.text("to", needed=True),
                on=i.needed_day("date"),
                doc=i.text("doc"),
                also=i.text("also"),
                claimants=i.wholes("workers"),
                **taken(Referral, i, where.names, REFERRAL),
                extras=i.rest() | ({RETURNED: replies[n - 1].id.hex} if n else {}),
            )
        )


# -- side tracks


def track_out(t: Track, names: Names) -> dict[str, Any]:
    organ, decided = track_words(t.kind)
    return {
        organ: t.organ,
        "applied": t.applied,
        "accepted": t.accepted,
        decided: t.decided,
        "result": t.result,
        **written(t, names, TRACK),
        **t.extras,
    }


def track_in(where: Where, kind: str, item: Node) -> None:
    organ, decided = track_words(kind)
    where.put(
        Track(
            dispute_id=where.id,
            kind=kind,
            organ=item.text(organ),
            applied=item.day("applied"),
            accepted=item.day("accepted"),
            decided=item.day(decided),
            result=item.text("result"),
            **taken(Track, item, where.names, TRACK),
            extras=item.rest(),
        )
    )


TRACK_KINDS = tuple(KINDS)


def _read(kind: type[Any], item: Node, where: Where, **known: Any) -> Any:
    try:
        return read(kind, item, where.names, dispute_id=where.id, **known)
    except RuleBroken as broken:
        raise item.wrong(broken.field, broken.sentence) from None
