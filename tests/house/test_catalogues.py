"""The catalogues of errors and settings hold what the source uses, and nothing else."""

from __future__ import annotations

import ast
from string import Formatter

from hotline_desk.core.errors import ERRORS
from hotline_desk.core.settings import SETTINGS, Settings
from tests.house.source import PACKAGE, calls, literal, literals, prefixes, product_files, shown, tree, where


def sources_but(*names: str):
    return [path for path in product_files() if shown(path).removeprefix("src/hotline_desk/") not in names]


def test_every_error_that_is_raised_is_in_the_catalogue():
    unknown = [
        f"{where(path, call)} {id_}" for path in product_files() for call in calls(path, "UserError")
        if call.args and (id_ := literal(call.args[0])) is not None and id_ not in ERRORS
    ]
    assert not unknown


def test_every_error_brings_the_values_of_its_sentence():
    wrong = []
    for path in product_files():
        for call in calls(path, "UserError"):
            id_ = literal(call.args[0]) if call.args else None
            if id_ not in ERRORS or any(word.arg is None for word in call.keywords):
                continue
            needed = {name for _, name, _, _ in Formatter().parse(ERRORS[id_]) if name}
            brought = {word.arg for word in call.keywords}
            if needed != brought:
                wrong.append(f"{where(path, call)} {id_}: {sorted(needed)} needed, {sorted(brought)} brought")
    assert not wrong


def test_every_error_of_the_catalogue_is_used():
    used = set().union(*map(literals, sources_but("core/errors.py")))
    assert not sorted(ERRORS.keys() - used)


def test_every_sentence_ends():
    """With a full stop, a value, or an example of what to type."""
    assert not [id_ for id_, s in ERRORS.items() if not s.endswith((".", "}")) and ": " not in s.rpartition(". ")[2]]


def test_error_ids_stand_by_area():
    areas = [id_.partition(".")[0] for id_ in ERRORS]
    first_seen = sorted(set(areas), key=areas.index)
    assert areas == sorted(areas, key=first_seen.index)


def _subscripts_of_settings(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Subscript):
            of = node.value
            name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
            if name in ("settings", "_settings") and (key := literal(node.slice)) is not None:
                yield node, key


def test_every_setting_that_is_read_is_in_the_catalogue():
    unknown = [
        f"{where(path, node)} {key}" for path in product_files()
        for node, key in _subscripts_of_settings(path) if key not in SETTINGS
    ]
    assert not unknown


def test_every_setting_of_the_catalogue_is_used():
    elsewhere = sources_but("core/settings.py")
    used = set().union(*map(literals, elsewhere))
    families = tuple(begin for path in elsewhere for begin in prefixes(path) if begin.endswith("."))
    assert not [key for key in SETTINGS if key not in used and not key.startswith(families)]


def test_every_default_fits_its_setting():
    for setting in SETTINGS.values():
        assert setting.check(setting.default) == setting.default


def test_settings_that_nobody_stored_have_their_defaults():
    settings = Settings()
    assert {key: settings[key] for key in SETTINGS} == {key: s.default for key, s in SETTINGS.items()}


def test_the_package_is_read_at_all():
    assert len(list(PACKAGE.rglob("*.py"))) > 20
