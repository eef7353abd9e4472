"""Electronic invoices of documents: made with the letter, stored beside it, looked at."""

from __future__ import annotations

from dataclasses import dataclass

from hotline_desk.adapters.documents.pdfa import Enclosed, archived, enclosed_file
from hotline_desk.adapters.einvoice.reading import Term, terms_of
from hotline_desk.adapters.einvoice.xrechnung import ubl
from hotline_desk.adapters.einvoice.zugferd import FILE_NAME, LEVEL, cii
from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.einvoice import ZUGFERD, is_einvoice
from hotline_desk.domain.billing.values import XRECHNUNG, Document

__all__ = ["EInvoice", "Term", "finished", "read_einvoice", "xrechnung"]


@dataclass(frozen=True)
class EInvoice:
    """The electronic invoice of a document: its XML and what it says. `name` is that of a file for it."""

    name: str
    xml: bytes
    terms: tuple[Term, ...]


def finished(document: Document, letter: bytes) -> bytes:
    """The letter as it is given out: for ZUGFeRD as PDF/A-3b with the electronic invoice inside, else as it is."""
    if document.format != ZUGFERD or not is_einvoice(document):
        return letter
    return archived(letter, Enclosed(FILE_NAME, LEVEL, cii(document), document.date))


def xrechnung(document: Document) -> bytes:
    """The XRechnung of a document. Raises UserError if it is to have none, or if something is missing."""
    if document.format != XRECHNUNG or not is_einvoice(document):
        raise UserError("einvoice.none", number=document.number or "")
    return ubl(document)


def read_einvoice(document: Document, paper: bytes) -> EInvoice:
    """What the stored electronic invoice says; `paper` is the letter it lies in, or the XRechnung.

    Raises UserError if there is none in it.
    """
    inside = document.format == ZUGFERD
    xml = enclosed_file(paper, FILE_NAME) if inside else paper
    if xml is None:
        raise UserError("einvoice.none", number=document.number or "")
    return EInvoice(f"{document.number}-{FILE_NAME}" if inside else f"{document.number}.xml", xml, terms_of(xml))
