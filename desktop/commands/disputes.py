"""Taking a dispute in, deciding on it, and seeing it through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.commands import numbers
from desktop.commands import risk as risks
from desktop.commands.desk import Desk
from desktop.commands.recusal import refuse_barred, refuse_newly_barred
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Risk, WorkOrder
from desktop.domain.errors import RuleBroken
from desktop.domain.follow_ups import REOPENED, ROUNDS, may_reopen, reopened, unsettled_because
from desktop.domain.next_steps import HOTLINE, POLICE, brief
from desktop.domain.people import Agent, Member, Party, PartyRole, Person, PersonKind, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.records import Extension, Feedback, Referral
from desktop.domain.recusal import barred
from desktop.domain.team import Shift
from desktop.storage.store import Transaction

COMPANY_WORDS = ("公司", "店", "厂", "中心", "医院", "学校", "银行", "物业", "委员会", "事务所", "协会", "工作室")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What is asked of somebody who walks in: four things first, the rest when there is time."""

    name: str
    phone: str = ""
    facts: str
    category: str
    sex: str = ""
    other: str = ""
    cautions: tuple[str, ...] = ()
    source: str = "walk_in"
    department: str = ""
    department_ref: str = ""
    mediator: UUID | None = None
    spoken_to: UUID | None = None  # of the team; answers for the file unless kept out by 回避
    received_at: datetime | None = None
    requests: tuple[str, ...] = field(default_factory=tuple)


def looks_like_company(name: str) -> bool:
    return any(name.endswith(word) or word in name[-6:] for word in COMPANY_WORDS) and len(name) > 3


def register(desk: Desk, arrival: Arrival) -> Dispute:
    """登记: the file exists from now on, under a temporary number until it is accepted."""
    with desk.act(Act.REGISTER, "register") as tx:
        return enter(desk, tx, arrival)


def enter(desk: Desk, tx: Transaction, arrival: Arrival) -> Dispute:
    """Write a new file with its parties as a part of an act that may do more (a visit that becomes a file).

    RuleBroken at `mediator` when the one who is named must stand aside.
    """
    if not arrival.name.strip():
        raise RuleBroken("name", "请填写来人的姓名。")
    if not arrival.facts.strip():
        raise RuleBroken("facts", "请记一句发生了什么。")
    received = arrival.received_at or desk.now()
    asking = _somebody(arrival.name, arrival.sex, arrival.phone)
    dispute = Dispute(
        temp_no=numbers.temporary_number(desk, tx, received.year),
        title=_title(desk, asking.name, arrival.other, arrival.category),
        category=arrival.category,
        category_label=desk.handbook.category(arrival.category).label,
        source=arrival.source,
        source_label=desk.handbook.source(arrival.source).label,
        department=arrival.department,
        department_ref=arrival.department_ref,
        received_at=received,
        registered_by=desk.account.member_id,
        cautions=arrival.cautions,
        facts=arrival.facts.strip(),
        requests=arrival.requests,
        applied_on=received.date(),
        application_form="oral",
        is_mass="crowd" in arrival.cautions,
    )
    people = [asking]
    parties = [Party(dispute_id=dispute.id, person_id=asking.id, ref="a1", role=PartyRole.APPLICANT)]
    if arrival.other.strip():
        people.append(_somebody(arrival.other, "", ""))
        parties.append(
            Party(dispute_id=dispute.id, person_id=people[1].id, ref="b1", role=PartyRole.RESPONDENT, position=1)
        )
    team = {m.id: m for m in tx.find(Member)}
    file = CaseFile(dispute=dispute, people={p.id: p for p in people}, team=team, parties=tuple(parties))
    dispute = replace(
        dispute,
        key=str(dispute.id),
        mediators=_answering(desk, tx, arrival, file, received.date()),
        **_promises(desk, arrival, received),
    )
    tx.put(dispute)
    if arrival.source in HOTLINE:
        tx.put(_work_order(desk, dispute))
    for part in (*people, *parties):
        tx.put(part)
    return dispute


def _answering(desk: Desk, tx: Transaction, arrival: Arrival, file: CaseFile, on: date) -> tuple[UUID, ...]:
    """Who answers for the file from its first minute: the one named, who spoke to the person, who registers it.

    Where that is nobody of the team, a mediator on duty. Nobody who must stand aside.
    """
    if arrival.mediator:
        refuse_barred(tx, file, [arrival.mediator], field="mediator", on=on)
        return (arrival.mediator,)
    mediators = [m.id for m in file.team.values() if m.role is TeamRole.PEOPLE_MEDIATOR and m.active]
    free = [id for id in mediators if not barred(file.team[id], file)]
    if arrival.spoken_to in free:
        return tuple(id for id in free if id == arrival.spoken_to)
    if desk.account.member_id:
        return ()
    on_duty = [s.member_id for s in tx.find(Shift, "starts", on=on) if s.member_id in free]
    return tuple([*on_duty, *free][:1])


def _promises(desk: Desk, arrival: Arrival, received: datetime) -> dict[str, Any]:
    """By when the organ that sent the matter must hear what came of it."""
    code = "hotline_general" if arrival.source in HOTLINE else "police_feedback" if arrival.source in POLICE else ""
    if not code:
        return {}
    limit = desk.handbook.rules.limit(code)
    due = limit.ends(received.date(), desk.handbook.rules.calendar)
    return {"feedback_due": due, "feedback_due_note": f"{limit.length}·{brief(limit.basis)}"}


def _work_order(desk: Desk, dispute: Dispute) -> WorkOrder:
    """The hotline order that somebody typed in by hand, with the clock of its first contact."""
    on = dispute.received_at.date()
    return WorkOrder(
        dispute_id=dispute.id,
        order_no=dispute.department_ref,
        content=dispute.facts,
        dispatched_at=dispute.received_at,
        undertaker=dispute.department,
        first_contact_due=desk.handbook.rules.ends("hotline_first_contact", on),
        due=dispute.feedback_due,
    )


def _somebody(name: str, sex: str, phone: str) -> Person:
    name = name.strip()
    kind = PersonKind.LEGAL if looks_like_company(name) else PersonKind.NATURAL
    natural = kind is PersonKind.NATURAL
    return Person(kind=kind, name=name, sex=sex if natural else "", phone=phone.strip())


def _title(desk: Desk, asking: str, answering: str, category: str) -> str:
    kind = desk.handbook.category(category).label
    return f"{asking}与{answering.strip()}{kind}" if answering.strip() else f"{asking}{kind}"


def accept(
    desk: Desk, id: UUID, *, on: date, mediators: Sequence[UUID], recorder: UUID | None = None, consent: str = ""
) -> Dispute:
    """受理: the parties consent, mediators are named, the statutory number is given.

    A station that may not give numbers leaves the file under its temporary one until the next exchange.
    """
    if not mediators:
        raise RuleBroken("mediators", "请指定至少一名调解员。")
    with desk.act(Act.DECIDE, "accept", dispute=id, undoable=False) as tx:
        dispute = _undecided(tx, id)
        file = tx.file(id)
        refuse_barred(tx, file, mediators, on=on)
        refuse_barred(tx, file, [recorder], field="recorder", on=on)
        accepted = replace(
            dispute,
            case_no=dispute.case_no or numbers.give(desk, tx, id, on),
            intake=Intake.ACCEPTED,
            decided_on=on,
            mediators=tuple(mediators),
            recorder=recorder,
            registrar=desk.account.member_id,
            consent=consent,
        )
        tx.put(accepted)
    return accepted


def refuse(desk: Desk, id: UUID, *, on: date, grounds: Sequence[str], note: str = "") -> Dispute:
    """不予受理, with its grounds and the other ways that the parties are told of."""
    if not grounds:
        raise RuleBroken("grounds", "请选择不予受理的理由。")
    chosen = [g for g in desk.handbook.grounds if g.code in grounds]
    with desk.act(Act.DECIDE, "refuse", dispute=id) as tx:
        refused = replace(
            _undecided(tx, id),
            intake=Intake.REFUSED,
            decided_on=on,
            registrar=desk.account.member_id,
            refusal_reasons=tuple({"code": g.code, "text": g.text} for g in chosen)
            + (({"code": "OTHER", "text": note},) if note else ()),
            refusal_notice="人民调解不予受理告知书",
            guidance=tuple(dict.fromkeys(way for g in chosen for way in g.guidance)),
        )
        tx.put(refused)
    return refused


def refer(desk: Desk, id: UUID, *, on: date, to: str, also: str = "") -> None:
    """转介 before acceptance: the matter goes to the organ it belongs to."""
    if not to.strip():
        raise RuleBroken("to", "请填写转往的单位。")
    with desk.act(Act.DECIDE, "refer", dispute=id) as tx:
        tx.put(replace(_undecided(tx, id), intake=Intake.REFERRED, decided_on=on))
        tx.put(Referral(dispute_id=id, to=to.strip(), on=on, also=also))


def _undecided(tx: Transaction, id: UUID) -> Dispute:
    dispute = tx.get(Dispute, id)
    if dispute.intake is not Intake.RECEIVED:
        raise RuleBroken("intake", "这件纠纷已作过受理决定,不能重复办理。")
    return dispute


def edit(desk: Desk, dispute: Dispute) -> None:
    """Save fields of the file that are nobody else's verb; the tracks and their days are kept as they are."""
    with desk.act(Act.EDIT, "edit", dispute=dispute.id) as tx:
        now = tx.get(Dispute, dispute.id)
        refuse_newly_barred(tx, now, dispute, on=desk.today())
        tx.put(
            replace(
                dispute,
                intake=now.intake,
                mediation=now.mediation,
                performing=now.performing,
                risk=now.risk,
                risk_reasons=now.risk_reasons,
                filing=now.filing,
                case_no=now.case_no,
                temp_no=now.temp_no,
                key=now.key,
                ended_on=now.ended_on,
                ended_reason=now.ended_reason,
                closed_on=now.closed_on,
                closing_result=now.closing_result,
                outcome=now.outcome,
                archived_on=now.archived_on,
                extras={**dispute.extras, **_rounds(now)} if dispute.extras != now.extras else now.extras,
            )
        )


def _rounds(dispute: Dispute) -> dict[str, Any]:
    """When the mediation began again, how each round ended, numbers given up; written by their own verbs alone."""
    return {key: dispute.extras.get(key) for key in (REOPENED, ROUNDS, numbers.FORMER) if key in dispute.extras}


def move(desk: Desk, id: UUID, mediation: Mediation, *, on: date, reason: str = "") -> Dispute:
    """Move the mediation track: to the talks, to 终止 or 撤回 (with a reason). What was agreed comes by agreements."""
    if mediation in {Mediation.AGREED_WRITTEN, Mediation.AGREED_ORAL}:
        raise RuleBroken("mediation", "达成协议请在“协议”页办理:书面的记签字,口头的记口头协议。")
    if mediation is Mediation.MEDIATING:
        with desk.read() as reader:
            if may_reopen(reader.get(Dispute, id)):
                raise RuleBroken("mediation", "调解已经结束,请用“再次调解”。")
    ending = mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN}
    if ending and not reason.strip():
        raise RuleBroken("reason", "请写明原因,当事人有权知道。")
    with desk.act(Act.DECIDE, mediation.value, dispute=id) as tx:
        moved = tx.get(Dispute, id).moved(mediation)
        moved = replace(moved, ended_on=on if ending else None, ended_reason=reason.strip() if ending else "")
        tx.put(moved)
    return moved


def reopen(desk: Desk, id: UUID, *, on: date, why: str = "") -> Dispute:
    """再次调解 of what was ended, agreed or closed (not archived); the limit of the mediation runs anew from `on`."""
    with desk.act(Act.DECIDE, "reopen", dispute=id) as tx:
        again = reopened(tx.get(Dispute, id), on=on, why=why)
        tx.put(again)
    return again


def extend(desk: Desk, extension: Extension) -> None:
    """延长调解期限 by consent of all parties."""
    if not extension.consent.strip():
        raise RuleBroken("consent", "延期须各方同意,请写明各方如何表示同意。")
    with desk.act(Act.DECIDE, "extend", dispute=extension.dispute_id) as tx:
        tx.put(extension)


def assess_risk(desk: Desk, id: UUID, risk: Risk, reasons: Sequence[str], told: Sequence[str] = ()) -> None:
    """A level with its reasons, without going through the points of the rules (see `commands.risk.assess`)."""
    risks.assess(desk, id, risk, (), reasons, told)


def sign_notice(desk: Desk, party: Party, on: date) -> None:
    """权利义务告知书 signed by one party."""
    with desk.act(Act.EDIT, "notice", dispute=party.dispute_id) as tx:
        tx.put(replace(tx.get(Party, party.id), notice_signed_on=on))
        dispute = tx.get(Dispute, party.dispute_id)
        if dispute.notice_on is None:
            tx.put(replace(dispute, notice_on=on))


def give_feedback(desk: Desk, feedback: Feedback) -> None:
    if not feedback.content.strip():
        raise RuleBroken("content", "请填写反馈内容。")
    with desk.act(Act.EDIT, "feedback", dispute=feedback.dispute_id) as tx:
        tx.put(feedback)


def close(desk: Desk, id: UUID, *, on: date, result: str) -> Dispute:
    """结案: only what is settled, refused, referred, withdrawn or followed to an end may be closed."""
    with desk.act(Act.DECIDE, "close", dispute=id) as tx:
        file = tx.file(id)
        d = file.dispute
        if d.filing is not Filing.OPEN:
            raise RuleBroken("filing", "这件纠纷已经结案。")
        why_not = unsettled_because(file)
        if why_not:
            raise RuleBroken("filing", why_not)
        closed = replace(
            d,
            filing=Filing.CLOSED,
            closed_on=on,
            closing_result=result.strip() or closing_words(d),
            outcome=outcome_of(d),
        )
        tx.put(closed)
    return closed


def closing_words(d: Dispute) -> str:
    if d.intake is Intake.REFUSED:
        return "不予受理"
    if d.intake is Intake.REFERRED:
        return "转介"
    return {
        Mediation.AGREED_WRITTEN: "达成协议并履行",
        Mediation.AGREED_ORAL: "达成口头协议并履行",
        Mediation.TERMINATED: "终止调解",
        Mediation.WITHDRAWN: "当事人撤回",
    }.get(d.mediation, "结案")


def outcome_of(d: Dispute) -> str:
    if d.intake in {Intake.REFUSED, Intake.REFERRED}:
        return d.intake.value
    return "succeeded" if d.agreed else d.mediation.value


def archive(desk: Desk, id: UUID, *, on: date, retention: str = "短期") -> None:
    """归档: after closing, 一案一卷."""
    with desk.act(Act.DECIDE, "archive", dispute=id) as tx:
        d = tx.get(Dispute, id)
        if d.filing is not Filing.CLOSED:
            raise RuleBroken("filing", "请先结案,再装订归档。")
        numbers.refuse_unnumbered(d)
        tx.put(replace(d, filing=Filing.ARCHIVED, archived_on=on, filer=desk.account.member_id, retention=retention))


def reveal(desk: Desk, dispute: UUID, person: Person, what: str) -> None:
    """Somebody asks to see a masked number: allowed by role, and on record."""
    desk.note(Act.REVEAL, "reveal", dispute=dispute, person=person.id.hex, what=what)


def add_party(desk: Desk, party: Party, person: Person) -> None:
    with desk.act(Act.EDIT, "party", dispute=party.dispute_id) as tx:
        tx.put(person)
        tx.put(party)


def add_agent(desk: Desk, agent: Agent, person: Person) -> None:
    with desk.act(Act.EDIT, "agent", dispute=agent.dispute_id) as tx:
        tx.put(person)
        tx.put(agent)


def save_person(desk: Desk, dispute: UUID, person: Person, *parts: Party | Agent) -> None:
    """One form's worth of changes to somebody and to their part in the file."""
    with desk.act(Act.EDIT, "person", dispute=dispute) as tx:
        tx.put(person)
        for part in parts:
            tx.put(part)


def remove_party(desk: Desk, party: Party) -> None:
    """Take a party out of the file; undo brings it back."""
    with desk.act(Act.EDIT, "remove_party", dispute=party.dispute_id) as tx:
        for agent in tx.find(Agent, party_id=party.id):
            tx.remove(agent)
        tx.remove(party)
