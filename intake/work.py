"""What waits among the imports: the lines on the work list."""

from django.urls import reverse

from intake import selectors
from intake.enums import BatchState
from intake.models import ImportBatch
from organization.models import User
from organization.worklist import Waiting


def batches_to_decide(user: User) -> Waiting | None:
    """Batches that wait for this user's approval."""
    count = selectors.batches_to_decide(user).count()
    return Waiting("待审核的导入批次", count, 0, reverse("intake:decide_list"))


def own_batches_to_submit(user: User) -> Waiting | None:
    """The user's own uploads that are checked and not yet submitted."""
    count = ImportBatch.objects.filter(created_by=user, state=BatchState.PLANNED).count()
    url = f"{reverse('intake:batch_list')}?state={BatchState.PLANNED}"
    return Waiting("已核对、待提交的导入批次", count, 0, url)
