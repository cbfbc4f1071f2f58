"""The mass desk on a real room: hostile lists, taking in twice, everybody's own paper, everybody's payments."""

from __future__ import annotations

import re
import struct
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pytest
import python_calamine
import xlsxwriter

from desktop.commands import disputes, history, papers, records
from desktop.commands.desk import Desk
from desktop.commands.mass import batch, claimants, payments, sheets
from desktop.domain.agreements import Agreement, Duty, Instalment, Obligation, Performance, Status, Term
from desktop.domain.casefile import CaseFile
from desktop.domain.checks import findings
from desktop.domain.disputes import Dispute, Filing, Performing
from desktop.domain.errors import MediationError, NotAllowed, RuleBroken, Unreadable
from desktop.domain.mass.matching import Change
from desktop.domain.mass.personal import personal_words
from desktop.domain.mass.standings import State, disagreements, heads, signing, slots, standings
from desktop.domain.people import Role
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text, rmb_words
from tests.conftest import be
from tests.reports.reading import flat, page_texts

WORKERS = 34
UNDER_WAY = {Performing.PERFORMING, Performing.PARTIAL, Performing.BREACHED}
HEADS = ("姓名", "身份证号码", "手机", "岗位", "欠薪月份", "欠款(元)", "第一期", "第二期", "农民工")


def sheet(rows: list[Any], **options: Any) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        page = book.add_worksheet()
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                page.write(y, x, value)
    return out.getvalue()


def workers(count: int, *, owed: float = 1000) -> bytes:
    rows: list[Any] = [("某公司名单",), HEADS]
    for n in range(count):
        amount = owed + n / 100
        rows.append((f"工人{_han(n)}", "", f"120{n:08d}", "装配", "2026年6月、7月", amount, 400, amount - 400, "是"))
    return sheet(rows)


def _han(n: int) -> str:
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(d)] for d in f"{n:03d}")


@pytest.fixture
def desk(make_room: Callable[..., Desk]) -> Desk:
    return make_room("cases", role=Role.MEDIATOR)


def first_case(desk: Desk) -> CaseFile:
    with desk.read() as reader:
        found = next(d for d in reader.find(Dispute) if d.case_no.endswith("第001号"))
        return reader.file(found.id)


@pytest.fixture
def live(desk: Desk) -> CaseFile:
    """The 37 workers while the first instalment is due: nothing paid yet, nothing closed."""
    file = first_case(desk)
    with desk.act(Act.EDIT, "edit", undoable=False) as tx:
        tx.put(replace(file.dispute, filing=Filing.OPEN, closed_on=None, archived_on=None, performing=Performing.NONE))
        for p in file.performances:
            tx.remove(p)
    return first_case(desk)


def new_file(desk: Desk, name: str = "周某") -> UUID:
    arrival = disputes.Arrival(
        name=name, phone="12000000000", facts="公司欠薪", category="labour_migrant_wages", other="某公司"
    )
    return disputes.register(desk, arrival).id


def words_of(pdf: bytes) -> str:
    return flat("".join(page_texts(pdf)))


def read(desk: Desk, id: UUID) -> CaseFile:
    with desk.read() as reader:
        return reader.file(id)


# -- taking a list in


def test_two_hundred_people_are_one_act_and_one_undo(desk: Desk) -> None:
    id = new_file(desk, f"工人{_han(7)}")
    began = time.perf_counter()
    shown = claimants.preview(desk, id, "名单.xlsx", workers(200))
    assert not read(desk, id).claimants, "nothing is saved by looking"
    claimants.accept(desk, id, shown)
    assert time.perf_counter() - began < 5
    file = read(desk, id)
    assert len(file.claimants) == 200
    assert file.dispute.is_mass
    assert file.dispute.parties_count == heads(file) == 201, "who asks stands in the list: one person, not two"
    assert [c.no for c in file.claimants] == list(range(1, 201))
    assert file.names() == "200 名职工 与 某公司"
    assert history.timeline(desk, id)[0].act == "claimants"
    assert history.undo_last(desk) == "claimants"
    assert (len(read(desk, id).claimants), read(desk, id).dispute.parties_count) == (0, 0)


def test_the_same_list_again_changes_nothing_and_a_mended_one_doubles_nobody(desk: Desk) -> None:
    id = new_file(desk)
    claimants.accept(desk, id, claimants.preview(desk, id, "a.xlsx", workers(12)))
    again = claimants.preview(desk, id, "a.xlsx", workers(12))
    assert again.counts == {Change.NEW: 0, Change.UPDATED: 0, Change.SAME: 12}
    with pytest.raises(RuleBroken, match="完全一样"):
        claimants.accept(desk, id, again)
    before = {c.id for c in read(desk, id).claimants}
    mended = claimants.preview(desk, id, "a.xlsx", workers(13, owed=1100))
    claimants.accept(desk, id, mended)
    file = read(desk, id)
    assert len(file.claimants) == 13
    assert before < {c.id for c in file.claimants}
    assert file.claimants[0].owed_fen == 110_000
    assert file.dispute.parties_count == 13 + 2


def test_wrong_rows_stay_out_and_the_right_ones_come_in(desk: Desk) -> None:
    id = new_file(desk)
    rows = [("姓名", "欠款"), ("甲某", 100), ("乙某", "很多"), ("", 50), ("丙某", 200)]
    shown = claimants.preview(desk, id, "a.xlsx", sheet(rows))
    assert (shown.wrong, len(shown.planned)) == (2, 2)
    claimants.accept(desk, id, shown)
    file = read(desk, id)
    assert [file.person(c).name for c in file.claimants] == ["甲某", "丙某"]
    assert not file.dispute.is_mass, "fewer than ten"


def test_an_issued_agreement_is_not_changed_by_a_list(desk: Desk, live: CaseFile) -> None:
    person = live.person(live.claimants[0])
    rows = [("姓名", "身份证号码", "欠款"), (person.name, person.id_number, 999)]
    shown = claimants.preview(desk, live.dispute.id, "a.xlsx", sheet(rows))
    with pytest.raises(RuleBroken, match="附表"):
        claimants.accept(desk, live.dispute.id, shown)
    with pytest.raises(RuleBroken, match="附表"):
        claimants.mark_signing(desk, live.dispute.id, [live.claimants[0].id], signs=False)
    with pytest.raises(RuleBroken, match="附表"):
        claimants.remove(desk, live.dispute.id, [live.claimants[0].id])


def test_who_may_not_edit_may_not_import(desk: Desk) -> None:
    id = new_file(desk)
    be(desk, Role.READER)
    with pytest.raises(NotAllowed):
        claimants.preview(desk, id, "a.xlsx", workers(2))


def test_the_template_comes_back_as_a_list(desk: Desk) -> None:
    empty = claimants.template()
    with pytest.raises(RuleBroken, match="没有人"):
        claimants.preview(desk, new_file(desk), "t.xlsx", empty)
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(empty))
    assert book.sheet_names == ["名单", "怎么填"]
    with zipfile.ZipFile(BytesIO(empty)) as packed:
        assert 'formatCode="@"' in packed.read("xl/styles.xml").decode(), "identity numbers are text"


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_lists_as_text(desk: Desk, code: str) -> None:
    text = '姓名,身份证号码,金额\r\n赵明远,999999197501011016,"17,200.00"\r\n李𪨶,,100\r\n'
    (one, two) = claimants.preview(desk, new_file(desk), "a.csv", text.encode(code)).listing.entries
    assert (one.name, one.id_number, one.owed_fen) == ("赵明远", "999999197501011016", 1_720_000)
    assert two.name == "李𪨶"


# -- hostile files


def far_corner() -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, "姓名")
        page.write(1_048_575, 16_383, "x")
    return out.getvalue()


def bomb() -> bytes:
    good = BytesIO(workers(1))
    out = BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
        new.writestr("xl/media/x.bin", b"\0" * (sheets.MOST_UNPACKED + 1))
    return out.getvalue()


def lying_bomb() -> bytes:
    """Its directory says that everything is small."""
    content = bytearray(bomb())
    size = struct.pack("<L", sheets.MOST_UNPACKED + 1)
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = struct.pack("<L", 10)
    return bytes(content)


def hidden_corner() -> bytes:
    """The sheet lies under a name that no sheet has."""
    content = BytesIO(far_corner())
    out = BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            text = old.read(part).replace(b"worksheets/sheet1.xml", b"theme/x.xml")
            new.writestr(part.filename.replace("worksheets/sheet1.xml", "theme/x.xml"), text)
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "是空的"),
    "too large": (lambda: b"x" * (sheets.MOST_BYTES + 1), "20 MB"),
    "a picture": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0" * 100, "不是 xlsx"),
    "a program": (lambda: b"MZ\x90\0" + bytes(range(256)) * 20, "不是 xlsx"),
    "broken zip": (lambda: b"PK\x03\x04" + b"\x7f" * 4000, "不是完好的表格"),
    "half a file": (lambda: workers(20)[:3000], "不是完好的表格"),
    "another zip": (lambda: _zip({"a.txt": b"hello"}), "不是 xlsx"),
    "broken xls": (lambda: sheets.OLE + b"\0" * 4000, "不是完好的表格"),
    "locked": (lambda: sheets.OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
    "bomb": (bomb, "太大"),
    "lying bomb": (lying_bomb, "太大"),
    "far corner": (far_corner, "很远处"),
    "hidden corner": (hidden_corner, "很远处"),
    "endless": (lambda: sheet([("姓名", "金额"), *[("甲某", 1)] * (sheets.MOST_ROWS + 5)]), "分开导入"),
    "endless text": (lambda: b"a,b\n" * (sheets.MOST_ROWS + 5), "分开导入"),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_a_hostile_file_is_one_sentence(what: str) -> None:
    make, words = HOSTILE[what]
    with pytest.raises(Unreadable) as refused:
        sheets.read_rows("名单.xlsx", make())
    assert words in refused.value.for_user()


def test_formulas_are_their_values(desk: Desk) -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["姓名", "金额"])
        page.write_formula(1, 0, '=HYPERLINK("http://example.com","甲某")', None, "甲某")
        page.write_formula(1, 1, "=8600*2", None, 17200)
    (entry,) = claimants.preview(desk, new_file(desk), "a.xlsx", out.getvalue()).listing.entries
    assert (entry.name, entry.owed_fen) == ("甲某", 1_720_000)


def test_the_list_may_be_on_a_later_sheet_and_hidden_sheets_are_not_read() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("说明").write(0, 0, "请看第二张表")
        hidden = book.add_worksheet("旧")
        hidden.write_row(0, 0, ["姓名", "金额"])
        hidden.hide()
        book.add_worksheet("名单").write_row(0, 0, ["姓名", "金额", "电话"])
    assert sheets.read_rows("a.xlsx", out.getvalue()) == [["姓名", "金额", "电话"]]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="读不出来"):
        sheets.read_path(tmp_path / "没有.xlsx")


# -- representatives, who signs, who goes elsewhere


def test_representatives_and_their_letter(desk: Desk) -> None:
    id = new_file(desk)
    claimants.accept(desk, id, claimants.preview(desk, id, "a.xlsx", workers(12)))
    chosen = [c.id for c in read(desk, id).claimants[:3]]
    claimants.choose_representatives(desk, id, chosen, letter="推举书(12人签名)")
    file = read(desk, id)
    assert [c.id for c in file.claimants if c.representative] == chosen
    assert (file.dispute.group_statute, file.dispute.group_letter) == (claimants.STATUTE, "推举书(12人签名)")
    letter = words_of(papers.make(desk, id, "representatives_letter").pdf)
    assert "劳动争议调解仲裁法》第七条" in letter
    assert all(file.person(c).name in letter for c in file.claimants)
    assert "追索2026年6月至2026年7月劳动报酬" in letter


def test_those_who_do_not_sign_go_their_way(desk: Desk) -> None:
    id = new_file(desk)
    claimants.accept(desk, id, claimants.preview(desk, id, "a.xlsx", workers(12)))
    people = read(desk, id).claimants
    claimants.mark_signing(desk, id, [c.id for c in people[:10]], signs=True)
    with pytest.raises(RuleBroken, match="同意签"):
        claimants.refer_people(desk, id, [people[0].id], to="仲裁委", on=date(2026, 8, 14))
    claimants.refer_people(
        desk, id, [c.id for c in people[10:]], to="仲裁委", on=date(2026, 8, 14), doc="终止调解告知书"
    )
    file = read(desk, id)
    assert file.referrals[-1].claimants == (11, 12)
    assert [c.outcome for c in file.claimants[10:]] == ["未达成,08-14 转仲裁委"] * 2


# -- everybody's own agreement


def test_each_person_has_their_own_paper_and_nobody_elses(desk: Desk, live: CaseFile) -> None:
    made = batch.prepare(desk, live.dispute.id)
    assert (len(made.people), made.doubts, made.draft) == (WORKERS, (), False)
    progress = batch.Progress()
    began = time.perf_counter()
    bundle = batch.run(made, progress)
    assert time.perf_counter() - began < 10
    assert bundle is not None
    assert (progress.done, progress.total) == (WORKERS, WORKERS)
    names = {c.id: live.person(c).name for c in live.claimants}
    for person, (name, pdf) in zip(made.people, bundle.papers, strict=True):
        text = words_of(pdf)
        c = person.claimant
        assert name == f"{c.no:02d} {person.name}.pdf"
        assert person.name in text
        assert live.person(c).id_number in text
        assert rmb_words(sum(c.instalments_fen)) in text
        assert all(fen_text(fen) in text for fen in c.instalments_fen)
        assert f"第001号-{c.no:02d}" in text
        assert not [other for id, other in names.items() if id != c.id and other != person.name and other in text]
        assert not [s for s in slots(live) if fen_text(s.amount_fen) in text], "no sum of all together"
        assert "附表" not in text
        assert "名申请人" not in text


def test_all_in_one_file_begin_on_a_front_side(desk: Desk, live: CaseFile) -> None:
    bundle = batch.run(batch.prepare(desk, live.dispute.id), batch.Progress())
    assert bundle is not None
    paper = batch.in_one(bundle)
    with pikepdf.open(BytesIO(paper.pdf)) as whole:
        pages = [len(pikepdf.open(BytesIO(pdf)).pages) for _, pdf in bundle.papers]
        assert len(whole.pages) == sum(n + n % 2 for n in pages[:-1]) + pages[-1]
    assert paper.title == "逐人调解协议书(34份)"


def test_a_run_is_stopped(desk: Desk, live: CaseFile) -> None:
    made, progress = batch.prepare(desk, live.dispute.id), batch.Progress()
    progress.stop.set()
    assert batch.run(made, progress) is None
    later = batch.Progress()
    got: list[Any] = []
    work = threading.Thread(target=lambda: got.append(batch.run(made, later)))
    work.start()
    work.join(30)
    assert got[0] is not None
    assert later.done == WORKERS


def test_some_of_them_only_and_into_a_folder(desk: Desk, live: CaseFile, tmp_path: Path) -> None:
    some = [c.id for c in live.claimants[:2]]
    bundle = batch.run(batch.prepare(desk, live.dispute.id, some), batch.Progress())
    assert bundle is not None
    assert batch.save_to(desk, bundle, tmp_path / "协议") == 2
    assert sorted(p.name for p in (tmp_path / "协议").iterdir()) == ["01 赵明远.pdf", "02 钱思齐.pdf"]
    assert history.timeline(desk, live.dispute.id)[0].act == "copy_out"
    with pytest.raises(MediationError):
        batch.save_to(desk, bundle, tmp_path / "协议" / "01 赵明远.pdf")


def test_the_signing_sheet_has_everybody_with_room_to_sign(desk: Desk, live: CaseFile) -> None:
    paper = papers.make(desk, live.dispute.id, "signing_sheet")
    text = words_of(paper.pdf)
    for claimant in signing(live):
        assert live.person(claimant).name in text
        assert fen_text(sum(claimant.instalments_fen)) in text
    assert "合计34人776,532.28" in text
    with pikepdf.open(BytesIO(paper.pdf)) as pages:
        heads_seen = sum("按指印" in flat(part) for part in page_texts(paper.pdf))
        assert heads_seen >= len(pages.pages) - 1
        heights = [
            float(op.operands[3])
            for page in pages.pages
            for op in pikepdf.parse_content_stream(page)
            if str(op.operator) == "re"
        ]
    assert sum(abs(h) >= 18 * 72 / 25.4 - 0.01 for h in heights) >= 6 * WORKERS, "six cells a row, 18 mm high"


def made_agreement(file: CaseFile, *terms: str, duties: tuple[Obligation, ...] = ()) -> CaseFile:
    """The file with a draft of these clauses."""
    agreement = Agreement(dispute_id=file.dispute.id, no="x", agreed_on=date(2026, 8, 14))
    kept = tuple(replace(o, agreement_id=agreement.id) for o in duties)
    return replace(
        file,
        agreements=(agreement,),
        obligations=kept,
        terms=tuple(
            Term(dispute_id=file.dispute.id, agreement_id=agreement.id, position=n, text=text)
            for n, text in enumerate(terms, 1)
        ),
    )


def plan_of(file: CaseFile, dues: tuple[tuple[date, int], ...]) -> Obligation:
    parts = tuple(Instalment(due=day, amount_fen=fen) for day, fen in dues)
    return Obligation(
        dispute_id=file.dispute.id,
        agreement_id=file.dispute.id,
        seq=1,
        debtors=(file.sides[0].id,),
        creditor_text="34名职工(见附表)",
        kind=Duty.MONEY,
        amount_fen=sum(fen for _, fen in dues),
        instalments=parts,
    )


AUGUST, OCTOBER = date(2026, 8, 28), date(2026, 10, 30)


def two(file: CaseFile, parts: tuple[int, int] = (600, 400)) -> CaseFile:
    """Two people, two instalments of 1,000.00 in all."""
    some = (
        replace(file.claimants[0], instalments_fen=(60_000, 40_000 - 1)),
        replace(file.claimants[1], instalments_fen=(parts[0] * 100 - 60_000, parts[1] * 100 - 40_000 + 1)),
    )
    return replace(file, claimants=some)


def test_a_clause_made_from_its_obligation_is_made_again_for_the_person(live: CaseFile) -> None:
    file = two(live, (1000, 1000))
    duty = plan_of(file, ((AUGUST, 100_000), (OCTOBER, 100_000)))
    made = made_agreement(file, "逾期的,全部到期", duties=(duty,))
    bound = replace(made, obligations=tuple(replace(o, term_id=made.terms[0].id) for o in made.obligations))
    assert bound.agreement is not None
    words = personal_words(bound, bound.agreement, bound.claimants[0])
    assert words.terms[0].startswith(
        "上海澜图云科信息技术有限公司分两期向赵明远支付人民币玖佰玖拾玖元玖角玖分(¥999.99)"
    )
    assert words.terms[0].endswith("逾期的,全部到期。")


def test_equal_sums_are_told_apart_by_their_days_or_refused(live: CaseFile) -> None:
    file = two(live, (1000, 1000))
    duty = plan_of(file, ((AUGUST, 100_000), (OCTOBER, 100_000)))
    clear = made_agreement(file, "共2,000元,2026年8月28日前付1,000元,10月30日前付1,000元,见附表。", duties=(duty,))
    assert clear.agreement is not None
    words = personal_words(clear, clear.agreement, clear.claimants[0])
    assert words.terms == ("共999.99元,2026年8月28日前付600元,10月30日前付399.99元。",)
    dim = made_agreement(file, "共2,000元,先付1,000元,再付1,000元。", duties=(duty,))
    assert dim.agreement is not None
    with pytest.raises(RuleBroken, match="分不清"):
        personal_words(dim, dim.agreement, dim.claimants[0])


def test_a_clause_that_says_no_amount_is_refused_and_strange_amounts_are_doubts(live: CaseFile) -> None:
    file = two(live, (1000, 1000))
    duty = plan_of(file, ((AUGUST, 100_000), (OCTOBER, 100_000)))
    silent = made_agreement(file, "金额见附表。", duties=(duty,))
    assert silent.agreement is not None
    with pytest.raises(RuleBroken, match="没有写第一期"):
        personal_words(silent, silent.agreement, silent.claimants[0])
    odd = made_agreement(
        file, "赵明远、钱思齐等2名职工:8月28日付1,000元,10月30日付1,000元,违约金500元。", duties=(duty,)
    )
    assert odd.agreement is not None
    words = personal_words(odd, odd.agreement, odd.claimants[0])
    assert words.doubts == ("文字里的 500元 没有换成各人金额",)


def test_amounts_that_do_not_make_the_agreements_are_said(desk: Desk, live: CaseFile) -> None:
    assert disagreements(live) == ()
    first = live.claimants[0]
    short = replace(first, instalments_fen=(first.instalments_fen[0] - 1, *first.instalments_fen[1:]))
    off = replace(live, claimants=(short, *live.claimants[1:]))
    assert disagreements(off) == ("第一期:协议 310,612.91,各人合计 310,612.90,差 0.01",)
    assert live.agreement is not None
    red = findings(off, live.agreement, desk.today(), desk.handbook.rules.calendar)
    assert [f.sentence for f in red if f.code == "SHARES"] == [disagreements(off)[0]], "it cannot be issued so"
    be(desk, Role.ADMIN)
    with desk.act(Act.LOAD, "load", undoable=False) as tx:  # so it came from elsewhere
        tx.put(short)
    be(desk, Role.MEDIATOR)
    with pytest.raises(RuleBroken, match=re.escape("差 0.01")):
        batch.prepare(desk, live.dispute.id)


# -- everybody's payments


def test_an_instalment_paid_for_all_is_one_act(desk: Desk, live: CaseFile) -> None:
    id = live.dispute.id
    owed = payments.open_by_person(live, 1, desk.today())
    assert len(owed) == WORKERS
    assert sum(owed.values()) == 31_061_291
    assert payments.pay(desk, id, 1, owed, on=AUGUST, proof="银行代发回单") == WORKERS
    file = read(desk, id)
    assert {s.dues[0].state for s in standings(file, AUGUST)} == {State.PAID}
    assert {s.state for s in standings(file, AUGUST)} == {State.PARTLY}
    assert {s.state for s in standings(file, OCTOBER)} == {State.LATE}
    assert file.dispute.performing in UNDER_WAY
    assert file.paid(slots(file)[0].obligation) == 31_061_291
    for nth in (2, 3):
        payments.pay(desk, id, nth, payments.open_by_person(read(desk, id), nth, OCTOBER), on=OCTOBER)
    done = read(desk, id)
    assert done.dispute.performing is Performing.FULFILLED
    assert {s.state for s in standings(done, OCTOBER)} == {State.PAID}
    assert history.undo_last(desk) == "claimant_paid"
    assert read(desk, id).dispute.performing in UNDER_WAY
    assert payments.open_by_person(read(desk, id), 3, OCTOBER)


def test_one_person_in_parts_and_never_too_much(desk: Desk, live: CaseFile) -> None:
    id, who = live.dispute.id, live.claimants[0].id
    payments.pay(desk, id, 1, {who: 100_000}, on=AUGUST)
    payments.pay(desk, id, 1, {who: 588_000}, on=AUGUST)
    (mine,) = [s for s in standings(read(desk, id), AUGUST) if s.claimant.id == who]
    assert (mine.dues[0].state, mine.paid_fen, mine.open_fen) == (State.PAID, 688_000, 1_032_000)
    with pytest.raises(RuleBroken, match="只欠"):
        payments.pay(desk, id, 1, {who: 1}, on=AUGUST)
    with pytest.raises(RuleBroken, match="没有签"):
        payments.pay(desk, id, 1, {live.claimants[8].id: 100}, on=AUGUST)
    payments.take_back(desk, id, who, 1)
    assert payments.open_by_person(read(desk, id), 1, AUGUST)[who] == 688_000
    with pytest.raises(RuleBroken, match="名单"):
        claimants.remove(desk, id, [UUID(int=5)])


def test_an_acceleration_that_has_bitten_makes_everything_late(desk: Desk, live: CaseFile) -> None:
    file = two(live, (1000, 1000))
    duty = replace(plan_of(file, ((AUGUST, 100_000), (OCTOBER, 100_000))), accelerates_after=5)
    made = made_agreement(file, "8月28日付1,000元,10月30日付1,000元。", duties=(duty,))
    made = replace(made, performances=())
    for day, states in ((date(2026, 8, 31), [State.LATE, State.WAITING]), (date(2026, 9, 10), [State.LATE] * 2)):
        assert [d.state for d in standings(made, day)[0].dues] == states


def test_a_sum_for_all_is_put_down_person_by_person(desk: Desk, live: CaseFile) -> None:
    id = live.dispute.id
    slot = slots(live)[0]
    lump = Performance(
        dispute_id=id, obligation_id=slot.obligation.id, seq=1, on=AUGUST, amount_fen=10_000_000, status="paid"
    )
    records.save(desk, lump)
    assert {s.dues[0].state for s in standings(read(desk, id), AUGUST)} == {State.WAITING}, "nobody knows whose it is"
    with pytest.raises(RuleBroken, match="分到人"):
        payments.pay(desk, id, 1, {live.claimants[0].id: 1}, on=AUGUST)
    assert payments.share_out(desk, id, 1) == WORKERS
    file = read(desk, id)
    assert file.paid(slot.obligation) == 10_000_000
    assert sum(s.dues[0].paid_fen for s in standings(file, AUGUST)) == 10_000_000
    rest = payments.open_by_person(file, 1, AUGUST)
    payments.pay(desk, id, 1, rest, on=AUGUST)
    assert read(desk, id).paid(slot.obligation) == slot.amount_fen


def test_a_whole_sum_pays_everybody(desk: Desk) -> None:
    file = first_case(desk)
    assert {s.state for s in standings(file, desk.today())} == {State.PAID}
    assert sum(s.paid_fen for s in standings(file, desk.today())) == 77_653_228


def test_nothing_is_paid_before_the_agreement_is_in_force(desk: Desk) -> None:
    id = new_file(desk)
    with pytest.raises(RuleBroken, match="生效"):
        payments.pay(desk, id, 1, {UUID(int=1): 1}, on=AUGUST)


def test_instalments_are_not_rewritten_once_issued(desk: Desk, live: CaseFile) -> None:
    assert live.agreement is not None
    assert live.agreement.status is Status.SIGNED
    with pytest.raises(RuleBroken, match="附表"):
        claimants.set_instalments(desk, live.dispute.id, {live.claimants[0].id: (1, 2, 3)})
