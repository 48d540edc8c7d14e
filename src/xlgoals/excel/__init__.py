"""What runs inside a spreadsheet: worksheet functions, ribbon commands, and the add-in itself.

Nothing is loaded here: the functions must start quickly, the commands need xlwings.
"""
