"""R8.4: a PDF is judged by what it does, and only its pages are kept."""

import io

import pikepdf
import pytest
from contracts.values import ValueProblem
from gateway.attachments.documents import clean_pdf
from gateway.attachments.links import is_harmless_link
from pikepdf import Array, Dictionary, Name, Pdf, String


def made(change=lambda pdf: None, **options) -> bytes:
    document = Pdf.new()
    page = document.add_blank_page(page_size=(200, 200))
    page.obj.Contents = document.make_stream(b"0 0 100 100 re f")
    change(document)
    target = io.BytesIO()
    document.save(target, **options)
    return target.getvalue()


def opening(**action):
    def change(document: Pdf) -> None:
        parts = {f"/{name}": value for name, value in action.items()}
        document.Root.OpenAction = document.make_indirect(Dictionary(parts))

    return change


def link(uri) -> object:
    def change(document: Pdf) -> None:
        action = Dictionary(S=Name.URI, URI=uri)
        annotation = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=document.make_indirect(action)
        )
        document.pages[0].obj.Annots = Array([document.make_indirect(annotation)])

    return change


def kind_by_reference(document: Pdf) -> None:
    action = Dictionary(F=String("cmd.exe"))
    action.S = document.make_indirect(Name.Launch)
    document.Root.OpenAction = document.make_indirect(action)


def chained(document: Pdf) -> None:
    bad = document.make_indirect(Dictionary(S=Name.SubmitForm, F=String("http://x")))
    document.Root.OpenAction = Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([bad]))


def external_stream(document: Pdf) -> None:
    document.pages[0].obj.Contents.F = String("//server/share")


def on_close_of_a_page(document: Pdf) -> None:
    document.pages[0].obj.AA = Dictionary(C=Dictionary(S=Name.Unheard_of))


def script_by_name(document: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("x"), script]))


def base_of_links(document: Pdf) -> None:
    document.Root.URI = Dictionary(Base=String("file:///c:/"))


def form_of_xml(document: Pdf) -> None:
    document.Root.AcroForm = Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=Array())


def script_deep_in_arrays(document: Pdf) -> None:
    inner = document.make_indirect(Dictionary(S=Name.JavaScript, JS=String("x")))
    for _ in range(300):
        inner = document.make_indirect(Array([inner]))
    document.pages[0].obj.Deep = inner


@pytest.mark.parametrize(
    "change",
    [
        opening(S=Name.Launch, F=String("cmd.exe")),
        opening(S=Name.SubmitForm, F=String("http://x")),
        opening(S=Name.ImportData, F=String("x.fdf")),
        opening(S=Name.GoToR, F=String("x.pdf")),
        opening(S=Name.GoToE),
        opening(S=Name.Rendition),
        opening(S=Name.Unheard_of),
        opening(S=Name.Named, N=Name.SaveAs),
        kind_by_reference,
        chained,
        external_stream,
        on_close_of_a_page,
        script_by_name,
        base_of_links,
        form_of_xml,
        script_deep_in_arrays,
    ],
)
def test_R8_4_pdf_that_acts_is_refused(change) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_pdf(made(change))
    assert caught.value.code == "attachment.pdf_scripted"


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " java\tscript:alert(1)",
        "java%73cript:alert(1)",
        "%256aavascript:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "java\u200bscript:alert(1)",
        "ｊavascript：alert(1)",
        "file:///etc/passwd",
        "FILE:c:\\x",
        "\\\\server\\share",
        "//server/share",
        "data:text/html,x",
        "vbscript:x",
        "ms-word:ofe|u|http://x",
    ],
)
def test_R8_4_bad_link_is_refused_in_any_spelling(uri: str) -> None:
    assert not is_harmless_link(uri)
    with pytest.raises(ValueProblem) as caught:
        clean_pdf(made(link(String(uri))))
    assert caught.value.code == "attachment.pdf_scripted"


@pytest.mark.parametrize(
    "uri",
    [
        "https://www.mof.gov.cn/a:b",
        "HTTP://x",
        "mailto:a@b.cn",
        "tel:12366",
        "www.mof.gov.cn",
        "www.mof.gov.cn:8080/x",
        "附件/说明.html",
        "#page=2",
        "http://x/?u=javascript:1",
    ],
)
def test_R8_4_link_to_the_web_is_fine(uri: str) -> None:
    assert clean_pdf(made(link(String(uri)))).media_type == "application/pdf"


def at_a_page(document: Pdf) -> None:
    document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])


def deep_arrays(document: Pdf) -> None:
    inner = Array()
    for _ in range(300):
        inner = document.make_indirect(Array([inner]))
    document.pages[0].obj.Deep = inner


def attributes_of_structure(document: Pdf) -> None:
    element = Dictionary(Type=Name.StructElem, S=Name.P, A=Dictionary(O=Name.Layout))
    document.Root.StructTreeRoot = Dictionary(K=document.make_indirect(element))


def no_files_inside(document: Pdf) -> None:
    document.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array()))


@pytest.mark.parametrize(
    "change",
    [
        at_a_page,
        opening(S=Name.GoTo, D=String("first")),
        opening(S=Name.Named, N=Name.FirstPage),
        deep_arrays,
        attributes_of_structure,
        no_files_inside,
    ],
)
def test_R8_4_pdf_that_only_shows_is_taken(change) -> None:
    with Pdf.open(io.BytesIO(clean_pdf(made(change)).content)) as kept:
        assert len(kept.pages) == 1
        assert b"re f" in kept.pages[0].obj.Contents.read_bytes()


@pytest.mark.parametrize("version", [3, 4, 6])
def test_R8_4_owner_password_alone_does_not_keep_anybody_from_reading(version: int) -> None:
    locked = pikepdf.Encryption(
        user="", owner="x", R=version, aes=version > 3, metadata=version > 3
    )
    kept = clean_pdf(made(encryption=locked)).content
    with Pdf.open(io.BytesIO(kept)) as document:
        assert not document.is_encrypted
        assert document.pages[0].obj.Contents.read_bytes() == b"0 0 100 100 re f"


def test_R8_4_user_password_is_refused() -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_pdf(made(encryption=pikepdf.Encryption(user="x", owner="y")))
    assert caught.value.code == "attachment.pdf_encrypted"


def test_R8_4_only_pages_are_kept() -> None:
    def change(document: Pdf) -> None:
        link(String("https://example.cn/secret-link"))(document)
        document.docinfo["/Author"] = String("somebody")
        document.Root.Outlines = Dictionary(Title=String("outline"))
        document.pages[0].obj.PieceInfo = Dictionary(Private=String("piece"))
        document.make_indirect(Dictionary(S=Name.Launch, F=String("unreachable")))

    kept = clean_pdf(made(change) + b"\nPK\x03\x04hidden").content
    with Pdf.open(io.BytesIO(kept)) as document:
        assert set(document.Root.keys()) <= {"/Type", "/Pages"}
        assert "/Annots" not in document.pages[0].obj
        assert "/Info" not in document.trailer
    for trace in (b"secret-link", b"somebody", b"outline", b"piece", b"unreachable", b"hidden"):
        assert trace not in kept


def test_R8_4_what_was_filled_into_a_form_stays_visible() -> None:
    def change(document: Pdf) -> None:
        look = document.make_stream(b"BT (SEAL) Tj ET")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, [0, 0, 50, 50]
        stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 50, 50], F=4)
        stamp.AP = Dictionary(N=look)
        document.pages[0].obj.Annots = Array([document.make_indirect(stamp)])

    with Pdf.open(io.BytesIO(clean_pdf(made(change)).content)) as document:
        forms = document.pages[0].obj.Resources.XObject
        assert any(b"SEAL" in form.read_bytes() for _, form in forms.items())


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\nnothing", made()[:200], b"%PDF-1.7\n" + b"[" * 9999]
)
def test_R8_4_broken_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_pdf(content)
    assert caught.value.code == "attachment.pdf_unreadable"
