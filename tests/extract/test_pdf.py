"""PDFs: text of typeset pages, and files that are broken, locked, empty or hostile."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from readout.extract.pdf import Line, read_pdf
from readout.extract.typeset import paragraphs_of

Drawn = tuple[float, float, float, str]  # x, y, size, text


def pdf(pages: Sequence[Sequence[Drawn]], *, title: str = "", packed: bytes | None = None) -> bytes:
    """A PDF that draws those lines; `packed` replaces the content of its last page, already deflated."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        drawn = "\n".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET" for x, y, size, text in page).encode("cp1252")
        is_last = number == len(pages) - 1
        content = packed if packed is not None and is_last else zlib.compress(drawn)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate([*objects, f"<< /Title ({title}) /CreationDate (D:20200101000000Z) >>".encode()], 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1) + b"".join(
        b"%010d 00000 n \n" % place for place in offsets
    )
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(offsets) + 1,
        len(offsets),
        start,
    )
    return bytes(out)


def block(y: float, *texts: str, x: float = 72, size: float = 11) -> list[Drawn]:
    """Lines below one another, as a paragraph has them."""
    return [(x, y - 13 * n, size, text) for n, text in enumerate(texts)]


STATEMENT = [
    [
        (72, 800, 8, "Ministry of Ports 2026"),
        (72, 760, 20, "Council rejects the quota"),
        *block(730, "April 28, 2026"),
        *block(700, "The fishing council rejected the winter quota on Wednesday by nine", "votes to two, after a debate that lasted until the early morn-",
               "ing and was followed by inhabitants of both coasts."),
        *block(640, "Minister Odile Tarn spoke of a well-known harbour. She praised the well-", "known harbour and its council, and went on to the second page with"),
        (300, 40, 8, "1"),
    ],
    [(72, 800, 8, "Ministry of Ports 2026"), *block(760, "the same sentence, which ends here."), *block(720, "Every morning the figures are published."), (300, 40, 8, "2")],
    [(72, 800, 8, "Ministry of Ports 2026"), *block(760, "Annex. Nothing was added."), (300, 40, 8, "3")],
]  # fmt: skip
TEXT = [
    "Council rejects the quota",
    "April 28, 2026",
    "The fishing council rejected the winter quota on Wednesday by nine votes to two, after a debate that lasted until the early morning and was followed by inhabitants of both coasts.",
    "Minister Odile Tarn spoke of a well-known harbour. She praised the well-known harbour and its council, and went on to the second page with the same sentence, which ends here.",
    "Every morning the figures are published.",
    "Annex. Nothing was added.",
]


def test_lines_become_paragraphs_across_hyphens_and_pages(run, passages, reasons) -> None:
    found = run(pdf(STATEMENT, title="quota_final_v2.docx"), "https://ports.example/quota.pdf")
    assert [text for _, text in passages(found)] == TEXT
    assert (passages(found)[0][0], found.title, found.layout) == ("heading", TEXT[0], "pdf")
    assert (found.verdict.sniffed_type, found.verdict.outcome) == ("application/pdf", "ok")
    assert "\n".join(TEXT) == found.text
    assert reasons(found) == ["residue"] * 4  # the running head and three page numbers
    assert str(found.published_on) == "2026-04-28"


def test_what_a_file_claims_of_itself_is_a_candidate(run) -> None:
    plain = [[(72, 700, 11, "The council met, and it did not decide.")]]
    named = run(pdf(plain, title="Statement on the quota"))
    assert (named.title, named.published_on) == ("Statement on the quota", None)
    assert [(e.value, e.chosen) for e in named.evidence if e.field == "title"] == [("Statement on the quota", True)]
    assert run(pdf(plain, title="scan0001.pdf")).title is None


@pytest.mark.parametrize("headers", [(("Content-Type", "text/html"),), (("Content-Type", "application/octet-stream"),), ()])
def test_a_pdf_is_a_pdf_whatever_it_is_called(run, headers) -> None:
    found = run(pdf(STATEMENT), headers=headers)
    assert found.text.startswith(TEXT[0])


@pytest.mark.parametrize("declared", ["application/pdf", "application/octet-stream", "application/x-download", "", "nonsense"])
def test_a_page_is_a_page_whatever_it_is_called(run, declared) -> None:
    found = run(
        "<!DOCTYPE html><title>Port closed</title><p>The port of Lisse was closed.</p>", headers=(("Content-Type", declared),)
    )
    assert (found.verdict.sniffed_type, found.text) == ("text/html", "The port of Lisse was closed.")


def encrypted(body: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")  # noqa: S106 - of a test
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_locked_file_is_told_and_one_that_only_forbids_printing_is_read(run, reasons) -> None:
    locked = run(encrypted(pdf(STATEMENT), "secret"))
    assert (reasons(locked), locked.rejections[0].evidence, locked.text) == (["no_text"], "encrypted", None)
    assert run(encrypted(pdf(STATEMENT), "")).text.startswith(TEXT[0])


def repeated(operator: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(operator * 1000) for _ in range(times // 1000)) + packer.flush()


def test_a_file_that_is_too_much_is_refused_by_name(run, reasons, constants) -> None:
    assert reasons(run(pdf([[]] * 2000))) == ["too_large"]
    assert reasons(run(pdf([[]], packed=repeated(b"0 0 m\n", 10_000_000)))) == ["too_costly"]  # 60 MB of drawing in 60 kB
    assert reasons(run(pdf([[], []], packed=repeated(b"0 0 m\n", 10_000_000)))) == ["too_costly"]
    few = replace(constants, pdf_operators_max=5_000)
    assert read_pdf(pdf([[]], packed=repeated(b"q Q\n", 10_000)), few).problem == "too_costly"
    assert read_pdf(pdf([[]] * 3, packed=repeated(b"q Q\n", 2_000)), few).problem == "no_text"


def test_pages_without_text_are_told(run, reasons) -> None:
    scanned = run(pdf([[], []]))
    assert (reasons(scanned), scanned.rejections[0].evidence) == (
        ["no_text"],
        "2 pages; no text on them: scanned, or drawn",
    )


@pytest.mark.parametrize(
    "broken",
    [
        lambda body: body.replace(b"startxref\n", b"startxref\n9"),
        lambda body: body.replace(b"xref\n0 ", b"xref\n7 ", 1),
        lambda body: body[: body.rindex(b"xref")],
        lambda body: b"\r\n junk before \n" + body,
        lambda body: body + b"\0" * 3000,
    ],
)
def test_a_broken_table_of_contents_costs_no_text(run, broken: Callable[[bytes], bytes]) -> None:
    assert run(broken(pdf(STATEMENT))).text == "\n".join(TEXT)


def test_a_page_that_is_lost_is_told_and_the_others_are_read(run) -> None:
    found = run(pdf(STATEMENT, packed=repeated(b"0 0 m\n", 10_000_000)))
    assert (TEXT[-2] in found.text, TEXT[-1] in found.text, found.completeness) == (True, False, "partial")
    assert found.notes == ("pages that could not be read: 3",)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_raises_and_what_is_read_has_exact_offsets(run, data) -> None:
    body = bytearray(pdf(STATEMENT))
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    found = run(b"%PDF-1.7\n" + bytes(body[: data.draw(st.integers(10, len(body)))]))
    assert (found.text is None) == (not found.passages)
    assert all(found.text[one.start : one.end].strip() for one in found.passages)


def lines(*texts: str) -> list[Line]:
    return [Line(text, 0, 72.0, 700.0 - 13 * n, 11.0) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        (("The co-", "operation of the ports was praised."), "The co-operation of the ports was praised."),
        (("The coop-", "eration", "of ports: cooperation is needed"), "The cooperation of ports: cooperation is needed"),
        (("It was signed in North-", "South talks."), "It was signed in North- South talks."),
        (("双方就码头的使", "用达成一致。"), "双方就码头的使用达成一致。"),
        (("The oﬃce of ﬁshing", "was ﬂooded."), "The office of fishing was flooded."),
        (("⼈⺠⽇报", "报道。"), "人民日报报道。"),
        (("soft\u00ad", "ware is here"), "soft ware is here"),
    ],
)
def test_lines_are_joined_as_their_writer_meant_them(drawn: tuple[str, ...], text: str) -> None:
    assert [paragraph.text for paragraph in paragraphs_of(lines(*drawn)).paragraphs] == [text]


def test_the_limits_are_those_of_the_configuration(constants) -> None:
    assert read_pdf(pdf([[]] * (constants.pdf_pages_max + 1)), constants).problem == "too_large"
    assert read_pdf(pdf([[]] * constants.pdf_pages_max), constants).problem == "no_text"
