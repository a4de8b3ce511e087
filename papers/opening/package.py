"""Zip files, and the packages of documents that are zip files: their members by name and by type."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from functools import cached_property

from papers.opened import Field, Kind, Said, Why
from papers.opening.draft import Budget, Inner, Stopped
from papers.opening.markup import parse
from papers.opening.plain import decoded, western

MOST_ENTRIES = 30_000  # of the directory; reading it takes a second
MEMBER_LONGEST = 64 << 20  # octets of one that is itself opened
_CHUNK = 1 << 16
_ENTRY = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_END = b"PK\x05\x06"
_LOCATOR_64 = b"PK\x06\x07"
_ENDS_MOST = 20  # that are looked at
_END_WITHIN = (1 << 16) + 22  # octets from the end, with a comment
_TYPES = "[Content_Types].xml"
_UTF_8 = 0x800
_ENCRYPTED = 0x1
_UNICODE_NAME = 0x7075
_MAIN = (  # of content types, without "application/" and "+xml"
    ("sheet.binary", Kind.XLSB),
    ("word", Kind.DOCX),
    ("sheet", Kind.XLSX),
    ("excel", Kind.XLSX),
    ("presentation", Kind.PPTX),
    ("powerpoint", Kind.PPTX),
)


class Package:
    """A zip, opened. Raises Stopped, and what zipfile raises over one that is broken."""

    def __init__(self, octets: bytes, budget: Budget | None = None) -> None:
        if octets.count(_ENTRY) > MOST_ENTRIES:
            raise Stopped(Why.TOO_MANY)
        self._zip = zipfile.ZipFile(io.BytesIO(octets))
        self._budget = budget or Budget(MEMBER_LONGEST)
        self._members = {member.filename: member for member in self._zip.infolist()}
        if octets.startswith(_LOCAL) and min(self._begins(), default=0) > 0:
            raise Stopped(Why.BROKEN)  # files that stand in no directory, and some programs show

    @property
    def members(self) -> list[zipfile.ZipInfo]:
        """All files, those of the same name too; folders are none."""
        return [member for member in self._zip.infolist() if not member.is_dir()]

    @property
    def folders(self) -> list[str]:
        """The names of folders that stand by themselves."""
        return [_shown(member)[0] for member in self._zip.infolist() if member.is_dir()]

    @property
    def comment(self) -> str:
        """What is said of the whole zip at its end."""
        return decoded(self._zip.comment[:1_000])

    @property
    def names(self) -> tuple[str, ...]:
        """Of all members, as they stand."""
        return tuple(self._members)

    @cached_property
    def types(self) -> dict[str, str]:
        """The content type of each part, by its name, as [Content_Types].xml has them (ECMA-376-2 §7.2)."""
        if _TYPES not in self._members:
            return {}
        defaults, parts = {}, {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Default":
                defaults[attributes.get("Extension", "").lower()] = attributes.get(
                    "ContentType", ""
                )
            elif name == "Override":
                part = attributes.get("PartName", "").lstrip("/").lower()
                parts[part] = attributes.get("ContentType", "")

        parse(self.chunks(_TYPES), start)
        return {
            name: parts.get(name.lower()) or defaults.get(name.rpartition(".")[2].lower(), "")
            for name in self._members
        }

    def of_type(self, ending: str) -> Iterator[str]:
        """The names of parts whose content type, without "+xml", ends so; in order."""
        for name, kind in sorted(self.types.items()):
            if kind.removesuffix("+xml").endswith(ending):
                yield name

    def main(self) -> str | None:
        """The part that the document begins with (ECMA-376-1 §11.3), or one that could be."""
        related = [part for part, how in self.related("").values() if how == "officeDocument"]
        named = next((part for part in related if part in self._members), None)
        return named or min(self.mains(), default=None)

    def mains(self) -> list[str]:
        """The parts that by their type are whole documents."""
        return [name for name, kind in self.types.items() if kind.endswith(("main+xml", ".main"))]

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """By its identifier, each part that *part* refers to, with the last word of how."""
        folder, _, file = part.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
                how = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (target.lstrip("/"), how)

        if name in self._members:
            parse(self.chunks(name), start)
        return found

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return name in self._members

    def chunks(self, name: str) -> Iterator[bytes]:
        """The member of that name, unpacked bit by bit. Raises Stopped."""
        return self._chunks(self._members[name])

    def _begins(self) -> Iterator[int]:
        return (member.header_offset for member in self._zip.infolist())

    def _chunks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        if member.flag_bits & _ENCRYPTED:
            raise Stopped(Why.PASSWORD)
        with self._zip.open(member) as file:
            while chunk := file.read(_CHUNK):
                self._budget.spend(len(chunk))
                yield chunk

    def _whole(self, member: zipfile.ZipInfo) -> bytes:
        parts, size = [], 0
        for chunk in self._chunks(member):
            size += len(chunk)
            if size > MEMBER_LONGEST:
                raise Stopped(Why.TOO_LARGE)
            parts.append(chunk)
        return b"".join(parts)

    def named(self, name: str) -> Inner:
        """The member of that name as a file of its own."""
        return self.inner(self._members[name])

    def inner(self, member: zipfile.ZipInfo) -> Inner:
        """A member as a file of its own, under the name that people see."""
        shown, fields = _shown(member)
        try:
            return Inner(shown, self._whole(member), fields=fields)
        except Stopped as stopped:
            return Inner(shown, b"", why=stopped.why, fields=fields)
        except RuntimeError:  # packed in a way that zipfile does not know
            return Inner(shown, b"", why=Why.ARCHIVE, fields=fields)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError):
            return Inner(shown, b"", why=Why.BROKEN, fields=fields)


def kind_of(octets: bytes) -> Kind:
    """What kind of package *octets* are; a plain zip where they are none."""
    package = Package(octets)
    if package.has("META-INF/manifest.xml") and package.has("content.xml"):
        return Kind.ODF
    main = package.main()
    kind = package.types.get(main, "") if main is not None else ""
    return next((found for word, found in _MAIN if word in kind), Kind.ZIP)


def has_directory(octets: bytes) -> bool:
    """Whether a zip ends where *octets* end, whatever they begin as."""
    at = octets.rfind(_END, max(len(octets) - _END_WITHIN, 0))
    return at >= 0 and _behind(octets, at) == len(octets)


def zip_within(octets: bytes, begin: int = 0) -> bytes | None:
    """*octets* up to the end of the last zip that ends behind *begin*; None where there is none.

    What stands before a zip and behind it programs pass over (APPNOTE.TXT §4.1.9).
    """
    if has_directory(octets):
        return octets
    at = len(octets)
    for _ in range(_ENDS_MOST):
        at = octets.rfind(_END, begin, at)
        if at < 0:
            return None
        size = int.from_bytes(octets[at + 12 : at + 16], "little")
        if octets.startswith(_LOCATOR_64, max(at - 20, 0)) or (
            0 < size <= at and octets.startswith(_ENTRY, at - size)
        ):
            return octets[: _behind(octets, at)]
    return None


def _behind(octets: bytes, at: int) -> int:
    """Where the zip ends whose directory's end is *at*."""
    return at + 22 + int.from_bytes(octets[at + 20 : at + 22], "little")


def _shown(member: zipfile.ZipInfo) -> tuple[str, tuple[Field, ...]]:
    """The name of a member, what is said of it, and how else its name may be read where its encoding is not told."""
    name, others = _named(member)
    if member.comment:
        others = (*others, Field("comment", decoded(member.comment[:1_000])))
    return name, others


def _named(member: zipfile.ZipInfo) -> tuple[str, tuple[Field, ...]]:
    if member.flag_bits & _UTF_8:
        return member.filename, ()
    octets = member.filename.encode("cp437", "replace")
    told = _unicode_name(member.extra)
    if told is not None:
        return told, ()
    try:
        return octets.decode("utf-8"), ()
    except UnicodeDecodeError:
        others = (octets.decode("cp1258", "replace"), western(octets))
        return member.filename, tuple(Field("name", other, Said.NAME) for other in others)


def _unicode_name(extra: bytes) -> str | None:
    """The name in the field of Info-ZIP (APPNOTE.TXT §4.6.9)."""
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNICODE_NAME:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return None
