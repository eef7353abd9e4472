"""Small parts that the frames of terms and contracts share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.articles import Article

CYCLES = (("", N_("as the customer")), ("monthly", N_("monthly")), ("quarterly", N_("quarterly")))


def wide_box() -> QComboBox:
    """A box that is filled later and takes the room of its column."""
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return box


def fill_articles(box: QComboBox, articles: Sequence[Article], chosen: str | None) -> None:
    """Offers the articles that are sold, and the one that is chosen; the first entry is for none."""
    box.clear()
    box.addItem("", "")
    for article in articles:
        if not article.archived or article.number == chosen:
            box.addItem(f"{article.number}  {article.name}", article.number)
    box.setCurrentIndex(max(0, box.findData(chosen or "")))


def column(*parts: QWidget | None) -> QWidget:
    """Widgets below each other; None is the room that is left."""
    made = QWidget()
    rows = QVBoxLayout(made)
    rows.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        if part is None:
            rows.addStretch(1)
        else:
            rows.addWidget(part)
    return made
