"""The tables of a report: columns, order and words, the same in every format."""
