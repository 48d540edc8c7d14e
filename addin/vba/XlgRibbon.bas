Option Explicit
' What the buttons of ribbon.xml call; control is an IRibbonControl.

Public Sub OnRibbonLoad(ribbon As Object)
    KeepRibbon ribbon
End Sub

Public Sub GetStatus(control As Object, ByRef returned As Variant)
    returned = StatusText()
End Sub

Public Sub GetStatusReason(control As Object, ByRef returned As Variant)
    returned = StatusReason()
End Sub

Public Sub GetTabVisible(control As Object, ByRef returned As Variant)
    returned = ShowsTab()
End Sub

Public Sub OnValidateSheet(control As Object)
    RunCommand "validate_sheet"
End Sub

Public Sub OnValidateBook(control As Object)
    RunCommand "validate_book"
End Sub

Public Sub OnClearMarks(control As Object)
    RunCommand "clear_marks"
End Sub

Public Sub OnPreviousFinding(control As Object)
    RunCommand "previous_finding"
End Sub

Public Sub OnNextFinding(control As Object)
    RunCommand "next_finding"
End Sub

Public Sub OnNormalise(control As Object)
    RunCommand "normalise"
End Sub

Public Sub OnUndoNormalise(control As Object)
    RunCommand "undo_normalise"
End Sub

Public Sub OnImportDocument(control As Object)
    RunCommand "import_document"
End Sub

Public Sub OnImportFolder(control As Object)
    RunCommand "import_folder"
End Sub

Public Sub OnExportWord(control As Object)
    RunCommand "export_word"
End Sub

Public Sub OnExportText(control As Object)
    RunCommand "export_text"
End Sub

Public Sub OnAddProject(control As Object)
    RunCommand "add_project"
End Sub

Public Sub OnUpdateOverview(control As Object)
    RunCommand "update_overview"
End Sub

Public Sub OnShowRules(control As Object)
    RunCommand "show_rules"
End Sub

Public Sub OnDoctor(control As Object)
    RunDoctor
End Sub
