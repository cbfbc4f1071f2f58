"""申请书, 受理登记表, 权利义务告知书."""

from __future__ import annotations

from typing import Any

from desktop.commands.papers.kind import Members, PaperKind, moment, name_of, when
from desktop.commands.papers.parts import blocks
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Intake
from desktop.domain.numbering import printed
from desktop.domain.people import Committee


def _application(file: CaseFile, committee: Committee) -> Any:
    from reports.documents.application import Application

    d = file.dispute
    on = d.applied_on or d.received_at.date()
    return Application(
        number=printed(d),
        committee=committee.committee,
        applicants=blocks(file, on, asking=True),
        respondents=blocks(file, on, asking=False),
        facts=d.facts,
        requests=d.requests or ("请求人民调解委员会予以调解。",),
        applied_on=on,
        issued_at=moment(on),
    )


def _register(file: CaseFile, committee: Committee, members: Members) -> Any:
    from reports.documents.acceptance_register import AcceptanceRegister, CameBy

    d = file.dispute
    on = d.decided_on or d.received_at.date()
    official = {"initiative": CameBy.INITIATIVE, "application": CameBy.APPLICATION}
    came_by = official.get(_source_class(d.source), CameBy.REFERRAL)
    names = [file.person(p).name for p in file.sides]
    if file.claimants:
        names.insert(0, f"{file.people[file.claimants[0].person_id].name}等{len(file.claimants)}名职工")
    note = "、".join(w for w in (d.department or d.found_by, d.department_ref) if w)
    return AcceptanceRegister(
        number=printed(d),
        committee=committee.committee,
        accepted_on=on,
        parties=tuple(names),
        category=d.category_label,
        came_by=came_by,
        source_note=note,
        facts=d.facts or (file.agreement.facts if file.agreement else d.title),
        remark=d.consent,
        registrar=name_of(members, d.registrar),
        issued_at=moment(on),
    )


def _source_class(code: str) -> str:
    from resources import rules

    found = next((s for s in rules.rows("sources") if s["code"] == code), None)
    return str(found["official"]) if found else code


def _notice(file: CaseFile, committee: Committee, members: Members) -> Any:
    from reports.documents.rights_notice import RightsNotice

    d = file.dispute
    on = d.notice_on or d.decided_on or d.received_at.date()
    names = [file.person(p).name for p in file.sides]
    names = [file.people[c.person_id].name for c in file.claimants if c.representative] + names
    return RightsNotice(
        number=printed(d),
        committee=committee.committee,
        parties=tuple(names),
        dispute=d.title,
        mediators=tuple(name_of(members, m) for m in d.mediators),
        court=committee.court,
        contact="、".join(w for w in (committee.address, committee.phone) if w),
        given_on=on,
        issued_at=moment(on),
    )


PAPERS = (
    PaperKind(
        kind="application",
        title="人民调解申请书",
        single=when("人民调解申请书", lambda file: bool(file.dispute.applied_on and file.sides)),
        copy=lambda s, _which: (_application(s.file, s.committee), False),
    ),
    PaperKind(
        kind="acceptance_register",
        title="人民调解受理登记表",
        single=when("人民调解受理登记表", lambda file: file.dispute.intake is Intake.ACCEPTED),
        copy=lambda s, _which: (_register(s.file, s.committee, s.members), False),
    ),
    PaperKind(
        kind="rights_notice",
        title="人民调解当事人权利义务告知书",
        single=when("人民调解当事人权利义务告知书", lambda file: file.dispute.intake is Intake.ACCEPTED),
        copy=lambda s, _which: (_notice(s.file, s.committee, s.members), False),
    ),
)
