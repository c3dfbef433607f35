"""The sheets of the workbook, one function each."""
