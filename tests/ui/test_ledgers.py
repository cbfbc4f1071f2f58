"""台账: edited column by column with the keyboard, tried while one types, kept through a crash; saved with a reason."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.commands import drafts
from desktop.commands.ledgers import maps
from desktop.domain.counting import parse_period
from desktop.domain.people import Role
from desktop.ui.looks import Look, wear
from desktop.ui.statistics.ledgers import FITS, LedgersPane
from tests.commands.test_ledgers import told
from tests.conftest import be
from tests.ui.clipping import clipped
from tests.ui.file_desk import press, say
from tests.ui.hosting import window
from tests.ui.settings_room import part_windows, settings_windows

Key, Ctrl, Alt = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SIZES = [((1366, 768), 1.0), ((1366, 697), 1.0), ((1920, 1080), 1.0), ((1366, 768), 1.25), ((1366, 768), 1.5)]


@pytest.fixture
def show(qtbot, dressed, make_room):
    """A window with the section in front: `made, section, desk`."""
    with part_windows("ledgers", qtbot, make_room, "cases") as opened:
        yield opened


def settled(qtbot, made):
    """Nothing is clipped once the layout has come to rest."""

    def whole():
        assert clipped(made.shell) == []

    qtbot.waitUntil(whole, timeout=2000)


def rows(block):
    return [block.model.at(n) for n in range(block.model.rowCount())]


def test_a_column_is_changed_by_the_keyboard_and_seen_at_once_in_the_file_on_trial(qtbot, show):
    _made, section, desk = show()
    section.begin_focus()
    press(Key.Key_Down)
    press(Key.Key_Down)
    assert section.editor.title.text() == "12345工单办理回复台账"
    assert section.editor.trial.value() == "2026-004"
    block = section.editor.block
    assert rows(block)[5].tried.value == "邱*桐"
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: section.editor.form.field("name").line.hasFocus())
    for _ in range(6):
        press(Key.Key_Return)
    assert block.list.hasFocus()
    for _ in range(14):
        press(Key.Key_Down)
    press(Key.Key_Return)
    head = block.form.field("head").line
    qtbot.waitUntil(head.hasFocus)
    head.selectAll()
    say("解决与否")
    assert rows(block)[14].column.head == "解决与否"
    assert rows(block)[14].tried.value == "已解决"
    for _ in range(3):
        press(Key.Key_Return)
    words = block.form.field("words").text
    qtbot.waitUntil(words.hasFocus)
    words.selectAll()
    say("已解决=1\n未解决=2")
    assert rows(block)[14].tried.value == "1"
    assert maps.find(desk, "hotline").columns[14].head == "是否解决"
    press(Key.Key_Return, Ctrl)
    kept = maps.find(desk, "hotline").columns[14]
    assert (kept.head, dict(kept.words)) == ("解决与否", {"已解决": "1", "未解决": "2"})
    assert not section.editor.dirty
    assert drafts.find(desk, "settings:ledger:hotline") is None
    assert section.model.at(2).columns[14].head == "解决与否"


def test_columns_are_added_moved_and_taken_out_by_keys(show):
    _made, section, desk = show()
    section.list.go_to("hotline")
    block = section.editor.block
    block.list.start()
    before = [c.head for c in block.columns()]
    press(Key.Key_Down, Alt)
    assert [c.head for c in block.columns()][:3] == [before[1], before[0], before[2]]
    assert block.place() == 1
    press(Key.Key_Up, Alt)
    assert [c.head for c in block.columns()] == before
    assert not section.editor.dirty
    press(Key.Key_Delete)
    assert [c.head for c in block.columns()] == before[1:]
    press(Key.Key_Insert)
    assert block.form.field("head").line.hasFocus()
    say("街道")
    block.form.field("fixed").set_value("海棠街道")
    block.form.changed.emit("fixed")
    assert rows(block)[1].tried.value == "海棠街道"
    press(Key.Key_Return, Ctrl)
    kept = maps.find(desk, "hotline").columns
    assert [c.head for c in kept] == [before[1], "街道", *before[2:]]
    assert kept[1].fixed == "海棠街道"


def test_what_does_not_fit_is_said_in_the_row_and_below_it(show):
    _made, section, _desk = show()
    section.list.go_to("hotline")
    block = section.editor.block
    block.choose(4)
    block.form.field("width").line.setFocus()
    block.form.field("width").line.selectAll()
    say("5")
    row = rows(block)[4]
    assert block.model.columns[5].text(row) == "超长"
    assert block.problem.isVisibleTo(section)
    assert block.problem.text().startswith("超过 5 字")
    assert "夜间噪声" not in block.told.text()
    assert "户外顾客" in block.told.text()


def test_all_values_of_a_field_are_listed_to_be_given_words(show):
    _made, section, _desk = show()
    section.list.go_to("hotline")
    block = section.editor.block
    block.choose(14)
    block.form.field("words").set_raw("已解决=1")
    block.form.fill_words.click()
    assert block.form.field("words").raw().splitlines() == ["已解决=1", "未解决=", "正在办理="]
    assert dict(block.columns()[14].words) == {"已解决": "1"}
    block.choose(4)
    assert not block.form.fill_words.isVisibleTo(section)


def test_a_refusal_is_said_at_its_field_and_nothing_is_saved(show):
    _made, section, desk = show()
    section.list.go_to("hotline")
    block = section.editor.block
    block.choose(3)
    block.form.field("head").set_raw(" 工单编号 ")
    block.form.changed.emit("head")
    block.choose(7)
    section.editor.save_now()
    assert block.place() == 3
    assert "工单编号" in block.form.field("head").sentence()
    assert block.form.field("head").line.hasFocus()
    block.form.field("head").set_raw("类型")
    block.form.changed.emit("head")
    block.form.field("words").set_raw("投诉")
    block.form.changed.emit("words")
    section.editor.save_now()
    assert "第 1 行" in block.form.field("words").sentence()
    block.form.field("words").set_raw("")
    block.form.field("width").set_raw("很多")
    section.editor.save_now()
    assert "整数" in block.form.field("width").sentence()
    assert not maps.changed(maps.find(desk, "hotline"))


def test_typing_survives_other_ledgers_other_parts_and_a_crash(qtbot, show):
    made, section, desk = show()
    section.list.go_to("peace")
    field = section.editor.form.field("office")
    field.line.setFocus()
    field.line.selectAll()
    say("街道综治中心")
    section.list.go_to("police")
    assert section.editor.form.field("office").value() == "公安(派出所)"
    section.list.go_to("peace")
    assert section.editor.form.field("office").value() == "街道综治中心"
    assert "放回" in section.editor.state.text()
    made.page("settings").show_part("look")
    assert drafts.find(desk, "settings:ledger:peace").values["office"] == "街道综治中心"
    _made, again, _desk = show(desk=desk)
    again.list.go_to("peace")
    assert again.editor.form.field("office").value() == "街道综治中心"
    assert maps.find(desk, "peace").office == "综治(街道平安办)"


def test_a_draft_is_kept_shortly_after_the_last_key(qtbot, show):
    _made, section, desk = show()
    section.list.go_to("peace")
    section.editor.form.field("office").line.setFocus()
    say("a")
    assert drafts.find(desk, "settings:ledger:peace") is None
    qtbot.waitUntil(lambda: drafts.find(desk, "settings:ledger:peace") is not None, timeout=2000)


def test_back_as_it_came(show):
    _made, section, desk = show()
    section.list.go_to("hotline")
    assert not section.editor.reset.isVisibleTo(section)
    section.editor.block.drop_column()
    section.editor.save_now()
    assert section.editor.reset.isVisibleTo(section)
    assert section.model.columns[3].text(section.chosen()) == "本室已改"
    section.editor.reset.click()
    assert not maps.changed(maps.find(desk, "hotline"))
    assert len(section.editor.block.columns()) == 21
    assert section.model.columns[3].text(section.chosen()) == "自带"
    section.editor.block.drop_column()
    section.editor.reset.click()
    assert not section.editor.dirty
    assert len(section.editor.block.columns()) == 21


def test_a_ledger_of_ones_own_is_made_copied_and_taken_away(show):
    _made, section, desk = show()
    section.new.click()
    assert section.chosen().name == "新台账"
    assert section.editor.form.field("name").line.hasFocus()
    section.list.go_to("police")
    assert not section.drop.isEnabled()
    section.copy.click()
    assert section.chosen().name == "非警务警情分流移交反馈台账(副本)"
    assert section.drop.isEnabled()
    section.drop.click()
    assert [m.name for m in maps.maps(desk)][4:] == ["新台账"]


def test_an_unknown_number_is_said_when_the_cursor_leaves(show):
    _made, section, _desk = show()
    trial = section.editor.trial
    trial.line.setFocus()
    trial.line.selectAll()
    say("2026-999")
    assert trial.sentence() == ""
    press(Key.Key_Return)
    assert "2026-999" in trial.sentence()
    assert all(row.tried is None for row in rows(section.editor.block))


def test_who_reports_may_look_and_try_but_not_change(show):
    made, section, _desk = show(role=Role.MEDIATOR)
    editor = section.editor
    assert not section.acts.isVisibleTo(section)
    assert not editor.save.isVisibleTo(section)
    assert not editor.block.acts.isVisibleTo(section)
    assert not editor.form.isEnabled()
    section.begin_focus()
    press(Key.Key_Return)
    assert editor.block.list.hasFocus()
    press(Key.Key_Delete)
    assert len(editor.block.columns()) == 21
    assert rows(editor.block)[1].tried.value
    assert "ledgers" in list(made.page("settings").parts.keys())


@pytest.mark.parametrize("role", [Role.LAWYER, Role.READER])
def test_who_does_not_report_has_no_such_part(make_room, dressed, role, qtbot):
    with settings_windows(qtbot, make_room, "cases") as opened:
        _made, page, _desk = opened(role)
        assert "ledgers" not in list(page.parts.keys())


@pytest.mark.parametrize(("size", "scale"), SIZES)
def test_nothing_is_cut_in_the_settings(qtbot, qapp, show, size, scale):
    wear(qapp, Look(scale=scale))
    try:
        made, section, _desk = show(size=size)
        for code, column in (("judicial", 8), ("hotline", 14), ("police", 20)):
            section.list.go_to(code)
            section.editor.block.choose(column)
            for value in (0, section.verticalScrollBar().maximum()):
                section.verticalScrollBar().setValue(value)
                settled(qtbot, made)
    finally:
        wear(qapp, Look())


# -- beside the statistics


class Holder(QWidget):
    """A page with the pane alone."""

    def __init__(self, host, where):
        super().__init__()
        self.pane = LedgersPane(host, where)
        column = QVBoxLayout(self)
        column.addWidget(self.pane)

    def refresh(self): ...

    def heard(self, _changed): ...

    def begin_focus(self): ...

    def settle(self):
        self.pane.settle()


@pytest.fixture
def pane(qtbot, dressed, make_room, tmp_path):
    """`made, pane, desk, asked`: the pane on the year 2026; `asked` are the names under which it wanted to save."""
    made_windows = []

    def make(role=Role.STATISTICIAN, desk=None, folder=tmp_path):
        desk = desk or make_room("cases")
        be(desk, role)
        asked = []

        def where(_parent, name, then):
            asked.append(name)
            then(folder / name)

        made = window(desk, {"people": lambda host: Holder(host, where)})
        qtbot.addWidget(made.shell)
        made_windows.append(made)
        qtbot.waitUntil(made.shell.isActiveWindow)
        made.shell.show_page("people")
        found = made.page("people").pane
        found.show_period(parse_period("2026"))
        qtbot.waitUntil(lambda: found.result is not None)
        return made, found, desk, asked

    yield make
    for made in made_windows:
        made.jobs.wait()


def choose(qtbot, pane, desk, code):
    wanted = maps.find(desk, code)
    pane.form.field("map").set_value(str(wanted.id))
    pane.form.changed.emit("map")
    qtbot.waitUntil(lambda: pane.result is not None and pane.result.map.code == code)


def test_the_pane_says_how_many_and_what_does_not_fit(qtbot, pane):
    _made, found, desk, _asked = pane()
    assert "5 件,21 列" in found.what.text()
    assert found.fits.text() == FITS
    assert not found.list.isVisibleTo(found)
    choose(qtbot, found, desk, "peace")
    assert "6 件,21 列" in found.what.text()
    assert found.fits.text().startswith("1 处没有对上")
    assert found.model.columns[0].text(found.model.at(0)) == "2026-001"
    assert "120****0002" in found.value.text()
    opened = []
    found.opened.connect(opened.append)
    found.list.start()
    press(Key.Key_Return)
    assert opened == [found.result.problems[0].dispute]
    assert told(desk) == []


def test_the_ledger_is_seen_before_it_goes_and_its_numbers_open_their_files(qtbot, pane):
    _made, found, desk, _asked = pane()
    assert found.table.isVisibleTo(found)
    assert found.table.sheet == found.result.sheet
    assert "沈*文" in {row[6] for row in found.table.sheet.rows}
    opened = []
    found.opened.connect(opened.append)
    found.table.setFocus()
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert opened == [found.result.disputes[1]]
    choose(qtbot, found, desk, "police")
    assert not found.table.isVisibleTo(found)
    assert "没有要填报的纠纷" in found.what.text()


def test_masked_is_saved_by_keys_and_is_on_record(qtbot, pane, tmp_path):
    _made, found, desk, asked = pane()
    choose(qtbot, found, desk, "hotline")
    found.begin_focus()
    press(Key.Key_Return, Ctrl)
    file = tmp_path / "2026 12345工单办理回复台账.xlsx"
    qtbot.waitUntil(file.exists)
    assert asked == [file.name]
    qtbot.waitUntil(lambda: len(told(desk)) == 1)
    said = words_of(file)
    assert "邱*桐" in said
    assert "邱雨桐" not in said
    assert told(desk)[0]["unmasked"] is False


def test_names_go_out_only_with_a_reason(qtbot, pane, tmp_path):
    _made, found, desk, asked = pane()
    choose(qtbot, found, desk, "hotline")
    assert not found.form.field("reason").isVisibleTo(found)
    found.begin_focus()
    press(Key.Key_Return)
    press(Key.Key_Right)
    reason = found.form.field("reason")
    assert reason.isVisibleTo(found)
    found.run()
    assert asked == []
    assert reason.line.hasFocus()
    say("回复市民")
    press(Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: len(told(desk)) == 1)
    file = tmp_path / "2026 12345工单办理回复台账.xlsx"
    qtbot.waitUntil(file.exists)
    assert "邱雨桐" in words_of(file)
    assert told(desk)[0]["reason"] == "回复市民"
    qtbot.waitUntil(lambda: not reason.isVisibleTo(found))
    assert found.form.field("unmasked").value() is False


def words_of(file: Path) -> str:
    book = load_workbook(BytesIO(file.read_bytes()))
    return "\n".join(str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value)


def test_a_csv_brings_its_list_along(qtbot, pane, tmp_path):
    _made, found, desk, _asked = pane()
    choose(qtbot, found, desk, "peace")
    found.csv.click()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.csv"))) == 2)
    assert {p.name for p in tmp_path.glob("*.csv")} == {
        "2026 矛盾纠纷排查化解台账.csv",
        "2026 矛盾纠纷排查化解台账-未对上的值.csv",
    }


def test_a_mediator_gets_it_masked_only(pane):
    _made, found, _desk, _asked = pane(role=Role.MEDIATOR)
    assert not found.form.field("unmasked").isVisibleTo(found)
    assert not found.form.field("reason").isVisibleTo(found)


def test_a_folder_that_cannot_be_written_is_said(qtbot, pane, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    made, found, desk, _asked = pane(folder=blocked)
    found.run()
    qtbot.waitUntil(lambda: found.yes.isEnabled())
    assert blocked.read_text() == ""
    assert made is not None
    assert desk is not None


def test_the_reason_survives_another_page(qtbot, pane):
    made, found, desk, _asked = pane()
    choose(qtbot, found, desk, "hotline")
    found.form.field("unmasked").set_value(True)
    found.form.changed.emit("unmasked")
    found.form.field("reason").set_raw("写了一半")
    made.shell.show_page("files")
    made.page("people").settle()
    _made, again, _desk, _asked = pane(desk=desk)
    assert again.form.field("reason").value() == "写了一半"
    assert again.form.field("map").value() == str(maps.find(desk, "hotline").id)


@pytest.mark.parametrize(("size", "scale"), SIZES)
def test_nothing_is_cut_in_the_pane(qtbot, qapp, pane, size, scale):
    wear(qapp, Look(scale=scale))
    try:
        made, found, desk, _asked = pane()
        made.shell.resize(*size)
        found.setFixedWidth(round(440 * min(scale, 1.2)))
        choose(qtbot, found, desk, "peace")
        found.form.field("unmasked").set_value(True)
        found.form.changed.emit("unmasked")
        settled(qtbot, made)
    finally:
        wear(qapp, Look())
