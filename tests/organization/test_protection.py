"""Encryption, masks, reveal, attachments."""

import base64
from contextlib import suppress

import pytest
from django.core.exceptions import FieldError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from organization import crypto
from organization.errors import RuleError
from organization.masking import mask_account, mask_id, mask_name, mask_phone
from organization.models import Attachment, AuditEntry, Cadre
from organization.permissions import Role
from organization.services import attachments, keys
from organization.services.keys import rotate
from tests.organization.conftest import SHAHU, YANGLINWEI

PHONE = "13907280001"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def cadre(unit):
    return Cadre.objects.create(
        number="G1", name="曾建国", unit=unit("TOWN", YANGLINWEI), phone=PHONE
    )


def stored_phone() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM organization_cadre")
        return cursor.fetchone()[0]


def test_a_phone_is_encrypted_at_rest_and_found_by_its_tail(cadre):
    assert PHONE not in stored_phone()
    assert Cadre.objects.get().phone == PHONE
    assert Cadre.objects.get(phone_tail=crypto.tail_index("0001")) == cadre
    with pytest.raises(FieldError):
        Cadre.objects.filter(phone=PHONE)


def test_a_ciphertext_moved_to_another_column_does_not_open(cadre):
    with pytest.raises(crypto.DecryptionError):
        crypto.decrypt(stored_phone(), b"organization_cadre.name")


def test_keys_rotate_without_losing_a_value(cadre, settings, tmp_path, person):
    attachment = attachments.attach(
        SimpleUploadedFile("证明.png", PNG), to=cadre, purpose="proof", by=person("u")
    )
    new = base64.b64encode(b"n" * 32).decode()
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, "2": new}

    assert sum(count for _, count in rotate()) == 2
    assert sum(count for _, count in rotate()) == 0
    settings.FIELD_KEYS = {"2": new}

    assert Cadre.objects.get().phone == PHONE
    assert Attachment.objects.get(pk=attachment.pk).file.read() == PNG


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张国", "张*"),
        ("张建国", "张*国"),
        ("欧阳建国", "欧阳*国"),
        ("李", "李"),
        ("尉迟恭", "尉迟*"),
    ],
)
def test_names_are_masked_in_the_middle(name, masked):
    assert mask_name(name) == masked


def test_numbers_are_masked_without_birth_date():
    assert mask_id("429000195001010016") == "4290**********0016"
    assert mask_phone(PHONE) == "139****0001"
    assert mask_account("6222001234561234") == "****1234"


def reveal(client, cadre, **changes):
    data = {
        "subject_kind": "organization.cadre",
        "subject_id": cadre.pk,
        "field": "phone",
        "reason": "核对联系电话",
    }
    return client.post("/reveal/", {**data, **changes})


def test_a_masked_value_is_shown_with_a_reason_and_leaves_a_trace(client, cadre, person):
    clerk = person("clerk", Role.TOWN_CLERK, YANGLINWEI)
    client.force_login(clerk)

    answer = reveal(client, cadre)

    assert answer.content.decode() == PHONE
    entry = AuditEntry.objects.get(verb="personal.revealed")
    assert (entry.actor, entry.remark, entry.after) == (clerk, "核对联系电话", {"field": "phone"})


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"reason": "看"}, 409),
        ({"field": "name"}, 404),
        ({"subject_kind": "organization.nothing"}, 404),
        ({"subject_id": "999999"}, 404),
        ({"subject_id": "abc"}, 404),
    ],
)
def test_without_reason_or_field_nothing_is_shown(client, cadre, person, changes, status):
    client.force_login(person("clerk", Role.TOWN_CLERK, YANGLINWEI))

    answer = reveal(client, cadre, **changes)

    assert answer.status_code == status
    assert PHONE not in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "place"), [(Role.TOWN_CLERK, SHAHU), (Role.CITY_LEADER, YANGLINWEI)]
)
def test_outside_the_scope_or_the_role_nothing_is_shown(client, cadre, person, role, place):
    client.force_login(person("clerk", role, place))

    answer = reveal(client, cadre)

    assert answer.status_code == 403
    assert not AuditEntry.objects.filter(verb="personal.revealed").exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("病历.exe", b"MZ", "类型不受支持"),
        ("照片.png", b"MZ\x90\x00", "与扩展名不符"),
        ("空.pdf", b"", "空文件"),
    ],
)
def test_a_file_of_another_kind_is_refused(cadre, person, name, content, sentence):
    with pytest.raises(RuleError, match=sentence):
        attachments.attach(
            SimpleUploadedFile(name, content), to=cadre, purpose="proof", by=person("u")
        )


def test_files_of_a_verb_that_is_undone_do_not_stay_on_the_disk(cadre, person, settings):
    clerk = person("clerk", Role.TOWN_CLERK, YANGLINWEI)

    def attach(name: str) -> None:
        upload = SimpleUploadedFile(name, PNG)
        attachments.attach(upload, to=cadre, purpose="photo", by=clerk)

    def on_disk() -> int:
        return sum(path.is_file() for path in settings.MEDIA_ROOT.rglob("*"))

    def attach_twice_in_vain() -> None:
        with attachments.files_with_rows():
            attach("前.png")
            with attachments.files_with_rows():
                attach("中.png")
            raise RuleError("不行")

    before = on_disk()
    with pytest.raises(RuleError):
        attach_twice_in_vain()
    assert on_disk() == before

    with attachments.files_with_rows():
        attach("后.png")
        with suppress(RuleError):
            attach_twice_in_vain()
    assert on_disk() == before + 1
    assert Attachment.objects.get().name == "后.png"


def test_a_file_is_encrypted_at_rest_and_opened_by_the_right_on_its_row(client, cadre, person):
    clerk = person("clerk", Role.TOWN_CLERK, YANGLINWEI)
    kept = attachments.attach(
        SimpleUploadedFile("../照片.png", PNG), to=cadre, purpose="photo", by=clerk
    )
    with open(kept.file.path, "rb") as file:
        assert PNG not in file.read()

    client.force_login(clerk)
    answer = client.get(f"/attachments/{kept.pk}/")
    assert b"".join(answer.streaming_content) == PNG
    assert ".." not in answer["Content-Disposition"]
    assert "照片" not in kept.file.name
    client.force_login(person("far", Role.TOWN_CLERK, SHAHU))
    assert client.get(f"/attachments/{kept.pk}/").status_code == 403


def test_the_cadre_page_shows_no_phone(client, cadre, person):
    client.force_login(person("office", Role.CITY_OFFICE))

    assert PHONE not in client.get(f"/cadres/{cadre.pk}/").content.decode()
    assert PHONE not in client.get("/api/v1/cadres/").content.decode()


def test_a_value_saved_while_keys_rotate_is_not_put_back(cadre, settings, monkeypatch):
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, "2": base64.b64encode(b"n" * 32).decode()}
    stale = keys._stale

    def meanwhile(model, field, after):
        rows = stale(model, field, after)
        if rows and model is Cadre:
            stored = Cadre.objects.get()
            stored.phone = "13900001111"
            stored.save(update_fields=["phone"])
        return rows

    monkeypatch.setattr(keys, "_stale", meanwhile)
    list(rotate())

    assert Cadre.objects.get().phone == "13900001111"


def test_a_key_that_nothing_needs_is_named(cadre, settings):
    assert "干部.手机号码" in keys.needed()["1"]
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, "2": base64.b64encode(b"n" * 32).decode()}
    list(rotate())

    assert "干部.手机号码" in keys.needed()["2"]
    assert set(keys.needed()["1"]) <= {"操作记录"}
