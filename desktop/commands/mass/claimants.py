"""The list of claimants: looked at first, then taken in as one act; representatives; who signs; who goes elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.mass.sheets import read_rows
from desktop.domain.agreements import Status
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing
from desktop.domain.errors import RuleBroken
from desktop.domain.mass.entries import Listing, read_listing
from desktop.domain.mass.heads import Field
from desktop.domain.mass.matching import Change, Planned, plan
from desktop.domain.mass.standings import REPRESENTED_FROM, heads, slots
from desktop.domain.people import Claimant
from desktop.domain.permissions import Act, demand
from desktop.domain.records import Referral
from desktop.storage.store import Transaction

STATUTE = "劳动争议调解仲裁法第七条:十人以上并有共同请求的可推举代表"
TEMPLATE_NAME = "群体名单模板.xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A list as it would be taken in; nothing of it is saved."""

    name: str
    listing: Listing
    planned: tuple[Planned, ...]

    @property
    def counts(self) -> Mapping[Change, int]:
        return {change: sum(p.change is change for p in self.planned) for change in Change}

    @property
    def wrong(self) -> int:
        """Rows that are left out until they are mended in the list."""
        return len(self.listing.entries) - len(self.planned)


def read(name: str, content: bytes, today: date) -> Listing:
    """The list that a file holds, in any thread. Unreadable or RuleBroken in one sentence when it holds none."""
    return read_listing(read_rows(name, content), today)


def compare(desk: Desk, id: UUID, name: str, listing: Listing) -> Preview:
    """What a list would bring to the file."""
    demand(desk.account.role, Act.EDIT)
    with desk.read() as reader:
        return Preview(name=name, listing=listing, planned=_plan(reader.file(id), listing))


def preview(desk: Desk, id: UUID, name: str, content: bytes) -> Preview:
    """`read` and `compare` in one."""
    return compare(desk, id, name, read(name, content, desk.today()))


def accept(desk: Desk, id: UUID, shown: Preview) -> Preview:
    """Take in the rows that are right, as one act that can be undone; the file's number of people follows.

    The list is matched again with what is kept now. RuleBroken when nothing is right, when the file is closed, or
    when amounts would change that an issued agreement names.
    """
    with desk.act(Act.EDIT, "claimants", dispute=id) as tx:
        file = tx.file(id)
        if file.dispute.filing is not Filing.OPEN:
            raise RuleBroken("filing", "已结案的纠纷不能再导入名单,确需变动请先“再次调解”。")
        planned = _plan(file, shown.listing)
        if not planned:
            raise RuleBroken("rows", "没有一行可以导入,请按提示改好名单再来。")
        if all(p.change is Change.SAME for p in planned):
            raise RuleBroken("rows", "名单与已有的完全一样,没有要导入的。")
        _refuse_fixed(file, planned)
        for each in planned:
            if each.change is not Change.SAME:
                tx.put(each.person)
                tx.put(each.claimant)
        _follow(tx, id)
        counts = {change.name.lower(): sum(p.change is change for p in planned) for change in Change}
        tx.detail = {"people": len(planned), **counts}
    return replace(shown, planned=planned)


def remove(desk: Desk, id: UUID, claimants: Collection[UUID]) -> None:
    """Take people out of the list; undo brings them back. RuleBroken for whom an issued agreement or payments name."""
    with desk.act(Act.EDIT, "claimants", dispute=id) as tx:
        file = tx.file(id)
        for claimant in _chosen(file, claimants):
            if claimant.signed_agreement and _fixed(file):
                raise RuleBroken("agreement", f"协议已签发,{file.person(claimant).name}在附表里,不能移出名单。")
            if any(p.claimant_id == claimant.id for p in file.performances):
                raise RuleBroken("performance", f"已有付给{file.person(claimant).name}的记录,不能移出名单。")
            tx.remove(claimant)
        _follow(tx, id)
        tx.detail = {"removed": len(claimants)}


def choose_representatives(desk: Desk, id: UUID, chosen: Collection[UUID], *, letter: str = "") -> None:
    """推举代表 (劳动争议调解仲裁法 7): exactly these; `letter` says what the 推举书 looks like once all have signed."""
    with desk.act(Act.EDIT, "representatives", dispute=id) as tx:
        file = tx.file(id)
        _chosen(file, chosen)
        for claimant in file.claimants:
            tx.put(replace(claimant, representative=claimant.id in chosen))
        statute = STATUTE if chosen and len(file.claimants) >= REPRESENTED_FROM else ""
        tx.put(
            replace(
                file.dispute,
                group_statute=file.dispute.group_statute or statute,
                group_letter=letter or file.dispute.group_letter,
            )
        )


def mark_signing(desk: Desk, id: UUID, claimants: Collection[UUID], *, signs: bool) -> None:
    """Who agrees: for them the agreement is made. RuleBroken once it is signed: the paper says who signed."""
    with desk.act(Act.EDIT, "claimant", dispute=id) as tx:
        file = tx.file(id)
        agreement = file.agreement
        if agreement is not None and agreement.frozen:
            state = "签字" if agreement.status is Status.SIGNED else "签发"
            raise RuleBroken("agreement", f"协议已{state},谁签已写在附表里,不能再改;需要变动请另订补充协议。")
        for claimant in _chosen(file, claimants):
            tx.put(replace(claimant, signed_agreement=signs))


def refer_people(
    desk: Desk, id: UUID, claimants: Collection[UUID], *, to: str, on: date, doc: str = "", also: str = ""
) -> Referral:
    """Those who do not sign go their legal way (人民调解法 26): one referral, and each person's outcome says so."""
    if not to.strip():
        raise RuleBroken("to", "请写明转到哪里,如 劳动人事争议仲裁委员会。")
    with desk.act(Act.EDIT, "hand_off", dispute=id) as tx:
        people = _chosen(tx.file(id), claimants)
        signing = [c for c in people if c.signed_agreement]
        if signing:
            name = tx.file(id).person(signing[0]).name
            raise RuleBroken("claimants", f"{name}已标为同意签,请先取消再转介。")
        made = Referral(
            dispute_id=id,
            to=to.strip(),
            on=on,
            doc=doc.strip(),
            also=also.strip(),
            claimants=tuple(sorted(c.no for c in people)),
            matter="不签协议的人另走法律途径",
            by=desk.account.member_id,
        )
        tx.put(made)
        for claimant in people:
            tx.put(replace(claimant, outcome=f"未达成,{on:%m-%d} 转{to.strip()}"))
    return made


def set_instalments(desk: Desk, id: UUID, amounts: Mapping[UUID, Sequence[int]]) -> None:
    """Each person's instalments in fen. RuleBroken when an issued agreement names other ones, or a count differs."""
    with desk.act(Act.EDIT, "claimant", dispute=id) as tx:
        file = tx.file(id)
        people = {c.id: c for c in _chosen(file, amounts)}
        found = slots(file)
        for key, parts in amounts.items():
            claimant = people[key]
            if any(part < 0 for part in parts) or not parts:
                raise RuleBroken("instalments", f"{file.person(claimant).name}的分期没有填好。")
            if claimant.signed_agreement and _fixed(file) and tuple(parts) != claimant.instalments_fen:
                fits = not claimant.instalments_fen and len(found) == len(parts)
                if not fits:
                    raise RuleBroken("agreement", "协议已签发,各人各期金额已写在附表里,不能再改。")
            tx.put(replace(claimant, instalments_fen=tuple(parts)))


def template() -> bytes:
    """An empty list to fill in, with identity numbers and phones as text, and a second sheet that says how."""
    import xlsxwriter

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": "群体名单模板", "author": "", "comments": ""})
        sheet = book.add_worksheet("名单")
        text = book.add_format({"num_format": "@"})
        money = book.add_format({"num_format": "#,##0.00"})
        head = book.add_format({"bold": True, "bg_color": "#ECE9E3", "border": 1, "align": "center"})
        wanted = [*(f.value for f in Field if f is not Field.INSTALMENT), "第一期(元)", "第二期(元)", "第三期(元)"]
        widths = {"姓名": 10, "身份证号码": 22, "手机": 14, "岗位": 14, "欠薪月份": 20}
        for n, words in enumerate(wanted):
            sheet.set_column(n, n, widths.get(words, 12), money if "(元)" in words else text)
            sheet.write_string(0, n, words, head)
        sheet.freeze_panes(1, 1)
        sheet.data_validation(1, wanted.index("性别"), 5000, wanted.index("性别"), _one_of("男", "女"))
        for words in ("农民工", "代表"):
            sheet.data_validation(1, wanted.index(words), 5000, wanted.index(words), _one_of("是", "否"))
        notes = book.add_worksheet("怎么填")
        notes.set_column(0, 0, 90)
        for n, words in enumerate(_NOTES):
            notes.write_string(n, 0, words)
    return out.getvalue()


_NOTES = (
    "“名单”表第一行是列名,不要改;列的先后可以换,用不到的列可以删。",
    "姓名、欠款(元)必填;各期合计应等于欠款。分期还没谈定的,各期留空。",
    "身份证号码、手机请按文本填写,不要让表格软件变成科学计数。",
    "欠薪月份写成 2026-06、2026-07,或 2026年6月至7月。",
    "再次导入同一名单:按身份证号(没有的按姓名)更新,不会重复;空着的格子保留原来的。",
)


def _one_of(*words: str) -> dict[str, object]:
    return {"validate": "list", "source": list(words)}


def _plan(file: CaseFile, listing: Listing) -> tuple[Planned, ...]:
    asking = [file.person(p) for p in file.sides if p.role.asks and file.person(p).natural]
    listed = {c.person_id for c in file.claimants}
    asking = [p for p in asking if p.id not in listed]
    return plan(listing.good, file.dispute.id, file.claimants, file.people, asking)


def _fixed(file: CaseFile) -> bool:
    return file.agreement is not None and file.agreement.frozen


def _refuse_fixed(file: CaseFile, planned: Sequence[Planned]) -> None:
    if not _fixed(file):
        return
    before = {c.id: c for c in file.claimants}
    for each in planned:
        kept = before.get(each.claimant.id)
        if kept is None or not kept.signed_agreement:
            continue
        if (kept.owed_fen, kept.instalments_fen) != (each.claimant.owed_fen, each.claimant.instalments_fen):
            raise RuleBroken("agreement", f"协议已签发,{each.person.name}的金额已写在附表里,不能用名单改。")


def _chosen(file: CaseFile, wanted: Collection[UUID]) -> list[Claimant]:
    found = [c for c in file.claimants if c.id in wanted]
    if (not found and wanted) or len(found) != len(set(wanted)):
        raise RuleBroken("claimants", "名单里没有这个人,请刷新后再选。")
    return found


def _follow(tx: Transaction, id: UUID) -> None:
    """One case and n people: the file's own count follows the list; ten and more make it a mass file."""
    file = tx.file(id)
    mass = file.dispute.is_mass or len(file.claimants) >= REPRESENTED_FROM
    tx.put(replace(file.dispute, parties_count=heads(file) if file.claimants else 0, is_mass=mass))
