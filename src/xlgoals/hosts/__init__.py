"""Spreadsheet applications that the commands run in, behind xlwings' public interface.

`libreoffice` is an xlwings engine on a LibreOffice Calc; `protection` is the one thing that the
commands need of a sheet and that xlwings has no public member for.
"""
