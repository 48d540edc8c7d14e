"""The three forms of a document: text, Word, workbook."""
