"""诊断: what IT asks on the telephone, and 核验. Nothing of any file is shown or copied."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication

from desktop.commands.diagnosis import diagnose, size_text
from desktop.commands.verify import Report, verify
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import FAMILY, Tone, look
from desktop.ui.settings.section import Facts, Section, beside
from resources import path

PAPER_FONTS = ("NotoSerifSC-Regular", "NotoSerifSC-Bold", "FandolFang-Regular", "HanaMinB")


class DiagnosisSection(Section):
    """Facts asked when the part is shown; 核验 walks the whole database elsewhere."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.facts = Facts()
        self.copy = plain("复制诊断信息")
        self.copy.clicked.connect(self._copy)
        block = self.block("诊断", "报修时请复制这些信息;其中没有任何当事人或案件的内容。")
        block.addWidget(self.facts)
        block.addLayout(beside(self.copy))
        self.check = plain("核验数据", icon="ph.check-circle")
        self.check.clicked.connect(self.verify)
        self.found: Banner | None = None
        note = "逐页核对数据库、修改记录、审计链和附件;只读,不改动。数据多时要等一会儿,可以继续办事。"
        block = self.block("核验", note)
        block.addLayout(beside(self.check))
        self._result = block
        self.finish()

    def refresh(self) -> None:
        found = diagnose(self._host.desk)
        show = self.facts.show_fact
        show("程序", f"调处室工作台 {found.version}" + (",练习模式" if self._host.desk.practice else ""))
        show("系统", found.system)
        show("组件", f"Python {found.python},Qt {qVersion()},SQLite {found.database_engine}")
        show("加密", f"SQLCipher {found.cipher}")
        old = found.revision != found.newest_revision
        show("数据结构", f"第 {found.revision} 版", Tone.AMBER if old else Tone.INK)
        show("数据位置", found.folder)
        show(
            "占用",
            f"数据库 {size_text(found.database)},附件 {found.attachment_count} 个 {size_text(found.attachments)},"
            f"磁盘还剩 {size_text(found.free)}",
        )
        lacking = missing_fonts()
        show("字体", f"缺 {'、'.join(lacking)},请重新安装" if lacking else "齐全", Tone.RED if lacking else Tone.INK)
        show("输入法", input_method(sys.platform, os.environ))
        screen = QGuiApplication.primaryScreen()
        size, ratio = screen.size(), screen.devicePixelRatio()
        show("屏幕", f"{size.width()}×{size.height()},系统缩放 {ratio:.0%},字号 {look().scale:.0%}")

    def verify(self) -> None:
        self.check.setEnabled(False)
        self._show("正在核验…", Kind.GREY)
        desk = self._host.desk
        self._host.submit(lambda: verify(desk), self._verified)

    def begin_focus(self) -> None:
        self.check.setFocus()

    def _verified(self, report: Report) -> None:
        self.check.setEnabled(True)
        counts = report.counts
        said = (
            f"核对了 {counts['disputes']} 件纠纷、{counts['operations']:,} 条修改、{counts['audit']:,} 条审计、"
            f"{counts['attachments']} 个附件"
        )
        if report.clean:
            self._show(f"数据完好。{said},没有发现问题。", Kind.GREEN)
            return
        faults = "\n".join(report.faults)
        what = f"发现 {len(report.faults)} 处问题,请停止使用,尽快从备份恢复。{said}。\n{faults}"
        self._show(what, Kind.RED)

    def _show(self, words: str, kind: Kind) -> None:
        if self.found is not None:
            self._result.removeWidget(self.found)
            self.found.hide()
            self.found.deleteLater()
        self.found = Banner(words, kind)
        self._result.addWidget(self.found)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.facts.text())
        self._host.say("诊断信息已复制。")


def missing_fonts() -> list[str]:
    """The faces that the screen or the papers would lack."""
    lacking = [name for name in PAPER_FONTS if not path("fonts", f"{name}.ttf").is_file()]
    return ([] if FAMILY in QFontDatabase.families() else [FAMILY]) + lacking


def input_method(platform: str, environment: Mapping[str, str]) -> str:
    """Which input method Qt uses, and what to do when Chinese cannot be typed."""
    if not platform.startswith("linux"):
        return "系统自带"
    chosen = environment.get("QT_IM_MODULE", "")
    if chosen == "ibus" and "fcitx" in environment.get("XMODIFIERS", ""):
        return "fcitx,经 ibus 接口(程序不带 fcitx 插件,已自动改用)"
    if chosen.startswith("fcitx"):
        return f"{chosen};如不能输入中文,请设 QT_IM_MODULE=ibus 后重新打开"
    return chosen or "系统默认;如不能输入中文,请设 QT_IM_MODULE=ibus 后重新打开"
