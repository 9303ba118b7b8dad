"""The first page, messages, help, jobs of the day."""

from urllib.parse import quote, urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from organization import manual, navigation, worklist
from organization.pages import page_of
from organization.permissions import open_to_all
from organization.services import notifications


@open_to_all("leads everybody to his own first page")
@require_safe
def home(request):
    """Leaders to the state of the city, supervisors to the desk, the others to their work."""
    landing = navigation.landing_of(request.user)
    return redirect(landing) if landing else work(request)


@open_to_all("one's own work list")
@require_safe
def work(request):
    """Today's work: what waits, late things first; below it what is new."""
    lines = worklist.waiting_for(request.user)
    context = {
        "lines": lines,
        "total": sum(line.count for line in lines),
        "notes": request.user.notifications.all()[:8],
    }
    return render(request, "organization/work.html", context)


@open_to_all("one's own messages")
@require_safe
def notification_list(request):
    page = page_of(request, request.user.notifications.all())
    return render(request, "organization/notification_list.html", {"page": page})


@open_to_all("one's own messages")
@require_POST
def notification_read(request):
    """Mark all as read."""
    count = notifications.mark_read(request.user)
    messages.success(request, f"已将{count}条消息标为已读")
    return redirect("organization:notification_list")


@open_to_all("the manual")
@require_safe
def help_page(request):
    """The section of the manual that belongs to the page one came from."""
    found = manual.section_for(request.GET.get("page", ""))
    if found:
        chapter, anchor = found
        query = urlencode({"chapter": chapter.slug})
        return redirect(f"{request.path}?{query}" + (f"#{quote(anchor)}" if anchor else ""))
    chapter = manual.chapter_named(request.GET.get("chapter", ""))
    context = {"chapters": manual.chapters(), "chapter": chapter}
    return render(request, "organization/help.html", context)
