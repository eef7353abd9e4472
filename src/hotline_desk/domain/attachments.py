"""Files at tickets: names that do no harm, kinds that are never opened directly, what can be looked at."""

from __future__ import annotations

import mimetypes
import unicodedata

MOST_NAME = 150
UNNAMED = "file"
PROGRAM = "application/x-executable"

_PROGRAMS_AND_SCRIPTS = """
    ade adp app appinstaller application appref-ms appx appxbundle bat bin bas cab chm cmd com command cpl crt
    deb diagcab dll dmg drv elf exe fxp gadget grp hlp hpj hta htc inf ins inx iso isp isu img jar jnlp job js
    jse ksh lnk mad maf mag mam maq mar mas mat mau mav maw mcf mda mdb mde mdt mdw mdz mht mhtml mmc msc msh
    msh1 msh2 mshxml msi msix msp mst msu ocx ops osd out paf pcd pif pkg pl plg prf prg printerexport ps1
    ps1xml ps2 ps2xml psc1 psc2 psd1 psdm1 psm1 pst py pyc pyo pyw pyz pyzw rb reg rpm run scf scr sct
    search-ms service settingcontent-ms sh shb shs slk svg swf sys theme url vb vbe vbp vbs vhd vhdx vsmacros
    vsw vxd wbt website ws wsc wsf wsh xbap xll xnk xhtml htm html desktop workflow action scpt applescript
    csh zsh bash fish lua tcl appimage snap flatpakref
"""
_WITH_MACROS = "docm dotm xlsm xltm xlam xlsb xla pptm potm ppam ppsm sldm iqy oqy rqy one wll"

DANGEROUS = frozenset((*_PROGRAMS_AND_SCRIPTS.split(), *_WITH_MACROS.split()))
"""Extensions that are saved, never opened from the desk: what they do is up to whoever sent them."""

_HARMLESS_WITHIN = frozenset(("com", "out", "run", "app", "one", "job", "action", "mat", "mar", "mas", "search", "bin"))
"""Words that are parts of ordinary names: www.example.com.pdf is no program."""

_FORBIDDEN = frozenset('<>:"/\\|?*')
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))))
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe",
             b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf")
_BEGINNINGS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"),
               (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"), (b"BM", "image/bmp"))
_TEXTS = ("application/json", "application/xml", "application/x-sh", "application/sql", "application/x-yaml")
_TEXT_ENDINGS = frozenset(("log", "ini", "cfg", "conf", "md", "yml", "yaml", "csv", "tsv", "txt", "eml", "ics", "vcf"))
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp", "image/tiff")

PICTURE, PDF, TEXT = "picture", "pdf", "text"


def safe_name(name: str) -> str:
    """The name without folders, signs that a file system or an eye stumbles over, and dots or blanks at its end.

    Never empty and at most `MOST_NAME` characters; the extension stays.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(
        " " if c.isspace() else "_" if c in _FORBIDDEN else c for c in unicodedata.normalize("NFC", last)
        # Signs of format turn the reading order round, so that "gpj.exe" looks like "exe.jpg".
        if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    plain = " ".join(plain.split()).rstrip(". ")
    stem, dot, ending = plain.rpartition(".")
    if dot:
        plain = f"{stem.rstrip(' ')}.{ending.lstrip(' ')}"
    if not plain.strip("._ "):
        return UNNAMED
    if plain.partition(".")[0].rstrip().casefold() in _DEVICES:
        plain = f"_{plain}"
    return _shortened(plain)


def _shortened(name: str) -> str:
    if len(name) <= MOST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 20:
        return name[:MOST_NAME].rstrip(". ")
    return f"{stem[:MOST_NAME - len(ending) - 1].rstrip('. ')}.{ending}"


def extension(name: str) -> str:
    """What stands behind the last dot, in small letters; "" without one."""
    return name.rpartition(".")[2].casefold() if "." in name.strip(".") else ""


def is_dangerous(name: str, media_type: str = "") -> bool:
    """Whether such a file is only saved: by its extension, one before it (invoice.exe.pdf), or by its beginning."""
    if media_type == PROGRAM:
        return True
    *within, last = [part.strip().casefold() for part in name.split(".")]
    return bool(within) and (last in DANGEROUS or any(
        part in DANGEROUS and part not in _HARMLESS_WITHIN for part in within[1:]))


def media_type(name: str, beginning: bytes) -> str:
    """What a file is: by its first bytes where they tell, else by its extension; "" if neither does."""
    if beginning.startswith(_PROGRAMS):
        return PROGRAM
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return "image/webp"
    known = next((kind for signs, kind in _BEGINNINGS if beginning.startswith(signs)), None)
    return known or mimetypes.guess_type(f"x.{extension(name)}", strict=False)[0] or ""


def shown_as(name: str, media_type: str) -> str:
    """How a file can be looked at in the frame: `PICTURE`, `PDF`, `TEXT` or "" (not at all)."""
    if media_type in _PICTURES:
        return PICTURE
    if media_type == "application/pdf":
        return PDF
    textual = media_type.startswith("text/") or media_type in _TEXTS or media_type.endswith(("+xml", "+json"))
    return TEXT if textual or extension(name) in _TEXT_ENDINGS else ""


def free_name(name: str, taken: set[str]) -> str:
    """The name, with a number before its extension if another file of the ticket has it."""
    known = {each.casefold() for each in taken}
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        stem, dot, ending = name, "", ""
    number, found = 2, name
    while found.casefold() in known:
        found = f"{stem} ({number}){dot}{ending}"
        number += 1
    return found


def as_text(body: bytes, most: int = 100_000) -> str:
    """The beginning of a file as text: UTF-16 or UTF-8 where it is, else as Windows writes it."""
    part = body[:most]
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        return part[:len(part) // 2 * 2].decode("utf-16", "replace")
    try:
        # A sign that was cut in the middle at the end is no reason to take it for something else.
        return part.decode("utf-8-sig") if len(part) == len(body) else _cut_utf8(part)
    except UnicodeDecodeError:
        return part.decode("cp1252", "replace")


def _cut_utf8(part: bytes) -> str:
    for end in range(len(part), max(0, len(part) - 4), -1):
        try:
            return part[:end].decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            if wrong.start < end - 4:
                raise
    return part.decode("utf-8-sig")
