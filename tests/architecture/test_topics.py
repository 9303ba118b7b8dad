"""What a verb says has changed, and what an indicator listens to, are the same words."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from organization.enums import Topic
from reviews.indicators import all_indicators, depending_on

ROOT = Path(settings.BASE_DIR)
FLOORS = ("organization", "intake", "villages", "households", "assistance", "accountability",
          "reviews")  # fmt: skip


def written() -> dict[str, list[str]]:
    """Topics by the modules of verbs and sheets that mark them."""
    found: dict[str, list[str]] = {}
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            place = path.relative_to(ROOT).as_posix()
            if re.search(r"/(services|sheets)[/.]", place):
                for name in re.findall(r"Topic\.([A-Z_]+)", path.read_text(encoding="utf-8")):
                    found.setdefault(name, []).append(place)
    return found


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_has_a_verb_that_writes_it_and_an_indicator_that_reads_it(topic):
    assert written().get(topic.name), f"no verb marks {topic.name}"
    assert depending_on(topic), f"no indicator depends on {topic.name}"


@pytest.mark.parametrize("indicator", all_indicators(), ids=lambda indicator: indicator.code)
def test_every_indicator_names_its_topics(indicator):
    assert indicator.topics
    assert indicator.topics <= set(Topic)


def test_only_a_merger_makes_every_figure_stale():
    for topic in set(Topic) - {Topic.DIVISION}:
        assert 0 < len(depending_on(topic)) < len(all_indicators())
    assert depending_on(Topic.DIVISION) == all_indicators()
