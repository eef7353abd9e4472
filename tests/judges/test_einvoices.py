"""Every kind of electronic invoice before judges that others have made, and its amounts before one of our own."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import page
import pikepdf
import pytest
from facturx import xml_check_xsd
from PIL import Image

from hotline_desk.adapters.documents.design import Design
from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.adapters.documents.pdfa import Enclosed, archived, enclosed_file
from hotline_desk.adapters.einvoice.xrechnung import ubl
from hotline_desk.adapters.einvoice.zugferd import FILE_NAME, LEVEL, cii
from hotline_desk.core.clock import SetClock
from hotline_desk.domain.billing.values import Document
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.context import Context
from hotline_desk.store.engine import DATABASE_FILE
from hotline_desk.store.opening import open_store
from tests.judges import acted
from tests.judges.amounts import differences, read
from tests.judges.cases import CASES, document, line, mixed_rates
from tests.judges.schematron import Verdict, judge, need_java
from tests.store_fixtures import COMPANY, NOW, file_url

KINDS = {"cii": cii, "ubl": ubl}


@dataclass(frozen=True)
class Made:
    """A case as files: CII, UBL, and the letter with the CII inside."""

    document: Document
    xml: dict[str, bytes]
    paper: bytes


EVERY = (*CASES, *acted.NAMES)


@pytest.fixture(scope="module")
def company(sqlite_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A company in which documents come about by acts."""
    folder = tmp_path_factory.mktemp("company")
    shutil.copy(sqlite_model, folder / DATABASE_FILE)
    store = open_store(file_url(folder))
    clock = SetClock(NOW)
    found_company(store, COMPANY, "anna", "Anna", clock)
    yield open_context(store, None, clock=clock)
    store.close()


@pytest.fixture(scope="module")
def made(company: Context) -> dict[str, Made]:
    """All cases, written once."""
    found = {name: _made(case()) for name, case in CASES.items()}
    found |= {name: _made(document) for name, document in acted.documents(company).items()}
    assert tuple(found) == EVERY
    return found


def _made(document: Document) -> Made:
    document = replace(document, format="xrechnung")
    xml = {kind: write(document) for kind, write in KINDS.items()}
    return Made(document, xml, archived(render_letter(document), Enclosed(FILE_NAME, LEVEL, xml["cii"], document.date)))


@pytest.fixture(scope="module")
def folders(made: dict[str, Made], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each kind a folder with all its files."""
    found = {}
    for kind in KINDS:
        found[kind] = tmp_path_factory.mktemp(kind)
        (found[kind] / "xml").mkdir()
        for name, one in made.items():
            (found[kind] / "xml" / f"{name}.xml").write_bytes(one.xml[kind])
    return found


@pytest.fixture(scope="module")
def verdicts(folders: dict[str, Path]) -> Iterator[dict[str, dict[str, Verdict]]]:
    """What the rules of the standard say of all cases, both kinds at the same time."""
    need_java()
    wrong = replace(mixed_rates(), net_cents=1)
    for kind, write in KINDS.items():
        (folders[kind] / "xml" / "wrong.xml").write_bytes(write(replace(wrong, format="xrechnung")))
    with ThreadPoolExecutor() as pool:
        yield dict(zip(KINDS, pool.map(judge, folders.values(), KINDS), strict=True))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", KINDS)
def test_the_judge_of_the_standard_finds_a_wrong_sum(verdicts, kind):
    assert any("BR-CO-" in text for text in verdicts[kind]["wrong"].failed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", EVERY)
def test_the_rules_of_the_standard_hold(verdicts, name, kind):
    verdict = verdicts[kind][name]
    assert verdict.fired > 0
    assert verdict.failed == ()


@pytest.fixture(scope="module")
def findings(made: dict[str, Made], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the rules of the German administration find in each XRechnung, in one run over all."""
    folder = tmp_path_factory.mktemp("xrechnung")
    for name, one in made.items():
        (folder / f"{name}.xml").write_bytes(one.xml["ubl"])
    (folder / "wrong.xml").write_bytes(made["skonto"].xml["ubl"].replace(b"#SKONTO#TAGE=14", b"#SKONTO#DAYS=14"))
    command = [sys.executable, "-m", "einvoice", "validate-batch", folder, "--json", "--profile=xrechnung"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return {Path(one["source"]).stem: [f"{each['rule']}: {each['message']}" for each in one["violations"]]
            for one in json.loads(done.stdout)["files"]}


def test_the_german_judge_finds_a_wrong_skonto(findings):
    assert any(text.startswith("BR-DE-18") for text in findings["wrong"])


@pytest.mark.parametrize("name", EVERY)
def test_the_rules_of_the_german_administration_hold(findings, name):
    assert findings[name] == []


@pytest.mark.parametrize("name", EVERY)
def test_the_letter_with_the_invoice_inside_is_pdf_a_3b(made, name, tmp_path):
    file = tmp_path / "letter.pdf"
    file.write_bytes(made[name].paper)
    verdict = page.validate_pdf(str(file), profile="3b")
    assert verdict.rules.passed > 100
    assert verdict.is_compliant, str(verdict)


@pytest.mark.parametrize("name", EVERY)
def test_what_is_inside_the_letter_is_the_invoice(made, name):
    assert enclosed_file(made[name].paper, FILE_NAME) == made[name].xml["cii"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", EVERY)
def test_the_amounts_are_those_of_the_document(made, name, kind):
    assert differences(read(made[name].xml[kind]), made[name].document) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["mixed_rates", "many_lines", "cancellation", "correction"])
def test_the_grammar_of_the_format_holds(made, name, kind):
    credit = made[name].document.kind == "cancellation"
    flavour = "factur-x" if kind == "cii" else "ubl-2.1-creditnote" if credit else "ubl-2.1-invoice"
    assert xml_check_xsd(made[name].xml[kind], flavor=flavour, level="en16931")


@pytest.mark.parametrize("kind", KINDS)
def test_a_tax_that_is_consistently_too_low_is_found(kind):
    right = document([line(1, 26_055)])
    low = replace(right.taxes[0], tax_cents=right.tax_cents - 50)
    wrong = replace(right, taxes=(low,), tax_cents=right.tax_cents - 50, gross_cents=right.gross_cents - 50,
                    format="xrechnung")
    assert differences(read(KINDS[kind](wrong)), wrong) == ["19.00 %: tax 49.00 instead of 49.50"]


def test_equal_documents_give_equal_bytes(made):
    for name in ("skonto", "cancellation"):
        again = _made(CASES[name]())
        assert (again.paper, again.xml) == (made[name].paper, made[name].xml)


@pytest.mark.parametrize("name", EVERY)
def test_no_stream_of_the_paper_ends_like_a_line(made, name):
    with pikepdf.open(io.BytesIO(made[name].paper)) as pdf:
        ends = [thing.read_raw_bytes()[-1:] for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
    assert ends
    assert not {b"\r", b"\n"} & set(ends)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "CMYK", "L", "P"])
def test_a_letter_with_a_logo_of_any_kind_is_pdf_a_3b(made, mode, tmp_path):
    logo = io.BytesIO()
    Image.new(mode, (40, 20)).save(logo, "JPEG" if mode == "CMYK" else "PNG")
    file = tmp_path / "letter.pdf"
    one = made["mixed_rates"]
    letter = render_letter(one.document, Design(logo=logo.getvalue()))
    file.write_bytes(archived(letter, Enclosed(FILE_NAME, LEVEL, one.xml["cii"], one.document.date)))
    verdict = page.validate_pdf(str(file), profile="3b")
    assert verdict.is_compliant, str(verdict)
