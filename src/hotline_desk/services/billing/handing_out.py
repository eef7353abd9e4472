"""Documents leave the house: all papers of some documents into a folder or to a printer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hotline_desk.core.errors import UserError
from hotline_desk.services.act import long_act
from hotline_desk.services.billing.documents import LETTER, STATEMENT, document_file
from hotline_desk.services.context import Context
from hotline_desk.services.papers import print_paper, save_paper

PAPERS = ((LETTER, ""), (STATEMENT, "-statement"))


@long_act("document.save", permission="billing.read")
def save_into(ctx: Context, numbers: Sequence[str], folder: Path) -> Path:
    """Writes letter and statement of each document into a folder, "<number>.pdf" and "<number>-statement.pdf".

    The folder is made if need be. What lies there already under the same name is the same paper and is written
    over. Returns the folder. Raises UserError if it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(folder), reason=trouble.strerror or str(trouble)) from trouble
    for done, number in enumerate(numbers):
        ctx.step(done, len(numbers), number)
        for kind, ending in PAPERS:
            save_paper(document_file(ctx, number, kind), folder / f"{number}{ending}.pdf", replace=True)
    return folder


@long_act("document.print", permission="billing.read")
def print_documents(ctx: Context, numbers: Sequence[str], printer: str | None, copies: int = 1) -> int:
    """Prints letter and statement of each document, in their order; returns the number of papers."""
    for done, number in enumerate(numbers):
        ctx.step(done, len(numbers), number)
        for kind, _ending in PAPERS:
            print_paper(document_file(ctx, number, kind), printer, number, copies)
    return len(numbers) * len(PAPERS)
