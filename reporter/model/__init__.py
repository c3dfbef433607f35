"""The data types of the product: subjects, AWS's answers, verdicts and findings."""
