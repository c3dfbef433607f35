"""Computes one Report from a run folder and renders it in every format."""
