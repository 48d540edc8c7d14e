from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests import strategies
from tests.forms import strategies_workbook
from xlgoals.forms import stamp, workbook
from xlgoals.model import GoalDocument

_calm = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@_calm
@given(strategies_workbook.documents())
def test_reading_gives_back_what_was_written(document: GoalDocument) -> None:
    result = workbook.read(stamp.write_bytes(document))

    assert result.document == document
    assert result.notes == ()


@_calm
@given(strategies.documents())
def test_documents_that_the_text_form_can_say_come_back(document: GoalDocument) -> None:
    assert workbook.read(stamp.write_bytes(document)).document == document
