"""Writing a room out in the format that `load` reads: a load of it gives the same room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.transfer import records
from desktop.commands.transfer.room import room_out
from desktop.commands.transfer.shapes import Names, written
from desktop.domain.agreements import Agreement, Form, Obligation, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Intake, Mediation, WorkOrder
from desktop.domain.people import Agent, Claimant, Committee, Member, Party, PartyRole, Person
from desktop.domain.permissions import Act
from desktop.domain.records import Extension
from desktop.domain.team import PrivateNote
from desktop.domain.wording import amount_told, numeral, printed_terms
from desktop.storage.schema import TABLES

Members = Mapping[UUID, str]
T = TypeVar("T")


def export(desk: Desk) -> dict[str, Any]:
    """The whole room as plain JSON values, personal data included: by right, and on record.

    Notes of private talks stay in the room: the file only says how many were kept back.
    """
    with desk.act(Act.EXPORT, "export", undoable=False) as tx:
        team = tx.find(Member)
        refs = _refs([(m.id, m.ref) for m in team], "m")
        d = TABLES["disputes"].c
        ids = [row[0] for row in tx.rows(select(d.id).where(d.gone == 0).order_by(d.id))]
        files = [tx.file(id) for id in ids]
        keys = {file.dispute.id: file.dispute.key or file.dispute.case_no for file in files}
        names = Names(member=refs, dispute=keys)
        room = {
            "_schema_version": 1,
            "organisation": _committee(tx.committee()),
            "team": [_member(m, refs[m.id]) for m in team],
            "cases": [case(file, refs) for file in files],
            **room_out(tx, names),
        }
        if kept_back := len(tx.find(PrivateNote)):
            room["_kept_back"] = {"private_notes": kept_back}
        tx.detail = {"cases": len(files)}
    return room


def _refs(known: Iterable[tuple[UUID, str]], letter: str) -> dict[UUID, str]:
    """A name of its own for each: the one it came with, where it has one and nobody else has it."""
    found: dict[UUID, str] = {}
    spare = (f"{letter}{n}" for n in count(1))
    known = list(known)
    came = {ref for _, ref in known}
    for id, ref in known:
        found[id] = ref if ref and ref not in found.values() else next(r for r in spare if r not in came)
    return found


def _slim(values: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing; dates and moments as text."""
    out: dict[str, Any] = {}
    for key, value in values.items():
        match value:
            case None | "" | () | []:
                continue
            case dict() if not value:
                continue
            case False:
                continue
            case datetime():
                out[key] = value.isoformat(timespec="minutes")
            case date():
                out[key] = value.isoformat()
            case tuple():
                out[key] = list(value)
            case _:
                out[key] = value
    return out


def _committee(c: Committee) -> dict[str, Any]:
    return _slim(
        {
            "committee": c.committee,
            "short": c.short,
            "room": c.room,
            "address": c.address,
            "phone": c.phone,
            "reception_day": c.reception_day,
            "court": c.court,
            "arbitration": c.arbitration,
            "police_station": c.police_station,
            "justice_office": c.justice_office,
            "street_office": c.street_office,
            "number_pattern": c.number_pattern,
            "type": c.type,
            **c.extras,
        }
    )


def _member(m: Member, ref: str) -> dict[str, Any]:
    extras = dict(m.extras)
    certificate = extras.pop("certificate", "cert_no")
    role = extras.pop("role", m.role.value)
    return _slim(
        {
            "id": ref,
            "name": m.name,
            "role": role,
            "title": m.title,
            "organisation": m.organisation,
            "phone": m.phone,
            certificate: m.certificate,
            "affiliations": m.affiliations,
            "sex": m.sex,
            "born": m.born,
            "education": m.education,
            "employment": m.employment,
            "left": not m.active,
            **extras,
        }
    )


def case(file: CaseFile, team: Members) -> dict[str, Any]:
    """One file as one entry of `cases`."""
    d = file.dispute
    extras = dict(d.extras)
    nested = {
        n: extras.pop(n, {})
        for n in ("source", "application", "acceptance", "risk", "closing", "archive", "applicant_group")
    }
    refs = _refs([(p.id, p.ref) for p in file.parties], "p")
    names = Names(member=team, party=refs, claimant={c.id: c.no for c in file.claimants})
    agreement = file.agreement
    ended = {"date": d.ended_on, "reason": d.ended_reason}
    entry: dict[str, Any] = {
        "key": d.key if d.key != d.case_no else "",
        "case_no": d.case_no,
        "volume_title": d.title,
        "short_title": d.short_title,
        "dispute_category": d.category_label,
        "dispute_category_code": d.category,
        "received": d.received_at,
        "registered_by": team.get(d.registered_by, "") if d.registered_by else "",
        "source": _slim(
            {
                "type": d.source,
                "label": d.source_label,
                "found_by": d.found_by,
                "found_at": d.found_at,
                "department": d.department,
                "department_ref": d.department_ref,
                "note": d.source_note,
                "feedback_due": d.feedback_due,
                "feedback_due_note": d.feedback_due_note,
                **nested["source"],
            }
        ),
        "mediators": [team[m] for m in d.mediators if m in team],
        "recorder": team.get(d.recorder, "") if d.recorder else "",
        "cautions": d.cautions,
        "is_mass": d.is_mass,
        "is_difficult": d.is_difficult,
        "parties_count": d.parties_count or "",
        "applicant_group": _group(file, nested["applicant_group"]),
        "workers": [_worker(file, c) for c in file.claimants],
        "parties": [_party(file, p, refs) for p in file.parties if p.role is not PartyRole.WITNESS],
        "witnesses": [_party(file, p, refs) for p in file.parties if p.role is PartyRole.WITNESS],
        "agents": [_agent(file, a, refs) for a in file.agents],
        "application": _slim(
            {
                "date": d.applied_on,
                "form": d.application_form,
                "facts": d.facts,
                "requests": d.requests,
                **nested["application"],
            }
        ),
        "acceptance": _acceptance(file, team, nested["acceptance"]),
        "rights_notice": _notice(file, refs),
        **_last("work_order", file.work_orders, _work_order),
        "investigations": [
            _slim(
                {
                    "date": i.at,
                    "place": i.place,
                    "investigators": [team[m] for m in i.investigators if m in team],
                    "interviewees": i.interviewees,
                    "record": i.record,
                    **i.extras,
                }
            )
            for i in file.investigations
        ],
        "evidence": [
            _slim(
                {
                    "no": e.no,
                    "name": e.name,
                    "pages": e.pages,
                    "provided_by": e.provided_by,
                    "received_on": e.received_on,
                    **e.extras,
                }
            )
            for e in file.evidence
        ],
        "sessions": [_slim(records.session_out(file, s, names)) for s in file.sessions],
        **_last("extension", file.extensions, _extension),
        "earlier_agreements": [
            _agreement(file, a, refs, team) | _slim({"performance": _performances(file, a, names)})
            for a in file.agreements[:-1]
        ],
        "agreement": _agreement(file, agreement, refs, team) if agreement else None,
        "performance": _performances(file, agreement, names),
        "follow_ups": [
            _slim(records.follow_up_out(f, names, team.get(f.by, "") if f.by else "")) for f in file.follow_ups
        ],
        "referrals": [_slim(records.referral_out(file, r, names)) for r in file.referrals],
        "feedbacks": [
            _slim({"to": f.to, "date": f.on, "content": f.content, "receipt": f.receipt, **f.extras})
            for f in file.feedbacks
        ],
        "risk": _slim(
            {
                "level": d.risk.value,
                "reasons": d.risk_reasons,
                "prevention": dict(d.prevention),
                "reports": [
                    _slim({"at": r.at, "to": r.to, "by": team.get(r.by, "") if r.by else "", **r.extras})
                    for r in file.risk_reports
                ],
                "assessments": records.assessments_out(file, names),
                **nested["risk"],
            }
        ),
        **records.rest_out(file, names),
        "mediation": d.mediation.value if d.mediation is not _told(file) else "",
        "termination": _slim(ended) if d.mediation is Mediation.TERMINATED else None,
        "withdrawal": _slim(ended) if d.mediation is Mediation.WITHDRAWN else None,
        "closing": _slim({"date": d.closed_on, "result": d.closing_result, "outcome": d.outcome, **nested["closing"]}),
        "archive": _slim(
            {
                "filed_date": d.archived_on,
                "filer": team.get(d.filer, "") if d.filer else "",
                "retention": d.retention,
                "form": d.archive_form,
                **nested["archive"],
            }
        ),
        **{
            key: value
            for kind in dict.fromkeys(t.kind for t in file.tracks)
            for key, value in _last(
                kind, [t for t in file.tracks if t.kind == kind], lambda t: _slim(records.track_out(t, names))
            ).items()
        },
        **extras,
    }
    return _slim(entry)


def _told(file: CaseFile) -> Mediation:
    """Where a reader would think that the talks stand who knows only what was written down."""
    d, agreement = file.dispute, file.agreement
    if d.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN} and (d.ended_on or d.ended_reason):
        return d.mediation
    if agreement is not None and agreement.status is Status.SIGNED:
        return Mediation.AGREED_ORAL if agreement.form is Form.ORAL else Mediation.AGREED_WRITTEN
    if agreement is not None or any(not s.planned for s in file.sessions):
        return Mediation.MEDIATING
    return Mediation.INVESTIGATING if file.investigations else Mediation.NOT_STARTED


def _last(key: str, values: Sequence[T], write: Callable[[T], dict[str, Any]]) -> dict[str, Any]:
    """The last of what the format has once, and those before it beside."""
    if not values:
        return {}
    return {f"earlier_{key}s": [write(v) for v in values[:-1]], key: write(values[-1])}


def _extension(e: Extension) -> dict[str, Any]:
    return _slim({"date": e.on, "from": e.starts, "to": e.until, "reason": e.reason, "consent": e.consent, **e.extras})


def _performances(file: CaseFile, agreement: Agreement | None, names: Names) -> list[dict[str, Any]]:
    """What was done under an agreement; with the latest one also what belongs to none that is here."""
    others = {o.id for o in file.obligations if agreement is None or o.agreement_id != agreement.id}
    latest = agreement == file.agreement
    mine = {o.id for o in file.obligations} - others
    return [
        _slim(
            {
                "seq": p.seq,
                "date": p.on,
                "amount_fen": p.amount_fen or None,
                "proof": p.proof,
                "status": p.status,
                **written(p, names, ["claimant_id"]),
                **p.extras,
            }
        )
        for p in file.performances
        if p.obligation_id in mine or (latest and p.obligation_id not in others)
    ]


def _person(p: Person) -> dict[str, Any]:
    return {
        "kind": p.kind.value,
        "name": p.name,
        "sex": p.sex,
        "ethnicity": p.ethnicity,
        "birth_date": p.birth_date,
        "id_type": p.id_type,
        "id_number": p.id_number,
        "occupation": p.occupation,
        "employer": p.employer,
        "address": p.address,
        "phone": p.phone,
        "uscc": p.uscc,
        "legal_representative": p.legal_representative,
        "legal_representative_title": p.legal_representative_title,
    }


def _party(file: CaseFile, p: Party, refs: Members) -> dict[str, Any]:
    return _slim(
        {
            "id": refs[p.id],
            **_person(file.person(p)),
            "role": p.role.value,
            "consent_signed_on": p.consent_signed_on,
            "service_address": p.service_address,
            "minor": p.minor,
            "limited_capacity": p.limited_capacity,
            "interpreter": p.interpreter,
            "foreign": p.foreign,
            **p.extras,
        }
    )


def _agent(file: CaseFile, a: Agent, refs: Members) -> dict[str, Any]:
    return _slim(
        {
            "id": a.ref,
            **_person(file.person(a)),
            "role": "agent",
            "agent_for": refs.get(a.party_id, ""),
            "agent_type": a.agent_type,
            "authority": a.authority,
            "authority_doc_date": a.authority_doc_date,
            "authority_until": a.authority_until,
            **a.extras,
        }
    )


def _worker(file: CaseFile, c: Claimant) -> dict[str, Any]:
    person = _person(file.person(c))
    person.pop("kind")
    return _slim(
        {
            "no": c.no,
            **person,
            "position": c.position,
            "months_owed": c.months_owed,
            "owed_fen": c.owed_fen,
            "migrant_worker": c.migrant_worker,
            "instalments_fen": c.instalments_fen,
            "signed_agreement": c.signed_agreement,
            "outcome": c.outcome,
            **c.extras,
        }
    )


def _group(file: CaseFile, extras: dict[str, Any]) -> dict[str, Any]:
    d = file.dispute
    return _slim(
        {
            "count": len(file.claimants) or None,
            "statute": d.group_statute,
            "representatives": [c.no for c in file.claimants if c.representative],
            "representative_letter": d.group_letter,
            **extras,
        }
    )


def _acceptance(file: CaseFile, team: Members, extras: dict[str, Any]) -> dict[str, Any]:
    d = file.dispute
    return _slim(
        {
            "date": d.decided_on,
            "decision": "" if d.intake is Intake.RECEIVED else d.intake.value,
            "registrar": team.get(d.registrar, "") if d.registrar else "",
            "consent": d.consent,
            "reasons": [dict(r) for r in d.refusal_reasons],
            "notice": d.refusal_notice,
            "delivered": dict(d.refusal_delivered),
            "guidance": d.guidance,
            **extras,
        }
    )


def _notice(file: CaseFile, refs: Members) -> dict[str, Any]:
    d = file.dispute
    signed = [p for p in file.sides if p.notice_signed_on]
    everybody = bool(signed) and len(signed) == len(file.sides)
    return _slim(
        {
            "date": d.notice_on,
            "form": d.notice_form,
            "each_party_signs": everybody,
            "signed_by": [] if everybody else [refs[p.id] for p in signed],
            **d.notice_extras,
        }
    )


def _work_order(w: WorkOrder) -> dict[str, Any]:
    return _slim(
        {
            "order_no": w.order_no,
            "title": w.title,
            "type": w.type,
            "content": w.content,
            "address": w.address,
            "caller": w.caller,
            "accepted_at": w.accepted_at,
            "dispatched_at": w.dispatched_at,
            "undertaker": w.undertaker,
            "urgency": w.urgency,
            "first_contact_due": w.first_contact_due,
            "first_contact_on": w.first_contact_on,
            "due": w.due,
            "secrecy": w.secrecy,
            "repeat_count": w.repeat_count or None,
            **w.extras,
        }
    )


def _agreement(file: CaseFile, a: Agreement, refs: Members, team: Members) -> dict[str, Any]:
    extras = dict(a.extras)
    nested = {n: extras.pop(n, {}) for n in ("signatures", "amount", "review", "issued")}
    mine = sorted((t for t in file.terms if t.agreement_id == a.id), key=lambda t: t.position)
    terms = [
        text if term.extras.get("bare") else f"{numeral(n)}、{text}"
        for n, (term, text) in enumerate(zip(mine, printed_terms(file, a), strict=True), 1)
    ]
    return _slim(
        {
            "form": a.form.value,
            "no": a.no,
            "status": a.status.value if a.status is not Status.SIGNED else "",
            "draft_no": a.draft_no if a.draft_no > 1 else None,
            "date": a.agreed_on,
            "effective_date": a.effective_on,
            "place": a.place,
            "copies": a.copies or None,
            "copies_note": a.copies_note,
            "dispute_facts": a.facts,
            "liability": a.liability,
            "amount": {"fen": a.amount_fen, **amount_told(a.amount_fen), **nested["amount"]},
            "annex": a.annex,
            "terms": terms,
            "obligations": [_obligation(o, refs) for o in file.obligations if o.agreement_id == a.id],
            "signatures": _slim(
                {
                    "parties": a.signed_parties,
                    "mediators": [team[m] for m in a.signed_mediators if m in team],
                    "recorder": team.get(a.signed_recorder, "") if a.signed_recorder else "",
                    "seal": a.seal,
                    **nested["signatures"],
                }
            ),
            "review": _slim(
                {
                    "by": team.get(a.reviewed_by, "") if a.reviewed_by else "",
                    "at": a.reviewed_at,
                    "note": a.review_note,
                    **nested["review"],
                }
            ),
            "issued": _slim(
                {"at": a.issued_at, "template": a.template, "sha256": a.content_sha256, **nested["issued"]}
            ),
            **extras,
        }
    )


def _obligation(o: Obligation, refs: Members) -> dict[str, Any]:
    return _slim(
        {
            "seq": o.seq,
            "debtor": o.debtor_text or ",".join(refs[p] for p in o.debtors if p in refs),
            "creditor": o.creditor_text or ",".join(refs[p] for p in o.creditors if p in refs),
            "kind": o.kind.value,
            "about": o.about,
            "amount_fen": o.amount_fen or None,
            "act": o.act,
            "due": "continuous" if o.continuous else o.due,
            "from": o.starts_on,
            "method": o.method,
            "account_tail": o.account_tail,
            "checked_by": o.checked_by,
            "instalments": [{"due": i.due.isoformat(), "amount_fen": i.amount_fen} for i in o.instalments],
            "accelerates_after": o.accelerates_after,
            **o.extras,
        }
    )
