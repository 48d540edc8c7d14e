"""The add-in's code with a recorder in the place of xlwings' module, for engines that run VBA.

Neither engine compiles xlwings' own module, and what matters here is what it is asked for.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from xml.sax.saxutils import escape

from lxml import etree

from xlgoals.excel.vba_project import XLWINGS, Module, modules
from xlgoals.excel.vba_text import lowered
from xlgoals.forms.zipwriter import archive, store
from xlgoals.resources import shipped

LINK = r"'C:\users\it''s old\xlgoals.xlam'!"
"""How a formula refers to an add-in that lay elsewhere."""

_RECORDER = "XlgRecorder"

# Settings are given with Pretend: interpreter, missing (no such file), version, answer, error.
_STUB = """
Private mLog As String
Private mInterpreter As String
Private mMissing As String
Private mVersion As String
Private mAnswer As Variant
Private mError As String
Private mStatus As Long
Private mLooked As Long

Public Sub Pretend(ByVal what As String, ByVal value As Variant)
    Select Case what
        Case "interpreter": mInterpreter = value
        Case "missing": mMissing = value
        Case "version": mVersion = value
        Case "answer": mAnswer = value
        Case "error": mError = value
        Case "status": mStatus = value
    End Select
End Sub

Public Function Recorded() As String
    Recorded = mLog
    mLog = ""
End Function

Public Function Looked() As Long
    Looked = mLooked
End Function

Public Sub Note(ByVal text As String)
    mLog = mLog & text & Chr(30)
End Sub

Public Function GetConfig(configKey As String, Optional default As String = "", _
        Optional source As String = "") As Variant
    mLooked = mLooked + 1
    If configKey = "INTERPRETER_WIN" And source = "user" Then GetConfig = mInterpreter
End Function

Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = (FileSpec <> mMissing)
End Function

Public Function RunPython(PythonCommand As String)
    Note "RunPython " & PythonCommand
    If mError <> "" Then Err.Raise 1000, "xlwings", mError
    RunPython = mStatus
End Function

Public Function XLPy() As Object
    Note "XLPy"
    Set XLPy = New XlgRecorder
End Function

Public Function Answered(ByVal name As String) As Variant
    If mError <> "" Then Err.Raise 1000, "xlwings", mError
    If name = "warm" Then
        Answered = mVersion
    Else
        Answered = mAnswer
    End If
End Function
"""

_CLASS = """
Public Function CallUDF(script As Variant, fname As Variant, args As Variant) As Variant
    Dim text As String
    Dim i As Long
    For i = LBound(args) To UBound(args)
        If IsObject(args(i)) Then
            text = text & "|Range " & args(i).Address
        ElseIf IsMissing(args(i)) Then
            text = text & "|omitted"
        ElseIf IsError(args(i)) Then
            text = text & "|" & CStr(args(i))
        Else
            text = text & "|" & TypeName(args(i)) & " " & args(i)
        End If
    Next i
    Note script & "." & fname & text
    CallUDF = Answered(CStr(fname))
End Function
"""


# What a button press is there: a ribbon callback is called with a control, here none.
_PRESS = """
Public Sub Press{name}()
    {name} Nothing
End Sub

"""
_ASK = """
Public Function {name}Answer() As Variant
    Dim answer As Variant
    {name} Nothing, answer
    {name}Answer = answer
End Function

"""


def recorded_modules(*extra: Module) -> list[Module]:
    """The project's modules, xlwings' being a recorder, and some of the test's own."""
    ours = [module for module in modules(xlwings="") if module.name != XLWINGS]
    stub = Module(XLWINGS, lowered(_STUB))
    return [*ours, stub, Module(_RECORDER, lowered(_CLASS), is_class=True), *extra]


def audible(module: Module) -> Module:
    """The events class for an engine that knows no events: its handlers can be called."""
    code = module.source.replace("WithEvents ", "").replace("Private Sub App_", "Public Sub App_")
    return replace(module, source=code)


def noted(module: Module) -> Module:
    """The same module for an office without a screen: what it would tell is recorded."""
    code = re.sub(r"MsgBox text,[^\r]*", 'Note "Tell " & text', module.source)
    return replace(module, source=code)


def presses() -> Module:
    """A macro for every callback of the ribbon: PressOnDoctor, GetStatusAnswer …"""
    root = etree.parse(shipped("addin", "ribbon.xml")).getroot()
    parts = [
        (_ASK if attribute.startswith("get") else _PRESS).format(name=callback)
        for node in root.iter(etree.Element)
        for attribute, callback in map(_texts, node.attrib.items())
        if attribute.startswith(("get", "on"))
    ]
    return Module("XlgPresses", lowered("".join(parts)))


def _texts(pair: tuple[str | bytes, str | bytes]) -> tuple[str, str]:
    return (str(pair[0]), str(pair[1]))


def linked(book: bytes) -> bytes:
    """The workbook as Excel shows it elsewhere: its functions belong to an add-in in a folder."""
    link = escape(LINK).encode()
    with zipfile.ZipFile(BytesIO(book)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    return archive(
        (name, store(data.replace(b"XLG_", link + b"XLG_") if "/worksheets/" in name else data))
        for name, data in parts.items()
    )
