"""A paper for the archive: PDF/A-3b (ISO 19005-3), with an electronic invoice inside if there is one.

The paper itself must keep the rules already: all typefaces embedded, colours as RGB. Here it gets what describes it:
the colour space it means, its facts as XMP, the file within it. Equal papers give equal bytes.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from pikepdf import Pdf, Stream

_PRODUCER = "Hotline Desk"
_PROFILE = "sRGB IEC61966-2.1"
# Place of the date and of the id in the head of a colour profile: they would differ each time it is made.
_ICC_DATE, _ICC_ID = slice(24, 36), slice(84, 100)
_FIXED_DATE = bytes((0x07, 0xE8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))


@dataclass(frozen=True)
class Enclosed:
    """The electronic invoice within a paper: its file name, the profile it follows, its bytes, the day it is of."""

    name: str
    level: str
    content: bytes
    day: date


def archived(paper: bytes, enclosed: Enclosed | None = None) -> bytes:
    """The paper as PDF/A-3b."""
    # The library is loaded only where papers are made for the archive; it takes a tenth of a second.
    import pikepdf

    with pikepdf.open(io.BytesIO(paper)) as pdf:
        _add_colours(pdf)
        if enclosed is not None:
            _enclose(pdf, enclosed)
        pdf.docinfo["/Producer"] = _PRODUCER
        _describe(pdf, enclosed)
        target = io.BytesIO()
        # Streams stay as they were written: made anew, some would end like a line does, and readers that are strict
        # about lengths would take the last sign for the end of a line.
        pdf.save(target, min_version="1.7", preserve_pdfa=True, deterministic_id=True, compress_streams=False,
                 stream_decode_level=pikepdf.StreamDecodeLevel.none, fix_metadata_version=False,
                 object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue()


def enclosed_file(paper: bytes, name: str) -> bytes | None:
    """The file of this name within a paper, None if there is none."""
    import pikepdf  # as above

    with pikepdf.open(io.BytesIO(paper)) as pdf:
        return pdf.attachments[name].get_file().read_bytes() if name in pdf.attachments else None


@cache
def _srgb() -> bytes:
    from PIL import ImageCms  # with its profiles a tenth of a second

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_ICC_DATE] = _FIXED_DATE
    profile[_ICC_ID] = bytes(16)
    return bytes(profile)


def _packed(pdf: Pdf, content: bytes) -> Stream:
    """A stream with this content, compressed unless that would end like a line does."""
    from pikepdf import Name

    small = zlib.compress(content, 9)
    if small.endswith((b"\r", b"\n")):
        return pdf.make_stream(content)
    stream = pdf.make_stream(small)
    stream.Filter = Name.FlateDecode
    return stream


def _add_colours(pdf: Pdf) -> None:
    from pikepdf import Array, Dictionary, Name, String

    profile = _packed(pdf, _srgb())
    profile.N, profile.Alternate = 3, Name.DeviceRGB
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String(_PROFILE),
                        Info=String(_PROFILE), DestOutputProfile=profile)
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _enclose(pdf: Pdf, enclosed: Enclosed) -> None:
    from pikepdf import Array, Dictionary, Name, String

    day = String(f"D:{enclosed.day:%Y%m%d}000000Z")
    stream = _packed(pdf, enclosed.content)
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/text/xml")
    stream.Params = Dictionary(ModDate=day, CreationDate=day, Size=len(enclosed.content))
    spec = pdf.make_indirect(Dictionary(
        Type=Name.Filespec, F=String(enclosed.name), UF=String(enclosed.name), AFRelationship=Name.Alternative,
        Desc=String("Electronic invoice (Factur-X/ZUGFeRD)"), EF=Dictionary(F=stream, UF=stream)))
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String(enclosed.name), spec])))
    pdf.Root.AF = pdf.make_indirect(Array([spec]))


def _describe(pdf: Pdf, enclosed: Enclosed | None) -> None:
    from pikepdf import Name

    packet = pdf.make_stream(_xmp(pdf, enclosed))
    packet.Type, packet.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = packet


def _xmp(pdf: Pdf, enclosed: Enclosed | None) -> bytes:
    told = {key: escape(str(pdf.docinfo.get(key, ""))) for key in ("/Title", "/Author", "/Subject", "/Creator")}
    made, changed = (_moment(str(pdf.docinfo.get(key, ""))) for key in ("/CreationDate", "/ModDate"))
    inside = _FACTUR_X.format(name=escape(enclosed.name), level=escape(enclosed.level)) if enclosed else ""
    return _XMP.format(title=told["/Title"], author=told["/Author"], subject=told["/Subject"], tool=told["/Creator"],
                       producer=_PRODUCER, made=made, changed=changed, inside=inside).encode()


def _moment(stamp: str) -> str:
    """"D:20261102000000Z" as XMP writes it."""
    return datetime.strptime(stamp[2:16], "%Y%m%d%H%M%S").replace(tzinfo=UTC).isoformat()


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreatorTool>{tool}</xmp:CreatorTool>
<xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{changed}</xmp:ModifyDate></rdf:Description>
{inside}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""

_PROPERTIES = "".join(
    '<rdf:li rdf:parseType="Resource">'
    f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
    "<pdfaProperty:category>external</pdfaProperty:category>"
    f"<pdfaProperty:description>{told}</pdfaProperty:description></rdf:li>"
    for name, told in (("DocumentFileName", "name of the embedded XML invoice file"),
                       ("DocumentType", "INVOICE"),
                       ("Version", "version of the XML schema"),
                       ("ConformanceLevel", "conformance level of the embedded invoice")))

_FACTUR_X = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>""" + _PROPERTIES + """</rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>{name}</fx:DocumentFileName>
<fx:Version>1.0</fx:Version><fx:ConformanceLevel>{level}</fx:ConformanceLevel></rdf:Description>
"""
