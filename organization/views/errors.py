"""Answers to what went wrong: a sentence, a reference number, what to do."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from organization.api_base import NOT_FOUND, TooLarge, refusal

API = "/api/"
SENTENCES = {
    400: "无法识别这次请求，请检查地址和内容",
    403: "没有权限",
    404: NOT_FOUND,
    413: TooLarge.default_detail,
    500: "服务器内部错误，已记录；请稍后再试，仍不成功请凭编号报修",
}
"""For the API where nothing has said more; pages say it in their templates."""


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def _answer(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    if is_api(request):
        return JsonResponse(refusal(request, message or SENTENCES[status]), status=status)
    context = {"message": message, "request_id": getattr(request, "id", "")}
    return render(request, f"errors/{status}.html", context, status=status)


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _answer(request, 400)


def denied(request, exception=None):
    return _answer(request, 403, str(exception or ""))


def not_found(request, exception=None):
    return _answer(request, 404)


def server_error(request):
    if is_api(request):
        return _answer(request, 500)
    # Without the request's context processors: they may be what broke.
    context = {"request_id": getattr(request, "id", "")}
    return HttpResponse(render_to_string("errors/500.html", context), status=500)


def csrf_failure(request, reason=""):
    return _answer(
        request,
        403,
        "页面停留过久，安全标识已失效。请返回上一页并刷新，再点“恢复”取回刚才填写的内容",
    )


def refused(request, message: str) -> HttpResponse:
    """A rule's refusal (409). htmx shows the bare sentence where the user stands."""
    if getattr(request, "htmx", False):
        return HttpResponse(message, status=409, content_type="text/plain; charset=utf-8")
    return _answer(request, 409, message)


def too_large(request, message: str = "") -> HttpResponse:
    return _answer(request, 413, message)


def too_many(request, message: str = "") -> HttpResponse:
    return _answer(request, 429, message)
