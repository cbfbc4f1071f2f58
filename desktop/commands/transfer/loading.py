"""Taking a room's file in: all of it or nothing; what is already here stays as it is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from desktop.commands.desk import Desk
from desktop.commands.numbers import enter_number, temporary_number
from desktop.commands.records import performing
from desktop.commands.statistics.settings import committee_types
from desktop.commands.transfer.parts import CaseReader
from desktop.commands.transfer.reading import YEARS, Node, tidy
from desktop.commands.transfer.room import room_in
from desktop.commands.transfer.shapes import Names
from desktop.domain.disputes import Dispute
from desktop.domain.errors import Unreadable
from desktop.domain.numbering import read as read_number
from desktop.domain.people import Committee, Member, TeamRole
from desktop.domain.permissions import Act
from desktop.storage.schema import numbers
from desktop.storage.store import Transaction

ROLES = set(TeamRole)
MOST_FILES = 10**6  # of one year
CERTIFICATES = ("cert_no", "badge_no", "licence_no")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load brought: files and members that are new, files that were here already."""

    cases: int
    members: int
    known: int


class _NothingNew(Exception):
    """Ends the transaction of a load that brings nothing, so that it leaves no trace."""


def read_file(path: Path) -> dict[str, Any]:
    """The JSON of a room's file; Unreadable says in one sentence what is wrong with it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise Unreadable("", f"找不到文件 {path.name},请核对路径。") from None
    except OSError:
        raise Unreadable("", f"文件 {path.name} 读不出来,请检查权限。") from None
    except UnicodeDecodeError:
        raise Unreadable("", f"文件 {path.name} 不是 UTF-8 文字,请另存为 UTF-8 后再导入。") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"第 {error.lineno} 行第 {error.colno} 列", f"文件 {path.name} 不是完整的 JSON。") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, a hundred thousand brackets
        raise Unreadable("", f"文件 {path.name} 的内容不是一间调处室的数据。") from None
    if not isinstance(data, dict):
        raise Unreadable("", f"文件 {path.name} 的内容不是一间调处室的数据。")
    return data


def read_committee(data: dict[str, Any]) -> Committee:
    """The committee of a room's file, or of a file that holds only the committee."""
    node = Node(tidy(data.get("organisation", data), "organisation"), "organisation")
    known: dict[str, Any] = {
        name: node.text(name)
        for name in (
            "address",
            "phone",
            "reception_day",
            "court",
            "arbitration",
            "police_station",
            "justice_office",
            "street_office",
        )
    }
    if node.has("number_pattern"):
        known["number_pattern"] = node.text("number_pattern")
    if node.has("type"):
        known["type"] = _committee_type(node)
    return Committee(
        committee=node.text("committee", needed=True),
        short=node.text("short"),
        room=node.text("room", needed=True),
        **known,
        extras=node.rest() if "organisation" in data else {},
    )


def _committee_type(node: Node) -> str:
    said = node.text("type")
    known = dict(committee_types())
    if said not in known:
        raise node.wrong("type", f"没有“{said[:20]}”这个选项,可用:{'、'.join(known)}")
    return said


def load(desk: Desk, data: dict[str, Any]) -> Loaded:
    """Take in what is new. Unreadable names the first mistake, and then nothing has changed."""
    root = Node(tidy(data), "")
    added = members_added = known = 0
    try:
        with desk.act(Act.LOAD, "load", undoable=False) as tx:
            team, members_added = _team(tx, root)
            here = {key for (key,) in tx.rows(select(_dispute_keys()))}
            numbers_here = {no for (no,) in tx.rows(select(_case_numbers())) if no}
            committee = tx.committee()
            for node in root.objects("cases"):
                reader = CaseReader(tx, desk.handbook, team, node)
                key = reader.key
                if key in here:
                    known += 1
                    continue
                dispute = reader.read()
                if dispute.case_no and dispute.case_no in numbers_here:
                    raise node.wrong("case_no", f"编号 {dispute.case_no} 已被另一件纠纷使用")
                here.add(key)
                numbers_here.add(dispute.case_no)
                _number(desk, tx, committee, dispute, node)
                _settle(tx, dispute.id)
                added += 1
            keys = {key: id for id, key in tx.rows(select(*_named()))}
            room_in(tx, root, Names(member=team, dispute=keys))
            if not tx.operations:
                raise _NothingNew
            tx.detail = {"cases": added, "members": members_added}
    except _NothingNew:
        pass
    return Loaded(added, members_added, known)


def _dispute_keys() -> Any:
    from desktop.storage.schema import TABLES

    return TABLES["disputes"].c.key


def _named() -> tuple[Any, Any]:
    from desktop.storage.schema import TABLES

    d = TABLES["disputes"].c
    return d.id, func.coalesce(func.nullif(d.key, ""), d.case_no)


def _case_numbers() -> Any:
    from desktop.storage.schema import TABLES

    return TABLES["disputes"].c.case_no


def _team(tx: Transaction, root: Node) -> tuple[dict[str, UUID], int]:
    """ref -> member; a member of the same ref and name is the same person."""
    here = {(m.ref, m.name): m for m in tx.find(Member)}
    team = {m.ref: m.id for m in here.values() if m.ref}
    named: dict[str, str] = {}
    added = 0
    for node in root.objects("team"):
        ref, name = node.text("id", needed=True), node.text("name", needed=True)
        if named.setdefault(ref, name) != name:
            raise node.wrong("id", f"有两个成员都叫“{ref}”")
        if (ref, name) in here:
            team[ref] = here[ref, name].id
            continue
        role = node.text("role")
        certificate = next((c for c in CERTIFICATES if node.has(c)), "")
        member = Member(
            ref=ref,
            name=name,
            role=TeamRole(role) if role in ROLES else TeamRole.OTHER,
            title=node.text("title"),
            organisation=node.text("organisation"),
            phone=node.text("phone"),
            certificate=node.text(certificate) if certificate else "",
            active=not node.flag("left"),
            affiliations=node.words("affiliations"),
            sex=node.text("sex"),
            born=node.day("born"),
            education=node.text("education"),
            employment=node.text("employment"),
            extras=node.rest()
            | ({"certificate": certificate} if certificate else {})
            | ({"role": role} if role not in ROLES else {}),
        )
        tx.put(member)
        team[ref] = member.id
        added += 1
    return team, added


def _number(desk: Desk, tx: Transaction, committee: Committee, dispute: Dispute, node: Node) -> None:
    """Enter the statutory number into the register, or give a temporary one.

    A number of another pattern takes its place in the register only as long as none of our own wants it.
    """
    if not dispute.case_no:
        tx.put(replace(dispute, temp_no=temporary_number(desk, tx, dispute.received_at.year)))
        return
    ours = read_number(committee, dispute.case_no)
    digits = re.search(r"(\d{4})\D+(\d+)", dispute.case_no)
    found = ours or ((int(digits[1]), int(digits[2])) if digits else None)
    if found is None or found[0] not in YEARS or not 0 < found[1] < MOST_FILES:
        if ours:
            raise node.wrong("case_no", f"编号 {dispute.case_no[:40]} 不合常理")
        return
    n = numbers.c
    place = (n.series == "case", n.year == found[0], n.seq == found[1])
    held = tx.rows(select(n.dispute).where(*place))
    if not held:
        enter_number(tx, *found, dispute.id)
    elif ours:
        holder = tx.maybe(Dispute, UUID(bytes=held[0][0])) if held[0][0] else None
        if holder is None or read_number(committee, holder.case_no):
            raise node.wrong("case_no", f"编号 {dispute.case_no} 已被另一件纠纷使用")
        tx.connection.execute(update(numbers).where(*place).values(dispute=dispute.id.bytes))


def _settle(tx: Transaction, id: UUID) -> None:
    """Set the performance track from what the file records."""
    file = tx.file(id)
    if file.dispute.agreed:
        tx.put(replace(file.dispute, performing=performing(file)))
