"""What outputs look like, and why one could not be written."""

from __future__ import annotations

import errno
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from xlgoals import files
from xlgoals.forms import word
from xlgoals.forms.errors import FormError
from xlgoals.model import GoalDocument

__all__ = ["USUAL", "WordLook", "unwritable", "word_look", "write_word"]

_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG})


@dataclass(frozen=True, slots=True)
class WordLook:
    """How Word documents look.

    Attributes:
        template: A template of one's own; the shipped one when None.
        digest: The first digits of its SHA-256.
        common_fonts: Name only fonts that every system has.
        contents: Put a cover and a table of contents in front.
    """

    template: Path | None = None
    digest: str = ""
    common_fonts: bool = False
    contents: bool = False

    def __str__(self) -> str:
        switches = ("common-fonts" * self.common_fonts, "contents" * self.contents)
        return " ".join(filter(None, (self.digest, *switches)))


USUAL: Final = WordLook()
"""The look of the shipped template."""


def word_look(
    template: Path | None = None, *, common_fonts: bool = False, contents: bool = False
) -> WordLook:
    """The look that a user asks for, after a look at the template.

    Raises:
        FormError: The template cannot be read, or lacks a part.
    """
    digest = ""
    if template is not None:
        data = files.read_bytes(template)
        digest = hashlib.sha256(data).hexdigest()[:16]
        word.WordTemplate(data)
        # Workers of a cluster have working folders of their own.
        template = template.absolute()
    return WordLook(template, digest, common_fonts, contents)


def write_word(document: GoalDocument, look: WordLook) -> bytes:
    """A document as a .docx file.

    Raises:
        FormError: The template cannot be read, or lacks a part.
    """
    if look.template is None:
        return word.write(document, common_fonts=look.common_fonts, contents=look.contents)
    template = _template(look.template, look.common_fonts)
    return word.write(document, template=template, contents=look.contents)


@lru_cache(maxsize=4)
def _template(path: Path, common_fonts: bool) -> word.WordTemplate:
    return word.WordTemplate(files.read_bytes(path), common_fonts=common_fonts)


def unwritable(error: OSError, target: Path) -> FormError:
    """Why an output could not be written."""
    if isinstance(error, files.InUseError) and target.exists():
        return FormError("in-use", name=target.name, lock=files.reason(error))
    if error.errno in _FULL:
        return FormError("disk-full")
    return FormError("unwritable", reason=files.reason(error))
