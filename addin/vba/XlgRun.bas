Option Explicit
Option Private Module
' The one place from which Python is called; every failure becomes a message in Chinese.

Private Const NOT_AVAILABLE As Long = 2042  ' #N/A

Public Sub RunCommand(ByVal key As String)
    Dim path As String
    Dim done As Variant
    On Error GoTo broken
    If ActiveWorkbook Is Nothing Then
        Tell "请先打开一个绩效目标工作簿。"
        Exit Sub
    End If
    If Not PythonReady() Then
        Tell StatusReason()
        Exit Sub
    End If
    If NeedsPath(key) Then
        path = AskPath(key)
        If path = "" Then Exit Sub
    End If
    Application.DisplayAlerts = False  ' else Excel soon says that it waits for another application
    done = RunPython("from " & XLG_ENTRY & " import run; run('" & key & "', '" & HexOf(path) & "')")
    Application.DisplayAlerts = True
    If done = -1 Then Tell "这一步没有完成。请点“环境自检”看看原因；表里的内容没有丢失。"
    Exit Sub
broken:
    Application.DisplayAlerts = True
    Tell "这一步没有完成（" & Brief(Err.Description) & "）。请点“环境自检”看看原因；表里的内容没有丢失。"
End Sub

Public Sub RunDoctor()
    ' What was wrong may have been mended: look again before the answer.
    LookForPython
    RunCommand "doctor"
End Sub

Public Function CallFunction(ByVal name As String, ByVal arguments As Variant, ByVal hasNative As Boolean) As Variant
    ' Where the cell has a formula of its own for that case, an error value lets it answer.
    Dim problem As String
    On Error GoTo broken
    #If Mac Then
        problem = "macOS 上只有功能区的命令，没有工作表函数。"
    #Else
        If PythonReady() Then
            CallFunction = Server().CallUDF(XLG_MODULE, name, arguments)
            NoteCall ""
            If VarType(CallFunction) = vbString Then
                If CallFunction = XLG_NOT_JUDGED Then CallFunction = CVErr(NOT_AVAILABLE)
            End If
            Exit Function
        End If
        problem = StatusReason()
    #End If
answer:
    If hasNative Then
        CallFunction = CVErr(NOT_AVAILABLE)
    Else
        CallFunction = problem
    End If
    Exit Function
broken:
    problem = Brief(Err.Description)
    NoteCall problem
    problem = "没有算出来（" & problem & "）。请点功能区“绩效目标”的“环境自检”。"
    Resume answer
End Function

Public Function HexOf(ByVal text As String) As String
    ' A path goes through the command line as hexadecimal digits: no quote, space or Chinese can spoil it.
    Dim i As Long
    For i = 1 To Len(text)
        HexOf = HexOf & Right$("000" & Hex$(AscW(Mid$(text, i, 1))), 4)
    Next i
End Function
