"""What reading a form gives; see `xlgoals.reading`."""

from xlgoals.reading import Note, NoteKind, Place, ReadResult

__all__ = ["Note", "NoteKind", "Place", "ReadResult"]
