"""A protocol in versions: drafts are written, published ones never change."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any  # Any: a protocol as data

import pytest
from django.db import IntegrityError, transaction

from hospital.accounts.actions import system
from hospital.core.errors import Denied, Invalid, Stale
from hospital.core.ids import uuid7
from hospital.encounters import actions, shipped
from hospital.encounters.models import Colour, Discriminator, Flowchart, ProtocolVersion

from . import make

pytestmark = pytest.mark.django_db


def test_the_shipped_table_has_five_colours_ten_complaints_and_is_brought_once() -> None:
    version = make.protocol()
    minutes = dict(version.colours.values_list("code", "minutes"))
    assert minutes == {"red": 0, "orange": 10, "yellow": 60, "green": 120, "blue": 240}
    assert version.flowcharts.count() == 10
    assert not actions.ship_protocol(by=system())
    assert actions.content_of(version) == shipped.content()


def test_a_draft_begins_as_what_is_in_force_and_tells_its_differences() -> None:
    version = make.protocol()
    draft = actions.begin_draft(version.protocol, by=system())
    assert (draft.number, actions.differences(version, draft)) == (2, [])
    content = actions.content_of(draft)
    content["colours"][2]["minutes"] = 50
    content["flowcharts"][0]["discriminators"].append(
        {"code": "nova", "text": "Dor nova?", "hint": "", "colour": "red", "rule": "pain >= 9"}
    )
    draft = actions.change_draft(draft, content=content, by=system(), version=draft.version)
    assert [after for _what, _before, after in actions.differences(version, draft)] == [
        "Urgente · 50 min", "Vermelho · pain >= 9",
    ]  # fmt: skip
    with pytest.raises(actions.DraftThere):
        actions.begin_draft(version.protocol, by=system())


def test_a_new_version_leaves_old_classifications_as_they_were() -> None:
    of = make.department()
    nurse = make.nurse(of)
    old = make.triage(make.arrived(of), nurse, "yellow")
    draft = actions.begin_draft(old.protocol_version.protocol, by=system())
    content = actions.content_of(draft)
    content["colours"][2]["minutes"] = 30
    draft = actions.change_draft(draft, content=content, by=system())
    actions.publish(draft, by=system())
    new = make.triage(make.arrived(of), nurse, "yellow")
    assert (new.protocol_version, (new.target_at - new.ended_at).seconds) == (draft, 1800)
    assert actions.replay(old).is_equal
    assert actions.replay(new).is_equal


@pytest.mark.parametrize("model", [Colour, Flowchart, Discriminator])
def test_no_part_of_a_published_version_changes_in_the_database(model: Any) -> None:  # Any: a model
    version = make.protocol()
    rows = model.objects.filter(version_of=version)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        rows.update(code="red")
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        rows._raw_delete(rows.db)
    row = rows.first()
    row.pk, row.code = uuid7(), "outra"
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        row.save(force_insert=True)


def test_a_published_version_is_neither_edited_nor_thrown_away() -> None:
    version = make.protocol()
    for refused in (
        lambda: actions.change_draft(version, content=shipped.content(), by=system()),
        lambda: actions.discard_draft(version, by=system()),
        lambda: actions.publish(version, by=system()),
    ):
        with pytest.raises(actions.AlreadyPublished):
            refused()
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        ProtocolVersion.objects.filter(pk=version.pk).update(note="outra")


def test_what_makes_no_sense_is_refused() -> None:
    draft = actions.begin_draft(make.protocol().protocol, by=system())
    good = actions.content_of(draft)
    wrong = []
    changes: tuple[Callable[[Any], object], ...] = (  # Any: see above
        lambda c: c["colours"].pop(),
        lambda c: c["colours"][1].update(minutes=500),
        lambda c: c["general"].append(dict(c["general"][0])),
        lambda c: c["general"][0].update(rule="humor < 3"),
        lambda c: c["flowcharts"].append(deepcopy(c["flowcharts"][0])),
        lambda c: c["flowcharts"][0]["discriminators"].append(dict(c["general"][0])),
    )
    for change in changes:
        content = deepcopy(good)
        change(content)
        wrong.append(content)
    for content in wrong:
        with pytest.raises(Invalid):
            actions.change_draft(draft, content=content, by=system())
    empty = actions.change_draft(draft, content={**good, "flowcharts": []}, by=system())
    with pytest.raises(actions.Incomplete):
        actions.publish(empty, by=system())


def test_two_who_write_one_draft_do_not_overwrite_each_other() -> None:
    draft = actions.begin_draft(make.protocol().protocol, by=system())
    content = actions.content_of(draft)
    actions.change_draft(draft, content=content, by=system(), version=draft.version)
    with pytest.raises(Stale):
        actions.change_draft(draft, content=content, by=system(), version=draft.version)


def test_only_who_may_writes_protocols() -> None:
    version = make.protocol()
    with pytest.raises(Denied):
        actions.begin_draft(version.protocol, by=make.nurse(make.department()))


def test_nobody_is_classified_by_a_draft() -> None:
    of = make.department()
    draft = actions.begin_draft(make.protocol().protocol, by=system())
    chart = draft.flowcharts.first()
    with pytest.raises(actions.NotPublished):
        make.triage(make.arrived(of), make.nurse(of), flowchart=chart)
