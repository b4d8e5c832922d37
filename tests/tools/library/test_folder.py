"""A folder of documents: what is read, what is left out and told, and where a passage is from."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from districtbot.ground.errors import AskError
from districtbot.tools.library import folder as folder_module
from districtbot.tools.library.folder import passages_in
from districtbot.tools.library.library import library_of
from districtbot.tools.library.passage import MOST_LETTERS, MOST_WORDS, Section, passages_of
from districtbot.tools.library.sections import html_sections, markdown_sections, rst_sections

HTML = """<html><head><title>x</title><style>p {color: red}</style></head><body>
<script>alert("zorp")</script><h1>Law</h1><p>Districts must be <b>equal</b>.</p>
<h2>Splits</h2><ul><li>Few &amp; small</li></ul></body></html>"""
DOCX = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Criteria</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>Keep counties </w:t></w:r><w:r><w:t>whole.</w:t></w:r></w:p>"
    "</w:body></w:document>"
)


def _docx(path: Path, content: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", content)


def _pdf(text: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held, invariant=True)
    for page in ("Nothing here.", text):
        canvas.drawString(72, 720, page)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with a document of each kind, and files that are none."""
    home = tmp_path / "docs"
    (home / "sub").mkdir(parents=True)
    (home / "a.md").write_text("# Rules\n\n## Size\nAt most 1%.\n", encoding="utf-8")
    (home / "b.html").write_text(HTML, encoding="utf-8")
    (home / "sub" / "c.rst").write_text("Towns\n=====\n\nKeep ``towns`` whole.\n", encoding="utf-8")
    (home / "d.txt").write_bytes("Schöne Grüße aus Neuchâtel".encode("cp1252"))
    (home / "e.pdf").write_bytes(_pdf("Incumbents must not be paired."))
    _docx(home / "f.docx", DOCX)
    (home / "g.csv").write_text("secret,1\n", encoding="utf-8")
    (home / ".hidden.md").write_text("secret\n", encoding="utf-8")
    return home


def test_each_kind_of_document_is_read_with_its_source(docs: Path) -> None:
    shelf = passages_in(docs)
    found = {(one.source, one.heading, one.page): one.text for one in shelf.passages}
    assert found["a.md", "Rules > Size", 0] == "At most 1%."
    assert found["b.html", "Law", 0] == "Districts must be equal."
    assert found["b.html", "Law > Splits", 0] == "Few & small"
    assert found["sub/c.rst", "Towns", 0] == "Keep towns whole."
    assert found["d.txt", "", 0] == "Schöne Grüße aus Neuchâtel"
    assert found["e.pdf", "", 2] == "Incumbents must not be paired."
    assert found["f.docx", "Criteria", 0] == "Keep counties whole."
    assert shelf.n_files == 6
    text = " ".join(one.text for one in shelf.passages)
    assert "secret" not in text
    assert "zorp" not in text
    assert "color" not in text


def test_a_folder_is_searched_beside_our_own_documents(docs: Path) -> None:
    library = library_of(docs)
    found = library.search("may incumbents be paired?", 2)
    assert "e.pdf, page 2" in [one.passage.cited for one in found]
    assert library.search("what is packing", 1)[0].passage.source == "docs/words.md"


def test_links_out_of_the_folder_are_not_followed(docs: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "key.txt").write_text("topsecret", encoding="utf-8")
    (docs / "key.txt").symlink_to(tmp_path / "outside" / "key.txt")
    (docs / "away").symlink_to(tmp_path / "outside")
    (docs / "again.md").symlink_to(docs / "a.md")
    (docs / "sub" / "loop").symlink_to(docs)
    shelf = passages_in(docs)
    assert not any("topsecret" in one.text for one in shelf.passages)
    assert {"again.md", "a.md"} <= {one.source for one in shelf.passages}
    assert not any("loop" in one.source for one in shelf.passages)


def test_damaged_documents_are_told_and_left_out(docs: Path) -> None:
    (docs / "bad.pdf").write_bytes(b"%PDF-1.4 nonsense")
    (docs / "worse.pdf").write_bytes(_pdf("x")[:400])
    (docs / "bad.docx").write_bytes(b"PK\x03\x04nonsense")
    _docx(docs / "bomb.docx", '<!DOCTYPE w [<!ENTITY a "aaaa">]>' + DOCX)
    (docs / "noise.txt").write_bytes(bytes(range(256)) * 4)
    (docs / "empty.md").write_text(" \n", encoding="utf-8")
    os.mkfifo(docs / "pipe.txt")
    shelf = passages_in(docs)
    assert shelf.n_files == 6
    told = " ".join(shelf.notes)
    for name in ("bad.pdf", "worse.pdf", "bad.docx", "bomb.docx", "noise.txt", "empty.md"):
        assert f"{name} was left out" in told


def test_limits_are_told(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MOST_BYTES", 30)
    assert "larger than" in " ".join(passages_in(docs).notes)
    monkeypatch.setattr(folder_module, "MOST_BYTES", 10**6)
    monkeypatch.setattr(folder_module, "MOST_FILES", 2)
    shelf = passages_in(docs)
    assert shelf.n_files == 2
    assert "Only the first 2 of 6 documents" in " ".join(shelf.notes)
    monkeypatch.setattr(folder_module, "MOST_FILES", 10)
    monkeypatch.setattr(folder_module, "MOST_PASSAGES", 1)
    assert len(passages_in(docs).passages) == 1


def test_no_folder_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AskError, match="no folder"):
        passages_in(tmp_path / "nowhere")
    with pytest.raises(AskError, match="no document"):
        passages_in(tmp_path)


@pytest.mark.parametrize("split", [markdown_sections, rst_sections, html_sections])
@pytest.mark.parametrize("text", ["", "\x00", "#" * 99, "====\n====\n", "<<<a<b", "<p" * 500])
def test_no_text_is_too_odd_to_be_taken_apart(split: object, text: str) -> None:
    assert callable(split)
    list(passages_of("x", split(text)))


def test_passages_are_short_and_lose_no_word() -> None:
    words = [f"word{n}" for n in range(5000)]
    text = " ".join(f"{word}." if n % 40 == 0 else word for n, word in enumerate(words))
    for body in (text, text.replace(".", "\n\n"), " ".join(words), "x" * 9000):
        found = list(passages_of("x", [Section("h", body)]))
        assert all(len(one.text.split()) <= MOST_WORDS for one in found)
        assert all(len(one.text) <= MOST_LETTERS for one in found)
        if body[0] != "x":
            joined = " ".join(one.text for one in found).replace(".", "")
            assert joined.split() == words
    assert len({one.id for one in found}) == len(found)
