"""From a run folder to the rows of its reports."""
