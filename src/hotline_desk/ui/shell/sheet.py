"""The rules of the style sheet. What has arrows or indicators is drawn by the style instead."""

from __future__ import annotations

from string import Template
from typing import Any

_RULES = Template("""
QMainWindow, QMenuBar, QToolBar, QStatusBar { background: $window; color: $text; }
QComboBox { combobox-popup: 0; }
QAbstractItemView { activate-on-singleclick: 0; }
QMenuBar { padding: 2px 6px; border: none; }
QMenuBar::item { padding: 4px 9px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $field; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 22px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: $accent; color: $accent_text; }
QMenu::item:disabled { color: $muted; background: transparent; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: $border; margin: 4px 6px; }
QToolBar { border: none; border-bottom: 1px solid $border; spacing: 2px; padding: 3px 6px; }
QToolBar::separator { width: 1px; background: $border; margin: 5px 4px; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: ${pad}px 7px; background: transparent; }
QToolButton:hover, QToolButton:checked { background: $hover; }
QToolButton:pressed { background: $border; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $muted; }
QToolButton[more="true"]::menu-indicator { image: none; width: 0; }
QStatusBar { border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QPushButton { border: 1px solid $border; border-radius: 4px; padding: ${pad}px 12px; background: $field; color: $text; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $muted; background: $window; }
QPushButton[primary="true"] { background: $accent; color: $accent_text; border-color: $accent; font-weight: bold; }
QPushButton[primary="true"]:hover, QPushButton[primary="true"]:pressed { background: $accent_hover; }
QPushButton[primary="true"]:focus { border: 2px solid $text; padding: ${pad_less}px 11px; }
QPushButton[primary="true"]:disabled { background: $hover; color: $muted; border-color: $border; }
QPushButton[flat="true"] { border-color: transparent; background: transparent; }
QHeaderView { background: $window; border: none; }
QHeaderView::section { background: $window; color: $muted; border: none; border-bottom: 1px solid $border;
  padding: ${pad}px 6px; text-align: left; }
QTableView, QListView, QTreeView { border: 1px solid $border; border-radius: 4px; background: $field;
  alternate-background-color: $alternate; selection-background-color: $accent; selection-color: $accent_text; }
QTableView:focus, QListView:focus, QTreeView:focus { border-color: $accent; }
QListView::item { padding: 3px 4px; }
QListView::item:selected { background: $accent; color: $accent_text; }
QCalendarWidget QAbstractItemView { border: none; }
QCalendarWidget QToolButton { color: $accent_text; }
QTableCornerButton::section { background: $window; border: none; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { background: transparent; }
QTabBar::tab { padding: ${pad}px 12px; border: none; border-bottom: 2px solid transparent; color: $muted; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; background: $hover; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 11px; } QScrollBar:horizontal { height: 11px; }
QScrollBar::handle { background: $strong_border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; } QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $field; color: $text; border: 1px solid $strong_border; padding: 3px; }
QGroupBox { border: 1px solid $border; border-radius: 4px; margin-top: ${title}px; padding-top: 4px; }
QGroupBox::title { subcontrol-origin: margin; left: 4px; color: $muted; }
QSplitter::handle { background: transparent; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="danger"] { color: $danger; }
QLabel[role="heading"] { font-weight: bold; font-size: ${heading}px; }
QLabel[role="strong"] { font-weight: bold; }
""")


def sheet(tokens: Any, line_height: int) -> str:
    """The style sheet for the given colours and height of a line in pixels."""
    pad = max(4, round(line_height * 0.27))
    return _RULES.substitute(
        {name: getattr(tokens, name) for name in tokens.__dataclass_fields__}, pad=pad, pad_less=pad - 1,
        title=round(line_height * 1.1), heading=round(line_height * 1.0),
    )
