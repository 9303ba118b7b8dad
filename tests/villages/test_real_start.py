"""A real city: the villages are there with the division list, for forms and for workbooks."""

import pytest

from organization.services.divisions import load_divisions
from organization.services.start import DIVISIONS_FILE
from tests.factories import GEXIN
from villages.enums import VillageKind
from villages.models import KeyVillage, Village

pytestmark = pytest.mark.django_db


def test_loading_the_division_list_opens_a_row_for_every_village():
    load_divisions(DIVISIONS_FILE)

    assert Village.objects.count() == 767
    assert Village.objects.get(pk=GEXIN).kind == VillageKind.VILLAGE
    load_divisions(DIVISIONS_FILE)
    assert Village.objects.count() == 767


def test_the_first_key_village_is_designated_on_its_page(client, log_in):
    load_divisions(DIVISIONS_FILE)
    log_in("city_office")
    entered = {"starts_on": "2014-12-01", "document_no": "仙扶组发〔2014〕3号"}

    listed = client.get("/villages/").content.decode()
    answer = client.post(f"/villages/{GEXIN}/designate/", entered)

    assert "767" in listed
    assert answer.status_code == 302
    assert KeyVillage.objects.get().village_id == GEXIN
