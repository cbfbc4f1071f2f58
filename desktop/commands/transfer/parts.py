"""One case of a room's file, part by part, into values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from uuid import UUID

from desktop.commands.handbook import Handbook
from desktop.commands.transfer import records
from desktop.commands.transfer.reading import Node
from desktop.commands.transfer.shapes import Names, taken
from desktop.domain.agreements import Agreement, Duty, Form, Instalment, Obligation, Performance, Status, Term
from desktop.domain.changes import new_id
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Risk, WorkOrder
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Agent, Claimant, Party, PartyRole, Person, PersonKind
from desktop.domain.records import Evidence, Extension, Investigation, RiskReport
from desktop.domain.vigilance import RiskAssessment
from desktop.domain.wording import amount_told, numeral
from desktop.storage.store import Transaction

DECISIONS = {"accepted": Intake.ACCEPTED, "refused": Intake.REFUSED, "referred": Intake.REFERRED}


class CaseReader:
    """Reads one case and puts its parts into a transaction."""

    def __init__(self, tx: Transaction, handbook: Handbook, team: dict[str, UUID], node: Node) -> None:
        self._tx, self._handbook, self._team, self._node = tx, handbook, team, node
        self.key = node.text("key") or node.text("case_no", needed=True)
        self.id = new_id()
        self._parties: dict[str, UUID] = {}
        self._extras: dict[str, Any] = {}
        self._signed: dict[str, Any] = {}
        self._waiting: list[RiskReport | RiskAssessment] = []  # read with the dispute, written after it
        self._duties: dict[int, UUID] = {}
        self._claimants: dict[int, UUID] = {}
        self._known: dict[str, UUID] = {}  # everybody in the file by the name that `records.people_of` gives
        names = Names(member=team, party=self._parties, claimant=self._claimants)
        self._where = records.Where(tx.put, self.id, names, self._known)

    def read(self) -> Dispute:
        """Everything of the case; the dispute as it was put."""
        try:
            return self._read()
        except RuleBroken as broken:
            raise self._node.wrong(broken.field, broken.sentence) from None

    def _read(self) -> Dispute:
        node = self._node
        agreement = node.object("agreement")
        dispute = self._dispute(agreement)
        self._tx.put(dispute)
        self._people()
        for order in self._all("work_order"):
            self._work_order(order)
        self._records()
        for earlier in node.objects("earlier_agreements"):
            earlier.raw("performance")  # read after it, and nothing to be kept with it
            self._agreement(earlier)
            self._performances(earlier)
        self._duties.clear()
        if agreement is not None:
            self._agreement(agreement)
        self._performances(node)
        self._tracks()
        rest = node.rest()
        if rest or self._extras:
            dispute = replace(dispute, extras=self._extras | rest)
            self._tx.put(dispute)
        return dispute

    def _all(self, key: str) -> Iterator[Node]:
        """What the format has once, and what a file had of it before."""
        yield from self._node.objects(f"earlier_{key}s")
        last = self._node.object(key)
        if last is not None:
            yield last

    # -- who

    def _member(self, node: Node, key: str) -> UUID | None:
        ref = node.text(key)
        if not ref:
            return None
        if ref not in self._team:
            raise node.wrong(key, f"团队里没有“{ref}”这个人")
        return self._team[ref]

    def _members(self, node: Node, key: str) -> tuple[UUID, ...]:
        refs = node.words(key)
        for ref in refs:
            if ref not in self._team:
                raise node.wrong(key, f"团队里没有“{ref}”这个人")
        return tuple(self._team[ref] for ref in refs)

    def _person(self, node: Node) -> Person:
        """The person, or the one already known by the same number (and nothing that contradicts)."""
        natural = node.text("kind") in {"", PersonKind.NATURAL.value}
        person = Person(
            kind=PersonKind.NATURAL if natural else node.one_of("kind", PersonKind),
            name=node.text("name", needed=True),
            sex=node.text("sex"),
            ethnicity=node.text("ethnicity"),
            birth_date=node.day("birth_date"),
            id_type=node.text("id_type"),
            id_number=node.text("id_number"),
            occupation=node.text("occupation"),
            employer=node.text("employer"),
            address=node.text("address"),
            phone=node.text("phone"),
            uscc=node.text("uscc"),
            legal_representative=node.text("legal_representative"),
            legal_representative_title=node.text("legal_representative_title"),
        )
        known: list[Person] = []
        if person.id_number:
            known = self._tx.find(Person, id_number=person.id_number, name=person.name)
        elif person.uscc:
            known = self._tx.find(Person, uscc=person.uscc, name=person.name)
        for other in known:
            if _same(other, person):
                return other
        self._tx.put(person)
        return person

    def _people(self) -> None:
        node = self._node
        position = 0
        for group in ("parties", "witnesses"):
            for item in node.objects(group):
                ref = item.text("id")
                if ref and ref in self._parties:
                    raise item.wrong("id", f"有两个当事人都叫“{ref}”")
                person = self._person(item)
                party = Party(
                    dispute_id=self.id,
                    person_id=person.id,
                    ref=ref,
                    role=item.one_of("role", PartyRole, PartyRole.WITNESS if group == "witnesses" else None),
                    position=position,
                    notice_signed_on=self._signed.get(ref, self._signed.get("*")) if group == "parties" else None,
                    consent_signed_on=item.day("consent_signed_on"),
                    service_address=item.text("service_address"),
                    minor=item.flag("minor"),
                    limited_capacity=item.flag("limited_capacity"),
                    interpreter=item.flag("interpreter"),
                    foreign=item.flag("foreign"),
                    extras=item.rest(),
                )
                self._tx.put(party)
                self._parties[ref] = party.id
                self._known[f"party {ref}"] = person.id
                position += 1
        for n, item in enumerate(node.objects("agents"), 1):
            of = item.text("agent_for", needed=True)
            if of not in self._parties:
                raise item.wrong("agent_for", f"当事人里没有“{of}”")
            person = self._person(item)
            self._known[f"agent {n}"] = person.id
            role = item.text("role")
            self._tx.put(
                Agent(
                    dispute_id=self.id,
                    party_id=self._parties[of],
                    person_id=person.id,
                    ref=item.text("id"),
                    agent_type=item.text("agent_type") or "委托代理人",
                    authority=item.text("authority"),
                    authority_doc_date=item.day("authority_doc_date"),
                    authority_until=item.day("authority_until"),
                    extras=item.rest() | ({"role": role} if role not in {"", "agent"} else {}),
                )
            )
        group_node = node.object("applicant_group")
        representing = set(group_node.wholes("representatives")) if group_node else set()
        for item in node.objects("workers"):
            person = self._person(item)
            number = item.whole("no")
            claimant = Claimant(
                dispute_id=self.id,
                person_id=person.id,
                no=number,
                position=item.text("position"),
                months_owed=item.words("months_owed"),
                owed_fen=item.whole("owed_fen"),
                instalments_fen=item.wholes("instalments_fen"),
                migrant_worker=item.flag("migrant_worker"),
                signed_agreement=item.flag("signed_agreement"),
                representative=number in representing,
                outcome=item.text("outcome"),
                extras=item.rest(),
            )
            self._tx.put(claimant)
            self._claimants[number] = claimant.id
            self._known[f"claimant {number}"] = person.id

    # -- the dispute itself

    def _dispute(self, agreement: Node | None) -> Dispute:
        node = self._node
        source = node.object("source") or Node({}, f"{node.place}.source")
        application = node.object("application") or Node({}, f"{node.place}.application")
        acceptance = node.object("acceptance") or Node({}, f"{node.place}.acceptance")
        notice = node.object("rights_notice") or Node({}, f"{node.place}.rights_notice")
        risk = node.object("risk") or Node({}, f"{node.place}.risk")
        closing = node.object("closing") or Node({}, f"{node.place}.closing")
        archive = node.object("archive") or Node({}, f"{node.place}.archive")
        ended = node.object("termination")
        withdrawn = node.object("withdrawal")
        group = node.object("applicant_group")
        case_no = node.text("case_no")
        node.raw("seq")
        decision = acceptance.text("decision")
        if decision and decision not in DECISIONS:
            raise acceptance.wrong("decision", f"没有“{decision}”这个决定")
        applied_on, decided_on = application.day("date"), acceptance.day("date")
        received = (
            node.moment("received")
            or source.moment("received_at")
            or source.moment("found_at")
            or _at_nine(applied_on or decided_on)
        )
        if received is None:
            raise node.wrong("received", "没有登记时间,也没有申请或受理日期")
        self._signed = self._notice_signatures(notice)
        category = node.text("dispute_category_code") or "other"
        if category not in {c.code for c in self._handbook.categories}:
            raise node.wrong("dispute_category_code", f"类别表里没有“{category}”")
        end_node = ended or withdrawn
        closed_on = closing.day("date")
        archived_on = archive.day("filed_date")
        dispute = Dispute(
            id=self.id,
            key=self.key,
            case_no=case_no,
            title=node.text("volume_title"),
            short_title=node.text("short_title"),
            category=category,
            category_label=node.text("dispute_category") or self._handbook.category(category).label,
            source=source.text("type") or "application",
            source_label=source.text("label"),
            found_by=source.text("found_by"),
            found_at=source.moment("found_at"),
            department=source.text("department"),
            department_ref=source.text("department_ref"),
            source_note=source.text("note"),
            feedback_due=source.day("feedback_due"),
            feedback_due_note=source.text("feedback_due_note"),
            received_at=received,
            registered_by=self._member(node, "registered_by"),
            mediators=self._members(node, "mediators"),
            recorder=self._member(node, "recorder"),
            cautions=node.words("cautions"),
            is_mass=node.flag("is_mass"),
            is_difficult=node.flag("is_difficult"),
            parties_count=node.whole("parties_count"),
            group_statute=group.text("statute") if group else "",
            group_letter=group.text("representative_letter") if group else "",
            applied_on=applied_on,
            application_form=application.text("form"),
            facts=application.text("facts"),
            requests=application.words("requests"),
            intake=DECISIONS.get(decision, Intake.RECEIVED),
            decided_on=decided_on,
            registrar=self._member(acceptance, "registrar"),
            consent=acceptance.text("consent"),
            refusal_reasons=acceptance.mappings("reasons"),
            refusal_notice=acceptance.text("notice"),
            refusal_delivered=acceptance.mapping("delivered"),
            guidance=acceptance.words("guidance"),
            notice_form=notice.text("form"),
            notice_on=notice.day("date"),
            notice_extras=notice.rest(),
            mediation=self._mediation(agreement, ended, withdrawn),
            ended_on=end_node.day("date") if end_node else None,
            ended_reason=end_node.text("reason") if end_node else "",
            risk=risk.one_of("level", Risk, Risk.GREEN),
            risk_reasons=risk.words("reasons"),
            prevention=risk.mapping("prevention"),
            filing=Filing.ARCHIVED if archived_on else Filing.CLOSED if closed_on else Filing.OPEN,
            closed_on=closed_on,
            closing_result=closing.text("result"),
            outcome=closing.text("outcome"),
            archived_on=archived_on,
            filer=self._member(archive, "filer"),
            retention=archive.text("retention"),
            archive_form=archive.text("form"),
        )
        for report in risk.objects("reports"):
            self._waiting.append(
                RiskReport(
                    dispute_id=self.id,
                    at=report.needed_moment("at"),
                    to=report.words("to"),
                    by=self._member(report, "by"),
                    extras=report.rest(),
                )
            )
        self._waiting += [records.assessment_in(self._where, item) for item in risk.objects("assessments")]
        if group:
            self._keep_group(group)
        for name, part in (
            ("source", source),
            ("application", application),
            ("acceptance", acceptance),
            ("risk", risk),
            ("closing", closing),
            ("archive", archive),
            ("applicant_group", group),
        ):
            if part is not None and part.rest():
                self._extras[name] = self._extras.get(name, {}) | part.rest()
        return dispute

    def _keep_group(self, group: Node) -> None:
        """The count and the representatives are told by the workers; where they are not, they are kept as written."""
        workers = [w.get("no") for w in self._node.mappings("workers")]
        count, representatives = group.whole("count"), list(group.wholes("representatives"))
        told: dict[str, Any] = {"count": count, "representatives": representatives}
        shown = {"count": len(workers), "representatives": [n for n in workers if n in representatives]}
        if kept := {k: v for k, v in told.items() if v and v != shown[k]}:
            self._extras["applicant_group"] = kept

    def _notice_signatures(self, notice: Node) -> dict[str, Any]:
        """ref -> day of signing; `*` when everybody signed."""
        day = notice.day("date")
        if day is None or notice.text("form") == "oral":
            return {}
        if notice.has("signed_by"):
            return dict.fromkeys(notice.words("signed_by"), day)
        return {"*": day} if notice.flag("each_party_signs") else {}

    def _mediation(self, agreement: Node | None, ended: Node | None, withdrawn: Node | None) -> Mediation:
        """Where the talks stand: said, or else told by what was written down."""
        node = self._node
        if node.has("mediation"):
            return node.one_of("mediation", Mediation)
        if withdrawn is not None:
            return Mediation.WITHDRAWN
        if ended is not None:
            return Mediation.TERMINATED
        if agreement is not None and (agreement.text("status") or "signed") == "signed":
            oral = agreement.text("form") == "oral"
            return Mediation.AGREED_ORAL if oral else Mediation.AGREED_WRITTEN
        held = [s for s in node.mappings("sessions") if not s.get("planned")]
        if held or agreement is not None:
            return Mediation.MEDIATING
        return Mediation.INVESTIGATING if node.raw("investigations") else Mediation.NOT_STARTED

    # -- what happened

    def _work_order(self, item: Node) -> None:
        self._tx.put(
            WorkOrder(
                dispute_id=self.id,
                order_no=item.text("order_no"),
                title=item.text("title"),
                type=item.text("type"),
                content=item.text("content"),
                address=item.text("address"),
                caller=item.text("caller"),
                accepted_at=item.moment("accepted_at"),
                dispatched_at=item.moment("dispatched_at"),
                undertaker=item.text("undertaker"),
                urgency=item.text("urgency"),
                first_contact_due=item.day("first_contact_due"),
                first_contact_on=item.day("first_contact_on"),
                due=item.day("due"),
                secrecy=item.flag("secrecy"),
                repeat_count=item.whole("repeat_count"),
                extras=item.rest(),
            )
        )

    def _records(self) -> None:
        node, put, id = self._node, self._tx.put, self.id
        for value in self._waiting:
            put(value)
        for i in node.objects("investigations"):
            put(
                Investigation(
                    dispute_id=id,
                    at=i.needed_moment("date"),
                    place=i.text("place"),
                    investigators=self._members(i, "investigators"),
                    interviewees=i.words("interviewees"),
                    record=i.text("record"),
                    extras=i.rest(),
                )
            )
        for i in node.objects("evidence"):
            put(
                Evidence(
                    dispute_id=id,
                    no=i.whole("no"),
                    name=i.text("name", needed=True),
                    pages=i.whole("pages", 1),
                    provided_by=i.text("provided_by"),
                    received_on=i.day("received_on"),
                    extras=i.rest(),
                )
            )
        for i in node.objects("sessions"):
            records.session_in(self._where, i, self._members(i, "attendees"))
        for extension in self._all("extension"):
            put(
                Extension(
                    dispute_id=id,
                    on=extension.needed_day("date"),
                    starts=extension.day("from"),
                    until=extension.needed_day("to"),
                    reason=extension.text("reason"),
                    consent=extension.text("consent"),
                    extras=extension.rest(),
                )
            )
        for i in node.objects("follow_ups"):
            records.follow_up_in(self._where, i, self._member(i, "by"))
        records.referrals_in(self._where, node)
        records.rest_in(self._where, node)

    # -- the agreement

    def _agreement(self, a: Node) -> None:
        status = a.one_of("status", Status, Status.SIGNED)
        signatures = a.object("signatures") or Node({}, f"{a.place}.signatures")
        amount = a.object("amount") or Node({}, f"{a.place}.amount")
        review = a.object("review") or Node({}, f"{a.place}.review")
        issued = a.object("issued") or Node({}, f"{a.place}.issued")
        agreement = Agreement(
            dispute_id=self.id,
            form=a.one_of("form", Form, Form.WRITTEN),
            no=a.text("no"),
            status=status,
            draft_no=a.whole("draft_no", 1),
            agreed_on=a.day("date"),
            effective_on=a.day("effective_date"),
            place=a.text("place"),
            copies=a.whole("copies"),
            copies_note=a.text("copies_note"),
            facts=a.text("dispute_facts"),
            liability=a.text("liability"),
            amount_fen=amount.whole("fen"),
            annex=a.text("annex"),
            signed_parties=signatures.text("parties"),
            signed_mediators=self._members(signatures, "mediators"),
            signed_recorder=self._member(signatures, "recorder"),
            seal=signatures.text("seal"),
            review_note=review.text("note"),
            reviewed_by=self._member(review, "by"),
            reviewed_at=review.moment("at"),
            issued_at=issued.moment("at"),
            template=issued.text("template"),
            content_sha256=issued.text("sha256"),
        )
        terms = a.words("terms")
        duties = list(a.objects("obligations"))
        told = {"figures": amount.text("figures"), "words": amount.text("words")}
        extras = a.rest()
        for name, part in (("signatures", signatures), ("amount", amount), ("review", review), ("issued", issued)):
            if part.rest():
                extras[name] = part.rest()
        if lies := {k: v for k, v in told.items() if v and v != amount_told(agreement.amount_fen)[k]}:
            extras["amount"] = extras.get("amount", {}) | lies
        self._tx.put(replace(agreement, extras=extras))
        for n, text in enumerate(terms, 1):
            number = f"{numeral(n)}、"
            bare = not text.startswith(number)
            self._tx.put(
                Term(
                    dispute_id=self.id,
                    agreement_id=agreement.id,
                    position=n,
                    text=text.removeprefix(number),
                    extras={"bare": True} if bare else {},
                )
            )
        for o in duties:
            self._obligation(o, agreement.id)

    def _obligation(self, o: Node, agreement: UUID) -> None:
        due = o.text("due")
        debtors, debtor_text = self._sides(o.text("debtor"))
        creditors, creditor_text = self._sides(o.text("creditor"))
        continuous = due == "continuous"
        obligation = Obligation(
            dispute_id=self.id,
            agreement_id=agreement,
            seq=o.whole("seq", 1),
            debtors=debtors,
            debtor_text=debtor_text,
            creditors=creditors,
            creditor_text=creditor_text,
            kind=o.one_of("kind", Duty),
            about=o.text("about"),
            amount_fen=o.whole("amount_fen"),
            act=o.text("act"),
            due=None if continuous else o.day("due"),
            continuous=continuous,
            starts_on=o.day("from"),
            method=o.text("method"),
            account_tail=o.text("account_tail"),
            checked_by=o.text("checked_by"),
            instalments=tuple(
                Instalment(due=i.needed_day("due"), amount_fen=i.whole("amount_fen")) for i in o.objects("instalments")
            ),
            **taken(Obligation, o, self._where.names, ["accelerates_after"]),
            extras=o.rest(),
        )
        self._tx.put(obligation)
        self._duties[obligation.seq] = obligation.id

    def _sides(self, text: str) -> tuple[tuple[UUID, ...], str]:
        """Parties named by their refs (`a1,a2`), or the words themselves."""
        refs = [r.strip() for r in text.split(",")] if text else []
        if refs and all(r in self._parties for r in refs):
            return tuple(self._parties[r] for r in refs), ""
        return (), text

    def _performances(self, node: Node) -> None:
        for i in node.objects("performance"):
            seq = i.whole("seq", 1)
            self._tx.put(
                Performance(
                    dispute_id=self.id,
                    obligation_id=self._duties.get(seq),
                    seq=seq,
                    on=i.needed_day("date"),
                    amount_fen=i.whole("amount_fen"),
                    proof=i.text("proof"),
                    status=i.text("status"),
                    **taken(Performance, i, self._where.names, ["claimant_id"]),
                    extras=i.rest(),
                )
            )

    def _tracks(self) -> None:
        for kind in records.TRACK_KINDS:
            for item in self._all(kind):
                records.track_in(self._where, kind, item)


def _same(known: Person, read: Person) -> bool:
    """Nothing that the file says contradicts what is known."""
    return all(
        getattr(known, name) == getattr(read, name)
        for name in Person.__dataclass_fields__
        if name not in {"id", "extras"}
    )


def _at_nine(day: Any) -> datetime | None:
    return datetime.combine(day, time(9, 0)) if day else None
