"""Papers as people handle them: looked at, printed, saved. A paper is a PDF."""

from __future__ import annotations

from pathlib import Path

from hotline_desk.adapters.desktop.printing import Printer, print_pdf, printers
from hotline_desk.adapters.documents.pdf_pages import PageImage, PdfPages
from hotline_desk.core.errors import UserError

__all__ = ["PageImage", "Paper", "Printer", "print_paper", "printers_here", "save_paper"]


class Paper:
    """The pages of one PDF; every call may come from any thread. Raises UserError if the bytes are no PDF."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self._pages = PdfPages(pdf)
        self.sizes: tuple[tuple[float, float], ...] = tuple(
            self._pages.size(number) for number in range(self._pages.count()))
        """Width and height of each page in points (1/72 inch)."""

    def image(self, number: int, scale: float) -> PageImage:
        """A page, counted from 0, as pixels; `scale` 1 makes one pixel of a point."""
        return self._pages.render(number, scale)


def printers_here() -> list[Printer]:
    """The printers of this machine, the default first. Raises UserError if there is no print service."""
    return printers()


def print_paper(pdf: bytes, printer: str | None = None, title: str = "", copies: int = 1, pages: str = "") -> None:
    """Hands a paper to a printer (None: the default); `pages` like "1-3,7". Raises UserError if it is not taken."""
    print_pdf(pdf, printer, title, copies, pages)


def save_paper(pdf: bytes, place: Path, *, replace: bool = False) -> Path:
    """Writes a paper, or the XML beside it, to a file and returns where; without such an ending it gets .pdf.

    Raises UserError if it exists or cannot be written.
    """
    if place.suffix.lower() not in (".pdf", ".xml"):
        place = place.with_name(place.name + ".pdf")
    try:
        with place.open("wb" if replace else "xb") as file:
            file.write(pdf)
    except FileExistsError as there:
        raise UserError("file.exists", place=str(place)) from there
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(place), reason=trouble.strerror or str(trouble)) from trouble
    return place
