"""What a call came by: numbers, queues and menu choices in the words of telephone systems."""

from __future__ import annotations

import pytest

from hotline_desk.domain.called_numbers import CalledNumber, reached

HOTLINE = CalledNumber("Hotline", "number", "+493090182011")
OFFICE = CalledNumber("Office", "number", "+493090182012")
INSIDE = CalledNumber("Workshop", "number", "31")
VPN = CalledNumber("VPN", "queue", "support-vpn")
TWO = CalledNumber("Printers", "menu", "2")
ALL = (HOTLINE, OFFICE, INSIDE, VPN, TWO)


def names(number=None, queue="", menu="", entries=ALL):
    return [entry.name for entry in reached(entries, number, queue, menu)]


@pytest.mark.parametrize(("told", "expected"), [
    ("+493090182011", ["Hotline"]),
    ("11", ["Hotline"]),
    ("90182012", ["Office"]),
    ("31", ["Workshop"]),
    ("1", []),
    ("901820", []),
    ("+4930901820", []),
    ("+4989901", []),
    (None, []),
    ("", []),
])
def test_a_number_is_found_whole_or_by_its_end(told, expected):
    assert names(told) == expected


def test_an_end_that_two_numbers_share_says_nothing():
    twin = CalledNumber("Twin", "number", "+498990182011")
    assert names("82011", entries=(HOTLINE, twin)) == []


@pytest.mark.parametrize(("queue", "expected"), [
    ("support-vpn", ["VPN"]), ("Support-VPN ", ["VPN"]), ("vpn", []), ("", [])])
def test_a_queue_is_found_by_its_name_however_it_is_written(queue, expected):
    assert names(queue=queue) == expected


def test_the_general_comes_before_the_particular():
    assert names("+493090182011", "support-vpn", "2") == ["Hotline", "VPN", "Printers"]
