"""Villages over the API: the same steps as the pages."""

import pytest

from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    AttendanceMonthFactory,
    CadreFactory,
    KeyVillageFactory,
    PostingFactory,
    VillageFactory,
    VillageYearFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
V1 = "/api/v1"


def send(client, path: str, data: dict, status: int = 200) -> dict:
    answer = client.post(f"{V1}/{path}/", data, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_village_is_edited_and_its_year_saved(client, log_in):
    VillageYearFactory(village=VillageFactory(code=GEXIN), data_year=2015, population=1400)
    log_in("town_clerk", YANGLINWEI)

    edited = send(client, f"villages/{GEXIN}/edit", {"version": 1, "office_phone": "07283222222"})
    assert edited["office_phone"] == "07283222222"
    send(client, f"villages/{GEXIN}/edit", {"version": 1, "office_phone": "x"}, 409)
    body = {"version": edited["version"], "households": 410}
    year = send(client, f"villages/{GEXIN}/years/2016", body)
    assert (year["households"], year["population"]) == (410, 1400)
    years = client.get(f"{V1}/villages/{GEXIN}/years/").json()
    assert [one["data_year"] for one in years] == [2016, 2015]


def test_key_villages_are_counted_designated_exited_and_withdrawn(client, log_in):
    KeyVillageFactory(at=XIANFENG, exited=True)
    VillageFactory(code=GEXIN)
    log_in("city_office")

    new = {"starts_on": "2016-12-01", "document_no": "1号"}
    made = send(client, f"villages/{GEXIN}/designate", new, 201)
    counts = client.get(f"{V1}/villages/counts/").json()
    assert (counts["designated"], counts["exited"], counts["to_go"]) == (2, 1, 1)
    (to_go,) = client.get(f"{V1}/villages/?view=to_go").json()["results"]
    assert to_go["code"] == GEXIN
    gone = {"ends_on": "2016-12-31", "reason": "误认定"}
    assert send(client, f"key-villages/{made['id']}/withdraw", gone)["ends_on"] == "2016-12-31"


def test_a_cadre_is_posted_enters_days_and_is_replaced(client, log_in):
    VillageFactory(code=GEXIN)
    first, second = CadreFactory(), CadreFactory()
    log_in("organizer")
    post = {
        "cadre": first.number, "role": "FIRST_SECRETARY", "starts_on": "2016-01-01",
        "document_no": "1号",
    }  # fmt: skip
    made = send(client, f"villages/{GEXIN}/post_cadre", post, 201)

    log_in("town_clerk", YANGLINWEI)
    days = {"month": "2016-11-01", "counted_days": "20.5", "nights": 15}
    entered = send(client, f"postings/{made['id']}/enter_month", days)
    assert entered["counted_days"] == "20.5"
    send(client, f"postings/{made['id']}/enter_month", {**days, "counted_days": "20.3"}, 400)
    (line,) = client.get(f"{V1}/attendance-stand/?month=2016-11").json()["results"]
    assert (line["posting"], line["year_counted"]) == (made["id"], "20.5")
    assert client.get(f"{V1}/attendance-stand/?month=x").status_code == 400

    log_in("organizer")
    relief = {
        "on": "2016-12-31", "reason": "transfer", "remark": "工作调动，组织部批准",
        "successor": second.number, "document_no": "2号",
    }  # fmt: skip
    ended = send(client, f"postings/{made['id']}/end", relief)
    assert ended["ends_on"] == "2016-12-31"
    village = client.get(f"{V1}/villages/{GEXIN}/").json()
    assert [one["cadre_name"] for one in village["postings"]] == [second.name, first.name]


def test_months_are_confirmed_inside_the_area_alone(client, log_in):
    mine = AttendanceMonthFactory(posting=PostingFactory(at=GEXIN))
    theirs = AttendanceMonthFactory(posting=PostingFactory(at=XIANFENG))
    log_in("town_clerk", YANGLINWEI)

    body = {"months": [mine.pk, theirs.pk]}

    assert send(client, "attendance-months/confirm", body) == {"confirmed": 1}
    theirs.refresh_from_db()
    assert theirs.confirmed_at is None
