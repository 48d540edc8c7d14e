"""Tests, in folders that mirror the package; `generated` makes the documents they share."""
