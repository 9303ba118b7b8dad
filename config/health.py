"""Whether the process lives (`/healthz`) and whether the whole can work (`/readyz`)."""

import logging
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from config import broker
from organization.permissions import open_to_all

log = logging.getLogger(__name__)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.warning("readyz: database: %s", type(error).__name__)
        return False
    return True


CHECKS: dict[str, tuple[Callable[[], bool], str]] = {
    "database": (database_answers, "数据库没有响应，请检查数据库服务和 DATABASE_URL。"),
    "broker": (broker.answers, "消息队列没有响应，请检查 Redis 服务和 CELERY_BROKER_URL。"),
    "worker": (broker.worker_is_alive, "后台任务进程没有响应，请检查 Celery worker 是否在运行。"),
}
"""What must answer before work can begin, and the sentence for when it does not."""


@require_safe
@login_not_required
@open_to_all("A load balancer has no account; nothing of the data is told.")
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing of anything else."""
    return JsonResponse({"ok": True})


@require_safe
@login_not_required
@open_to_all("A load balancer has no account; nothing of the data is told.")
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, broker and worker answer; else 503 with a sentence for each that does not."""
    problems = {name: sentence for name, (answers, sentence) in CHECKS.items() if not answers()}
    return JsonResponse(
        {"ready": not problems, "problems": problems},
        status=503 if problems else 200,
        json_dumps_params={"ensure_ascii": False},
    )
