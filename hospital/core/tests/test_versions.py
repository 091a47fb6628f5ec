"""A change says which version it was made from."""

import pytest
from hypothesis import given, strategies as st

from hospital.core.errors import Stale, VersionMissing
from hospital.core.versions import version_of


@pytest.mark.parametrize("header", ['W/"7"', '"7"', "7", ' W/"7" '])
def test_an_etag_comes_back_as_its_version(header: str) -> None:
    assert version_of(header) == 7


def test_a_change_without_a_version_is_refused() -> None:
    with pytest.raises(VersionMissing):
        version_of(None)


@given(st.text().filter(lambda text: not any(c.isdigit() for c in text)))
def test_what_is_no_version_is_stale(header: str) -> None:
    with pytest.raises(Stale):
        version_of(header)
