"""A village's households go through a procedure together: begun from the list, proposed with one
paper, reviewed by the township's leader with one that he sends back."""

import datetime

import pytest
from playwright.sync_api import expect

from households.enums import PovertyStatus
from households.models import Household
from organization.models import Procedure
from reviews.demo.city import City, load_city
from reviews.demo.pictures import example_photo
from tests.browser.looks import save_picture, serious_faults, sticks_out
from tests.browser.test_whole_way import press, save, sign_in

DAY = datetime.date(2016, 12, 31)


@pytest.fixture
def city(transactional_db) -> City:
    return load_city(300)


def photo() -> dict:
    return {"name": "名单.png", "mimeType": "image/png", "buffer": example_photo()}


def test_two_households_are_listed_for_the_coming_year_by_one_act(city, open_browser):
    clerk = sign_in(open_browser, "township")
    clerk.goto("/households/?status=POOR")
    free = [
        each.pk
        for each in Household.objects.inside("429004108000").with_status(DAY, PovertyStatus.POOR)
        if not Procedure.objects.running().of(each).exists()
    ][:2]
    for key in free:
        clerk.locator(f"input[name=selected][value='{key}']").check()
    kind = clerk.get_by_role("combobox", name="要发起的程序")
    kind.fill("列入预脱贫")
    kind.press("Enter")
    clerk.wait_for_load_state()
    save(clerk)
    expect(clerk.locator(".messages")).to_contain_text(f"已发起“列入预脱贫”{len(free)}件")
    ones = list(Procedure.objects.filter(subject_id__in=[str(key) for key in free]))

    clerk.goto("/procedures/?view=mine")
    for one in ones:
        clerk.locator(f"input[name=selected][value='{one.pk}']").check()
    press(clerk, "一并办理")
    clerk.locator("input[type=file]").set_input_files(photo())
    save_picture(clerk, "procedure-taken")
    assert not serious_faults(clerk)
    save(clerk)
    expect(clerk.locator(".messages")).to_contain_text("的“村级提出名单”")

    leader = sign_in(open_browser, "town_leader", "phone")
    leader.goto(f"/procedures/take/?selected={ones[0].pk}&selected={ones[-1].pk}")
    leader.locator(f"[name=outcome_{ones[0].pk}]").select_option("returned")
    save(leader)
    expect(leader.locator("main")).to_contain_text("退回或不通过的须写明原因")
    leader.locator(f"[name=note_{ones[0].pk}]").fill("名单未签字")
    save_picture(leader, "procedure-reviewed")
    assert sticks_out(leader) <= 0
    save(leader)
    assert Procedure.objects.get(pk=ones[0].pk).stage == "proposed"
    if len(ones) > 1:
        assert Procedure.objects.get(pk=ones[-1].pk).state == "done"
    assert clerk.problems == []
