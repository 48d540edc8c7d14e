Option Explicit
Option Private Module
' Tells Excel's function dialog what the functions and their arguments are.

Private mDescribed As Boolean

Public Sub RegisterFunctions()
    ' Excel may refuse as long as no workbook is open; then the first workbook of ours tries again.
    If mDescribed Then Exit Sub
    On Error GoTo later
    DescribeFunctions "'" & ThisWorkbook.Name & "'!"
    mDescribed = True
later:
End Sub

Public Sub Describe(ByVal name As String, ByVal category As String, ByVal help As String, ByVal arguments As Variant)
    Application.MacroOptions Macro:=name, Description:=help, Category:=category, ArgumentDescriptions:=arguments
End Sub
