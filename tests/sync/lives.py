"""A random life at one station: what people do with files, people, papers and rules, by the program's own commands.

Everything hangs on one seed. Refusals are a part of life; what was not refused must survive every meeting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from desktop.commands import agreements, disputes, handover, history, limits, records, risk, rooms, sessions
from desktop.commands.desk import Desk
from desktop.commands.numbers import change_keeper
from desktop.commands.statistics.figures import count_all
from desktop.commands.statistics.settings import set_counting
from desktop.commands.syncing.concerned import choices
from desktop.commands.syncing.decisions import decisions
from desktop.commands.syncing.settling import settle
from desktop.domain.agreements import Agreement, Duty, Obligation, Performance, Status, Term
from desktop.domain.counting import Counting, Mass
from desktop.domain.deadlines import Unit
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Risk, Track
from desktop.domain.errors import MediationError
from desktop.domain.people import Account, Member, Party, PartyRole, Person, PersonKind, Role, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.records import Evidence, FollowEnd, FollowUp, Investigation, Session, Suspension
from desktop.domain.team import Seat
from desktop.storage.schema import acts, audit
from tests.conftest import NOON

T = TypeVar("T")
CATEGORIES = ("contract", "environment", "neighbourhood", "consumer_other", "labour_other", "property_management")
SOURCES = ("walk_in", "initiative", "police_110", "hotline_12345")
COMPANIES = ("上海恒禾物业服务有限公司", "示例市云帆教育科技有限公司", "海棠健身服务有限公司")
NAMES = ("邱雨桐", "来人甲", "贾㛃", "刘䶮", "沈佩文")


def _id(one: Any) -> UUID:
    id: UUID = one.id
    return id


class NothingThere(Exception):
    """There is nothing yet that this deed could be done to."""


@dataclass
class Clock:
    """A station's own wall clock."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def on(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Life:
    """Somebody at a desk who does this and that. `done` counts what the program let them do."""

    desk: Desk
    clock: Clock
    chance: Random
    done: Counter[str] = field(default_factory=Counter)
    said: int = 0

    def live(self, deeds: int) -> None:
        names, weights = zip(*((name, often) for name, (often, _do) in DEEDS.items()), strict=True)
        for name in self.chance.choices(names, weights, k=deeds):
            self.clock.on(minutes=self.chance.randint(1, 300))
            self.do(name)

    def do(self, name: str) -> bool:
        """Whether the program let it be done."""
        try:
            DEEDS[name][1](self)
        except (MediationError, NothingThere):
            return False
        self.done[name] += 1
        return True

    # -- what is at hand

    def words(self, about: str) -> str:
        """Never said before."""
        self.said += 1
        return f"{about}{self.desk.store.device.hex[-4:]}之{self.said}"

    def all(self, kind: type[T]) -> list[T]:
        """Those of files that are there and open, when they are of a file."""
        with self.desk.read() as reader:
            alive = {d.id for d in reader.find(Dispute) if d.filing is Filing.OPEN}
            found = reader.find(kind)
        return sorted((one for one in found if getattr(one, "dispute_id", None) in {None, *alive}), key=_id)

    def one(self, kind: type[T], fits: Callable[[T], bool] = lambda _one: True) -> T:
        return self.of([one for one in self.all(kind) if fits(one)])

    def of(self, found: Sequence[T]) -> T:
        if not found:
            raise NothingThere
        return self.chance.choice(found)

    def file(self, fits: Callable[[Dispute], bool] = lambda _d: True) -> Dispute:
        """An open file most of the time, rather one of the first: so they meet on what is under way."""
        with self.desk.read() as reader:
            known = sorted((d for d in reader.find(Dispute) if fits(d)), key=_id)
        alive = [d for d in known if d.filing is Filing.OPEN]
        some = alive if alive and self.chance.random() < 0.9 else known
        return self.of(some[:6] if self.chance.random() < 0.8 else some)

    def member(self) -> Member:
        return self.one(Member, lambda m: m.active)

    def person(self) -> tuple[UUID, Person]:
        """Somebody in a file, with the file."""
        part = self.one(Party)
        with self.desk.read() as reader:
            return part.dispute_id, reader.get(Person, part.person_id)

    @contextmanager
    def being(self, role: Role) -> Iterator[None]:
        before: Account = self.desk.account
        self.desk.account = replace(before, role=role)
        try:
            yield
        finally:
            self.desk.account = before


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


def seats_for(life: Life, session: Session) -> list[Seat]:
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
    sessions.plan(life.desk, made, seats_for(life, made))


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


# -- agreements


def draft(life: Life) -> None:
    dispute = life.file(lambda d: d.intake is Intake.ACCEPTED and d.filing is Filing.OPEN)
    agreement = agreements.begin(life.desk, dispute.id)
    with life.desk.read() as reader:
        file = reader.file(dispute.id)
    asking, answering = (tuple(p.id for p in file.sides if p.role.asks is asks) for asks in (True, False))
    terms = [t for t in life.all(Term) if t.agreement_id == agreement.id]
    kept = [replace(t, text=life.words("改为")) if life.chance.random() < 0.4 else t for t in terms[-2:]]
    new = Term(dispute_id=dispute.id, agreement_id=agreement.id, position=len(kept) + 1, text=life.words("修好"))
    duty = Obligation(
        dispute_id=dispute.id,
        debtors=answering,
        creditors=asking,
        about="修理费",
        method="银行转账",
        agreement_id=agreement.id,
        term_id=new.id,
        seq=1,
        kind=Duty.MONEY,
        amount_fen=life.chance.randint(1, 99) * 100,
        due=life.desk.today() + timedelta(days=9),
    )
    agreements.save_draft(life.desk, replace(agreement, facts=life.words("经查")), [*kept, new], [duty])


def submit(life: Life) -> None:
    agreements.submit(life.desk, life.one(Agreement, lambda a: a.status is Status.DRAFT).id)


def take_back(life: Life) -> None:
    agreements.take_back(life.desk, life.one(Agreement, lambda a: a.status is Status.IN_REVIEW).id)


def approve(life: Life) -> None:
    with life.being(Role.LAWYER):
        agreements.approve(life.desk, life.one(Agreement, lambda a: a.status is Status.IN_REVIEW).id, "已核")


def issue(life: Life) -> None:
    agreements.issue(life.desk, life.one(Agreement, lambda a: a.status is Status.APPROVED).id, by_hand=True)


def sign(life: Life) -> None:
    agreements.sign(life.desk, life.one(Agreement, lambda a: a.status is Status.ISSUED).id, on=life.desk.today())


def seal(life: Life) -> None:
    """What issuing leaves behind, without setting the page and without all that must be filled in before."""
    agreement = life.one(Agreement, lambda a: not a.frozen)
    with life.desk.act(Act.ISSUE, "issue_agreement", dispute=agreement.dispute_id, undoable=False) as tx:
        said = life.words("定稿")
        tx.put(replace(agreement, status=Status.ISSUED, content=said, content_sha256=said, issued_at=life.desk.now()))


def by_word(life: Life) -> None:
    file = life.file(lambda d: d.intake is Intake.ACCEPTED)
    duty = Obligation(
        dispute_id=file.id, agreement_id=file.id, seq=1, kind=Duty.MONEY, amount_fen=77700, due=life.desk.today()
    )
    agreements.record_oral(
        life.desk, file.id, on=life.desk.today(), facts="", terms=[life.words("还钱")], obligations=[duty]
    )


def pay(life: Life) -> None:
    duty = life.one(Obligation)
    paid = Performance(
        dispute_id=duty.dispute_id,
        obligation_id=duty.id,
        seq=1,
        on=life.desk.today(),
        amount_fen=duty.amount_fen // life.chance.choice((1, 1, 2)),
    )
    records.save(life.desk, paid)


# -- to its end


def move(life: Life) -> None:
    to = life.chance.choice((Mediation.MEDIATING, Mediation.TERMINATED, Mediation.WITHDRAWN))
    disputes.move(life.desk, life.file().id, to, on=life.desk.today(), reason=life.words("谈不拢"))


def close(life: Life) -> None:
    ended = life.file(lambda d: d.intake in {Intake.REFUSED, Intake.REFERRED} or d.ended_on is not None or d.agreed)
    records.save(life.desk, FollowUp(dispute_id=ended.id, on=life.desk.today(), end=FollowEnd.SETTLED))
    disputes.close(life.desk, ended.id, on=life.desk.today(), result="")


def archive(life: Life) -> None:
    closed = life.file(lambda d: d.filing is Filing.CLOSED)
    disputes.archive(life.desk, closed.id, on=life.desk.today())


def reopen(life: Life) -> None:
    ended = life.file(lambda d: d.ended_on is not None or d.filing is Filing.CLOSED)
    disputes.reopen(life.desk, ended.id, on=life.desk.today(), why=life.words("愿意再谈"))


def lay_away(life: Life) -> None:
    with life.desk.act(Act.EDIT, "remove") as tx:
        tx.remove(life.file())


# -- the room


def newcomer(life: Life) -> None:
    rooms.save_member(life.desk, Member(name=life.words("新人"), role=TeamRole.PEOPLE_MEDIATOR))


def leave(life: Life) -> None:
    leaver = life.one(Member, lambda m: m.active and m.id != life.desk.account.member_id)
    here = [m.id for m in handover.receivers(life.desk, leaver.id)]
    shared = handover.propose(life.desk, handover.open_items(life.desk, leaver.id), here)
    handover.hand_over(life.desk, leaver.id, shared)
    rooms.save_member(life.desk, replace(leaver, active=False))


def another_limit(life: Life) -> None:
    limits.set_limit(life.desk, "handling", life.chance.randint(20, 40), Unit.CALENDAR_DAY, "通知")


def other_counting(life: Life) -> None:
    set_counting(life.desk, Counting(mass=life.chance.choice(list(Mass))), "通知")
    count_all(life.desk)


def keeper(life: Life) -> None:
    change_keeper(life.desk, life.desk.store.device)


# -- looking back


def undo(life: Life) -> None:
    history.undo_last(life.desk)
    count_all(life.desk)  # when it was the rules that were taken back


def restore(life: Life) -> None:
    file = life.file()
    changes = [c for event in history.timeline(life.desk, file.id) for c in event.changes if history.restorable(c)]
    history.restore(life.desk, file.id, life.of(changes))


def decide(life: Life) -> None:
    waiting = life.of(decisions(life.desk))
    offered: Sequence[Any] = choices(waiting) if waiting.concern else range(len(waiting.sides))
    choice = life.chance.choice([*offered])
    settle(life.desk, waiting, choice, note="已同两边核对")


Deed = Callable[[Life], None]
DEEDS: dict[str, tuple[int, Deed]] = {
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
    "draft": (4, draft),
    "submit": (1, submit),
    "take_back": (1, take_back),
    "approve": (1, approve),
    "issue": (1, issue),
    "seal": (1, seal),
    "sign": (2, sign),
    "by_word": (2, by_word),
    "pay": (2, pay),
    "move": (2, move),
    "close": (3, close),
    "archive": (2, archive),
    "reopen": (2, reopen),
    "lay_away": (1, lay_away),
    "newcomer": (1, newcomer),
    "leave": (1, leave),
    "another_limit": (1, another_limit),
    "other_counting": (1, other_counting),
    "keeper": (1, keeper),
    "undo": (5, undo),
    "restore": (2, restore),
    "decide": (3, decide),
}


def acts_of(desk: Desk) -> list[tuple[str, str]]:
    """(when, what) of every act that is here, of all stations, by time."""
    with desk.store.read() as reader:
        query = select(audit.c.at, audit.c.act, audit.c.txn).where(audit.c.txn.in_(select(acts.c.txn)))
        return sorted((row.at, f"{row.act} {row.txn.hex()}") for row in reader.rows(query))
