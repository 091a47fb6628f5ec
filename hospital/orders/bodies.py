"""What stands between the patient and the signature, by kind of paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any  # Any: JSON

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from .models import Paper

Data = Mapping[str, Any]  # Any: see above


@dataclass(frozen=True)
class Body:
    """The title, the copies, what the template prints, and what of the patient goes with it."""

    title: str
    parts: dict[str, Any]  # Any: see above
    copies: list[str] = field(default_factory=lambda: [""])
    with_allergies: bool = False
    with_address: bool = False


TITLES = {
    "simple": lambda: _("Prescription"),
    "special": lambda: _("Controlled medicines prescription"),
    "antimicrobial": lambda: _("Antimicrobial prescription"),
}


def prescription(data: Data, on: date) -> Body:
    """Medicines; those of lists C1 and C5 and antimicrobials in two copies, one for the pharmacy."""
    form = data["form"]
    kept = form != "simple"
    copies = [_("1st copy: kept by the pharmacy"), _("2nd copy: patient")] if kept else [""]
    days = {"special": 30, "antimicrobial": 10}.get(form)
    validity = ""
    if days:
        validity = _("Valid until %(day)s, %(days)s days from its issue.") % {
            "day": date_format(on + timedelta(days=days), "d/m/Y"), "days": days,
        }  # fmt: skip
    items = [
        {
            "number": number, "drug": item["drug"], "quantity": item["quantity"],
            "use": _use(item), "instructions": item["instructions"],
        }
        for number, item in enumerate(data["items"], 1)
    ]  # fmt: skip
    parts = {"items": items, "advice": data["advice"], "validity": validity, "counter": kept}
    return Body(TITLES[form](), parts, copies, with_allergies=True, with_address=kept)


def certificate(data: Data, on: date) -> Body:
    """That the patient must be away, from a day and for how long."""
    first = parse_date(data["starts_on"]) if data["starts_on"] else on
    assert first is not None
    told = data["text"] or _away(data["days"], first)
    text = f"{told} {_('Purpose: %(purpose)s.') % {'purpose': data['purpose']}}" if data["purpose"] else told
    parts = [_prose(text)]
    if data["cid_code"]:
        named = " · ".join(filter(None, [data["cid_code"], data["cid_display"]]))
        parts.append(_prose(_("CID-10: %(code)s, stated with the patient's consent.") % {"code": named}))
    return Body(_("Medical certificate"), {"parts": parts})


def referral(data: Data, on: date) -> Body:
    """To whom, why, and what is known."""
    urgent = _("Priority: urgent.") if data["priority"] == "urgent" else ""
    to = " · ".join(filter(None, [data["specialty"], data["place"], urgent]))
    parts = [_prose(to, _("To")), _prose(data["reason"], _("Reason"))]
    if data["summary"]:
        parts.append(_prose(data["summary"], _("Clinical summary")))
    return Body(_("Referral"), {"parts": parts}, with_allergies=True)


def exam_request(data: Data, on: date) -> Body:
    """The tests, and what they are asked for."""
    items = [{"main": item["display"], "note": item["note"]} for item in data["items"]]
    parts: list[dict[str, Any]] = [{"kind": "list", "heading": _("Tests"), "items": items}]  # Any: see above
    for words, heading in (
        (data["clinical_indication"], _("Clinical indication")), (data["preparation"], _("Preparation")),
    ):  # fmt: skip
        if words:
            parts.append(_prose(words, heading))
    return Body(_("Request for tests"), {"parts": parts}, with_allergies=True)


def report(data: Data, on: date) -> Body:
    """The doctor's own words."""
    return Body(data["title"] or _("Medical report"), {"parts": [_prose(data["text"])]})


def attendance(data: Data, on: date) -> Body:
    """That somebody was here."""
    day = parse_date(data["on"])
    assert day is not None
    who = (
        _("I declare that %(name)s accompanied the patient named above in this establishment on %(day)s")
        if data["companion"]
        else _("I declare that the patient named above was attended in this establishment on %(day)s")
    ) % {"name": data["companion"], "day": date_format(day, "d/m/Y")}
    stretch = {"from": (data["starts_at"] or "")[:5], "to": (data["ends_at"] or "")[:5]}
    if stretch["from"] and stretch["to"]:
        who += _(", from %(from)s to %(to)s") % stretch
    return Body(
        _("Declaration of attendance"),
        {"parts": [_prose(f"{who}."), *([_prose(data["note"])] if data["note"] else [])]},
    )


BODIES: dict[str, Callable[[Data, date], Body]] = {
    Paper.Kind.PRESCRIPTION: prescription,
    Paper.Kind.CERTIFICATE: certificate,
    Paper.Kind.REFERRAL: referral,
    Paper.Kind.EXAM_REQUEST: exam_request,
    Paper.Kind.REPORT: report,
    Paper.Kind.ATTENDANCE_DECLARATION: attendance,
}

# The file of each kind under typst/; those not named are letters.
TEMPLATES = {Paper.Kind.PRESCRIPTION: "prescription"}


def template(kind: str) -> str:
    """The name of the template of a kind."""
    return TEMPLATES.get(Paper.Kind(kind), "letter")


def _prose(text: str, heading: str = "") -> dict[str, Any]:  # Any: see above
    return {"kind": "prose", "heading": heading, "text": text}


def _use(item: Mapping[str, str]) -> str:
    """Dose, way, frequency and duration in one line."""
    return ", ".join(filter(None, [item["dose"], item["route"], item["frequency"], item["duration"]]))


def _away(days: int, first: date) -> str:
    named = {"days": days, "day": date_format(first, "d/m/Y")}
    if days == 0:
        return _("I certify that the patient named above was under medical care on %(day)s.") % named
    return (
        ngettext(
            "I certify that the patient named above needs %(days)s day away from usual activities, "
            "on %(day)s.",
            "I certify that the patient named above needs %(days)s days away from usual activities, "
            "from %(day)s on.",
            days,
        )
        % named
    )
