"""Finds text that does not fit: `clipped(window)` names every place where a reader would see half a word."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from desktop.ui.kit.labels import ElidedLabel
from desktop.ui.kit.text import PaintsText, TextBox

_SLACK = 1.0  # px: a side bearing, not a clipped stroke


def clipped(window: QWidget) -> list[str]:
    """One line per clipped text among the visible widgets of `window`; empty when all can be read.

    Looked at: labels, buttons, ticks, combos, painted widgets that have `text_boxes()`. An elided
    label is honest when its full text is its tool tip. A widget that a scroll area can bring into
    view is not clipped by the area, but one that sticks out of a plain parent is.
    """
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        if not widget.isVisibleTo(window) or widget.width() == 0 or widget.height() == 0:
            continue
        found += [f"{_name(widget)}: {fault}" for fault in _faults(widget)]
        if words := _words(widget):
            outside = _outside(widget, window)
            if outside:
                found.append(f"{_name(widget)}: {words!r} sticks out of {outside}")
    return found


def _faults(widget: QWidget) -> list[str]:
    if isinstance(widget, PaintsText):
        return [fault for text in widget.text_boxes() if (fault := _box_fault(widget, text))]
    if isinstance(widget, ElidedLabel):
        if widget.is_elided() and widget.toolTip() != widget.text():
            return [f"{widget.text()!r} is elided without a tool tip"]
        return _too_low(widget, widget.text())
    if isinstance(widget, QLabel):
        return _label_faults(widget)
    if isinstance(widget, QComboBox):
        text = widget.currentText()
        return _too_narrow(widget, text, widget.width() - 32) if not widget.isEditable() else []
    if isinstance(widget, (QPushButton, QCheckBox, QRadioButton)):
        hint = widget.minimumSizeHint()
        if widget.text() and (widget.width() < hint.width() or widget.height() < hint.height()):
            return [f"{widget.text()!r} has {widget.width()}×{widget.height()}, needs {hint.width()}×{hint.height()}"]
    return []


def _box_fault(widget: QWidget, text: TextBox) -> str:
    if not text.text:
        return ""
    needed = QFontMetricsF(text.font).horizontalAdvance(text.text)
    if text.whole and needed > text.box.width() + _SLACK:
        return f"{text.text!r} has {text.box.width()} px, needs {needed:.0f}"
    if not text.whole and text.box.width() < min(needed, 2 * QFontMetricsF(text.font).horizontalAdvance("国")):
        return f"{text.text!r} has {text.box.width()} px: nothing of it can be read"
    if text.box.height() < _ink_height(text):
        return f"{text.text!r} has {text.box.height()} px of height"
    if not widget.rect().adjusted(-1, -1, 1, 1).contains(text.box):
        return f"{text.text!r} is painted outside its widget"
    return ""


def _ink_height(text: TextBox) -> float:
    """What the strokes need; the line box of the face is higher than its Han characters."""
    return QFontMetricsF(text.font).tightBoundingRect(text.text).height()


def _label_faults(label: QLabel) -> list[str]:
    text = label.text()
    if not text:
        return []
    room = label.contentsRect()
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        return [f"{text!r} has {label.height()} px of height, needs {needed}"] if label.height() < needed else []
    return _too_narrow(label, text, room.width()) + _too_low(label, text)


def _too_narrow(widget: QWidget, text: str, room: int) -> list[str]:
    needed = max(QFontMetricsF(widget.font()).horizontalAdvance(line) for line in text.split("\n"))
    return [f"{text!r} has {room} px, needs {needed:.0f}"] if needed > room + _SLACK else []


def _too_low(widget: QWidget, text: str) -> list[str]:
    metrics = QFontMetricsF(widget.font())
    needed = metrics.tightBoundingRect(text).height() + (text.count("\n") * metrics.lineSpacing())
    return [f"{text!r} has {widget.height()} px of height, needs {needed:.0f}"] if widget.height() < needed else []


def _words(widget: QWidget) -> str:
    if isinstance(widget, (QLabel, QAbstractButton)):
        return widget.text()
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    return " ".join(text.text for text in widget.text_boxes()) if isinstance(widget, PaintsText) else ""


def _outside(widget: QWidget, window: QWidget) -> str:
    """The ancestor that cuts the widget, "" if none does; a scroll area may hide what it can show."""
    box = widget.rect()
    child, parent = widget, widget.parentWidget()
    while parent is not None and child is not window:
        box = QRect(child.mapToParent(QPoint(0, 0)) + box.topLeft(), box.size())
        area = parent.parentWidget()
        if isinstance(area, QScrollArea) and area.viewport() is parent:
            if box.width() > parent.width() + 1:
                return _name(area)
            box = parent.rect()
        elif not parent.rect().adjusted(-1, -1, 1, 1).contains(box):
            return _name(parent)
        child, parent = parent, area
    return ""


def _name(widget: QWidget) -> str:
    return widget.objectName() or widget.accessibleName() or type(widget).__name__
