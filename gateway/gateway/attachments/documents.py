"""PDF files: judged by what opening them would do, and written anew with nothing but their pages."""

import io
from collections.abc import Iterator
from typing import Any

from contracts.values import ValueProblem
from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    PasswordError,
    Pdf,
    Stream,
    StreamDecodeLevel,
)

from gateway.attachments.images import CleanFile
from gateway.attachments.links import is_harmless_link

MAX_PAGES = 60
MAX_OBJECTS = 200_000
# What an action may do: move within the document, follow a link of the web, show and hide.
ALLOWED_ACTIONS = frozenset(
    {"/GoTo", "/Hide", "/Named", "/ResetForm", "/SetOCGState", "/Thread", "/Trans", "/URI"}
)
# Named actions that only turn pages; others, such as /Print or /SaveAs, are commands of the viewer.
ALLOWED_COMMANDS = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
# Kinds of actions that stay so wherever they stand; others are names of structure elements too.
FORBIDDEN_ACTIONS = frozenset(
    {"/GoTo3DView", "/GoToDp", "/GoToE", "/GoToR", "/ImportData", "/JavaScript", "/Launch"}
    | {"/Movie", "/Rendition", "/RichMediaExecute", "/Sound", "/SubmitForm"}
)
# Keys under which a viewer finds an action; each value is one, or a list of them.
ACTION_KEYS = ("/A", "/OpenAction", "/PA", "/Next")
# Keys that hold code or files of another kind; empty ones hold nothing.
FORBIDDEN_KEYS = (
    "/EF",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/JS",
    "/JavaScript",
    "/RichMedia",
    "/XFA",
)
EXTERNAL_STREAM_KEYS = ("/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI")
# The comment of four bytes that says the file is binary; any will do, and ours says whose it is.
_MARK = b"%\xc1\xd5\xd3\xcd\n"
_MARK_AT = slice(9, 9 + len(_MARK))
# Of a page, what makes up its looks; nothing that acts, refers outwards or tells of its past.
PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate"}
    | {"/UserUnit", "/Resources", "/Contents", "/Group"}
)
ROOT_KEYS = frozenset({"/Type", "/Pages", "/OCProperties"})
# Of what pages are drawn with, the parts that are not drawn.
UNSEEN_KEYS = ("/AA", "/A", "/AF", "/Metadata", "/PieceInfo", "/StructParent", "/StructParents")


def clean_pdf(content: bytes) -> CleanFile:
    """Return the document's pages, written anew; raise ValueProblem if it must not be passed on."""
    try:
        with Pdf.open(io.BytesIO(content)) as document:
            _ensure_harmless(document)
            _keep_pages_only(document)
            written = _write(document)
    except ValueProblem:
        raise
    except PasswordError:
        raise ValueProblem("attachment.pdf_encrypted") from None
    except Exception:  # noqa: BLE001 - damaged input raises nearly anything
        raise ValueProblem("attachment.pdf_unreadable") from None
    return CleanFile(written, "application/pdf")


def has_pages_only(start: bytes) -> bool:
    """Tell from a stored PDF's first bytes whether `clean_pdf` wrote it.

    All that is stored since it does is written by it, and nothing before bears the mark.
    """
    return start[_MARK_AT] == _MARK


def _ensure_harmless(document: Pdf) -> None:
    if not 0 < len(document.pages) <= MAX_PAGES:
        raise ValueProblem("attachment.pdf_unreadable", f"PDF 文件须为 1 至 {MAX_PAGES} 页")
    if any(_acts(part) for part in _parts(document.Root)):
        raise ValueProblem("attachment.pdf_scripted")


def _parts(root: Object) -> Iterator[Any]:
    """Yield every dictionary and stream that can be reached, each once, however deep."""
    waiting, seen, count = [root], set(), 0
    while waiting:
        part = waiting.pop()
        if part.objgen != (0, 0):
            if part.objgen in seen:
                continue
            seen.add(part.objgen)
        count += 1
        if count > MAX_OBJECTS:
            raise ValueProblem("attachment.pdf_unreadable")
        if isinstance(part, Array):
            inner = list(part.as_list())
        else:
            yield part
            inner = [value for _, value in part.items()]
        waiting += [value for value in inner if isinstance(value, Array | Dictionary | Stream)]


def _acts(part: Any) -> bool:
    if any(not _is_empty(part[key]) for key in FORBIDDEN_KEYS if key in part):
        return True
    if isinstance(part, Stream) and any(key in part for key in EXTERNAL_STREAM_KEYS):
        return True
    if _name(part, "/S") in FORBIDDEN_ACTIONS or _name(part, "/Subtype") == "/PS":
        return True
    if _name(part, "/FS") == "/URL" or _has_bad_link(part):
        return True
    return any(_forbidden(action) for action in _actions_of(part))


def _actions_of(part: Any) -> Iterator[Any]:
    """Yield what a viewer takes as an action here, references resolved."""
    for key in ACTION_KEYS:
        if key in part:
            yield from part[key].as_list() if isinstance(part[key], Array) else [part[key]]
    triggers = part.get("/AA")
    if isinstance(triggers, Dictionary):
        yield from (action for _, action in triggers.items())
    if _name(part, "/Type") == "/Action":
        yield part


def _forbidden(action: Any) -> bool:
    # A destination is an array or a name; attributes of structure elements have no /S.
    if not isinstance(action, Dictionary) or "/S" not in action:
        return False
    kind = _name(action, "/S")
    if kind == "/Named":
        return _name(action, "/N") not in ALLOWED_COMMANDS
    return kind not in ALLOWED_ACTIONS


def _has_bad_link(part: Any) -> bool:
    """Return whether a link, or the base that all links are relative to, leads elsewhere."""
    for key in ("/URI", "/Base"):
        link = part.get(key)
        if link is not None and not isinstance(link, Array | Dictionary | Stream | Name):
            try:
                text = str(link)
            except UnicodeError:
                return True
            if not is_harmless_link(text):
                return True
    return False


def _is_empty(value: Any) -> bool:
    if isinstance(value, Dictionary) and not isinstance(value, Stream):
        return all(_is_empty(inner) for _, inner in value.items())
    return isinstance(value, Array) and len(value) == 0


def _name(part: Any, key: str) -> str:
    value = part.get(key)
    return str(value) if isinstance(value, Name) else ""


def _keep_pages_only(document: Pdf) -> None:
    # Seals and what was filled into forms are annotations: they become part of the page.
    document.generate_appearance_streams()
    document.flatten_annotations("screen")
    for page in document.pages:
        _keep(page.obj, PAGE_KEYS)
    _keep(document.Root, ROOT_KEYS)
    _keep(document.trailer, frozenset({"/Root", "/Size", "/ID"}))
    for part in _parts(document.Root):
        for key in UNSEEN_KEYS:
            if key in part:
                del part[key]


def _keep(part: Any, keys: frozenset[str]) -> None:
    for key in set(part.keys()) - keys:
        del part[key]


def _write(document: Pdf) -> bytes:
    target = io.BytesIO()
    document.save(
        target,
        encryption=False,
        # As they are: whoever compresses anew pays processor time for another size.
        compress_streams=False,
        stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.generate,
        fix_metadata_version=False,
        deterministic_id=True,
    )
    written = bytearray(target.getvalue())
    written[_MARK_AT] = _MARK
    return bytes(written)
