"""Files made from other files and committed: each must be in step with its source."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import polib
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = PROJECT["project"]["dependencies"]
DEVELOPMENT = PROJECT["dependency-groups"]["dev"]

CATALOGUES = sorted((ROOT / "knf" / "locale").rglob("*.po"))


def pins(lock_file: str) -> dict[str, str]:
    """Return the version of each package in a lock file."""
    lines = re.findall(
        r"^([\w.-]+)(?:\[.*\])?==([^ ;\\]+)", (ROOT / lock_file).read_text(), flags=re.MULTILINE
    )
    return {canonicalize_name(name): version for name, version in lines}


@pytest.mark.parametrize(
    ("requirements", "lock_file"),
    [(RUN, "requirements.txt"), (RUN + DEVELOPMENT, "requirements-dev.txt")],
    ids=["run", "development"],
)
def test_lock_file_meets_every_requirement(requirements, lock_file):
    locked = pins(lock_file)

    for requirement in map(Requirement, requirements):
        version = locked.get(canonicalize_name(requirement.name))
        assert version in requirement.specifier, f"{requirement} is not met in {lock_file}: make lock"


def test_development_runs_on_the_very_versions_of_production():
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_every_dependency_has_a_sentence():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    dependencies = {f'    "{requirement}",' for requirement in RUN + DEVELOPMENT}

    bare = [
        line
        for above, line in pairwise(lines)
        if line in dependencies and not above.startswith("    #") and above not in dependencies
    ]

    assert bare == []


@pytest.mark.parametrize("source", CATALOGUES, ids=lambda path: path.name)
def test_compiled_catalogue_is_in_step(source):
    readable = polib.pofile(str(source)).translated_entries()
    compiled = polib.mofile(str(source.with_suffix(".mo")))

    assert {(entry.msgctxt, entry.msgid, entry.msgstr) for entry in compiled} == {
        (entry.msgctxt, entry.msgid, entry.msgstr) for entry in readable
    }, "make messages"
