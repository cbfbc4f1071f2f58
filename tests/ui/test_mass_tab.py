"""群体 by the keyboard: a list is looked at and taken in, people are ticked, one panel at a time does one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication

from desktop.commands import disputes, history
from desktop.commands.desk import Desk
from desktop.commands.mass import claimants
from desktop.commands.papers import Paper
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Filing, Performing
from desktop.domain.mass.standings import State, standings
from desktop.domain.people import Role
from desktop.domain.permissions import Act
from desktop.ui.file.page import FilePage
from desktop.ui.file.records.mass import MassTab
from desktop.ui.looks import Look, wear
from desktop.ui.window import Window
from tests.commands.test_mass import sheet, workers
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.file_desk import CTRL, Asked, Key, press, say, settled
from tests.ui.hosting import window

DRESSES = [(1366, 768, 1.0), (1366, 697, 1.0), (1920, 1080, 1.0), (1366, 697, 1.5), (1366, 768, 1.25)]


class Page:
    """The tab of a file in a real window, whose slow work is done at once."""

    def __init__(self, qtbot: Any, desk: Desk, id: UUID, size: tuple[int, int] = (1366, 768)) -> None:
        self.desk, self.id = desk, id
        self.paper = Asked()
        self.printed: list[Paper] = []
        self.shown: Window = window(desk, {"file": FilePage, "paper": lambda _h: self.paper}, size=size)
        qtbot.addWidget(self.shown.shell)
        with qtbot.waitActive(self.shown.shell):
            self.shown.shell.activateWindow()
        self.shown.submit = lambda work, then: then(work())  # type: ignore[method-assign]
        self.shown.print_paper = lambda _id, paper: self.printed.append(paper)  # type: ignore[method-assign]
        self.shown.open_file(id, "mass")
        settled()

    @property
    def tab(self) -> MassTab:
        made = self.shown.page("file")._made["mass"]
        assert isinstance(made, MassTab)
        return made

    def file(self) -> CaseFile:
        with self.desk.read() as reader:
            return reader.file(self.id)

    def words(self) -> str:
        return self.tab.panel.said.text() if self.tab.panel else ""

    def wrong(self) -> str:
        panel = self.tab.panel
        return panel.warning.text.text() if panel and not panel.warning.isHidden() else ""


@pytest.fixture
def desk(make_room: Callable[..., Desk], dressed: QApplication) -> Desk:
    return make_room("cases", role=Role.MEDIATOR)


@pytest.fixture
def empty(desk: Desk) -> UUID:
    arrival = disputes.Arrival(
        name="周某", phone="12000000000", facts="公司欠薪", category="labour_migrant_wages", other="某公司"
    )
    return disputes.register(desk, arrival).id


@pytest.fixture
def live(desk: Desk) -> UUID:
    """The first invented case while it is performed: nothing paid yet."""
    with desk.read() as reader:
        found = next(d for d in reader.find(Dispute) if d.case_no.endswith("第001号"))
        file = reader.file(found.id)
    with desk.act(Act.EDIT, "edit", undoable=False) as tx:
        tx.put(replace(found, filing=Filing.OPEN, closed_on=None, archived_on=None, performing=Performing.NONE))
        for p in file.performances:
            tx.remove(p)
    return found.id


def kept(tmp_path: Path, content: bytes, name: str = "名单.xlsx") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def test_the_tab_is_there_for_files_of_many(qtbot: Any, desk: Desk, empty: UUID, live: UUID) -> None:
    page = Page(qtbot, desk, live)
    bar = page.shown.page("file").tabs
    assert "mass" in bar.shown_keys()
    page.shown.open_file(empty)
    assert "mass" not in bar.shown_keys()
    more = [a.text() for a in page.shown.page("file").head.more.menu_shown().actions()]
    assert "群体名单" in more
    page.shown.open_file(empty, "mass")
    assert "mass" in bar.shown_keys()
    assert page.tab.front is page.tab.empty
    assert page.tab.nothing.button is not None
    assert page.tab.nothing.button.hasFocus()


def test_a_list_is_looked_at_then_taken_in_by_the_keyboard(qtbot: Any, desk: Desk, empty: UUID, tmp_path: Path) -> None:
    page = Page(qtbot, desk, empty)
    page.tab.take(kept(tmp_path, workers(40)))
    settled()
    preview = page.tab.importing
    assert page.tab.front is preview
    assert preview.yes.words == "导入 40 人"
    assert not page.file().claimants, "nothing is saved by looking"
    assert preview.yes.hasFocus()
    press(Key.Key_Return)
    settled()
    assert len(page.file().claimants) == 40
    assert page.tab.front is page.tab.listed
    assert page.tab.table.hasFocus()
    assert page.tab.totals.accessibleName().startswith("合计 40 人,40,007.80 元")
    assert "1 件 42 人" in page.tab.sums.text()
    page.shown.undo()
    assert not page.file().claimants
    assert page.tab.front is page.tab.empty


def test_wrong_cells_are_named_and_the_list_is_read_again(qtbot: Any, desk: Desk, empty: UUID, tmp_path: Path) -> None:
    page = Page(qtbot, desk, empty)
    rows = [
        ("姓名", "身份证号码", "手机", "欠款", "车间"),
        ("甲某", "", "12000000001", 100, "一"),
        ("", "", "", "多", ""),
    ]
    name = kept(tmp_path, sheet(rows))
    page.tab.take(name)
    settled()
    preview = page.tab.importing
    assert "有错 1 行" in preview.sums.text()
    assert "没有用到的列:车间" in preview.notice.text.text()
    assert preview.table is not None
    assert preview.table.hasFocus(), "a wrong row comes first"
    assert preview.table.current_key() == 3
    assert "没有写姓名" in preview.fault.text()
    assert "看不懂这个金额" in preview.fault.text()
    preview.only.click()
    assert preview.rows.rowCount() == 2, "without a number: worth a look"
    kept(tmp_path, sheet([rows[0], rows[1], ("乙某", "", "12000000002", 50, "")]))
    preview.again.click()
    settled()
    assert preview.yes.words == "导入 2 人"
    press(Key.Key_Return, CTRL)
    settled()
    assert [page.file().person(c).name for c in page.file().claimants] == ["甲某", "乙某"]


def test_esc_puts_the_preview_away_and_bad_files_are_one_sentence(
    qtbot: Any, desk: Desk, empty: UUID, tmp_path: Path
) -> None:
    page = Page(qtbot, desk, empty)
    page.tab.take(kept(tmp_path, b"MZ\0\0" * 50, "x.xlsx"))
    assert page.tab.front is page.tab.empty
    assert "不是 xlsx" in page.shown.shell.notices.banners()[-1].text.text()
    page.tab.take(kept(tmp_path, workers(3)))
    settled()
    press(Key.Key_Escape)
    settled()
    assert page.tab.front is page.tab.empty
    assert not page.file().claimants


def test_a_list_is_dropped_onto_the_tab(qtbot: Any, desk: Desk, empty: UUID, tmp_path: Path) -> None:
    page = Page(qtbot, desk, empty)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(kept(tmp_path, workers(3)))])
    assert page.tab._dropped(data).endswith("名单.xlsx")
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.pdf"))])
    assert page.tab._dropped(data) == ""


def test_people_are_ticked_by_space_and_all_at_once(qtbot: Any, desk: Desk, live: UUID) -> None:
    page = Page(qtbot, desk, live)
    table = page.tab.table
    assert table.hasFocus()
    for _ in range(2):
        press(Key.Key_Space)
        press(Key.Key_Down)
    assert [r.claimant.no for r in table.people if r.ticked] == [1, 2]
    assert "已勾选 2 人" in page.tab.totals.accessibleName()
    press(Key.Key_A, CTRL)
    press(Key.Key_Space)
    assert len(table.ticked) == 37
    press(Key.Key_Space)
    assert not table.ticked
    assert page.tab.person.name.text() == page.file().person(page.file().claimants[2]).name


def test_numbers_are_masked_until_somebody_asks(qtbot: Any, desk: Desk, live: UUID) -> None:
    page = Page(qtbot, desk, live)
    number = page.file().person(page.file().claimants[0]).id_number
    assert number not in page.tab.person.about.text()
    assert number not in page.tab.table.rows.data(page.tab.table.rows.index(0, 3))
    page.tab.person.eye.click()
    assert number in page.tab.person.about.text()
    assert history.timeline(desk, live)[0].act == "reveal"
    page.tab.table.go_to(page.file().claimants[1].id)
    page.tab.table.go_to(page.file().claimants[0].id)
    assert number not in page.tab.person.about.text(), "another person covers it again"


def test_representatives_are_those_ticked(qtbot: Any, desk: Desk, empty: UUID) -> None:
    shown = claimants.preview(desk, empty, "a.xlsx", workers(12))
    claimants.accept(desk, empty, shown)
    page = Page(qtbot, desk, empty)
    page.tab.representatives.click()
    assert "勾选 3 至 5 名" in page.wrong()
    assert page.tab.panel is not None
    assert not page.tab.panel.yes.isEnabled()
    page.tab.table.tick(frozenset(c.id for c in page.file().claimants[:2]))
    assert "一般推举 3 至 5 人" in page.wrong()
    page.tab.table.tick(frozenset(c.id for c in page.file().claimants[:4]))
    assert page.wrong() == ""
    page.tab.panel.yes.click()
    assert sum(c.representative for c in page.file().claimants) == 4
    assert page.tab.panel is None
    page.tab.representatives.click()
    page.tab.panel.print_button.click()  # type: ignore[union-attr]
    assert page.paper.opened[-1][1] == "representatives_letter"


def test_instalments_by_ratio_come_out_to_the_fen(qtbot: Any, desk: Desk, empty: UUID) -> None:
    rows = [("姓名", "欠款"), *((f"工人{c}", 100.01) for c in "甲乙丙")]
    claimants.accept(desk, empty, claimants.preview(desk, empty, "a.xlsx", sheet(rows)))
    page = Page(qtbot, desk, empty)
    page.tab.instalments.click()
    settled()
    panel = page.tab.panel
    assert panel is not None
    assert panel.form is not None
    assert panel.form.field("how").value() == "ratio"
    ratio = panel.form.field("ratio").line
    ratio.setFocus()
    ratio.selectAll()
    say("abc")
    assert "请写各期的比例" in page.wrong()
    ratio.selectAll()
    say("40 30 30")
    assert page.words() == "3 人,合计 300.03:第一期 120.00·第二期 90.00·第三期 90.03"
    press(Key.Key_Return, CTRL)
    settled()
    assert {c.instalments_fen for c in page.file().claimants} == {(4_000, 3_000, 3_001)}


def test_payments_for_all_for_some_and_by_the_banks_list(qtbot: Any, desk: Desk, live: UUID) -> None:
    page = Page(qtbot, desk, live)
    some = [c.id for c in page.file().claimants[:2]]
    page.tab.table.tick(frozenset(some))
    page.tab.pay.click()
    settled()
    assert page.words() == "将记 2 人,共 14,339.75 元"
    press(Key.Key_Return, CTRL)
    settled()
    paid = {s.claimant.id: s.dues[0].state for s in standings(page.file(), desk.today())}
    assert {paid[id] for id in some} == {State.PAID}
    assert sum(state is State.PAID for state in paid.values()) == 2

    page.tab.pay.click()
    settled()
    panel = page.tab.panel
    assert panel is not None
    assert panel.form is not None
    panel.form.field("who").segments.choose("2")
    panel.form.changed.emit("who")
    settled()
    assert page.tab.listed.isHidden(), "nobody is ticked for a list"
    box = panel.form.field("list").text
    box.setFocus()
    say("3 孙雨桐 8,599.50\n路人甲 1.00")
    assert page.words() == "将记 1 人,共 8,599.50 元"
    assert "第 2 行" in page.wrong()
    press(Key.Key_Return, CTRL)
    settled()
    assert not page.tab.listed.isHidden()
    assert sum(s.paid_fen for s in standings(page.file(), desk.today())) == 1_433_975 + 859_950

    page.tab.table.tick(frozenset())
    page.tab.pay.click()
    settled()
    assert page.words().startswith("将记 31 人")
    panel.yes.click()
    assert {s.dues[0].state for s in standings(page.file(), desk.today())} == {State.PAID}
    page.shown.undo()
    assert "逾期" in page.tab.sums.text()


def test_one_persons_payment_is_taken_back(qtbot: Any, desk: Desk, live: UUID) -> None:
    page = Page(qtbot, desk, live)
    assert page.tab.person.back.isHidden()
    page.tab.pay.click()
    assert page.tab.panel is not None
    page.tab.panel.yes.click()
    page.tab.table.go_to(page.file().claimants[0].id)
    assert not page.tab.person.back.isHidden()
    page.tab.person.back.click()
    first, *rest = standings(page.file(), desk.today())
    assert (first.paid_fen, all(s.paid_fen for s in rest)) == (0, True)


def test_everybodys_agreement_goes_to_the_printer_as_one_file(qtbot: Any, desk: Desk, live: UUID) -> None:
    page = Page(qtbot, desk, live)
    page.tab.batch.click()
    settled()
    assert "34 人每人一份" in page.words()
    press(Key.Key_Return)
    assert [p.title for p in page.printed] == ["逐人调解协议书(34份)"]
    assert page.tab.panel is None


def test_agreements_are_saved_into_a_folder_and_a_run_is_stopped(
    qtbot: Any, desk: Desk, live: UUID, tmp_path: Path
) -> None:
    page = Page(qtbot, desk, live)
    page.tab.table.tick(frozenset(c.id for c in page.file().claimants[:3]))
    page.tab.batch.click()
    panel = page.tab.panels["batch"]
    panel.save_into(str(tmp_path / "逐人"))  # type: ignore[attr-defined]
    assert len(list((tmp_path / "逐人").iterdir())) == 3

    waiting: list[tuple[Any, Any]] = []
    page.shown.submit = lambda work, then: waiting.append((work, then))  # type: ignore[method-assign]
    page.tab.batch.click()
    panel.run()
    assert panel.no.words == "停止"
    assert not panel.yes.isEnabled()
    panel.no.click()
    work, then = waiting.pop()
    then(work())
    assert not waiting
    assert not page.printed
    assert panel.no.words == "取消"
    assert panel.yes.isEnabled()


def test_those_who_do_not_sign_are_referred(qtbot: Any, desk: Desk, empty: UUID) -> None:
    claimants.accept(desk, empty, claimants.preview(desk, empty, "a.xlsx", workers(12)))
    page = Page(qtbot, desk, empty)
    page.tab.agree.click()
    assert not any(c.signed_agreement for c in page.file().claimants), "nobody is ticked"
    page.tab.table.tick(frozenset(c.id for c in page.file().claimants[:10]))
    page.tab.agree.click()
    assert sum(c.signed_agreement for c in page.file().claimants) == 10
    page.tab.table.tick(frozenset())
    page.tab.begin("referral")
    settled()
    assert "2 人,人民调解法第26条" in page.words()
    press(Key.Key_Return, CTRL)
    settled()
    assert [bool(c.outcome) for c in page.file().claimants] == [False] * 10 + [True] * 2
    assert "2 人另行处理" in page.tab.sums.text()
    assert page.tab.table.people[-1].signs.text == "不签,另行"


def test_what_was_typed_in_a_panel_comes_back(qtbot: Any, desk: Desk, live: UUID) -> None:
    page = Page(qtbot, desk, live)
    page.tab.pay.click()
    panel = page.tab.panel
    assert panel is not None
    assert panel.form is not None
    panel.form.field("proof").line.setFocus()
    say("huidan")
    press(Key.Key_Escape)
    assert page.tab.panel is None
    page.tab.pay.click()
    assert panel.form.field("proof").value() == "huidan"
    panel.cancel()
    page.tab.pay.click()
    assert panel.form.field("proof").value() == ""


def test_a_reader_only_looks(qtbot: Any, desk: Desk, live: UUID) -> None:
    be(desk, Role.READER)
    page = Page(qtbot, desk, live)
    shown = [b for b in page.tab._buttons() if not b.isHidden()]
    assert shown == [page.tab.more]
    assert page.tab.person.eye.isHidden()


@pytest.mark.parametrize(("wide", "high", "scale"), DRESSES)
def test_nothing_is_cut(
    qtbot: Any, desk: Desk, live: UUID, dressed: QApplication, tmp_path: Path, wide: int, high: int, scale: float
) -> None:
    wear(dressed, Look(scale=scale))
    page = Page(qtbot, desk, live, (wide, high))
    page.tab.table.tick(frozenset(c.id for c in page.file().claimants[:3]))
    settled()
    assert clipped(page.shown.shell) == []
    for key in page.tab.panels:
        page.tab.begin(key)
        settled()
        assert clipped(page.shown.shell) == [], key
        page.tab._panel_ended()
    page.tab.take(kept(tmp_path, workers(12)))
    settled()
    assert clipped(page.shown.shell) == []
    assert page.shown.shell.size().width() == wide
    assert page.shown.shell.size().height() == high
