"""The folders of the attacks: our own, the run from others, and those that commands must not touch."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path

SECRET = "CANARY7d1f"
"""The content of a file that no command may open; it must be in no output."""
CODE = "from pathlib import Path\nPath({ran!r}).touch()\n"
TEMPLATE = (
    "{{{{ letter.__class__.__init__.__globals__['__builtins__']['open']({ran!r}, 'w') }}}}"
    "{{{{ cycler.__init__.__globals__.os.system('touch ' + {ran!r}) }}}}"
)
CHECK = "iam-password-policy-minimum-length"
CONFIG = """
accounts: {{list: [{{id: '{account}'}}]}}
regions: {{include: [us-east-1]}}
checks: {{include: [{check}]}}
limits: {{processes: 1}}
output: {{runs: {runs}, formats: [csv, json]}}
"""
OWN = """
frameworks: {{folders: [frameworks]}}
waivers: [waivers.yml]
follow_up: [workbooks]
deliver:
  mail:
    sender: audit@own.example
    to: [boss@own.example]
    smtp: {{host: 127.0.0.1, port: {port}, security: none}}
  templates: templates
"""


@dataclass
class Place:
    """One folder for everything."""

    root: Path
    own_port: int = 0
    evil_port: int = 0
    account: str = "111111111111"
    finding: str = ""
    """A failure of the honest run."""
    run: Path = field(default_factory=Path)
    """The run that comes from others."""
    before: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own, self.handed, self.out = self.root / "own", self.root / "handed", self.root / "out"
        self.elsewhere, self.home, self.honest = self.root / "elsewhere", self.root / "home", self.root / "honest"
        self.temporary = self.root / "tmp"
        self.runs, self.ran = self.handed / "runs", self.elsewhere / "RAN"
        self.config, self.plain = self.own / "reporter.yml", self.root / "plain.yml"

    def build(self) -> None:
        """Build the folders before the first attack."""
        for folder in (self.home, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)
        self.plain.write_text(CONFIG.format(account=self.account, check=CHECK, runs=self.honest))
        (self.home / "config").write_text(f"[profile evil]\ncredential_process = touch {self.ran}\n")
        self.renew()

    def renew(self) -> None:
        """Restore the initial state: our own files, foreign files, and an honest run with an earlier one."""
        for folder in (self.own, self.elsewhere, self.handed, self.out):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        self._build_elsewhere()
        self._build_own()
        if self.honest.exists():
            shutil.copytree(self.honest, self.runs)
            [self.run, *_] = sorted((path for path in self.runs.iterdir() if path.is_dir()), reverse=True)
        self.remember()

    def _build_elsewhere(self) -> None:
        (self.elsewhere / "secret").write_text(f"{SECRET}\n")
        (self.elsewhere / "victim").write_text("precious\n")
        for name in ("folder", "code", "templates"):
            (self.elsewhere / name).mkdir()
        (self.elsewhere / "code" / "evil.py").write_text(CODE.format(ran=str(self.ran)))
        for name in ("mail.txt.j2", "mail.html.j2"):
            (self.elsewhere / "templates" / name).write_text(TEMPLATE.format(ran=str(self.ran)))

    def _build_own(self) -> None:
        for name in ("frameworks", "workbooks", "templates"):
            (self.own / name).mkdir()
        (self.own / "waivers.yml").write_text("waivers: []\n")
        config = CONFIG.format(account=self.account, check=CHECK, runs="runs") + OWN.format(port=self.own_port)
        self.config.write_text(config)

    def remember(self) -> None:
        """Remember the foreign files, which must not change."""
        self.before = self._elsewhere()

    def harm(self) -> list[str]:
        """The changes of foreign files, and the files with the secret."""
        now = self._elsewhere()
        changed = sorted(name for name in now.keys() | self.before.keys() if now.get(name) != self.before.get(name))
        return [f"changed: {name}" for name in changed] + [f"leaked: {name}" for name in self._leaks()]

    def _elsewhere(self) -> dict[str, str]:
        """By path: the files and folders outside the writable folders, with their content."""
        found: dict[str, str] = {}
        for folder in (self.elsewhere, self.home, self.root):
            for path in sorted(folder.rglob("*") if folder != self.root else folder.iterdir()):
                found[str(path.relative_to(self.root))] = _state_of(path)
        return found

    def _leaks(self) -> list[str]:
        written = (path for folder in (self.out, self.handed, self.own) for path in folder.rglob("*"))
        plain = (path for path in written if path.is_file() and not path.is_symlink())
        return sorted(str(path.relative_to(self.root)) for path in plain if SECRET.encode() in path.read_bytes())


def _state_of(path: Path) -> str:
    if path.is_symlink():
        return f"link to {path.readlink()}"
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return "folder"
