"""Whether a paper is genuine, for whoever holds it: without signing in, and without a word of the patient."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hospital.core.access import ANYONE, page
from hospital.core.errors import DomainError

from .. import verification

MOST_BYTES = 5 * 1024 * 1024


@page(ANYONE)
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the code that stands under the QR code."""
    code = verification.written(request.GET.get("code", ""))
    if code:
        return redirect("orders:verified", code)
    return render(request, "orders/verify.html", {})


@page(ANYONE)
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of the paper; a file that is sent is compared bit by bit and not kept."""
    try:
        paper = verification.verify(code, address=request.META.get("REMOTE_ADDR", ""))
    except DomainError as refusal:
        status = 429 if isinstance(refusal, verification.TooManyTries) else 404
        return render(request, "orders/verify.html", {"refusal": str(refusal), "code": code}, status=status)
    matches: bool | None = None
    file = request.FILES.get("file") if request.method == "POST" else None
    if file is not None:
        matches = verification.is_the_file(file.read(MOST_BYTES), paper.digest)
    context = {"paper": paper, "matches": matches, "asked": request.method == "POST", "title": _("Genuine")}
    return render(request, "orders/verified.html", context)
