"""The annotated workbook: every finding at its cell, in words as well as in colour."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from partnergraph import excel
from partnergraph.cli import commands
from partnergraph.diagnostics.annotation import SHEET, annotate
from partnergraph.errors import InputError, PartnergraphError
from partnergraph.findings import Finding, info, violation, warning
from partnergraph.project import Project

PROJECTS = Path(__file__).parent / "projects"
BROKEN = PROJECTS / "unknown-name"
RED = "00FFC7CE"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of its own, to be written into."""
    shutil.copytree(BROKEN, tmp_path / "project")
    return tmp_path / "project"


def annotated(folder: Path, findings: list[Finding], lang: str = "en") -> Any:
    target = folder.parent / "annotated.xlsx"
    annotate(target, findings, Project.load(folder), lang)
    return openpyxl.load_workbook(target)


def with_workbook(folder: Path) -> Path:
    """Puts a workbook in the place of the CSV file of agreements."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Agreements"
    sheet["A3"], sheet["B3"], sheet["C3"] = "id", "title@en", "parties"
    sheet["A4"], sheet["B4"], sheet["C4"] = "north-2024", "=1+1", "Nrth University"
    sheet.merge_cells("B6:C6")
    sheet["C4"].comment = openpyxl.comments.Comment("my own remark", "me")
    (folder / "graph" / "agreements.csv").unlink()
    path = folder / "graph" / "tables.xlsx"
    book.save(path)
    return path


def test_the_command_marks_the_cell_that_it_names(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    options = ["--project", str(BROKEN), "--lang", "ru", "--annotate", str(target)]
    done = CliRunner().invoke(commands, ["check", *options])
    book = openpyxl.load_workbook(target)
    sheet = book["agreements"]
    cell = next(c for c in sheet[2] if "Nrth University" in str(c.value))

    assert done.exit_code == 1
    assert {"agreements", "institutions", "sources"} <= set(book.sheetnames)
    assert cell.fill.fgColor.rgb == RED
    assert cell.comment is not None
    assert cell.comment.text.startswith("ОШИБКА: Название «Nrth University» не известно.")
    assert [c.coordinate for row in sheet for c in row if c.comment] == [cell.coordinate]


def test_all_findings_are_listed_and_lead_to_their_cells(folder: Path) -> None:
    findings = [
        violation("a", "A.", "Do.", file="agreements.csv", row=2, column="parties", value="=1"),
        warning("b", "B.", file="partnergraph.toml"),
        info("c", "C.", file="sources.csv", row=2, column="nothing"),
    ]
    listed = annotated(folder, findings)[SHEET]
    rows = [[cell.value for cell in row] for row in listed]

    assert rows[0][0] == "severity"
    assert [row[0] for row in rows[1:]] == ["violation", "warning", "note"]
    assert rows[1][4] == "=1"
    assert listed["E2"].data_type == "s"
    assert listed["B2"].hyperlink.location.startswith("'agreements'!")
    assert listed["B3"].hyperlink is None
    assert listed["B4"].hyperlink.location == "'sources'!A2"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "2024-03", "001", "a_x0041_b"])
def test_cells_stay_text(folder: Path, text: str) -> None:
    path = folder / "graph" / "institutions.csv"
    path.write_text(f'id,name@en\nx,"{text}"\n', encoding="utf-8")
    cell = annotated(folder, [])["institutions"]["B2"]

    assert cell.value in (text, text.replace("_x", "_x005F_x"))
    assert cell.data_type == "s"
    assert cell.number_format == "@"
    assert cell.quotePrefix is (text[0] in "=+-@") or cell.style is not None


def test_a_workbook_of_ones_own_is_copied_and_kept(folder: Path) -> None:
    path = with_workbook(folder)
    before = path.read_bytes()
    place: dict[str, Any] = {"file": "tables.xlsx#agreements"}
    book = annotated(
        folder,
        [
            violation("a", "A.", **place, row=4, column="parties"),
            warning("b", "B.", **place, row=4, column="parties"),
            warning("c", "C.", **place, row=4, column="title"),
            info("d", "D.", **place, row=6, column="parties"),
            info("e", "E.", **place, row=4, column="D"),
            info("f", "F.", **place),
        ],
    )
    sheet = book["Agreements"]

    assert path.read_bytes() == before
    assert sheet["C4"].comment.text == "VIOLATION: A.\n\nWARNING: B.\n\nmy own remark"
    assert sheet["C4"].fill.fgColor.rgb == RED
    assert sheet["B4"].comment.text == "WARNING: C."
    assert sheet["B4"].value == "=1+1"
    assert sheet["D4"].comment.text == "NOTE: E."
    assert sheet["A3"].comment.text == "NOTE: F."


def test_findings_of_an_annotated_copy_are_not_repeated(folder: Path) -> None:
    place: dict[str, Any] = {"row": 2, "column": "parties"}
    annotated(folder, [violation("a", "A.", file="agreements.csv", **place)])
    for file in (folder / "graph").glob("*.csv"):
        file.unlink()
    shutil.copy(folder.parent / "annotated.xlsx", folder / "graph" / "tables.xlsx")
    book = annotated(folder, [violation("a", "A.", file="tables.xlsx#agreements", **place)])
    comments = [cell.comment.text for row in book["agreements"] for cell in row if cell.comment]

    assert comments == ["VIOLATION: A."]


def test_a_place_where_it_would_be_read_as_a_table_is_refused(folder: Path) -> None:
    project = Project.load(folder)
    with pytest.raises(PartnergraphError, match="would be read"):
        annotate(folder / "graph" / "tables.xlsx", [], project)
    with pytest.raises(PartnergraphError, match="no name of a workbook"):
        annotate(folder / "findings.csv", [], project)
    with pytest.raises(InputError, match="cannot be written"):
        annotate(folder / "missing" / "a.xlsx", [], project)


def test_a_damaged_workbook_is_an_error_and_no_traceback(folder: Path) -> None:
    (folder / "graph" / "tables.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(InputError, match="cannot be annotated"):
        annotate(folder / "a.xlsx", [], Project.load(folder))


def test_without_openpyxl_the_error_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(excel, "import_module", missing)
    with pytest.raises(InputError) as caught:
        annotate(folder / "a.xlsx", [], Project.load(folder))
    assert "partnergraph[xlsx]" in caught.value.hint
