Option Explicit
Option Private Module
' Whether Python may be called. It is looked for at start-up, asked at the first workbook of ours,
' and after a failure never called again until the user asks for the self-check.

Private Const UNKNOWN As Long = 0  ' not looked for yet
Private Const FOUND As Long = 1    ' the interpreter is on the disk, nobody has asked it
Private Const READY As Long = 2    ' it has answered, and its package is of our version
Private Const FAILED As Long = 3   ' the ribbon says why
Private Const MOST_FAILURES As Long = 3

Private mState As Long
Private mReason As String
Private mFailures As Long
Private mServer As Object
Private mRibbon As Object
Private mEvents As XlgEvents

Public Sub XlgStart()
    Dim book As Workbook
    Dim wasSaved As Boolean
    On Error Resume Next  ' nothing here may keep Excel from starting
    wasSaved = ThisWorkbook.Saved
    LookForPython
    RegisterFunctions
    If IsAddin() Then
        Set mEvents = New XlgEvents
        Set mEvents.App = Application
        For Each book In Application.Workbooks
            BindBook book
        Next book
    Else
        BindBook ThisWorkbook
    End If
    ThisWorkbook.Saved = wasSaved
End Sub

Public Function IsAddin() As Boolean
    IsAddin = LCase$(Right$(ThisWorkbook.Name, 5)) = ".xlam"
End Function

Public Function ShowsTab() As Boolean
    ' Where the add-in is loaded, a macro workbook leaves the ribbon to it.
    Dim addin As Workbook
    ShowsTab = True
    If IsAddin() Then Exit Function
    On Error Resume Next  ' no such workbook
    Set addin = Application.Workbooks("xlgoals.xlam")
    ShowsTab = (addin Is Nothing)
End Function

Public Function PythonReady() As Boolean
    If mState = UNKNOWN Then LookForPython
    If mState = FOUND Then AskPython
    PythonReady = (mState = READY)
End Function

Public Sub LookForPython()
    ' Looks at the disk only: Excel must not wait for Python when it starts.
    Dim interpreter As String
    On Error GoTo broken
    Set mServer = Nothing
    mFailures = 0
    #If Mac Then
        interpreter = GetConfig("INTERPRETER_MAC", "", "user")
    #Else
        interpreter = GetConfig("INTERPRETER_WIN", "", "user")
    #End If
    If interpreter = "" Then
        Fail "还没有安装：配置文件里没有 Python 的位置。请在命令行运行 xlgoals addin install。"
    ElseIf Not FileExists(interpreter) Then
        Fail "找不到 Python：" & interpreter & "。请重新运行 xlgoals addin install。"
    Else
        Settle FOUND, ""
    End If
    Exit Sub
broken:
    Fail "读不出配置（" & Brief(Err.Description) & "）。请重新运行 xlgoals addin install。"
End Sub

Private Sub AskPython()
    ' Its first answer also loads the package, so that the checks that follow are quick.
    Dim answer As Variant
    On Error GoTo broken
    If ActiveWorkbook Is Nothing Then Exit Sub
    #If Mac Then
        Settle READY, ""
    #Else
        answer = Server().CallUDF(XLG_MODULE, XLG_WARM, Array())
        If CStr(answer) = XLG_VERSION Then
            Settle READY, ""
        Else
            Fail "版本不一致：加载项是 " & XLG_VERSION & "，Python 里是 " & answer & "。请重新运行 xlgoals addin install。"
        End If
    #End If
    Exit Sub
broken:
    Fail "Python 没有应答（" & Brief(Err.Description) & "）。请在命令行运行 xlgoals addin doctor。"
End Sub

Public Function Server() As Object
    ' xlwings reads its settings anew at every call of XLPy, so the server is kept.
    If mServer Is Nothing Then Set mServer = XLPy()
    Set Server = mServer
End Function

Public Sub NoteCall(ByVal problem As String)
    ' A single failure may be chance, as when Excel was busy; several in a row are not.
    If problem = "" Then
        mFailures = 0
    Else
        Set mServer = Nothing
        mFailures = mFailures + 1
        If mFailures >= MOST_FAILURES Then Fail "Python 连续出错（" & problem & "）。请点“环境自检”。"
    End If
End Sub

Private Sub Fail(ByVal reason As String)
    Settle FAILED, reason
End Sub

Private Sub Settle(ByVal state As Long, ByVal reason As String)
    mState = state
    mReason = reason
    On Error Resume Next  ' a ribbon that is gone is no reason to stop
    If Not mRibbon Is Nothing Then mRibbon.Invalidate
End Sub

Public Sub KeepRibbon(ByVal ribbon As Object)
    Set mRibbon = ribbon
End Sub

Public Function StatusText() As String
    If mState = UNKNOWN Then LookForPython
    Select Case mState
        Case READY
            StatusText = "完整校验：已启用"
        Case FOUND
            StatusText = "完整校验：待启用"
        Case Else
            StatusText = "完整校验：未启用"
    End Select
End Function

Public Function StatusReason() As String
    Select Case mState
        Case READY
            StatusReason = "Python 已就绪，版本 " & XLG_VERSION & "。"
        Case FOUND
            StatusReason = "打开绩效目标工作簿时启动 Python。"
        Case Else
            StatusReason = "完整校验没有启用，表里自带的校验照常可用。" & vbCrLf & mReason
    End Select
End Function
