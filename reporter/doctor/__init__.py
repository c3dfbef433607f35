"""Finds, before a scan, what would make it incomplete."""

from reporter.doctor.diagnosis import Diagnosis, DiagnosisState, Examined
from reporter.doctor.examination import Doctor
from reporter.sessions.vitals import ClockWatch

__all__ = ["ClockWatch", "Diagnosis", "DiagnosisState", "Doctor", "Examined"]
