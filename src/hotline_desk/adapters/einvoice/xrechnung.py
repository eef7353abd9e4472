"""A document as XRechnung: UBL invoice or UBL credit note by the rules of the German administration."""

from __future__ import annotations

from hotline_desk.adapters.einvoice.terms import business_terms
from hotline_desk.domain.billing.einvoice import require_complete
from hotline_desk.domain.billing.values import Document

SPECIFICATION = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_CUSTOMIZATION = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}CustomizationID"


def ubl(document: Document) -> bytes:
    """The XML of a final document. Equal documents give equal bytes. Raises UserError if the buyer's reference or
    other facts are missing."""
    # Loads lxml, a PDF library and schemas: half a second, for documents that are e-invoices only.
    from facturx import generate_ubl_xml
    from lxml import etree

    require_complete(document)
    terms = business_terms(document) | {"BT-23": PROCESS}
    root = etree.fromstring(generate_ubl_xml(terms, level="en16931", check_xsd=False, check_schematron=False))
    # The library knows the specification of the standard only.
    root.find(_CUSTOMIZATION).text = SPECIFICATION
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written
