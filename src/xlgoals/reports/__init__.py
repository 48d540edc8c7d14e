"""What checks found, shown: as text, JSON, a workbook, a page; and the reference of rules."""
