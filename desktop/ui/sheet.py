"""The style sheet: edges, grounds and paddings of Qt's own widgets. No fonts, no colours of its own.

Dynamic properties a field may carry (unpolish and polish after changing one, `repolish`):
`wrong="true"` red edge, `derived="true"` read-only value worked out from others, `bare="true"` no edge.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.icons import stamp
from desktop.ui.looks import Look, Tone


def repolish(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property that the sheet selects by, and let it take effect."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def sheet(look: Look) -> str:
    """The whole sheet for this dress; sizes are built from its scale."""
    images = stamp(look)
    tones = {tone.value: look.hex(tone) for tone in Tone}
    # QSS heights are without border: a 32 px field is 30 and two edges.
    sizes = {
        "field_h": look.px(32) - 2,
        "item_h": look.px(28),
        "box": look.px(18) - 2,
        "radius": look.px(18) // 2,
        "arrow": look.px(16),
        "header": look.px(36) - 1,
        "scroll_w": 10,
        "thumb": 40,
    }
    pictures = {f"img_{role.replace('-', '_')}": f"url({address})" for role, address in images.items()}
    if not pictures:
        pictures = {f"img_{role}": "none" for role in ("down", "down_off", "up", "left", "right", "check", "dot")}
        pictures["img_check_off"] = "none"
    filled = _SHEET
    for name, value in {**tones, **sizes, **pictures}.items():
        filled = filled.replace(f"@{name}@", str(value))
    return filled


_SHEET = """
QToolTip {
    background: @surface@; color: @ink@; border: 1px solid @line_strong@; padding: 4px 8px;
}

QLineEdit, QAbstractSpinBox {
    background: @surface@; color: @ink@; border: 1px solid @field@; border-radius: 4px;
    padding: 0 6px; min-height: @field_h@px; max-height: @field_h@px; placeholder-text-color: @ink_3@;
    selection-background-color: @selected@; selection-color: @ink@;
}
QPlainTextEdit, QTextEdit, QTextBrowser {
    background: @surface@; color: @ink@; border: 1px solid @field@; border-radius: 4px; padding: 4px;
    placeholder-text-color: @ink_3@;
    selection-background-color: @selected@; selection-color: @ink@;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {
    background: @sunk@; color: @ink_3@; border-color: @line@;
}
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"], QTextEdit[readOnly="true"],
QLineEdit[derived="true"] {
    background: @sunk@; color: @ink_2@; border-color: @line@;
}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QTextEdit[wrong="true"], QComboBox[wrong="true"] {
    border-color: @red@;
}
QLineEdit[bare="true"], QPlainTextEdit[bare="true"], QTextEdit[bare="true"], QTextBrowser[bare="true"] {
    border: none; background: transparent;
}

QComboBox {
    background: @surface@; color: @ink@; border: 1px solid @line_strong@; border-radius: 4px;
    padding: 0 8px; min-height: @field_h@px; max-height: @field_h@px;
    selection-background-color: @selected@; selection-color: @ink@;
}
QComboBox:hover { border-color: @field@; }
QComboBox:editable { border-color: @field@; padding: 0 6px; }
QComboBox:disabled { background: @sunk@; color: @ink_3@; border-color: @line@; }
QComboBox::drop-down { border: none; width: 28px; subcontrol-origin: border; subcontrol-position: center right; }
QComboBox::down-arrow { image: @img_down@; width: @arrow@px; height: @arrow@px; }
QComboBox::down-arrow:disabled { image: @img_down_off@; }
QComboBox QLineEdit { border: none; padding: 0; background: transparent; min-height: 0; }
QComboBox QAbstractItemView, QListView#popup {
    background: @surface@; color: @ink@; border: 1px solid @line_strong@; outline: none; padding: 4px;
}
QComboBox QAbstractItemView::item, QListView#popup::item {
    min-height: @item_h@px; padding: 0 8px; border: none; color: @ink@;
}
QComboBox QAbstractItemView::item:hover, QListView#popup::item:hover { background: @sunk@; }
QComboBox QAbstractItemView::item:selected, QListView#popup::item:selected {
    background: @selected@; color: @ink@;
}

QCheckBox, QRadioButton { color: @ink@; spacing: 8px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: @ink_3@; }
QCheckBox::indicator, QRadioButton::indicator {
    width: @box@px; height: @box@px; border: 1px solid @field@; border-radius: 3px; background: @surface@;
}
QCheckBox::indicator:checked { background: @accent@; border-color: @accent@; image: @img_check@; }
QCheckBox::indicator:disabled { background: @sunk@; border-color: @line_strong@; }
QCheckBox::indicator:checked:disabled { background: @grey_tint@; image: @img_check_off@; }
QRadioButton::indicator { border-radius: @radius@px; }
QRadioButton::indicator:checked { background: @accent@; border-color: @accent@; image: @img_dot@; }

QTableView, QTreeView, QListView {
    background: @surface@; color: @ink@; border: none; outline: none; gridline-color: @line@;
    selection-background-color: @selected@; selection-color: @ink@;
}
QHeaderView { background: @sunk@; border: none; }
QHeaderView::section {
    background: @sunk@; color: @ink_2@; border: none; border-bottom: 1px solid @line_strong@;
    padding: 0 8px 0 12px; min-height: @header@px;
}
QTableCornerButton::section { background: @sunk@; border: none; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: @scroll_w@px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: @scroll_w@px; margin: 0; }
QScrollBar::handle:vertical {
    background: @line_strong@; min-height: @thumb@px; border-radius: 3px; margin: 2px;
}
QScrollBar::handle:horizontal {
    background: @line_strong@; min-width: @thumb@px; border-radius: 3px; margin: 2px;
}
QScrollBar::handle:hover { background: @field@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; background: none; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }

QMenu {
    background: @surface@; color: @ink@; border: 1px solid @line_strong@; padding: 4px;
}
QMenu::item { padding: 0 24px 0 12px; min-height: @item_h@px; border-radius: 4px; }
QMenu::item:selected { background: @soft@; color: @ink@; }
QMenu::item:disabled { color: @ink_3@; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @line@; margin: 4px 8px; }

QProgressBar {
    background: @grey_tint@; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; color: transparent;
}
QProgressBar::chunk { background: @accent@; border-radius: 3px; }

QSplitter::handle { background: transparent; }
QCalendarWidget QWidget { alternate-background-color: @sunk@; }
QCalendarWidget QAbstractItemView { selection-background-color: @accent@; selection-color: @on_accent@; }
QCalendarWidget QToolButton { color: @ink@; background: transparent; border: none; padding: 4px 8px; }
QCalendarWidget QToolButton:hover { background: @soft@; border-radius: 4px; }
"""
