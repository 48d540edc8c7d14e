Option Explicit
Option Private Module
' Formulas of a workbook made from the template call the functions of this very add-in, wherever the
' workbook or the add-in was before.

Private Const EXCEL_LINKS As Long = 1  ' xlExcelLinks, xlLinkTypeExcelLinks

Public Sub BindBook(ByVal book As Workbook)
    Dim sheet As Worksheet
    Dim wasSaved As Boolean
    Dim calculation As Long
    If Not IsOurs(book) Then Exit Sub
    RegisterFunctions
    If Not PythonReady() Then Exit Sub
    On Error Resume Next  ' a sheet that refuses keeps its own verdicts
    wasSaved = book.Saved
    calculation = Application.Calculation
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    Application.Calculation = xlCalculationManual
    RepointLinks book
    For Each sheet In book.Worksheets
        ReenterChecks sheet
    Next sheet
    Application.Calculation = calculation
    Application.EnableEvents = True
    Application.ScreenUpdating = True
    book.Saved = wasSaved
End Sub

Public Function IsOurs(ByVal book As Workbook) As Boolean
    Dim sheet As Worksheet
    Dim found As Long
    For Each sheet In book.Worksheets
        If sheet.Name = "部门目标" Or sheet.Name = "词表" Then found = found + 1
    Next sheet
    IsOurs = (found = 2)
End Function

Private Sub RepointLinks(ByVal book As Workbook)
    Dim links As Variant
    Dim link As Variant
    On Error Resume Next  ' a protected sheet refuses; its checks are entered anew below
    links = book.LinkSources(EXCEL_LINKS)
    If Not IsArray(links) Then Exit Sub
    For Each link In links
        If IsOldPlace(CStr(link)) Then book.ChangeLink CStr(link), ThisWorkbook.FullName, EXCEL_LINKS
    Next link
End Sub

Private Function IsOldPlace(ByVal link As String) As Boolean
    IsOldPlace = LCase$(Right$(link, 12)) = "xlgoals.xlam" And link <> ThisWorkbook.FullName
End Function

Private Sub ReenterChecks(ByVal sheet As Worksheet)
    ' Entered once more, a formula finds functions that were not there when it was read.
    Dim used As Range
    Dim formulas As Variant
    Dim row As Long
    Dim column As Long
    Set used = sheet.UsedRange
    formulas = used.Formula
    If Not IsArray(formulas) Then Exit Sub
    For row = 1 To UBound(formulas, 1)
        For column = 1 To UBound(formulas, 2)
            If IsCheck(formulas(row, column)) Then
                If Not OpenForMacros(sheet) Then Exit Sub
                used.Cells(row, column).Formula = Unlinked(formulas(row, column))
            End If
        Next column
    Next row
End Sub

Private Function IsCheck(ByVal formula As Variant) As Boolean
    If VarType(formula) <> vbString Then Exit Function
    IsCheck = InStr(formula, "XLG_") > 0 And InStr(formula, "IFERROR(") > 0
End Function

Public Function Unlinked(ByVal formula As String) As String
    ' 'C:\before\xlgoals.xlam'!XLG_FUNDING(B5) becomes XLG_FUNDING(B5).
    Dim mark As Long
    Dim start As Long
    mark = InStr(formula, "!XLG_")
    Do While mark > 0
        start = LinkStart(formula, mark)
        formula = Left$(formula, start - 1) & Mid$(formula, mark + 1)
        mark = InStr(start, formula, "!XLG_")
    Loop
    Unlinked = formula
End Function

Private Function LinkStart(ByVal formula As String, ByVal mark As Long) As Long
    LinkStart = mark - 1
    If Mid$(formula, LinkStart, 1) = "'" Then
        Do  ' an apostrophe in a path stands twice
            LinkStart = InStrRev(formula, "'", LinkStart - 1)
            If Mid$(formula, LinkStart - 1, 1) <> "'" Then Exit Do
            LinkStart = LinkStart - 1
        Loop
    Else
        Do While InStr("=(,+-*/&^<> ", Mid$(formula, LinkStart - 1, 1)) = 0
            LinkStart = LinkStart - 1
        Loop
    End If
End Function

Private Function OpenForMacros(ByVal sheet As Worksheet) As Boolean
    ' Protection without a password is kept for the user and lifted for macros; with one, the sheet stays as it is.
    If Not sheet.ProtectContents Then
        OpenForMacros = True
        Exit Function
    End If
    On Error GoTo closed
    With sheet.Protection
        sheet.Protect Password:="", DrawingObjects:=sheet.ProtectDrawingObjects, Contents:=True, _
            Scenarios:=sheet.ProtectScenarios, UserInterfaceOnly:=True, _
            AllowFormattingCells:=.AllowFormattingCells, AllowFormattingColumns:=.AllowFormattingColumns, _
            AllowFormattingRows:=.AllowFormattingRows, AllowInsertingColumns:=.AllowInsertingColumns, _
            AllowInsertingRows:=.AllowInsertingRows, AllowInsertingHyperlinks:=.AllowInsertingHyperlinks, _
            AllowDeletingColumns:=.AllowDeletingColumns, AllowDeletingRows:=.AllowDeletingRows, _
            AllowSorting:=.AllowSorting, AllowFiltering:=.AllowFiltering, AllowUsingPivotTables:=.AllowUsingPivotTables
    End With
    OpenForMacros = True
closed:
End Function
