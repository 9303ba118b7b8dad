"""Two people have one thing open: nobody erases what the other wrote, who saves second is told."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accountability.models import Notice, NoticeItem
from accountability.services import acceptance, interviews, pledges, replies
from accountability.services.pledges import Target
from tests.accountability.conftest import (
    City,
    a_draft,
    a_rectifying,
    a_reported,
    a_sent,
    an_interview,
    photo,
)
from tests.factories import make_user
from tests.refused import page_of

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


# --- the goals of a draft ----------------------------------------------------------------------


def goals_of(notice: Notice) -> list[str]:
    return list(notice.items.order_by("position").values_list("goal", flat=True))


@pytest.fixture
def draft(city, day, client) -> Notice:
    client.force_login(city.supervisor)
    return a_draft(city, count=2)


def test_goals_that_two_drafters_set_for_different_items_both_stay(client, draft):
    url, (one, two) = reverse("accountability:notice_edit", args=[draft.pk]), draft.items.all()
    first = shown(client.get(url)) | {f"goal_{one.pk}": "补齐12户"}
    second = shown(client.get(url)) | {f"goal_{two.pk}": "复核全村"}

    assert client.post(url, first).status_code == 302
    assert client.post(url, second).status_code == 302

    assert goals_of(draft) == ["补齐12户", "复核全村"]


def test_who_sets_the_same_goal_second_is_told_keeps_his_words_and_may_insist(client, draft):
    url, one = reverse("accountability:notice_edit", args=[draft.pk]), draft.items.first()
    first = shown(client.get(url)) | {f"goal_{one.pk}": "补齐12户", "title": "第一人的标题"}
    second = shown(client.get(url)) | {f"goal_{one.pk}": "补齐40户", "title": "第二人的标题"}
    client.post(url, first)

    answer = client.post(url, second)

    page = page_of(answer)
    assert "标题现为“第一人的标题”" in page
    assert "“第1项”刚刚被他人修改：整改目标现为“补齐12户”。请核对后再保存" in page
    assert "补齐40户" in page
    assert goals_of(draft)[0] == "补齐12户"
    assert client.post(url, shown(answer)).status_code == 302
    assert goals_of(draft)[0] == "补齐40户"


def test_a_goal_set_over_the_api_leaves_the_others_alone_and_is_of_this_notice(client, city, draft):
    one, two = draft.items.all()
    other = a_draft(city).items.get()
    url = f"/api/v1/notices/{draft.pk}/edit/"
    NoticeItem.objects.filter(pk=two.pk).update(goal="复核全村")

    def send(item: NoticeItem):
        goal = {"goals": [{"item_id": item.pk, "goal": "补齐12户"}]}
        return client.post(url, goal, content_type="application/json")

    assert send(one).status_code == 200
    assert goals_of(draft) == ["补齐12户", "复核全村"]
    assert send(other).status_code == 409


# --- the lines of a unit -----------------------------------------------------------------------


def sent_lines(page) -> dict[str, str]:
    """What a browser sends of a plan or report that nobody touched."""
    lines = [line[0] if isinstance(line, tuple) else line for line in page.context["lines"]]
    sent = {"reply_text": "总体", "reply_leader": "欧阳正华"}
    for line in lines:
        fields = (bound for bound in line if bound.name != "uploads")
        sent |= {bound.html_name: str(bound.value() or "") for bound in fields}
    return sent


@pytest.fixture
def planned(city, day, client) -> Notice:
    """A letter of two items that waits for its plan."""
    notice = a_sent(city, count=2)
    replies.sign_for(notice, by=city.clerk)
    client.force_login(city.clerk)
    return notice


def test_two_of_a_unit_plan_different_items_and_both_stay(client, planned):
    url, (one, two) = reverse("accountability:notice_plan", args=[planned.pk]), planned.items.all()
    opened = sent_lines(client.get(url)) | {"keep": "1"}
    client.post(url, opened | {f"item{one.pk}-measure": "逐户补齐"})

    client.post(url, opened | {f"item{two.pk}-measure": "逐户上门"})

    assert [item.measure for item in planned.items.all()] == ["逐户补齐", "逐户上门"]


def test_a_suggested_day_that_was_left_standing_gives_way_to_one_that_another_wrote(
    client, planned
):
    url, one = reverse("accountability:notice_plan", args=[planned.pk]), planned.items.first()
    opened = sent_lines(client.get(url)) | {"keep": "1"}
    assert opened[f"item{one.pk}-planned_on"] == str(planned.done_due_on)
    client.post(url, opened | {f"item{one.pk}-planned_on": "2017-01-10"})

    client.post(url, opened | {f"item{one.pk}-measure": "逐户补齐"})

    one.refresh_from_db()
    assert (one.measure, one.planned_on) == ("逐户补齐", datetime.date(2017, 1, 10))


def test_who_plans_the_same_second_is_told_keeps_all_he_typed_and_may_insist(client, planned):
    url, one = reverse("accountability:notice_plan", args=[planned.pk]), planned.items.first()
    measure = f"item{one.pk}-measure"
    opened = sent_lines(client.get(url)) | {"keep": "1"}
    client.post(url, opened | {measure: "逐户补齐"})

    answer = client.post(url, opened | {measure: "逐户上门", "reply_text": "写了一半的方案"})

    page = page_of(answer)
    assert "“第1项”刚刚被他人修改：整改措施现为“逐户补齐”" in page
    assert "逐户上门" in page
    assert "写了一半的方案" in page
    one.refresh_from_db()
    assert one.measure == "逐户补齐"
    assert client.post(url, sent_lines(answer) | {"keep": "1"}).status_code == 302
    one.refresh_from_db()
    assert one.measure == "逐户上门"


def test_who_hands_the_plan_in_hands_in_what_his_colleague_planned_too(client, planned):
    url, (one, two) = reverse("accountability:notice_plan", args=[planned.pk]), planned.items.all()

    def whole(item: NoticeItem, measure: str) -> dict[str, str]:
        texts = {"cause": "人手不足", "measure": measure, "responsible": "李主任"}
        return {f"item{item.pk}-{name}": text for name, text in texts.items()}

    opened = sent_lines(client.get(url))
    client.post(url, opened | whole(one, "逐户补齐") | {"keep": "1"})

    answer = client.post(url, opened | whole(two, "逐户上门"))

    assert answer.status_code == 302, page_of(answer)
    planned.refresh_from_db()
    assert planned.state == "plan_submitted"
    assert [item.measure for item in planned.items.all()] == ["逐户补齐", "逐户上门"]


def test_words_for_a_plan_that_a_colleague_handed_in_meanwhile_are_not_lost(client, city, planned):
    url, one = reverse("accountability:notice_plan", args=[planned.pk]), planned.items.first()
    opened = sent_lines(client.get(url)) | {"keep": "1"}
    Notice.objects.filter(pk=planned.pk).update(state="plan_submitted", due_on=None)

    page = page_of(client.post(url, opened | {f"item{one.pk}-measure": "晚到的措施"}))

    assert "现在不须报送整改方案" in page
    assert "晚到的措施" in page


def test_two_of_a_unit_report_different_items_and_both_stay(client, city, day):
    notice = a_rectifying(city, count=2)
    client.force_login(city.clerk)
    url, (one, two) = reverse("accountability:notice_report", args=[notice.pk]), notice.items.all()
    opened = sent_lines(client.get(url)) | {"keep": "1"}
    client.post(url, opened | {f"item{one.pk}-result": "已补8户"})

    client.post(url, opened | {f"item{two.pk}-result": "已复核"})

    assert [item.result for item in notice.items.all()] == ["已补8户", "已复核"]


def test_who_reports_the_same_second_is_told_and_his_files_are_to_be_chosen_again(
    client, city, day
):
    notice = a_rectifying(city)
    client.force_login(city.clerk)
    url, item = reverse("accountability:notice_report", args=[notice.pk]), notice.items.get()
    opened = sent_lines(client.get(url))
    client.post(url, opened | {f"item{item.pk}-result": "已补8户", "keep": "1"})

    mine = opened | {f"item{item.pk}-result": "已补12户", f"item{item.pk}-uploads": photo()}
    answer = client.post(url, mine)

    page = page_of(answer)
    assert "“第1项”刚刚被他人修改：完成情况现为“已补8户”" in page
    assert "已补12户" in page
    assert "所选文件没有保存，请重新选择" in page
    assert client.post(url, sent_lines(answer) | {"keep": "1"}).status_code == 302
    item.refresh_from_db()
    assert item.result == "已补12户"


def test_who_corrects_a_half_report_is_not_told_of_himself(client, city, day):
    notice = a_rectifying(city)
    client.force_login(city.clerk)
    url, item = reverse("accountability:notice_report", args=[notice.pk]), notice.items.get()
    half = sent_lines(client.get(url)) | {f"item{item.pk}-result": "已补8户"}
    told = client.post(url, half)
    assert "请上传佐证" in page_of(told)

    again = sent_lines(told) | {
        f"item{item.pk}-result": "全部补齐",
        f"item{item.pk}-uploads": photo(),
    }

    assert client.post(url, again).status_code == 302
    item.refresh_from_db()
    assert (item.result, item.state) == ("全部补齐", "done")


def test_what_is_kept_for_a_returned_item_is_shown_again(client, city, day):
    notice = a_returned(city)
    client.force_login(city.clerk)
    url, item = reverse("accountability:notice_report", args=[notice.pk]), notice.items.get()
    opened = sent_lines(client.get(url))

    client.post(url, opened | {f"item{item.pk}-result": "已重拍", "keep": "1"})

    assert sent_lines(client.get(url))[f"item{item.pk}-result"] == "已重拍"


def a_returned(city: City) -> Notice:
    notice = a_reported(city)
    acceptance.start_check(notice, by=city.supervisor2)
    acceptance.return_item(notice.items.get(), note="照片不清", by=city.supervisor2)
    acceptance.return_notice(notice, days=5, by=city.supervisor2)
    return notice
