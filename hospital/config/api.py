"""/settings: what a hospital changes while the system runs."""

from typing import Any  # Any: JSON values

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from hospital.core.access import actor, allow
from hospital.core.pagination import PageOut, PageQuery, Slice, paginate
from hospital.core.versions import IfMatch, version_of

from . import actions, reading
from .models import Revision
from .schemas import RevisionOut, SettingChange, SettingOut

router = Router(tags=["settings"])


@router.get("", response=list[SettingOut])
@allow("config.manage_setting")
def list_settings(request: HttpRequest) -> list[dict[str, Any]]:  # Any: see above
    """Every setting with its range, its default and its value."""
    return [_out(shown) for shown in reading.all_for(actor(request))]


@router.get("/{name}", response=SettingOut)
@allow("config.manage_setting")
def get_setting(request: HttpRequest, name: str, response: HttpResponse) -> dict[str, Any]:  # Any: see above
    """One setting."""
    shown = reading.one_for(actor(request), name)
    response["ETag"] = f'W/"{shown.version}"'
    return _out(shown)


@router.put("/{name}", response=SettingOut)
@allow("config.manage_setting")
def change_setting(
    request: HttpRequest, name: str, data: SettingChange, response: HttpResponse, if_match: IfMatch = None
) -> dict[str, Any]:  # Any: see above
    """Give a setting another value, with a reason; in force on every worker within 5 s."""
    version = version_of(if_match)
    actions.change_setting(name, value=data.value, version=version, reason=data.reason, by=actor(request))
    return get_setting(request, name, response)


@router.get("/{name}/revisions", response=PageOut[RevisionOut])
@allow("config.manage_setting")
def list_revisions(request: HttpRequest, name: str, query: Query[PageQuery]) -> Slice[Revision]:
    """Every value a setting has had, the newest first."""
    reading.one_for(actor(request), name)
    rows = Revision.objects.visible_to(actor(request)).filter(setting__name=name)
    return paginate(rows, query, order=("-created_at", "-id"))


def _out(shown: reading.Shown) -> dict[str, Any]:  # Any: see above
    declared = shown.declared
    return {
        "name": declared.name, "label": str(declared.label), "help": str(declared.help),
        "kind": declared.kind, "unit": str(declared.unit), "low": declared.low, "high": declared.high,
        "default": declared.default, "value": shown.value, "version": shown.version,
    }  # fmt: skip
