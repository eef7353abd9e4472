"""Gathers the texts of the source into the catalogues: translations stay, unused ones go, new ones come in empty.

Files named on the command line give translations for texts that have none yet.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "hotline_desk"
CATALOGUES = ROOT / "resources" / "i18n"
LANGUAGES = {"de": "nplurals=2; plural=(n != 1);"}
KEYWORDS = {"N_": 1, "tr": 1, "trn": 2}
"""The marks, and how many of their first arguments are the text."""


def source_texts() -> Catalog:
    """Every text that is marked in the source, without translations.

    Read from the syntax tree, because a tokenizer sees into an f-string on some versions of Python only.
    """
    catalogue = Catalog()
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = _marked(node)
            if text:
                catalogue.add(text)
    return catalogue


def _marked(node: ast.AST) -> str | tuple[str, ...] | None:
    if not isinstance(node, ast.Call):
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    given = [a.value for a in node.args[:KEYWORDS.get(name, 0)] if isinstance(a, ast.Constant)]
    forms = [form for form in given if isinstance(form, str)]
    if not forms or len(forms) < KEYWORDS[name]:
        return None
    return tuple(forms) if len(forms) > 1 else forms[0]


def read(path: Path) -> Catalog:
    """A catalogue file; an empty catalogue if there is none."""
    if not path.is_file():
        return Catalog()
    with path.open("rb") as source:
        return read_po(source)


def messages(catalogue: Catalog) -> list[Message]:
    """The messages of a catalogue without its header."""
    return [message for message in catalogue if message.id]


def is_translated(message: Message) -> bool:
    """Whether every form of the message has a translation."""
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return bool(forms) and all(forms)


def merged(texts: Catalog, known: Iterable[Catalog]) -> Catalog:
    """The texts with the first translation that one of the known catalogues has."""
    known = list(known)
    result = Catalog()
    for message in messages(texts):
        found = (other.get(message.id) for other in known)
        fitting = [o for o in found if o is not None and o.id == message.id and is_translated(o)]
        result.add(message.id, fitting[0].string if fitting else ("", "") if message.pluralizable else "")
    return result


def as_file(catalogue: Catalog, language: str) -> bytes:
    """The catalogue in the form that is stored: sorted, without dates and line numbers."""
    body = io.BytesIO()
    write_po(body, catalogue, width=110, no_location=True, omit_header=True, sort_output=True)
    header = (
        "# Texts of Hotline Desk. Gathered by: python3 dev.py texts\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {LANGUAGES[language]}\\n"\n\n'
    )
    return header.encode() + body.getvalue()


def main() -> int:
    texts = source_texts()
    CATALOGUES.mkdir(parents=True, exist_ok=True)
    untranslated = 0
    for language in LANGUAGES:
        path = CATALOGUES / f"{language}.po"
        catalogue = merged(texts, [read(path), *(read(Path(name)) for name in sys.argv[1:])])
        path.write_bytes(as_file(catalogue, language))
        missing = [message for message in messages(catalogue) if not is_translated(message)]
        untranslated += len(missing)
        print(f"{language}: {len(messages(catalogue))} texts, {len(missing)} without translation")
        for message in missing:
            print("   ", message.id if isinstance(message.id, str) else message.id[0])
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main())
