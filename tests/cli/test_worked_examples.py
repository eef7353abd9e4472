"""The worked examples through the command line: from a file to what the preview says, and what is issued of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import INIT
from tests.cli.forker import Forker
from tests.cli.typing import Typing
from tests.worked_examples import EXAMPLES, FIRST, MONTHS, Line, company, numbered


@pytest.fixture(scope="module")
def typing(tmp_path_factory: pytest.TempPathFactory, forker: Forker) -> Typing:
    """A terminal with the company of all examples."""
    folder: Path = tmp_path_factory.mktemp("examples") / "company"
    made = Typing(folder, forker)
    made.quietly(*INIT)
    made.quietly("import", "-", given=json.dumps(company()).encode())
    return made


@pytest.fixture(scope="module")
def drafts(typing: Typing) -> dict[str, dict[str, Any]]:
    """What the preview says, by number of the customer."""
    found = {}
    for month, last in MONTHS.items():
        said = typing("bill", "--from", f"{month}-01", "--to", f"{month}-{last}", "--preview", "--json",
                      "--customer", *numbered(month))
        found |= {draft["address_number"]: draft for draft in said.objects}
    return found


@pytest.mark.parametrize(("n", "example"), list(enumerate(EXAMPLES)), ids=[example.name for example in EXAMPLES])
def test_the_example_comes_out_to_the_cent(drafts, n, example):
    draft = drafts[str(FIRST + n)]
    assert draft["net"] == example.net
    if example.tax is not None:
        assert (draft["tax"], draft["gross"]) == (example.tax, example.gross)
    if example.lines:
        told = sorted(draft["lines"], key=lambda line: (line["service_from"], line["net"]))  # some begin together
        assert [_line(*pair) for pair in zip(told, example.lines, strict=True)] == list(example.lines)
    quotas = tuple((q["granted_seconds"] / 60, q["used_seconds"] / 60, q["left_seconds"] / 60) for q in draft["quotas"])
    assert quotas == example.quotas
    assert tuple((d["tax_rate"], d["base"], d["amount"]) for d in draft["discounts"]) == example.discounts


def _line(told: dict[str, Any], wanted: Line) -> Line:
    """What the preview says of a line, as far as the example does."""
    return Line(told["net"], None if wanted.billed is None else told["billed_seconds"] / 60,
                told["quota_seconds"] / 60, told["segment"], told["surcharge"],
                None if wanted.price is None else told["price"], told["kind"])


def test_what_is_issued_is_what_was_previewed_and_the_store_is_whole(typing, drafts):
    numbers = numbered("2026-10")
    issued = typing("bill", "--from", "2026-10-01", "--to", "2026-10-31", "--json", "--customer", *numbers).objects
    for document in issued:
        draft = drafts[document["address_number"]]
        assert {**draft, "number": document["number"], "state": "final"} == document
    assert {document["address_number"] for document in issued} == set(numbers)
    assert typing.quietly("verify").out == "Everything is as it must be.\n"
