"""Prints what `reporter doctor` says of the demo's organisation, for docs/pictures.sh."""

from datetime import UTC, datetime

from botocore.session import Session

from reporter.cli.doctor import print_diagnoses
from reporter.demo import embedded_organization
from reporter.doctor import ClockWatch, Doctor
from reporter.engine.judge import administered_services, plan_for, shared_kinds
from reporter.rules.catalogue import load_catalogue
from reporter.sessions import Sessions
from reporter.workflow.options import Options, narrowed_job

NOW = datetime.now(UTC)

if __name__ == "__main__":
    with embedded_organization(NOW) as organization:
        job = narrowed_job(organization.settings, load_catalogue(), Options())
        wanted = plan_for(job.rules, organization_known=True)
        services = administered_services(shared_kinds(job.rules))
        clock = ClockWatch()

        def prepare(session: Session) -> None:
            """Let the clock and the embedded AWS hear of each session."""
            clock.prepare(session)
            organization.prepare(session)

        sessions = Sessions(job.settings, prepare=prepare)
        doctor = Doctor(job.settings, wanted, sessions, clock, NOW, services=services)
        print_diagnoses(doctor.examine(), verbose=False, as_json=False)
