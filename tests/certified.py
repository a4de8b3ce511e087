"""An authority for S/MIME as an office has it, its officials, and letters signed by them: all made by openssl."""

import atexit
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.peers import need

ADDRESS = "an@bn.gov.vn"
_AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
_OFFICIAL = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n"
_MAIL = "extendedKeyUsage=emailProtection\n"
_EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


@dataclass(frozen=True)
class Certified:
    """A certificate and its key, each in a PEM file."""

    certificate: Path
    key: Path

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.read_bytes()


def openssl(*words: str | Path, given: bytes = b"") -> bytes:
    """What openssl says to *given*."""
    done = subprocess.run([need("openssl"), *words], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _folder() -> Path:
    """One that is gone with the test run."""
    path = Path(mkdtemp(prefix="certified"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def _made(name: str, extensions: str, by: Certified | None, key: tuple[str, ...]) -> Certified:
    folder = _folder()
    own = Certified(folder / "own.pem", folder / "own.key")
    (folder / "extensions").write_text(extensions)
    request = folder / "request"
    subject = f"/C=VN/O=Bo Tu phap/CN={name}"
    openssl("req", "-new", *key, "-noenc", "-keyout", own.key, "-out", request, "-subj", subject)
    signing = ("-signkey", own.key) if by is None else ("-CA", by.certificate, "-CAkey", by.key)
    made = ("-days", "3650", "-sha256", "-extfile", folder / "extensions", "-out", own.certificate)
    openssl("x509", "-req", "-in", request, "-CAcreateserial", *signing, *made)
    own.key.chmod(0o600)
    return own


@cache
def authority(name: str = "CA goc") -> Certified:
    """A root."""
    return _made(name, _AUTHORITY, None, _EC)


@cache
def intermediate() -> Certified:
    """An authority below the root."""
    return _made("CA cap hai", _AUTHORITY, authority(), _EC)


@cache
def official(
    key: tuple[str, ...] = _EC,
    address: str = ADDRESS,
    purpose: str = _MAIL,
    usage: str = _OFFICIAL,
    below: bool = False,
) -> Certified:
    """Who signs letters as *address*; *below* the intermediate authority."""
    names = f"subjectAltName=email:{address}\n" if address else ""
    by = intermediate() if below else authority()
    return _made("Nguyen Van An", usage + purpose + names, by, key)


def rsa(bits: int = 2048) -> tuple[str, ...]:
    """The words that ask for such a key."""
    return ("-newkey", f"rsa:{bits}")


def signature(content: bytes, by: Certified, *words: str | Path) -> bytes:
    """CMS over *content*, detached unless `-nodetach` is among *words*, in DER."""
    signer = ("-signer", by.certificate, "-inkey", by.key)
    return openssl("cms", "-sign", "-binary", "-outform", "DER", *signer, *words, given=content)


def revoked(*who: Certified) -> bytes:
    """The root's list of whose certificates it has revoked, in PEM."""
    folder, by = _folder(), authority()
    (folder / "index").write_text("")
    (folder / "number").write_text("01")
    options = f"database={folder}/index\ncrlnumber={folder}/number\ndefault_md=sha256\n"
    (folder / "ca").write_text(f"[ca]\ndefault_ca=own\n[own]\n{options}default_crl_days=3650\n")
    ca = ("ca", "-config", folder / "ca", "-cert", by.certificate, "-keyfile", by.key)
    for one in who:
        openssl(*ca, "-revoke", one.certificate)
    return openssl(*ca, "-gencrl")
