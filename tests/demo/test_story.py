"""The story that `demo` plays where there is no display: the main job with real keys on a real X screen."""

from __future__ import annotations

import os
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from hotline_desk.adapters.documents.pdf_pages import PdfPages
from hotline_desk.core.text import Translator
from hotline_desk.demo.screen import NEEDED, difference
from hotline_desk.demo.story import play

pytestmark = [pytest.mark.x11]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"needs {', '.join(missing)}")
    output = tmp_path_factory.mktemp("story")
    assert play(output, Translator("de", "DE")) == 0
    return output


def test_the_story_comes_about_and_leaves_pictures_that_differ(told: Path):
    pictures = [Image.open(path).convert("RGB") for path in sorted(told.glob("*.png"))]
    assert len(pictures) == 15
    assert all(difference(one, other) > 0.001 for one, other in pairwise(pictures))


def test_every_document_has_its_letter_and_its_statement(told: Path):
    numbers = sorted(path.stem for path in told.glob("RE-*.pdf") if "statement" not in path.stem)
    assert len(numbers) == 14
    assert all((told / f"{number}-statement.pdf").is_file() for number in numbers)
    assert numbers[0] in PdfPages((told / f"{numbers[0]}.pdf").read_bytes()).text(0)


def test_the_open_tasks_lie_there_as_a_page(told: Path):
    assert "Drucker Etage 3 druckt nicht" in PdfPages((told / "open-tasks.pdf").read_bytes()).text(0)


def test_the_report_shows_every_picture_and_names_every_paper(told: Path):
    report = (told / "report.md").read_text(encoding="utf-8")
    left = [*told.glob("*.png"), *told.glob("*.pdf")]
    assert left and all(path.name in report for path in left)


def test_the_desk_ran_without_a_single_error(told: Path):
    assert "Traceback" not in (told / "desk.log").read_text(encoding="utf-8")
