Option Explicit
Option Private Module
' What the add-in asks and tells by itself; the commands in Python have dialogs of their own.

Private Const FOLDER_PICKER As Long = 4  ' msoFileDialogFolderPicker

Public Sub Tell(ByVal text As String)
    MsgBox text, vbExclamation, "绩效目标"
End Sub

Public Function Brief(ByVal text As String) As String
    ' The last line that says something: the reason, where a traceback comes from Python.
    Dim piece As Variant
    For Each piece In Split(Replace(text, vbCr, ""), vbLf)
        If Trim$(piece) <> "" Then Brief = Left$(Trim$(piece), 200)
    Next piece
End Function

Public Function NeedsPath(ByVal key As String) As Boolean
    ' On macOS the commands ask for themselves.
    #If Mac Then
        NeedsPath = False
    #Else
        NeedsPath = (Left$(key, 7) = "import_" Or Left$(key, 7) = "export_")
    #End If
End Function

Public Function AskPath(ByVal key As String) As String
    ' Empty when the user has thought better of it.
    Select Case key
        Case "import_document"
            AskPath = Chosen(Application.GetOpenFilename("绩效文本 (*.txt;*.docx;*.doc),*.txt;*.docx;*.doc", 1, "选择要导入的绩效文本"))
        Case "import_folder"
            AskPath = AskFolder("选择要批量导入的文件夹")
        Case "export_word"
            AskPath = Chosen(Application.GetSaveAsFilename(BaseName() & ".docx", "Word 文档 (*.docx),*.docx", 1, "导出为 Word"))
        Case "export_text"
            AskPath = Chosen(Application.GetSaveAsFilename(BaseName() & ".txt", "文本 (*.txt),*.txt", 1, "导出为文本"))
    End Select
End Function

Private Function Chosen(ByVal answer As Variant) As String
    ' Excel answers False for a dialog that was cancelled.
    If VarType(answer) = vbString Then Chosen = answer
End Function

Private Function AskFolder(ByVal title As String) As String
    Dim picker As Object
    Set picker = Application.FileDialog(FOLDER_PICKER)
    picker.Title = title
    If picker.Show = -1 Then AskFolder = picker.SelectedItems(1)
End Function

Private Function BaseName() As String
    Dim dot As Long
    BaseName = ActiveWorkbook.Name
    dot = InStrRev(BaseName, ".")
    If dot > 1 Then BaseName = Left$(BaseName, dot - 1)
End Function
