"""The words of the product: what is judged, what AWS answered, and what was found."""
