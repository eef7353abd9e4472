"""States of tickets: where each may go, and by whom."""

from __future__ import annotations

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import PERMISSIONS
from hotline_desk.domain.tickets import CLOSED, MERGED, NEW, OPEN, STATES, TRANSITIONS, WITHDRAWN, check_transition


def test_the_table_names_every_state_and_only_known_permissions():
    assert set(TRANSITIONS) == set(STATES)
    assert all(target in STATES and permission in PERMISSIONS
               for targets in TRANSITIONS.values() for target, permission in targets.items())


@pytest.mark.parametrize(("state", "target"), [(MERGED, OPEN), (MERGED, WITHDRAWN), (OPEN, NEW)])
def test_what_the_table_does_not_name_is_refused(state, target):
    with pytest.raises(UserError) as refused:
        check_transition(state, target, lambda _permission: True)
    assert refused.value.id == "ticket.state"


def test_who_lacks_the_permission_is_refused():
    with pytest.raises(UserError) as refused:
        check_transition(OPEN, CLOSED, lambda _permission: False)
    assert refused.value.id == "permission.denied"


def test_staying_in_a_state_needs_nothing():
    check_transition(MERGED, MERGED, lambda _permission: False)
