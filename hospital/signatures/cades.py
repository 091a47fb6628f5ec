"""CAdES (ETSI EN 319 122) and PAdES (EN 319 142) through pyHanko: bytes in, signature out; and back."""

import asyncio
import io
import logging
import threading
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar  # Any: what a coroutine sends

from asn1crypto import cms, keys as asn1_keys, x509 as asn1_x509
from cryptography import exceptions, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext, errors
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .x509 import Pair, der_of

SCHEME = "CAdES-B-B"
DIGEST = "sha256"

# What reading a forged structure ends in: pyHanko takes it for sound until it stumbles.
STUMBLES = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RuntimeError,
    exceptions.UnsupportedAlgorithm, exceptions.InvalidSignature, errors.PathError,
    errors.ValidationError, errors.CRLValidationError, errors.OCSPValidationError,
)  # fmt: skip
T = TypeVar("T")

# A signature that fails is an answer here, not an accident; and its log would name people.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Checked:
    """What a signature turned out to be: mathematically right, and by a certificate that was trusted then."""

    is_intact: bool
    is_trusted: bool
    fingerprint: str = ""
    fault: str = ""

    @property
    def is_good(self) -> bool:
        return self.is_intact and self.is_trusted


def sign(data: bytes, *, pair: Pair, at: datetime) -> bytes:
    """A detached CAdES signature of the bytes, in DER, that says when."""
    signed = _done(
        _signer(pair).async_sign_general_data(
            data, DIGEST, use_cades=True, signed_attr_settings=PdfCMSSignedAttributes(signing_time=at)
        )
    )
    return bytes(signed.dump())


def check(data: bytes, *, signature: bytes, roots: Iterable[x509.Certificate], at: datetime) -> Checked:
    """What the signature of the bytes is worth, with these authorities, at that moment."""
    try:
        parsed = cms.ContentInfo.load(signature, strict=True)
        signed = parsed["content"] if parsed["content_type"].native == "signed_data" else None
    except (ValueError, TypeError) as error:
        return Checked(False, False, fault=str(error)[:200])
    if signed is None:
        return Checked(False, False, fault="not a CMS signature")
    context = ValidationContext(trust_roots=[_asn1(one) for one in roots], moment=at, allow_fetching=False)
    usage = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
    )
    try:
        status = _done(
            async_validate_detached_cms(
                data, signed, signer_validation_context=context, key_usage_settings=usage
            )
        )
    except STUMBLES as error:
        return Checked(False, False, fault=str(error)[:200])
    fault = "" if status.trusted else str(status.trust_problem_indic or "untrusted")
    return Checked(status.intact and status.valid, status.trusted, status.signing_cert.sha256.hex(), fault)


def signing_certificate(signature: bytes) -> x509.Certificate | None:
    """The certificate that a CMS signature names as its signer's, if it brings it along."""
    try:
        signed = cms.ContentInfo.load(signature, strict=True)["content"]
        sid = signed["signer_infos"][0]["sid"].chosen
        for choice in signed["certificates"]:
            one = choice.chosen
            if one.issuer == sid["issuer"] and one.serial_number == sid["serial_number"].native:
                return x509.load_der_x509_certificate(one.dump())
    except (ValueError, TypeError, KeyError, IndexError):
        return None
    return None


def sign_pdf(pdf: bytes, *, pair: Pair, name: str, reason: str, place: str) -> bytes:
    """The PDF with a PAdES signature (B-B) added at its end; what was there before stays byte for byte."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature", md_algorithm=DIGEST, name=name, reason=reason or None, location=place or None,
        subfilter=fields.SigSeedSubFilter.PADES,
    )  # fmt: skip
    signer = signers.PdfSigner(metadata, signer=_signer(pair))
    out = _done(signer.async_sign_pdf(writer))
    return bytes(out.getbuffer())


def _signer(pair: Pair) -> signers.SimpleSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko types its arguments only
    store.register_multiple([_asn1(one) for one in pair.others])
    key = asn1_keys.PrivateKeyInfo.load(pair.key)
    return signers.SimpleSigner(_asn1(pair.certificate), key, store)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(der_of(certificate))


def _done(work: Coroutine[Any, Any, T]) -> T:  # Any: see above
    """The result of pyHanko's coroutine, also when this thread has a loop of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    found: list[T] = []
    runner = threading.Thread(target=lambda: found.append(asyncio.run(work)))
    runner.start()
    runner.join()
    return found[0]
