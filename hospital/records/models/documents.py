"""Papers and pictures that belong to the record; the files lie encrypted outside the web's reach."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospital.core.models import Coded

from .entries import Entry, says_what


class Document(Entry, Coded):
    """A file of the record. The code is that of the kind of document; `mime` was told from its content.

    `stored_name` says nothing and is not shown; `sha256` is that of the content before encryption.
    """

    title = models.CharField(_("title"), max_length=200)
    mime = models.CharField(_("file type"), max_length=60, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False, help_text=_("In bytes"))
    sha256 = models.CharField(max_length=64, editable=False)
    stored_name = models.CharField(max_length=100, unique=True, editable=False)
    thumbnail_name = models.CharField(max_length=100, blank=True, editable=False)

    class Meta(Entry.Meta):
        abstract = False
        constraints = [
            *Entry.Meta.constraints,
            says_what("document"),
            models.CheckConstraint(name="document_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="document_knows_its_content",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0) & ~Q(mime="") & ~Q(stored_name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_picture(self) -> bool:
        return bool(self.thumbnail_name)
