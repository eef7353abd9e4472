"""The worked examples through the command line: from a file to what the preview says, and what is issued of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import INIT
from tests.cli.forker import Forker
from tests.cli.typing import Typing
from tests.worked_examples import EXAMPLES, FIRST, MONTHS, company, numbered


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


def test_what_is_issued_is_what_was_previewed_and_the_store_is_whole(typing, drafts):
    numbers = numbered("2026-10")
    issued = typing("bill", "--from", "2026-10-01", "--to", "2026-10-31", "--json", "--customer", *numbers).objects
    for document in issued:
        draft = drafts[document["address_number"]]
        assert {**draft, "number": document["number"], "state": "final"} == document
    assert {document["address_number"] for document in issued} == set(numbers)
    assert typing.quietly("verify").out == "Everything is as it must be.\n"
