"""The waiting list at reception: who waits and why in this order, offers, and the codes to tell."""

from typing import Any  # Any: form data, template contexts
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.accounts.models import User
from hospital.core.access import page
from hospital.core.forms import version_in
from hospital.organization.models import today
from hospital.patients.models import Patient
from hospital.scheduling.actions import PatientElsewhere

from .. import actions, forms, lists
from ..models import Code, Offer, Wish
from ..ranking import in_rank, reasons
from ..schemas import OfferQuery, WishQuery

WISH = ("starts_on", "ends_on", "part_of_day", "priority", "payer_code", "note")


@page("booking.view_wish")
@transaction.atomic
def wishes(request: HttpRequest) -> HttpResponse:
    """Who waits, in the order in which freed times are offered, and why in this order."""
    by, form = asker(request), forms.WishFilter(request.GET, by=asker(request))
    asked = form.keys()
    query = WishQuery.model_validate({
        "state": asked.get("state", "open"), "service_id": asked.get("service"),
        "cursor": request.GET.get("cursor", "")[:1000],
    })  # fmt: skip
    found = lists.wishes(query, by=by)
    actions.read_wishes(by=by, found=len(found.items))
    rows: list[Any] = found.items  # Any: each gets its reasons to be shown
    for row in rows:
        row.reasons = reasons(row)
    context = {"page": found, "filter": form, "may": by.has_perm("booking.manage_wish"), "today": today()}
    return render(request, "booking/wishes.html", context)


@page("booking.manage_wish")
def new_wish(request: HttpRequest) -> HttpResponse:
    """Put a patient on the list (`?patient=`, `?service=`)."""
    by = asker(request)
    initial = {name: _key(request.GET.get(name, "")) for name in ("patient", "service")}
    form = forms.NewWishForm(request.POST if request.method == "POST" else None, by=by, initial=initial)
    if request.method == "POST":
        made = form.attempt(_added, by=by)
        if made:
            messages.success(request, _("On the waiting list."))
            return redirect("booking:wish", made.pk)
    context = {"form": form, "q": request.GET.get("q", "")[:200], **_patients(request, form, by)}
    return render(request, "booking/new_wish.html", context, status=422 if form.is_bound else 200)


@page("booking.view_wish")
@transaction.atomic
def wish(request: HttpRequest, id: UUID) -> HttpResponse:
    """What somebody waits for, where she stands, and what she was offered."""
    by, shown = asker(request), _wish(request, id)
    actions.read_wishes(by=by, found=1, patient=shown.patient)
    ahead = list(lists.ahead_of(shown, by=by).values_list("pk", flat=True)[:500])
    offers = (
        Offer.objects.visible_to(by).filter(wish=shown).select_related("opening__resource", "answered_by")
    )
    context = {
        "wish": shown, "reasons": reasons(shown), "offers": offers.order_by("-offered_at", "-id")[:50],
        "rank": ahead.index(shown.pk) + 1 if shown.pk in ahead else None, "in_all": len(ahead),
        "may": by.has_perm("booking.manage_wish"),
    }  # fmt: skip
    return render(request, "booking/wish.html", context)


@page("booking.manage_wish")
def change_wish(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say otherwise what is wished for."""
    by, shown = asker(request), _wish(request, id)
    initial = {name: getattr(shown, name) for name in WISH} | {"resource": shown.resource_id}
    form = forms.ChangeWishForm(request.POST if request.method == "POST" else None, by=by, initial=initial)
    posted, version = request.method == "POST", version_in(request)
    changed = form.attempt(actions.change_wish, shown, version=version, by=by) if posted else None
    if changed:
        messages.success(request, _("Changes saved."))
        return redirect("booking:wish", shown.pk)
    version = version if posted else shown.version
    return _form(request, form, shown, title=_("Change the wish"), submit=_("Save"), version=version)


@page("booking.manage_wish")
def withdraw_wish(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a patient off the list."""
    shown = _wish(request, id)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    posted = request.method == "POST"
    ended = form.attempt(actions.withdraw_wish, shown, by=asker(request)) if posted else None
    if ended:
        messages.success(request, _("Taken off the waiting list."))
        return redirect("booking:wish", shown.pk)
    title = _("Take off the waiting list")
    return _form(request, form, shown, title=title, submit=_("Take off"), version=None)


@page("booking.view_wish")
@transaction.atomic
def offers(request: HttpRequest) -> HttpResponse:
    """The offers that were made, the latest first."""
    by, form = asker(request), forms.OfferFilter(request.GET, by=asker(request))
    asked = {"state": form.words().get("state", ""), "cursor": request.GET.get("cursor", "")[:1000]}
    found = lists.offers(OfferQuery.model_validate(asked), by=by)
    actions.read_wishes(by=by, found=len(found.items), what="booking.offer")
    context = {"page": found, "filter": form, "may": by.has_perm("booking.manage_wish")}
    return render(request, "booking/offers.html", context)


@require_POST
@page("booking.manage_wish")
def answer(request: HttpRequest, id: UUID, noun: str) -> HttpResponse:
    """The patient's answer by telephone: `acceptance` or `refusal`."""
    by = asker(request)
    rows = Offer.objects.visible_to(by).select_related("opening", "wish__patient", "wish__service")
    offer = get_object_or_404(rows, pk=id)
    try:
        if noun == "acceptance":
            booked = actions.accept_offer(offer, by=by)
            when = f"{localtime(booked.starts_at):%d/%m/%Y %H:%M}"
            messages.success(request, _("Booked for %(when)s.") % {"when": when})
        else:
            actions.decline_offer(offer, by=by)
            messages.success(request, _("Declined. The time goes to the next."))
    except actions.OfferLost as lost:
        messages.warning(request, f"{lost} {_next(lost.another)}".strip())
    except (actions.OfferOver, PatientElsewhere) as error:
        messages.error(request, str(error))
    return redirect("booking:wish", offer.wish_id)


@page("booking.tell_code")
@transaction.atomic
def codes(request: HttpRequest) -> HttpResponse:
    """Who asked for a code and waits to be told it."""
    found = lists.codes(by=asker(request))
    actions.read_wishes(by=asker(request), found=len(found), what="booking.code")
    return render(request, "booking/codes.html", {"codes": found})


@never_cache
@require_POST
@page("booking.tell_code")
def tell(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show one code, to tell it to the patient after asking who she is."""
    code = get_object_or_404(Code.objects.visible_to(asker(request)).select_related("patient"), pk=id)
    number = actions.tell_code(code, by=asker(request))
    return render(request, "booking/code.html", {"code": code, "number": f"{number[:3]} {number[3:]}"})


def _next(offer: Offer | None) -> str:
    if offer is None:
        return _("No other time suits at present.")
    return _("Offered instead: %(when)s.") % {"when": f"{localtime(offer.starts_at):%d/%m/%Y %H:%M}"}


def _added(*, patient: UUID, by: User, **given: Any) -> Wish:  # Any: see above
    found = get_object_or_404(Patient.objects.visible_to(by), pk=patient)
    return actions.add_wish(found, by=by, **given)


def _patients(request: HttpRequest, form: forms.NewWishForm, by: User) -> dict[str, Any]:  # Any: see above
    """The patient who is chosen, or those who answer to what was typed."""
    from hospital.scheduling.pages.booking import find_patients

    key = _key(str(form["patient"].value() or ""))
    chosen = Patient.objects.visible_to(by).active().filter(pk=key).first() if key else None
    with transaction.atomic():
        if chosen:
            actions.read_wishes(by=by, found=1, patient=chosen)
            return {"chosen": chosen, "found": []}
        return {"chosen": None, "found": find_patients(request.GET.get("q", "")[:200].strip(), by=by)}


def _wish(request: HttpRequest, id: UUID) -> Wish:
    rows = in_rank(Wish.objects.visible_to(asker(request)), today())
    return get_object_or_404(rows.select_related("patient", "service", "resource", "wished_by"), pk=id)


def _form(
    request: HttpRequest, form: Any, shown: Wish, *, title: str, submit: str, version: int | None
) -> HttpResponse:  # Any: a form of any kind
    context = {
        "form": form, "title": title, "submit": submit, "opened_version": version,
        "back": reverse("booking:wish", args=[shown.pk]), "tone": "primary",
        "crumbs": [
            (_("Waiting list"), reverse("booking:wishes")),
            (str(shown.patient), reverse("booking:wish", args=[shown.pk])),
        ],
    }  # fmt: skip
    return render(request, "scheduling/form.html", context, status=422 if form.is_bound else 200)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
