"""The pages of the help: which there are, and how their words are set."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFont, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser

from desktop.ui.looks import Tone, look
from resources import path

WIDEST = 760
LINE_PERCENT = 140.0


@dataclass(frozen=True, slots=True)
class Topic:
    """`key` names the file `resources/help/<key>.md`; `pages` are the pages of the window that it explains."""

    key: str
    title: str
    icon: str
    pages: tuple[str, ...] = ()


KEYS = Topic("keys", "快捷键", "ph.desktop")
TOPICS = (
    KEYS,
    Topic("today", "今日", "ph.calendar-check", ("today", "journal", "pocket", "sheet")),
    Topic("register", "登记", "ph.plus", ("files",)),
    Topic("accept", "受理", "ph.check-circle", ("file",)),
    Topic("mediate", "调解", "ph.users-three", ("calendar",)),
    Topic("risk", "风险和移送", "ph.warning"),
    Topic("mass", "群体纠纷", "ph.columns"),
    Topic("agree", "协议", "ph.handshake", ("agreements", "agreement")),
    Topic("follow", "回访与履行", "ph.phone-call", ("follow_ups",)),
    Topic("reception", "接待日", "ph.identification-badge", ("reception",)),
    Topic("month", "统计和月报", "ph.chart-bar", ("statistics",)),
    Topic("freeze", "封存与更正", "ph.lock-simple"),
    Topic("export", "导出与脱敏", "ph.export"),
    Topic("ledger", "台账", "ph.book-open"),
    Topic("allowance", "补贴和排查", "ph.calculator"),
    Topic("limits", "期限和日历", "ph.calendar"),
    Topic("sync", "同步", "ph.arrows-clockwise", ("sync",)),
    Topic("join", "添加和停用电脑", "ph.laptop"),
    Topic("print", "打印", "ph.printer", ("paper",)),
    Topic("handover", "人员和交接", "ph.users-three", ("people", "handover")),
    Topic("backup", "备份与恢复码", "ph.hard-drives", ("settings",)),
    Topic("practice", "练习模式", "ph.books"),
)


class HelpText(QTextBrowser):
    """One page of help. The words are our own; a link goes to another page of the help."""

    asked = Signal(str)  # key of a topic

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("bare", "true")
        self.setAccessibleName("帮助正文")
        self.anchorClicked.connect(self._follow)

    def show_topic(self, topic: Topic) -> None:
        self._key = topic.key
        self.setMarkdown(path("help", f"{topic.key}.md").read_text(encoding="utf-8"))
        self._set()
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._margins()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_key") and self._key:
            at = self.verticalScrollBar().value()
            self.show_topic(next(topic for topic in TOPICS if topic.key == self._key))
            self.verticalScrollBar().setValue(at)

    def _margins(self) -> None:
        root = self.document().rootFrame()
        shape = root.frameFormat()
        shape.setMargin(20)
        shape.setRightMargin(max(20, self.width() - 20 - round(WIDEST * look().scale)))
        root.setFrameFormat(shape)

    def _set(self) -> None:
        """Sizes and line heights of the look; Qt sets markdown with its own."""
        document = self.document()
        document.setDefaultFont(look().font())
        block = document.begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            shape = QTextBlockFormat()
            shape.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            shape.setTopMargin(look().px(12) if level > 1 else 0 if level or block.textList() else 4)
            shape.setBottomMargin(4 if block.textList() else 8)
            cursor.mergeBlockFormat(shape)
            voice = QTextCharFormat()
            voice.setForeground(look().color(Tone.INK))  # a read-only field would be grey
            if level:
                voice.setFont(look().font(16 if level == 1 else 12, bold=True))
                cursor.setCharFormat(voice)  # merging would leave the size that markdown gave
            else:
                cursor.mergeCharFormat(voice)
            block = block.next()
        self._colour_links()
        self._margins()

    def _colour_links(self) -> None:
        block = self.document().begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                if piece.charFormat().isAnchor():
                    cursor = QTextCursor(block)
                    cursor.setPosition(piece.position())
                    cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
                    voice = QTextCharFormat()
                    voice.setForeground(look().color(Tone.ACCENT))
                    voice.setFontWeight(QFont.Weight.Normal)
                    cursor.mergeCharFormat(voice)
                pieces += 1
            block = block.next()

    def _follow(self, link: QUrl) -> None:
        self.asked.emit(link.toString())
