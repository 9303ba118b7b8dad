"""The way of a workbook in tests: through the verbs and pages that users take."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from intake.models import ImportBatch
from intake.services.upload import upload
from organization import jobs
from organization.enums import JobState
from organization.models import Job
from tests.factories import (
    CITY,
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    DivisionFactory,
    UnitFactory,
    VillageFactory,
    make_user,
)
from tests.workbooks.households import DATA_DATE, workbook
from tests.workbooks.people import Maker

PLACE = ("杨林尾镇", "革新村")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Uploads of a test stay in its own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def places(day):
    """革新村 of 杨林尾镇 and 先锋村 of 张沟镇."""
    return VillageFactory(code=GEXIN), VillageFactory(code=XIANFENG)


@pytest.fixture
def clerk(places):
    return make_user("town_clerk", YANGLINWEI, username="clerk", display_name="专干")


@pytest.fixture
def leader(places):
    return make_user("town_leader", YANGLINWEI, username="leader", display_name="分管领导")


@pytest.fixture
def office(places):
    return make_user("city_office", username="office", display_name="市办")


@pytest.fixture
def maker() -> Maker:
    """Makes households of 革新村, the same in every run."""
    return Maker([PLACE])


def work() -> None:
    """What the worker does: every queued job, and what it queues in turn."""
    while job := Job.objects.filter(state=JobState.QUEUED).order_by("pk").first():
        jobs.run(job.pk)


@pytest.fixture
def take_in(clerk) -> Callable[..., ImportBatch]:
    """Upload a workbook and have it planned."""

    def take(content: bytes, *, by=clerk, name: str = "表.xlsx", again: bool = False):
        batch = upload("households", name, content, by=by, data_date=DATA_DATE, again=again)
        work()
        batch.refresh_from_db()
        return batch

    return take


def as_file(content: bytes, name: str = "表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def messages_of(batch: ImportBatch) -> list[dict]:
    """Every problem of a batch, row by row."""
    return [problem for row in batch.rows.all() for problem in row.findings]


def texts_of(batch: ImportBatch) -> str:
    return "\n".join(problem["text"] for problem in messages_of(batch))


def url(name, batch):
    return reverse(f"intake:{name}", args=[batch.pk])


@pytest.fixture
def faulty(take_in, maker):
    """A batch of the clerk with a whole number in each row and one fault."""
    return take_in(workbook(maker.families(1), edit=lambda rows: rows[0].update(health="亚健康")))


@pytest.fixture
def admin(places):
    return make_user("admin", username="root")


@pytest.fixture
def town_admin(places):
    return make_user("town_admin", YANGLINWEI, username="town")


@pytest.fixture
def station(places):
    DivisionFactory(code=CITY)
    return UnitFactory(
        code="B02", name="杨林尾镇农技站", short_name="农技站", kind="township",
        division=DivisionFactory(code=YANGLINWEI),
    )  # fmt: skip
