"""Two people have one pledge or interview open: who saves second is told and keeps his words."""

import datetime
from decimal import Decimal

from accountability.services import interviews, pledges
from accountability.services.pledges import Target
from tests.accountability.conftest import an_interview
from tests.factories import make_user

TARGETS = [Target(2016, "K05N", "累计脱贫人口", Decimal(3200), "人")]


def shown(page) -> dict[str, str]:
    """What a browser sends of a form page that nobody touched."""
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: "" if value is None else f"{value}" for name, value in values.items()}


def test_who_saves_a_pledge_second_is_told_and_may_insist(client, city, day):
    office, other = make_user("city_office"), make_user("city_office")
    pledge = pledges.draft_pledge(city.town, duties="减贫", targets=TARGETS, by=office)
    client.force_login(office)
    url = f"/accountability/pledges/{pledge.pk}/edit/"
    sent = shown(client.get(url)) | {"duties": "我写的责任"}
    more = [*TARGETS, Target(2017, "K05N", "累计脱贫人口", Decimal(4000), "人")]
    pledges.edit_pledge(pledge, duties="减贫", targets=more, by=other)

    page = client.post(url, sent)

    assert "责任状刚刚被他人修改" in page.content.decode()
    assert "我写的责任" in page.content.decode()
    assert pledge.targets.count() == 2
    again = client.post(url, shown(page))
    assert again.status_code == 302
    pledge.refresh_from_db()
    assert (pledge.duties, pledge.targets.count()) == ("我写的责任", 1)


def test_who_changes_an_interview_second_overwrites_nothing(client, city, day):
    interview = an_interview(city)
    client.force_login(city.supervisor)
    url = f"/accountability/interviews/{interview.pk}/edit/"
    sent = shown(client.get(url)) | {"place": "市委三楼"}
    interviews.edit_interview(interview, {"place": "市政府二楼"}, by=city.supervisor)

    page = client.post(url, sent).content.decode()

    assert "刚刚被他人修改：地点现为“市政府二楼”" in page
    interview.refresh_from_db()
    assert interview.place == "市政府二楼"


def test_changes_to_different_parts_of_an_interview_both_stay(client, city, day):
    interview = an_interview(city)
    client.force_login(city.supervisor)
    url = f"/accountability/interviews/{interview.pk}/edit/"
    sent = shown(client.get(url)) | {"place": "市委三楼"}
    later = {"planned_on": datetime.date(2017, 1, 5)}
    interviews.edit_interview(interview, later, by=city.supervisor)

    assert client.post(url, sent).status_code == 302

    interview.refresh_from_db()
    assert (interview.place, interview.planned_on) == ("市委三楼", datetime.date(2017, 1, 5))
