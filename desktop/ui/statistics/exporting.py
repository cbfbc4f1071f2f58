"""导出: what is given out and how, masked unless somebody with the right says why; made elsewhere, then written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from desktop.commands import drafts
from desktop.commands.desk import Desk
from desktop.commands.statistics import export, failing
from desktop.commands.statistics.delivery import deliver
from desktop.domain.changes import Changed
from desktop.domain.counting import Basis, Period
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.buttons import quiet
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.choices import Check, Checks, Option
from desktop.ui.kit.fields import Field, LongText, TextField
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.statistics.pane import Pane
from desktop.ui.statistics.picker import spaced

USUAL = frozenset({"case_table", "register", export.BULLETIN})
FORMATS = (
    Option(export.Format.XLSX.value, "表格 xlsx"),
    Option(export.Format.PDF.value, "PDF"),
    Option(export.Format.CSV.value, "CSV"),
)
KEEP_MS = 400
Made = tuple[Path, ...] | MediationError


def _deaf(changed: Changed) -> None:
    """The desk of a job tells nobody: pages live on another thread."""


def preview(
    desk: Desk, code: str, suffix: str, period: Period, basis: Basis | None, failed_reason: str = ""
) -> Callable[[], bytes]:
    """Makes one PDF of a period to be looked at and printed; by the same rules as an export, and audited like one.

    `suffix`: how the name of the wanted file ends; of several files the first where none does.
    """
    deaf = replace(desk, told=_deaf)

    def make() -> bytes:
        found = export.bundle(
            deaf, period, what={code}, formats={export.Format.PDF}, basis=basis, failed_reason=failed_reason
        )
        return next((content for name, content in found.items() if name.endswith(suffix)), next(iter(found.values())))

    return make


class ExportPane(Pane):
    """One period at a time; what is chosen stays for the next."""

    def __init__(self, host: Host) -> None:
        super().__init__("导出", "导出到文件夹")
        self._host = host
        self._period: Period | None = None
        self._basis: Basis | None = None
        self._failing = False
        self._busy = False
        self._dialog: QFileDialog | None = None
        whole = [Option(export.BULLETIN, "月报"), *(Option(t.code, t.label) for t in export.ALL)]
        self.what = Checks(whole)
        self.what.set_value(USUAL)
        self.what.set_name("导出内容")
        self.formats = Checks(FORMATS)
        self.formats.set_value({export.Format.XLSX.value, export.Format.PDF.value})
        self.formats.set_name("文件格式")
        self.failed = Banner("", Kind.RED)
        self.failed_asked = Label("为什么不平也要导出?理由会印在每张表的脚注", bold=True, wrap=True)
        self.failed_reason = LongText(lines=2, most=300, example="如 一件协议形式待补录,已报区司法局")
        self.failed_reason.set_name("不平的理由")
        self.masked = Label(export.MASKED, tone=Tone.INK_2, wrap=True)
        self.unmasked = Check("写全姓名和证件号码")
        self.unmasked.set_name("不脱敏")
        self.reason = TextField(width=None, most=200, example="如 区司法局调卷核对,经负责人同意")
        self.reason.set_name("不脱敏的理由")
        self.leaf = quiet("预览月报", icon="ph.printer")
        self.sheet = quiet("预览统计表", icon="ph.printer")
        self.problem = Label("", tone=Tone.RED, wrap=True)
        self.progress = Label("", tone=Tone.INK_2, wrap=True)
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._lay()
        self._wire()

    def _lay(self) -> None:
        for words, part in (("内容", self.what), ("格式", self.formats)):
            self.add_part(Label(words, bold=True))
            self.add_part(part)
        parts = (self.failed, self.failed_asked, self.failed_reason, self.masked, self.unmasked, self.reason)
        for each in parts:
            self.add_part(each)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.leaf)
        line.addWidget(self.sheet)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addStretch(1)
        self.add_part(self.problem)
        self.add_part(self.progress)

    def _wire(self) -> None:
        fields: tuple[Field, ...] = (self.what, self.formats, self.unmasked, self.failed_reason, self.reason)
        for field in fields:
            field.changed.connect(self._typed)
        self._keep.timeout.connect(self.settle)
        self.leaf.clicked.connect(lambda: self._preview(export.BULLETIN, "月报"))
        self.sheet.clicked.connect(lambda: self._preview("case_table", "统计表"))

    # -- what the page asks

    def show_period(self, period: Period, basis: Basis | None) -> None:
        """What there is to give out of this period. Refused `not_counted`."""
        fresh = period != self._period
        self._period, self._basis = period, basis
        desk = self._host.desk
        self.title.show_words(f"导出 {spaced(period.label)}")
        found = failing.failures(desk, period, basis)
        self._failing = bool(found) and not failing.frozen_reason(desk, found, basis)
        self.failed.show_text("核对不平:" + "".join(one.sentence for one in found[:3]))
        for part in (self.failed, self.failed_asked, self.failed_reason):
            part.setVisible(self._failing)
        self.unmasked.setVisible(desk.may(Act.EXPORT))
        if fresh:
            kept = drafts.find(desk, self._key)
            values = kept.values if kept else {}
            self.failed_reason.set_raw(str(values.get("failed_reason", "")))
            self.reason.set_raw(str(values.get("reason", "")))
            self.progress.setText("")
        self._typed()

    @property
    def ready(self) -> bool:
        """Whether nothing must be typed before something masked is given out."""
        return not self._failing or bool(self.failed_reason.value())

    def begin_focus(self) -> None:
        if self.ready:
            self.what.setFocus()
        else:
            self.go_to(self.failed_reason.editor)

    def settle(self) -> None:
        self._keep.stop()
        typed = {"failed_reason": self.failed_reason.raw(), "reason": self.reason.raw()}
        if self._period is not None and any(typed.values()):
            drafts.keep(self._host.desk, self._key, typed)

    def run(self) -> None:
        """Ask for a folder."""
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = QFileDialog(self, "选择存放的文件夹")
        self._dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        self._dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._dialog.fileSelected.connect(self.save_into)
        self._dialog.open()

    def save_into(self, folder: str) -> None:
        """Make the files elsewhere and write them into the folder."""
        period = self._period
        if not folder or period is None or self._busy:
            return
        desk: Desk = replace(self._host.desk, told=_deaf)
        unmasked = self.unmasked.value()
        make = partial(
            export.bundle,
            desk,
            period,
            what=self.what.value(),
            formats=self.formats.value(),
            basis=self._basis,
            unmasked=unmasked,
            reason=self.reason.value() if unmasked else "",
            failed_reason=self.failed_reason.value() if self._failing else "",
        )

        def work() -> Made:
            try:
                return deliver(Path(folder), make())
            except MediationError as refused:
                return refused

        self._busy = True
        self.problem.setText("")
        self.progress.setText("正在生成,可以先办别的事…")
        self._typed()
        self._host.submit(work, partial(self._landed, Path(folder)))

    # -- inside

    def _preview(self, code: str, word: str) -> None:
        """On the page of the printer, masked; what is typed as a reason goes with it."""
        if self._period is None:
            return
        if self._failing and not self.failed_reason.value():
            self.failed_reason.wrong("核对不平,请先写明理由。")
            self.go_to(self.failed_reason.editor)
            return
        self.settle()
        desk, period = self._host.desk, self._period
        why = self.failed_reason.value() if self._failing else ""
        name = f"{export.stem(desk, period)}-{word}"
        self._host.show_sheet(
            f"{period.label}{word}", preview(desk, code, f"{word}.pdf", period, self._basis, why), name=name
        )

    @property
    def _key(self) -> str:
        return f"export:{self._period.code if self._period else ''}"

    def _landed(self, folder: Path, made: Made) -> None:
        self._busy = False
        if isinstance(made, MediationError):
            self.progress.setText("")
            if isinstance(made, RuleBroken) and made.field in ("reason", "failed_reason"):
                field = self.reason if made.field == "reason" else self.failed_reason
                field.wrong(made.sentence)
                self.go_to(field.editor)
            else:
                self._host.problem(made)
        else:
            drafts.drop(self._host.desk, self._key)
            self.failed_reason.set_raw("")
            self.reason.set_raw("")
            names = "\n".join(path.name for path in made)
            self.progress.setText(f"已存到“{folder.name}”:\n{names}")
            self._host.say(f"已导出 {len(made)} 个文件到 {folder.name}。")
        self._typed()

    def _typed(self) -> None:
        unmasked = bool(self.unmasked.value()) and self._host.desk.may(Act.EXPORT)
        self.reason.setVisible(unmasked)
        self.masked.setVisible(not unmasked)
        why = self._why_not(unmasked)
        self.problem.setText(why)
        self.problem.setVisible(bool(why))
        self.progress.setVisible(bool(self.progress.text()))
        self.yes.setEnabled(not why and not self._busy)
        self.yes.setToolTip(why)
        self._keep.start()

    def _why_not(self, unmasked: bool) -> str:
        if not self.what.value():
            return "请选要导出的内容。"
        if not self.formats.value():
            return "请选文件格式。"
        if self._failing and not self.failed_reason.value():
            return "核对不平,请先改好;确需导出的,请写明理由。"
        return export.NO_REASON if unmasked and not self.reason.value() else ""
