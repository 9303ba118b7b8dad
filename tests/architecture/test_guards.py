"""What every page, table and template of the house must keep, found by machine."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from intake.sheets import all_sheets, codes_readable_by
from organization import subjects, trail
from organization.fields import BlindIndex, EncryptedText
from organization.permissions import (
    PERMISSION_LABELS,
    ROLE_PERMISSIONS,
    Permission,
    Role,
)
from organization.scope import ScopedQuerySet
from reviews.indicators import known_indicator
from reviews.selectors import dashboard, wall

OURS = [config for config in apps.get_app_configs() if (settings.BASE_DIR / config.label).is_dir()]
SEEN_BY_OTHER_MEANS = {
    # Rows that are reached only through a row that is scoped.
    "intake.importrow": "shown on its batch's page",
    "intake.storedfile": "served by its batch's page",
}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def view_of(pattern: URLPattern):
    view = pattern.callback
    return getattr(view, "cls", None) or getattr(view, "view_class", view)


@pytest.mark.parametrize("pattern", list(patterns()), ids=lambda p: p.lookup_str + str(p.pattern))
def test_every_view_names_its_permission_or_why_it_is_open(pattern):
    view = view_of(pattern)
    health = {"healthz", "readyz"}

    named = getattr(view, "required_permission", None) or getattr(view, "open_because", None)

    assert named or str(pattern.pattern) in health, f"{pattern.lookup_str} is closed to everybody"


def test_every_permission_has_a_name_and_somebody_who_holds_it():
    held = frozenset().union(*ROLE_PERMISSIONS.values())

    assert set(PERMISSION_LABELS) == set(Permission)
    assert held == set(Permission)
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_the_administrator_of_accounts_does_not_read_households():
    """Separation of powers (三员分立): who gives rights does not use them."""
    admin = ROLE_PERMISSIONS[Role.ADMIN]

    assert Permission.HOUSEHOLD_VIEW not in admin
    assert Permission.PERSONAL_REVEAL not in admin
    assert Permission.TRAIL_VIEW not in admin
    assert Permission.IMPORT_APPROVE not in admin


@pytest.mark.parametrize("role", Role)
def test_who_decides_on_a_batch_sees_its_rows_and_nobody_sees_them_by_deciding(role):
    held = ROLE_PERMISSIONS[role]
    for sheet in all_sheets():
        if sheet.needs_approval and Permission.IMPORT_APPROVE in held:
            assert sheet.view_permission in held, sheet.label
        assert (sheet.code in codes_readable_by(Holder(held))) == (sheet.view_permission in held)


@dataclass
class Holder:
    """Somebody who holds permissions, as far as they can be told without a row."""

    held: frozenset[str]

    def may(self, permission: str) -> bool:
        return permission in self.held


def protected_models() -> list:
    return [
        model
        for config in OURS
        for model in config.get_models()
        if any(isinstance(field, EncryptedText) for field in model._meta.local_fields)
    ]


@pytest.mark.parametrize("model", protected_models(), ids=lambda m: m._meta.label)
def test_every_table_with_personal_data_is_scoped(model):
    if model._meta.label_lower in SEEN_BY_OTHER_MEANS:
        return
    manager = model._default_manager

    assert isinstance(manager.all(), ScopedQuerySet), f"{model.__name__} has no visible_to"
    assert manager.all().division_field


def test_every_blind_index_names_a_field_of_its_table():
    for config in OURS:
        for model in config.get_models():
            names = {field.attname for field in model._meta.concrete_fields}
            for field in model._meta.local_fields:
                if isinstance(field, BlindIndex):
                    assert field.source in names


def test_every_subject_of_the_trail_has_its_table_and_its_page():
    for kind, _ in subjects.choices():
        subject = subjects.get(kind)
        assert subject.model._meta.label_lower == subject.kind
        if subject.url_name:
            key = "429004108228" if subject.model._meta.pk.is_relation else "1"
            assert subject.url(key)


def calls_in_code() -> Iterator[tuple[Path, ast.Call]]:
    """Every call in the code of the apps, with the module it stands in."""
    for app in OURS:
        for path in sorted((Path(settings.BASE_DIR) / app.label).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield path.relative_to(settings.BASE_DIR), node


def verbs_in_code() -> Iterator[tuple[str, str]]:
    """Each verb that a call writes to the trail as it stands there, and the module."""
    for path, call in calls_in_code():
        if ast.unparse(call.func) in VERB_PLACE:
            verb = call.args[VERB_PLACE[ast.unparse(call.func)]]
            if isinstance(verb, ast.Constant):
                yield verb.value, str(path)


VERB_PLACE = {"audit.record": 1, "audit.Act": 0, "Act": 0}
"""Which argument of the call is the verb."""


def test_every_verb_of_the_trail_has_a_name():
    assert [(verb, where) for verb, where in verbs_in_code() if verb not in trail.VERBS] == []


def test_no_verb_saves_every_column_of_a_row_it_may_have_read_before_others_wrote():
    """A row known says which columns (`update_fields`), a new one that it is new
    (`force_insert`); a call with a place is a file's, not a row's."""
    whole = [
        f"{path}:{call.lineno}"
        for path, call in calls_in_code()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "save"
        and not call.args
        and not {"update_fields", "force_insert"} & {given.arg for given in call.keywords}
        and not {"models", "demo"} & set(path.parts)  # a new row of a manager, a city made at once
    ]

    assert whole == []


def test_every_template_is_used():
    """A template that nothing names is dead; fragments count by their file."""
    folder = Path(settings.BASE_DIR)
    texts = [
        path.read_text(encoding="utf-8")
        for pattern in ("*/**/*.py", "templates/**/*.html")
        for path in folder.glob(pattern)
        if not {".venv", "node_modules", "tests", "var"} & set(path.parts)
    ]
    named = set(re.findall(r"[\w./-]+\.html", "\n".join(texts)))
    found_by_django = ("django/forms/", "errors/")
    unused = [
        name
        for path in (folder / "templates").rglob("*.html")
        if (name := path.relative_to(folder / "templates").as_posix()) not in named
        and not name.startswith(found_by_django)
    ]

    assert unused == []


def test_no_template_carries_a_script_or_a_style_of_its_own():
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*json)", text), path


def test_every_table_speaks_chinese():
    for config in OURS:
        for model in config.get_models():
            assert re.search(r"[一-鿿]", str(model._meta.verbose_name)), model


def test_what_stands_side_by_side_for_everybody_is_of_no_sensitive_kind():
    """The wall, the sentence and the comparison are read by people of other townships too; small
    counts of sensitive kinds are hidden only where a single place is shown."""
    codes = {*dashboard.COMPARED, *dashboard._SENTENCE, *wall.FIGURES, wall.RANKED_BY}

    assert [code for code in sorted(codes) if known_indicator(code).sensitive] == []
