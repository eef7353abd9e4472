"""The pictures of the manual: there, small enough to travel with the program, and no wider than the page."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument

from hotline_desk.core import places
from hotline_desk.ui.help.pages import read_manual
from hotline_desk.ui.help.reader import Reader

_PICTURE = re.compile(r"!\[([^\]]*)\]\(\.\./pictures/([a-z-]+\.png)\)")
_MOST_BYTES = 150_000


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_picture_is_there_with_words_for_those_who_cannot_see_it(language):
    named = [found for page in read_manual(language).pages for found in _PICTURE.findall(page.text)]
    assert len(named) >= 5
    for words, name in named:
        path = places.manual("pictures") / name
        assert words and 0 < path.stat().st_size < _MOST_BYTES


def test_a_picture_fits_the_page(shell, qtbot):
    reader = Reader(shell.theme)
    qtbot.addWidget(reader)
    reader.resize(500, 400)
    reader.show()
    reader.use(read_manual("de"))
    reader.show_page("tasks")
    kind = QTextDocument.ResourceType.ImageResource.value
    image = reader.loadResource(kind, QUrl("../pictures/tasks.png"))
    assert 200 < image.width() <= 500
    assert reader.loadResource(kind, QUrl("../pictures/nothing.png")) is None
