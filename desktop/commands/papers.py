"""From a file to a paper: what must be printed is copied into the paper's own dataclass."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop.commands.desk import SHANGHAI, Desk
from desktop.domain.agreements import Agreement, Form, Status
from desktop.domain.casefile import CaseFile, document_date
from desktop.domain.disputes import Intake
from desktop.domain.errors import MediationError, NotFound
from desktop.domain.people import Claimant, Committee, Member, Party, PartyRole, Person
from desktop.domain.permissions import Act, demand
from desktop.domain.records import Printing, Session, SessionOutcome, outcome_of
from desktop.domain.typed import fen_text
from desktop.domain.wording import numeral, printed_terms

if TYPE_CHECKING:
    from reports.documents import annex, parties
    from reports.documents.agreement import Agreement as AgreementPaper

TEMPLATE = "agreement-1"
Members = Mapping[UUID, Member]

TITLES = {
    "application": "人民调解申请书",
    "acceptance_register": "人民调解受理登记表",
    "rights_notice": "人民调解当事人权利义务告知书",
    "mediation_record": "人民调解记录",
    "agreement": "人民调解协议书",
}
ROLE_LABELS = {
    PartyRole.APPLICANT: "申请人",
    PartyRole.RESPONDENT: "被申请人",
    PartyRole.PARTY_A: "当事人甲",
    PartyRole.PARTY_B: "当事人乙",
    PartyRole.THIRD_PARTY: "第三人",
    PartyRole.WITNESS: "证人",
}


@dataclass
class NotPrintable(MediationError):
    """The press refused, e.g. a character that no font has; the sentence names it."""

    sentence: str

    def for_user(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper of a file, ready to be shown, printed and kept."""

    kind: str
    title: str
    number: str
    pdf: bytes
    draft: bool
    session: int = 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


def applicable(file: CaseFile) -> tuple[str, ...]:
    """The kinds of paper that this file can print now."""
    d, agreement = file.dispute, file.agreement
    kinds = []
    if d.applied_on and file.sides:
        kinds.append("application")
    if d.intake is Intake.ACCEPTED:
        kinds += ["acceptance_register", "rights_notice"]
    if any(not s.planned for s in file.sessions):
        kinds.append("mediation_record")
    if agreement is not None and agreement.form is Form.WRITTEN:
        kinds.append("agreement")
    return tuple(kinds)


def make(desk: Desk, id: UUID, kind: str, *, session: int = 0, official: bool = False) -> Paper:
    """The paper of one kind. An issued agreement is the very file that was issued. Raises NotPrintable, NotFound."""
    return prepare(desk, id, kind, session=session, official=official)()


def prepare(desk: Desk, id: UUID, kind: str, *, session: int = 0, official: bool = False) -> Callable[[], Paper]:
    """`make` in two steps: what the paper says is read now, the page is set when the result is called, anywhere.

    A paper shows numbers in full, so seeing one needs the right to print. Raises NotAllowed, NotFound.
    """
    demand(desk.account.role, Act.PRINT)
    with desk.read() as reader:
        file, committee = reader.file(id), reader.committee()
    if kind not in applicable(file):
        raise NotFound(f"这件纠纷现在没有“{TITLES.get(kind, kind)}”可打印。")
    number = file.dispute.number
    issued = _issued(file) if kind == "agreement" else None
    if issued and not official:
        kept = Paper(kind=kind, title=TITLES[kind], number=number, pdf=desk.attachments.get(issued), draft=False)
        return lambda: kept
    members = {m.id: m for m in desk.members()}
    content, draft = copy(file, kind, committee, members, session)

    def press() -> Paper:
        pdf = render(kind, content, draft=draft, official=official, practice=desk.practice)
        return Paper(kind=kind, title=TITLES[kind], number=number, pdf=pdf, draft=draft, session=session)

    return press


def print_record(desk: Desk, id: UUID, paper: Paper, *, printer: str, copies: int) -> Printing:
    """Who printed what, when, on which printer, how often, and exactly which bytes."""
    record = Printing(
        dispute_id=id,
        document=paper.kind,
        title=paper.title,
        at=desk.now(),
        by=desk.account.id,
        printer=printer,
        copies=copies,
        sha256=paper.sha256,
        draft=paper.draft,
    )
    with desk.act(Act.PRINT, "print", dispute=id, undoable=False) as tx:
        tx.put(record)
        tx.detail = {"document": paper.kind, "copies": copies, "sha256": paper.sha256}
    return record


def render(
    kind: str,
    content: Any,
    *,
    draft: bool,
    official: bool = False,
    practice: bool = False,
    source: bytes | None = None,
) -> bytes:
    """The PDF of a paper's dataclass; NotPrintable names what the press refuses."""
    from reports.documents import KINDS
    from reports.errors import PaperError
    from reports.typesetting.themes import Theme

    theme = {"theme": Theme.OFFICIAL} if official else {}
    try:
        return KINDS[kind].build(content, draft=draft, practice=practice, source=source, **theme)
    except PaperError as refused:
        raise NotPrintable(refused.for_user()) from None


def copy(file: CaseFile, kind: str, committee: Committee, members: Members, session: int = 0) -> tuple[Any, bool]:
    """(the paper's dataclass, is it a draft)."""
    match kind:
        case "application":
            return _application(file, committee), False
        case "acceptance_register":
            return _register(file, committee, members), False
        case "rights_notice":
            return _notice(file, committee, members), False
        case "mediation_record":
            return _record(file, committee, members, session), False
        case "agreement":
            agreement = file.agreement
            if agreement is None:
                raise NotFound("还没有协议,请先起草。")
            return agreement_paper(file, agreement, committee, members), not agreement.frozen
        case _:
            raise NotFound(f"没有“{kind}”这种文书。")


def render_agreement(
    file: CaseFile, agreement: Agreement, committee: Committee, members: Members, *, practice: bool, attach: bool
) -> bytes:
    """The page as it is issued; `attach` puts the frozen content inside the file (it holds identity numbers)."""
    return render(
        "agreement",
        agreement_paper(file, agreement, committee, members),
        draft=False,
        practice=practice,
        source=agreement.content.encode() if agreement.content and attach else None,
    )


def agreement_content(file: CaseFile, agreement: Agreement, committee: Committee, members: Members) -> dict[str, Any]:
    """Everything that the agreement says, as canonical JSON: what issuing freezes."""
    paper = asdict(agreement_paper(file, agreement, committee, members))
    plain: dict[str, Any] = json.loads(json.dumps(paper, ensure_ascii=False, default=str))
    return {"template": TEMPLATE, "agreement": plain}


# -- the single papers


def _application(file: CaseFile, committee: Committee) -> Any:
    from reports.documents.application import Application

    d = file.dispute
    on = d.applied_on or d.received_at.date()
    return Application(
        number=d.case_no,
        committee=committee.committee,
        applicants=_blocks(file, on, asking=True),
        respondents=_blocks(file, on, asking=False),
        facts=d.facts,
        requests=d.requests or ("请求人民调解委员会予以调解。",),
        applied_on=on,
        issued_at=_moment(on),
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
        number=d.case_no,
        committee=committee.committee,
        accepted_on=on,
        parties=tuple(names),
        category=d.category_label,
        came_by=came_by,
        source_note=note,
        facts=d.facts or (file.agreement.facts if file.agreement else d.title),
        remark=d.consent,
        registrar=_name(members, d.registrar),
        issued_at=_moment(on),
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
        number=d.case_no,
        committee=committee.committee,
        parties=tuple(names),
        dispute=d.title,
        mediators=tuple(_name(members, m) for m in d.mediators),
        court=committee.court,
        contact="、".join(w for w in (committee.address, committee.phone) if w),
        given_on=on,
        issued_at=_moment(on),
    )


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
    recorder = _name(members, d.recorder)
    return MediationRecord(
        number=d.case_no,
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
        ),
        mediators=tuple(m.name for m in mediating),
        recorder=recorder or (mediating[0].name if mediating else ""),
        record=_utterances(s),
        outcome=boxes[s.outcome or outcome_of(s.result)],
        outcome_note=s.result,
        issued_at=s.starts.replace(tzinfo=SHANGHAI),
    )


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


def agreement_paper(file: CaseFile, agreement: Agreement, committee: Committee, members: Members) -> AgreementPaper:
    """What the agreement says, copied from the file."""
    from reports.documents.agreement import Agreement as AgreementPaper

    d = file.dispute
    on = agreement.agreed_on or document_date(file, d.received_at.date())
    blocks = (*_blocks(file, on, asking=True, agreed_only=True), *_blocks(file, on, asking=False))
    heads = sum(block.heads for block in blocks) + 1
    recorder = agreement.signed_recorder or d.recorder
    return AgreementPaper(
        number=agreement.no or d.case_no or f"{d.temp_no}(受理后编号)",
        committee=committee.committee,
        parties=blocks,
        facts=agreement.facts,
        liability=agreement.liability,
        terms=printed_terms(file, agreement),
        place=agreement.place,
        extra_copies=_extra_copies(agreement, heads),
        mediators=tuple(_name(members, m) for m in agreement.signed_mediators or d.mediators),
        recorder=_name(members, recorder),
        signed_on=on,
        annex=_wages(file),
        issued_at=agreement.issued_at.replace(tzinfo=SHANGHAI) if agreement.issued_at else _moment(on),
    )


def _extra_copies(agreement: Agreement, heads: int) -> tuple[str, ...]:
    more = max(0, agreement.copies - heads) if agreement.copies else 0
    kept = tuple(w for w in re.split("[、,\uff0c]", str(agreement.extras.get("extra_copies", ""))) if w)
    return (kept + ("有关部门",) * more)[:more] if more else ()


def _wages(file: CaseFile) -> annex.Annex | None:
    """The table of a wage file: one line per worker who signs, instalments and the total."""
    from reports.documents.annex import Annex, Column, Kind

    signing = [c for c in file.claimants if c.signed_agreement]
    if not signing:
        return None
    most = max(len(c.instalments_fen) for c in signing)
    columns = [
        Column(heading="序号", kind=Kind.CENTRED),
        Column(heading="姓名"),
        Column(heading="身份证号码", kind=Kind.CENTRED),
        Column(heading="金额(元)", kind=Kind.MONEY),
        *(Column(heading=f"第{numeral(n + 1)}期", kind=Kind.MONEY) for n in range(most)),
        Column(heading="签名", kind=Kind.SIGNATURE),
    ]

    def row(n: int, c: Claimant) -> tuple[str, ...]:
        person = file.people[c.person_id]
        parts = [fen_text(c.instalments_fen[k]) if k < len(c.instalments_fen) else "" for k in range(most)]
        return (str(n), person.name, person.id_number, fen_text(sum(c.instalments_fen)), *parts, "")

    sums = [sum(c.instalments_fen[k] for c in signing if k < len(c.instalments_fen)) for k in range(most)]
    total = fen_text(sum(sums))
    return Annex(
        title="职工工资分期支付明细表",
        columns=tuple(columns),
        rows=tuple(row(n, c) for n, c in enumerate(signing, 1)),
        totals=("", "合计", f"{len(signing)} 人", total, *(fen_text(s) for s in sums), ""),
        note="各人逐行签名并按指印;每人金额以本表为准。",
    )


def _blocks(file: CaseFile, on: date, *, asking: bool, agreed_only: bool = False) -> tuple[parties.PartyBlock, ...]:
    blocks = [_block(file, p, on) for p in file.sides if p.role.asks is asking]
    group = [c for c in file.claimants if c.signed_agreement or not agreed_only]
    if asking and group:
        blocks.insert(0, _group(file, group))
    return tuple(blocks)


def _group(file: CaseFile, group: list[Claimant]) -> parties.PartyBlock:
    from reports.documents import parties

    first = file.people[group[0].person_id].name
    return parties.PartyBlock(
        role="申请人",
        who=parties.Group(
            name=f"{first}等{len(group)}名职工",
            count=len(group),
            representatives=tuple(
                parties.Person(name=file.people[c.person_id].name) for c in file.claimants if c.representative
            ),
            note="姓名、身份证号码、各期金额及签名见附表",
        ),
    )


def _block(file: CaseFile, party: Party, on: date) -> parties.PartyBlock:
    from reports.documents import parties

    agents = tuple(
        parties.Agent(
            name=file.person(a).name,
            kind=a.agent_type,
            id_number=file.person(a).id_number,
            employer=file.person(a).employer,
            phone=file.person(a).phone,
            authority=a.authority,
        )
        for a in file.agents_of(party)
    )
    return parties.PartyBlock(role=ROLE_LABELS[party.role], who=_who(file.person(party), on), agents=agents)


def _who(person: Person, on: date) -> Any:
    from reports.documents import parties

    if not person.natural:
        return parties.Organisation(
            name=person.name,
            code=person.uscc,
            address=person.address,
            representative=person.legal_representative,
            representative_title=person.legal_representative_title,
            phone=person.phone,
        )
    return parties.Person(
        name=person.name,
        sex=person.sex,
        ethnicity=person.ethnicity,
        age=person.age_on(on),
        born_on=person.birth_date,
        id_label="身份证号码" if person.id_type in {"", "居民身份证"} else f"{person.id_type}号码",
        id_number=person.id_number,
        occupation=person.occupation,
        employer=person.employer,
        address=person.address,
        phone=person.phone,
    )


def _name(members: Members, id: UUID | None) -> str:
    return members[id].name if id is not None and id in members else ""


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


def _issued(file: CaseFile) -> str | None:
    """The address of the issued agreement's own PDF."""
    agreement = file.agreement
    if agreement is None or agreement.status not in {Status.ISSUED, Status.SIGNED}:
        return None
    kept = [a for a in file.attachments if a.kind == "agreement"]
    return kept[-1].sha256 if kept else None


def kinds_of(file: CaseFile) -> tuple[tuple[str, str, int], ...]:
    """(kind, title, session) of every single paper that this file can print."""
    found: list[tuple[str, str, int]] = []
    for kind in applicable(file):
        if kind == "mediation_record":
            held = [s for s in file.sessions if not s.planned]
            found += [(kind, f"{TITLES[kind]}(第{numeral(s.no)}次)", s.no) for s in held]
        else:
            found.append((kind, TITLES[kind], 0))
    return tuple(found)
