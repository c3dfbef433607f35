"""The tables of a report: columns, order and titles, the same in every format."""
