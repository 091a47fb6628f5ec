"""The triage protocol: a draft made from what is in force, written, compared, and published for good."""

from collections.abc import Iterable, Mapping
from typing import Any  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import conflicts, lock, move
from hospital.core.errors import Conflict, Invalid, Text

from .. import shipped
from ..models import Colour, Discriminator, Flowchart, Protocol, ProtocolVersion
from ..rules import is_rule
from ..vitals import MEASURES


class CodeTaken(Conflict):
    message = _("Another protocol has this code.")


class DraftThere(Conflict):
    message = _("There is a draft already. Finish or discard it first.")


class AlreadyPublished(Conflict):
    message = _("A published version does not change. Begin a draft instead.")


class Incomplete(Invalid):
    message = _("The draft cannot be published like this.")


FIXED = {
    "published_protocol_does_not_change": AlreadyPublished,
    "one_flowchart_per_code": Invalid,
    "one_discriminator_per_code": Invalid,
}


@transaction.atomic
def add_protocol(*, code: str, name: str, by: User, description: str = "") -> Protocol:
    """A protocol without any version; begin a draft next."""
    by.require("encounters.manage_protocol")
    values = fitting(Protocol, {"code": code, "name": name, "description": description})
    protocol = Protocol(**values)
    with conflicts(encounters_protocol_code_key=CodeTaken, encounters_protocol_code_uniq=CodeTaken):
        protocol.save(force_insert=True)
    audit.record("encounters.protocol_added", protocol, by=by)
    return protocol


@transaction.atomic
def begin_draft(protocol: Protocol, *, by: User, note: str = "") -> ProtocolVersion:
    """A draft that says what the newest published version says; with five colours when there is none."""
    by.require("encounters.manage_protocol")
    protocol = lock(protocol)
    newest = protocol.versions.order_by("-number").first()
    if newest is not None and newest.is_draft:
        raise DraftThere
    draft = ProtocolVersion(
        protocol=protocol, number=newest.number + 1 if newest else 1,
        **fitting(ProtocolVersion, {"note": note}),
    )  # fmt: skip
    with conflicts(one_draft_per_protocol=DraftThere, one_protocol_version_per_number=DraftThere):
        draft.save(force_insert=True)
    empty = {"colours": shipped.content()["colours"], "general": [], "flowcharts": []}
    _write(draft, content_of(newest) if newest else empty)
    audit.record("encounters.draft_begun", draft, by=by, number=draft.number)
    return draft


@transaction.atomic
def change_draft(
    draft: ProtocolVersion, *, content: Mapping[str, Any], by: User,  # Any: see above
    version: int | None = None, note: str | None = None,
) -> ProtocolVersion:  # fmt: skip
    """Put other content in the place of a draft's whole content: colours, general questions, flowcharts."""
    by.require("encounters.manage_protocol")
    draft = _draft(draft, version)
    check(content)
    draft.discriminators.all().delete()
    draft.flowcharts.all().delete()
    draft.colours.all().delete()
    _write(draft, content)
    told = draft.note if note is None else note
    draft.version += 1
    draft.updated_at = now()
    draft.note = fitting(ProtocolVersion, {"note": told})["note"]
    draft.save(update_fields=["version", "updated_at", "note"])
    audit.record("encounters.draft_changed", draft, by=by, number=draft.number)
    return draft


@transaction.atomic
def discard_draft(draft: ProtocolVersion, *, by: User, version: int | None = None) -> None:
    """Throw a draft away; its number is used again."""
    by.require("encounters.manage_protocol")
    draft = _draft(draft, version)
    audit.record("encounters.draft_discarded", draft, by=by, number=draft.number)
    draft.discriminators.all().delete()
    draft.flowcharts.all().delete()
    draft.colours.all().delete()
    draft.delete()


@transaction.atomic
def publish(draft: ProtocolVersion, *, by: User, version: int | None = None) -> ProtocolVersion:
    """Put a draft in force, for good. Incomplete when it lacks a colour or has no flowchart."""
    by.require("encounters.manage_protocol")
    draft = _draft(draft, version)
    content = content_of(draft)
    check(content)
    if not content["flowcharts"]:
        raise Incomplete(fields={"flowcharts": [_("At least one flowchart is needed.")]})
    move(draft, ProtocolVersion.State.PUBLISHED, published_at=now(), published_by=by)
    audit.record("encounters.protocol_published", draft, by=by, number=draft.number)
    return draft


@transaction.atomic
def ship_protocol(*, by: User) -> bool:
    """Bring the table that comes with the system, when there is no protocol yet; whether it was needed."""
    by.require("encounters.manage_protocol")
    if Protocol.objects.exists():
        return False
    protocol = add_protocol(
        code=shipped.CODE, name=shipped.NAME, description=shipped.DESCRIPTION, by=by
    )  # fmt: skip
    draft = begin_draft(protocol, note=shipped.NOTE, by=by)
    draft = change_draft(draft, content=shipped.content(), by=by)
    publish(draft, by=by)
    return True


def _draft(draft: ProtocolVersion, version: int | None) -> ProtocolVersion:
    draft = lock(draft, version=version)
    if not draft.is_draft:
        raise AlreadyPublished
    return draft


def content_of(version: ProtocolVersion) -> dict[str, Any]:  # Any: see above
    """What a version says, as data: the same shape that change_draft takes and that is compared."""
    colours = {row.pk: row for row in version.colours.order_by("level")}
    general: list[dict[str, Any]] = []  # Any: see above
    charts = {
        row.pk: {"code": row.code, "name": row.name, "words": row.words, "discriminators": []}
        for row in version.flowcharts.order_by("position", "code")
    }
    for row in version.discriminators.order_by("colour__level", "position", "code"):
        asked = {
            "code": row.code, "text": row.text, "hint": row.hint, "colour": colours[row.colour_id].code,
            "rule": row.rule,
        }  # fmt: skip
        (charts[row.flowchart_id]["discriminators"] if row.flowchart_id else general).append(asked)
    told = [
        {"code": row.code, "name": row.name, "level": row.level, "minutes": row.minutes}
        for row in colours.values()
    ]
    return {"colours": told, "general": general, "flowcharts": list(charts.values())}


def _write(draft: ProtocolVersion, content: Mapping[str, Any]) -> None:  # Any: see above
    """The rows that content becomes."""
    colours = {
        one["code"]: Colour(version_of=draft, **fitting(Colour, dict(one))) for one in content["colours"]
    }
    asked = _questions(draft, None, content["general"], colours)
    charts = []
    for position, one in enumerate(content["flowcharts"]):
        own = {name: one.get(name, "") for name in ("code", "name", "words")}
        chart = Flowchart(version_of=draft, position=position, **fitting(Flowchart, own))
        charts.append(chart)
        asked += _questions(draft, chart, one["discriminators"], colours)
    with conflicts(**FIXED):
        Colour.objects.bulk_create(colours.values())
        Flowchart.objects.bulk_create(charts)
        Discriminator.objects.bulk_create(asked)


def _questions(
    draft: ProtocolVersion, chart: Flowchart | None, content: Iterable[Mapping[str, Any]],  # Any: see above
    colours: Mapping[str, Colour],
) -> list[Discriminator]:  # fmt: skip
    rows = []
    for position, one in enumerate(content):
        values = {name: one.get(name, "") for name in ("code", "text", "hint", "rule")}
        rows.append(
            Discriminator(
                version_of=draft, flowchart=chart, colour=colours[one["colour"]], position=position,
                **fitting(Discriminator, values),
            )
        )  # fmt: skip
    return rows


def check(content: Mapping[str, Any]) -> None:  # Any: see above
    """Raise Invalid for what no protocol may say: a colour missing, one code twice, a rule about nothing."""
    faults: dict[str, list[Text]] = {}
    colours = [one["code"] for one in content["colours"]]
    levels = sorted(one["level"] for one in content["colours"])
    minutes = [one["minutes"] for one in sorted(content["colours"], key=lambda one: one["level"])]
    if sorted(colours) != sorted(Colour.Code.values) or levels != [1, 2, 3, 4, 5]:
        faults["colours"] = [_("All five colours are needed, each with a level of its own from 1 to 5.")]
    elif minutes != sorted(minutes):
        faults["colours"] = [_("A less urgent colour does not wait for a shorter time.")]
    charts = [one["code"] for one in content["flowcharts"]]
    if len(set(charts)) != len(charts):
        faults["flowcharts"] = [_("Two flowcharts have the same code.")]
    for name, group in [("general", content["general"]), *_groups(content)]:
        if fault := _fault_of(group, colours, content["general"] if name != "general" else ()):
            faults.setdefault(name, []).append(fault)
    refuse(faults)


def _groups(content: Mapping[str, Any]) -> list[tuple[str, Any]]:  # Any: see above
    return [(f"flowcharts.{one['code']}", one["discriminators"]) for one in content["flowcharts"]]


def _fault_of(group: Any, colours: list[str], general: Any) -> Text | None:  # Any: see above
    codes = [one["code"] for one in (*group, *general)]
    if len(set(codes)) != len(codes):
        return _("Two questions have the same code.")
    for one in group:
        if one["colour"] not in colours:
            return _("A question leads to a colour that is not there.")
        if one.get("rule") and not is_rule(one["rule"], MEASURES):
            return _("A rule looks like “spo2 < 90”, with a vital sign that is measured here.")
    return None


def differences(before: ProtocolVersion | None, after: ProtocolVersion) -> list[tuple[str, str, str]]:
    """What two versions tell differently: what it is about, before, after; empty where there is nothing."""
    told_before = _flat(content_of(before)) if before else {}
    told_after = _flat(content_of(after))
    names = [*told_before, *(name for name in told_after if name not in told_before)]
    return [
        (name, told_before.get(name, ""), told_after.get(name, ""))
        for name in names
        if told_before.get(name, "") != told_after.get(name, "")
    ]


def _flat(content: Mapping[str, Any]) -> dict[str, str]:  # Any: see above
    lines = {
        str(Colour.Code(one["code"]).label): f"{one['name']} · {one['minutes']} min"
        for one in content["colours"]
    }
    lines |= {one["text"]: _told(one) for one in content["general"]}
    for chart in content["flowcharts"]:
        lines[chart["name"]] = chart["words"] or "·"
        lines |= {f"{chart['name']} › {one['text']}": _told(one) for one in chart["discriminators"]}
    return lines


def _told(one: Mapping[str, Any]) -> str:  # Any: see above
    return " · ".join(filter(None, [str(Colour.Code(one["colour"]).label), one["hint"], one["rule"]]))
