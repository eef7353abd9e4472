"""The sample data are taken away from the terminal."""

from __future__ import annotations

from tests.cli.conftest import INIT


def test_the_sample_goes_and_what_people_made_stays(nowhere):
    nowhere.quietly(*INIT, "--sample", "2")
    customer = nowhere.quietly("list", "addresses", "--json").objects[0]
    own = nowhere.quietly("add", "ticket", "--subject", "My own", "--customer", customer["number"]).out.strip()
    nowhere.quietly("add", "address", "--name", "My customer")
    seen = nowhere.quietly("remove-sample", "--preview").lines
    assert "Addresses: 1 go, 1 stay" in seen
    assert f"  Address {customer['name']}: Your own entry needs it: Ticket {own}" in seen
    assert len(nowhere.quietly("list", "addresses", "--json").lines) == 3
    assert "Addresses: 1 gone, 1 stay" in nowhere.quietly("remove-sample").lines
    left = {line["name"] for line in nowhere.quietly("list", "addresses", "--json").objects}
    assert left == {customer["name"], "My customer"}
    assert nowhere.quietly("verify").out == "Everything is as it must be.\n"


def test_programs_get_one_object_per_line(nowhere):
    nowhere.quietly(*INIT, "--sample", "1")
    told = nowhere.quietly("remove-sample", "--json").objects
    assert {"kind": "address", "go": 1, "stay": 0} in told
    assert nowhere.quietly("list", "addresses", "--json").lines == []


def test_a_company_without_sample_data_is_left_alone(anywhere):
    anywhere.quietly(*INIT)
    assert anywhere("remove-sample", code=1).err == "There are no sample data in this company.\n"
