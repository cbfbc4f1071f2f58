"""Everybody's own agreement in one run: read now, set elsewhere, counted while it goes, stopped when asked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.papers import Paper, agreement_content, agreement_paper
from desktop.commands.papers.parts import ROLE_LABELS, who
from desktop.commands.papers.press import render
from desktop.domain.agreements import Agreement, Form
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import NotFound, Refused, RuleBroken
from desktop.domain.mass.personal import Words, personal_words
from desktop.domain.mass.standings import disagreements, signing
from desktop.domain.people import Claimant, PartyRole
from desktop.domain.permissions import Act, demand

if TYPE_CHECKING:
    from reports.documents.agreement import Agreement as AgreementPaper

KIND = "personal_agreements"
TITLE = "逐人调解协议书"


@dataclass(slots=True)
class Progress:
    """Shared between the one who works and the one who watches: plain counts, and the wish to stop."""

    total: int = 0
    done: int = 0
    stop: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class Personal:
    """One person's agreement, ready to be set."""

    claimant: Claimant
    name: str
    number: str
    paper: AgreementPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What will be set: `doubts` are places to look at first, `draft` until the agreement is issued."""

    dispute: UUID
    number: str
    people: tuple[Personal, ...]
    draft: bool
    practice: bool
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What was set: (file name, PDF) for each person, in the order of the list."""

    batch: Batch
    papers: tuple[tuple[str, bytes], ...]


def prepare(desk: Desk, id: UUID, claimants: Collection[UUID] = ()) -> Batch:
    """Everybody's agreement from the file's (or only these people's). The master's number and hash stand on each.

    RuleBroken: no agreement, nobody signs, the people's amounts do not make the agreement's, or a clause cannot be
    put in one person's words. NotAllowed without the right to print: papers show numbers in full.
    """
    demand(desk.account.role, Act.PRINT)
    with desk.read() as reader:
        file, committee = reader.file(id), reader.committee()
    agreement = file.agreement
    if agreement is None or agreement.form is not Form.WRITTEN:
        raise RuleBroken("agreement", "还没有书面协议,请先写好总协议,再出逐人协议。")
    people = [c for c in signing(file) if not claimants or c.id in claimants]
    if not people:
        raise RuleBroken("claimants", "没有人标为同意签,请先勾选同意的人,按“同意签”。")
    wrong = disagreements(file)
    if wrong:
        raise RuleBroken("instalments", f"{wrong[0]}。")
    members = {m.id: m for m in desk.members()}
    master = agreement_paper(file, agreement, committee, members)
    words = [personal_words(file, agreement, c) for c in people]
    wide = 3 if max(c.no for c in file.claimants) > 99 else 2
    doubts = list(dict.fromkeys(doubt for each in words for doubt in each.doubts))
    if agreement.frozen and agreement.content_sha256:
        now = json.dumps(agreement_content(file, agreement, committee, members), ensure_ascii=False, sort_keys=True)
        if hashlib.sha256(now.encode()).hexdigest() != agreement.content_sha256:
            doubts.append("签发后当事人或名单的资料改过,逐人协议用的是现在的资料")
    return Batch(
        dispute=id,
        number=master.number,
        people=tuple(
            Personal(
                claimant=each.claimant,
                name=file.person(each.claimant).name,
                number=f"{master.number}-{each.claimant.no:0{wide}d}",
                paper=_paper(file, agreement, master, each, wide),
            )
            for each in words
        ),
        draft=not agreement.frozen,
        practice=desk.practice,
        doubts=tuple(doubts),
    )


def _paper(file: CaseFile, agreement: Agreement, master: AgreementPaper, words: Words, wide: int) -> AgreementPaper:
    """The master's paper with one applicant, that person's words, and a last clause that names the master."""
    from reports.documents.parties import PartyBlock

    person = file.person(words.claimant)
    me = PartyBlock(role=ROLE_LABELS[PartyRole.APPLICANT], who=who(person, master.signed_on))
    others = tuple(p for p in master.parties if p.role != me.role)
    return replace(
        master,
        number=f"{master.number}-{words.claimant.no:0{wide}d}",
        parties=(me, *others),
        facts=words.facts,
        liability=words.liability,
        terms=(*words.terms, _of_master(master.number, agreement)),
        annex=None,
    )


def _of_master(number: str, agreement: Agreement) -> str:
    seal = f"(内容校验码SHA-256:{agreement.content_sha256})" if agreement.content_sha256 else ""
    state = "" if agreement.frozen else "(草稿,尚未签发)"
    return (
        f"本协议是{number}人民调解协议书{seal}{state}中属于本申请人的部分,与该协议书内容一致;"
        "同一笔款项只支付一次,不因另有该协议书而重复支付。"
    )


def run(batch: Batch, progress: Progress) -> Bundle | None:
    """Set every paper, in any thread; None when it was stopped. Raises NotPrintable for a character no font has."""
    progress.total = len(batch.people)
    made: list[tuple[str, bytes]] = []
    for person in batch.people:
        if progress.stop.is_set():
            return None
        pdf = render("agreement", person.paper, draft=batch.draft, practice=batch.practice)
        made.append((file_name(person), pdf))
        progress.done += 1
    return Bundle(batch=batch, papers=tuple(made))


def file_name(person: Personal) -> str:
    """`07 郑晓彤.pdf`: in the order of the list, nothing that a file system minds."""
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", person.name)[:40]
    return f"{person.number.rpartition('-')[2]} {name}.pdf"


def in_one(bundle: Bundle, *, duplex: bool = True) -> Paper:
    """All of them as one paper for one run of the printer; with `duplex` each begins on a front side."""
    from reports.merging import merged

    title = f"{TITLE}({len(bundle.papers)}份)"
    pdf = merged([pdf for _, pdf in bundle.papers], title=f"{title} {bundle.batch.number}", duplex=duplex)
    return Paper(kind=KIND, title=title, number=bundle.batch.number, pdf=pdf, draft=bundle.batch.draft)


def save_to(desk: Desk, bundle: Bundle, folder: Path) -> int:
    """Each paper as a plain file in a folder, and a line about it in the audit; how many. Refused when it cannot be.

    Copies outside the encrypted store are on record like every copy that is taken out.
    """
    if not bundle.papers:
        raise NotFound("没有逐人协议可以存。")
    prints = [hashlib.sha256(pdf).hexdigest() for _, pdf in bundle.papers]
    desk.note(Act.PRINT, "copy_out", dispute=bundle.batch.dispute, name=TITLE, count=len(prints), sha256=prints)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, pdf in bundle.papers:
            (folder / name).write_bytes(pdf)
    except OSError:
        raise Refused("disk_full", "这个文件夹写不进去,逐人协议没有存全,请换一个位置。") from None
    return len(bundle.papers)
