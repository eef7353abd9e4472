"""Gives a page, as Qt reads it from Markdown, the look of the desk."""

from __future__ import annotations

from PySide6.QtGui import (
    QBrush,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from hotline_desk.ui.shell.theme import Theme

_HEADINGS = {1: 1.5, 2: 1.2}
_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in the text where a picture is."""
_LINE_PER_CENT = 125
_MONOSPACE = ["Noto Sans Mono", "DejaVu Sans Mono", "Liberation Mono", "Consolas", "monospace"]


def dress(document: QTextDocument, theme: Theme) -> None:
    """Sizes, distances and colours for headings, code and tables."""
    document.setDocumentMargin(theme.line_height())
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        _dress_block(cursor, block, theme)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame, theme)
    cursor.endEditBlock()


def _dress_block(cursor: QTextCursor, block: QTextBlock, theme: Theme) -> None:
    line, level = theme.line_height(), block.blockFormat().headingLevel()
    shape = QTextBlockFormat()
    if not _is_typed(block) and _OBJECT not in block.text():  # a picture is as high as it is
        shape.setLineHeight(_LINE_PER_CENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if level:
        shape.setTopMargin(0 if block.blockNumber() == 0 else line)
        shape.setBottomMargin(line * 0.4)
    elif _is_typed(block):
        shape.setBackground(QBrush(theme.color("alternate")))
        shape.setNonBreakableLines(False)
        shape.setTopMargin(0)
        shape.setBottomMargin(0 if _is_typed(block.next()) else line * 0.6)
    cursor.setPosition(block.position())
    cursor.mergeBlockFormat(shape)
    if level:
        _dress_heading(cursor, block, theme.font().pointSizeF() * _HEADINGS.get(level, 1.05))
    else:
        _dress_code(cursor, block, theme)


def _is_typed(block: QTextBlock) -> bool:
    """True for a line of a block of typed text."""
    return block.isValid() and block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _dress_heading(cursor: QTextCursor, block: QTextBlock, points: float) -> None:
    for start, length in _parts(block):
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        letters = cursor.charFormat()
        # What Markdown gives a heading is relative to the usual size and would win over the one set here.
        letters.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
        letters.setFontPointSize(points)
        cursor.setCharFormat(letters)


def _dress_code(cursor: QTextCursor, block: QTextBlock, theme: Theme) -> None:
    letters = QTextCharFormat()
    letters.setFontFamilies(_MONOSPACE)
    letters.setFontPointSize(theme.font().pointSizeF() * 0.95)
    if not _is_typed(block):
        letters.setBackground(QBrush(theme.color("hover")))
    for start, length in _parts(block, code=True):
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(letters)


def _parts(block: QTextBlock, code: bool = False) -> list[tuple[int, int]]:
    """Where the pieces of a block stand, or those that are typed; collected first, because formats move them."""
    found = []
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        if not code or fragment.charFormat().fontFixedPitch():
            found.append((fragment.position(), fragment.length()))
        at += 1
    return found


def _dress_table(table: QTextTable, theme: Theme) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(QBrush(theme.color("border")))
    shape.setCellPadding(theme.line_height() * 0.3)
    shape.setCellSpacing(0)
    shape.setTopMargin(theme.line_height() * 0.4)
    shape.setBottomMargin(theme.line_height() * 0.6)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        letters = cell.format()
        letters.setBackground(QBrush(theme.color("alternate")))
        cell.setFormat(letters)
