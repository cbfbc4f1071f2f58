"""What people do in files: taking in, people, records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from desktop.commands import (
    disputes,
    private_notes,
    records,
    risk,
    sessions,
)
from desktop.domain.agreements import Performance
from desktop.domain.disputes import Dispute, Filing, Intake, Risk, Track
from desktop.domain.people import Claimant, Party, PartyRole, Person, PersonKind
from desktop.domain.permissions import Act
from desktop.domain.records import Evidence, FollowEnd, FollowUp, Investigation, Session, Suspension
from desktop.domain.team import PrivateNote, Seat
from tests.sync.lives import CATEGORIES, COMPANIES, NAMES, SOURCES, Deed, Life

# -- intake


def register(life: Life) -> None:
    chance = life.chance
    arrival = disputes.Arrival(
        name=chance.choice(NAMES),
        other=chance.choice((*COMPANIES, "对方")),
        facts=life.words("讲了一件事"),
        category=chance.choice(CATEGORIES),
        source=chance.choice(SOURCES),
        mediator=life.member().id if chance.random() < 0.5 else None,
    )
    disputes.register(life.desk, arrival)


def accept(life: Life) -> None:
    file = life.file(lambda d: d.intake is Intake.RECEIVED)
    mediators = list({life.member().id for _ in range(2)})
    disputes.accept(life.desk, file.id, on=life.desk.today(), mediators=mediators, consent=life.words("愿意"))


def refuse(life: Life) -> None:
    ground = life.of(life.desk.handbook.grounds).code
    file = life.file(lambda d: d.intake is Intake.RECEIVED)
    disputes.refuse(life.desk, file.id, on=life.desk.today(), grounds=[ground])


def refer(life: Life) -> None:
    file = life.file(lambda d: d.intake is Intake.RECEIVED)
    disputes.refer(life.desk, file.id, on=life.desk.today(), to="派出所")


# -- the file and its people


def title(life: Life) -> None:
    disputes.edit(life.desk, replace(life.file(), title=life.words("题目")))


def facts(life: Life) -> None:
    disputes.edit(life.desk, replace(life.file(), facts=life.words("经过")))


def category(life: Life) -> None:
    said: dict[str, Any] = {"category": life.chance.choice(CATEGORIES), "source": life.chance.choice(SOURCES)}
    disputes.edit(life.desk, replace(life.file(), **said, is_difficult=life.chance.random() < 0.5))


def mediators(life: Life) -> None:
    disputes.edit(life.desk, replace(life.file(), mediators=(life.member().id,)))


def address(life: Life) -> None:
    file, person = life.person()
    disputes.save_person(life.desk, file, replace(person, address=life.words("示例路")))


def phone(life: Life) -> None:
    file, person = life.person()
    disputes.save_person(life.desk, file, replace(person, phone=f"120{life.chance.randint(0, 10**8 - 1):08d}"))


def rename(life: Life) -> None:
    file, person = life.person()
    name = life.chance.choice((*COMPANIES, *NAMES))
    kind = PersonKind.LEGAL if name in COMPANIES else PersonKind.NATURAL
    disputes.save_person(life.desk, file, replace(person, name=name, kind=kind))


def same_person(life: Life) -> None:
    """Somebody who is in another file already is a party here too."""
    _file, person = life.person()
    part = Party(dispute_id=life.file().id, person_id=person.id, role=PartyRole.RESPONDENT, position=5)
    disputes.add_party(life.desk, part, person)


def remove_party(life: Life) -> None:
    disputes.remove_party(life.desk, life.one(Party))


def notice(life: Life) -> None:
    disputes.sign_notice(life.desk, life.one(Party), life.desk.today())


def judge(life: Life) -> None:
    disputes.assess_risk(life.desk, life.file().id, life.chance.choice(list(Risk)), [life.words("理由")])


def second(life: Life) -> None:
    file = life.file()
    with life.desk.read() as reader:
        found = reader.file(file.id).risk_assessments
    risk.second(life.desk, life.of(found).id, life.chance.random() < 0.5, life.words("看过"))


# -- records


def investigate(life: Life) -> None:
    record = Investigation(dispute_id=life.file().id, at=life.desk.now(), place="现场", record=life.words("看见"))
    records.save(life.desk, record)


def evidence(life: Life) -> None:
    file = life.file()
    number = len([e for e in life.all(Evidence) if e.dispute_id == file.id]) + 1
    records.save(life.desk, Evidence(dispute_id=file.id, no=number, name=life.words("材料")))


def order_evidence(life: Life) -> None:
    items = [e for e in life.all(Evidence) if e.dispute_id == life.one(Evidence).dispute_id]
    life.chance.shuffle(items)
    records.order_evidence(life.desk, life.of(items).dispute_id, [e.id for e in items])


def _seats_for(life: Life, session: Session) -> list[Seat]:
    team = {m.id: m for m in (life.member(), life.member())}
    guest = Seat(dispute_id=session.dispute_id, session_id=session.id, name="居委会某某", consented=True)
    return [
        *(sessions.member_seat(session, m) for m in team.values()),
        *([guest] if life.chance.random() < 0.4 else []),
    ]


def plan(life: Life) -> None:
    with life.desk.read() as reader:
        file = reader.file(life.file().id)
    starts = life.desk.now() + timedelta(days=life.chance.randint(0, 9))
    made = Session(
        dispute_id=file.dispute.id, no=records.next_session_no(file), starts=starts, joint=life.said % 5 == 0
    )
    sessions.plan(life.desk, made, _seats_for(life, made))


def other_time(life: Life) -> None:
    session = life.one(Session, lambda s: s.planned)
    records.save(life.desk, replace(session, starts=session.starts + timedelta(hours=life.chance.randint(1, 40))))


def hold(life: Life) -> None:
    session = life.one(Session, lambda s: s.planned and s.starts <= life.desk.now())
    held = replace(session, result="继续调解", record=life.words("笔录"))
    seats = [replace(s, present=True, consented=True) for s in life.all(Seat) if s.session_id == session.id]
    sessions.hold(life.desk, held, seats)


def sit(life: Life) -> None:
    session = life.one(Session)
    sessions.seat(life.desk, sessions.member_seat(session, life.member()))


def unseat(life: Life) -> None:
    sessions.unseat(life.desk, life.one(Seat))


def cancel(life: Life) -> None:
    sessions.remove(life.desk, life.one(Session))


def suspend(life: Life) -> None:
    records.save(life.desk, Suspension(dispute_id=life.file().id, starts=life.desk.today(), reason=life.words("鉴定")))


def follow(life: Life) -> None:
    today = life.desk.today()
    ahead = today + timedelta(days=life.chance.randint(0, 30))
    asked = FollowUp(dispute_id=life.file().id, on=today, next_on=ahead, demands=life.words("说"))
    records.save(life.desk, asked)


def follow_again(life: Life) -> None:
    kept = life.one(FollowUp)
    records.save(life.desk, replace(kept, next_on=kept.on + timedelta(days=life.chance.randint(1, 30))))


def follow_end(life: Life) -> None:
    end = life.chance.choice((FollowEnd.SETTLED, FollowEnd.REOPEN))
    records.save(life.desk, FollowUp(dispute_id=life.file().id, on=life.desk.today(), end=end))


def remove_record(life: Life) -> None:
    kind: Any = life.chance.choice((Investigation, Evidence, FollowUp, Suspension, Performance, Track))
    records.remove(life.desk, life.one(kind))


def track(life: Life) -> None:
    kind = life.chance.choice(("judicial_confirmation", "lawsuit", "payment_order"))
    records.save(life.desk, Track(dispute_id=life.file().id, kind=kind, applied=life.desk.today()))


def attach(life: Life) -> None:
    records.attach(life.desk, life.file().id, "照片.jpg", life.words("字节").encode() * 40)


def workers_come(life: Life) -> None:
    """A list of workers, as a mass file has it, in one act."""
    file = life.file(lambda d: d.filing is Filing.OPEN)
    known = len([c for c in life.all(Claimant) if c.dispute_id == file.id])
    with life.desk.act(Act.EDIT, "claimants", dispute=file.id) as tx:
        tx.put(replace(tx.get(Dispute, file.id), is_mass=True))
        for no in range(known + 1, known + 4):
            person = Person(name=life.words("工人"))
            tx.put(person)
            tx.put(Claimant(dispute_id=file.id, person_id=person.id, no=no, owed_fen=no * 100))


def claim(life: Life) -> None:
    records.save(life.desk, replace(life.one(Claimant), owed_fen=life.chance.randint(1, 90) * 100))


def private(life: Life) -> None:
    private_notes.write(
        life.desk, PrivateNote(dispute_id=life.file().id, at=life.desk.now(), text=life.words("私下说"))
    )


def private_again(life: Life) -> None:
    private_notes.write(life.desk, replace(life.one(PrivateNote), text=life.words("私下又说")))


DEEDS: Mapping[str, tuple[int, Deed]] = {
    "register": (4, register),
    "accept": (6, accept),
    "refuse": (1, refuse),
    "refer": (1, refer),
    "title": (3, title),
    "facts": (3, facts),
    "category": (3, category),
    "mediators": (3, mediators),
    "address": (4, address),
    "phone": (3, phone),
    "rename": (2, rename),
    "same_person": (2, same_person),
    "remove_party": (2, remove_party),
    "notice": (2, notice),
    "judge": (2, judge),
    "second": (1, second),
    "investigate": (2, investigate),
    "evidence": (3, evidence),
    "order_evidence": (1, order_evidence),
    "plan": (3, plan),
    "other_time": (3, other_time),
    "hold": (2, hold),
    "sit": (2, sit),
    "unseat": (1, unseat),
    "cancel": (2, cancel),
    "suspend": (1, suspend),
    "follow": (3, follow),
    "follow_again": (3, follow_again),
    "follow_end": (2, follow_end),
    "remove_record": (2, remove_record),
    "track": (1, track),
    "attach": (2, attach),
    "workers_come": (2, workers_come),
    "claim": (2, claim),
    "private": (2, private),
    "private_again": (2, private_again),
}
