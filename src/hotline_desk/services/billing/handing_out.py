"""Documents leave the house: all papers of some documents into a folder or to a printer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.documents import from_canonical
from hotline_desk.domain.billing.einvoice import file_kinds, is_einvoice
from hotline_desk.domain.billing.values import LETTER, STATEMENT, XRECHNUNG, Document
from hotline_desk.services.act import long_act, reading
from hotline_desk.services.billing.documents import document_file, get_document
from hotline_desk.services.billing.einvoice import EInvoice, read_einvoice
from hotline_desk.services.context import Context
from hotline_desk.services.papers import print_paper, save_paper
from hotline_desk.store.billing import document_by_number

_ENDINGS = {LETTER: ".pdf", STATEMENT: "-statement.pdf", XRECHNUNG: ".xml"}


@reading("billing.read")
def papers_of(ctx: Context, session: Session, number: str) -> tuple[tuple[str, str], ...]:
    """The kinds of papers that a document consists of, each with the name of a file for it.

    Raises UserError if there is no such document.
    """
    row = document_by_number(session, number.strip())
    if row is None:
        raise UserError("document.not_found", number=number)
    return paper_names(from_canonical(row.content.encode()))


@reading("billing.read")
def einvoice_format(ctx: Context, session: Session, number: str) -> str:
    """The format of the electronic invoice that a document is, "" if it is none.

    Raises UserError if there is no such document.
    """
    row = document_by_number(session, number.strip())
    if row is None:
        raise UserError("document.not_found", number=number)
    document = from_canonical(row.content.encode())
    return document.format if is_einvoice(document) else ""


@long_act("einvoice.read", permission="billing.read")
def einvoice_of(ctx: Context, number: str) -> EInvoice:
    """The electronic invoice of a document as it is stored, made now if it never was.

    Raises UserError if it is none.
    """
    document = get_document(ctx, number)
    if not is_einvoice(document):
        raise UserError("einvoice.none", number=number)
    return read_einvoice(document, document_file(ctx, number, XRECHNUNG if document.format == XRECHNUNG else LETTER))


def paper_names(document: Document) -> tuple[tuple[str, str], ...]:
    """The kinds of papers of a document, each with the name of a file for it."""
    return tuple((kind, f"{document.number}{_ENDINGS[kind]}") for kind in file_kinds(document))


@long_act("document.save", permission="billing.read")
def save_into(ctx: Context, numbers: Sequence[str], folder: Path) -> Path:
    """Writes all papers of each document into a folder: "<number>.pdf", "<number>-statement.pdf", "<number>.xml".

    The folder is made if need be. What lies there already under the same name is the same paper and is written
    over. Returns the folder. Raises UserError if it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(folder), reason=trouble.strerror or str(trouble)) from trouble
    for done, number in enumerate(numbers):
        ctx.step(done, len(numbers), number)
        for kind, name in papers_of(ctx, number):
            save_paper(document_file(ctx, number, kind), folder / name, replace=True)
    return folder


@long_act("document.print", permission="billing.read")
def print_documents(ctx: Context, numbers: Sequence[str], printer: str | None, copies: int = 1) -> int:
    """Prints letter and statement of each document, in their order; returns the number of papers."""
    printed = 0
    for done, number in enumerate(numbers):
        ctx.step(done, len(numbers), number)
        for kind, name in papers_of(ctx, number):
            if name.endswith(".pdf"):
                print_paper(document_file(ctx, number, kind), printer, number, copies)
                printed += 1
    return printed
