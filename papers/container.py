"""Looks at a file from outside, before anything opens it: what it is, and what it would unpack to."""

import io
import zipfile

from papers.trouble import Trouble

OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # [MS-CFB] §2.2: .xls, and encrypted .xlsx
ZIP = b"PK\x03\x04"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] §2.3.4.4

MOST_MEMBERS = 2000
MOST_UNPACKED = 256 << 20  # octets; 50,000 rows of a register unpack to 23 MiB
MOST_RATIO = 250  # of the same rows: 15; deflate cannot pass 1032
_SMALL = 1 << 20  # a member below this harms nobody, whatever its ratio


def is_workbook(octets: bytes) -> bool:
    """Whether *octets* are packed as workbooks are, to be judged by trouble_of_workbook."""
    return octets.startswith((ZIP, OLE))


def trouble_of_workbook(octets: bytes) -> Trouble | None:
    """Why *octets* may not be opened as an xlsx; None where nothing speaks against it."""
    if octets.startswith(OLE):
        return Trouble.PASSWORD if _ENCRYPTED_PACKAGE in octets else Trouble.OLD_FORMAT
    if not octets.startswith(ZIP):
        return Trouble.NOT_XLSX
    try:
        members = zipfile.ZipFile(io.BytesIO(octets)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return Trouble.BROKEN
    return _trouble_of_members(members)


def _trouble_of_members(members: list[zipfile.ZipInfo]) -> Trouble | None:
    names = {member.filename for member in members}
    if any(member.flag_bits & 0x1 for member in members):
        return Trouble.PASSWORD
    if len(members) > MOST_MEMBERS or any(_is_bomb(member) for member in members):
        return Trouble.BOMB
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        return Trouble.BOMB
    return None if "xl/workbook.xml" in names else Trouble.OTHER_FORMAT


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > _SMALL and member.file_size > MOST_RATIO * max(
        member.compress_size, 1
    )
