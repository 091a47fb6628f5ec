import pytest

from hospital.core.secrets import Unsealable, seal, unseal


def test_what_is_sealed_is_read_again_for_the_same_purpose_only() -> None:
    sealed = seal(b"laudo", "files")
    assert unseal(sealed, "files") == b"laudo"
    with pytest.raises(Unsealable):
        unseal(sealed, "keys")


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(seal(b"laudo", "files"))
    sealed[-1] ^= 1
    with pytest.raises(Unsealable):
        unseal(bytes(sealed), "files")


def test_the_same_content_is_never_sealed_alike() -> None:
    assert seal(b"laudo", "files") != seal(b"laudo", "files")
