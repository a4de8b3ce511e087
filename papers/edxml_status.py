"""A state written as edXML (QCVN 102:2016/BTTTT): what is told of a document that came as a package."""

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from work.edxml import NAMESPACE, Status

_PREFIX = "edXML"


def written(status: Status, at: datetime) -> bytes:
    """The file that tells *status*, told at the instant *at* in the zone of the office."""
    register_namespace(_PREFIX, NAMESPACE)
    root = Element(_name("edXML"))
    header = SubElement(SubElement(root, _name("edXMLEnvelope")), _name("edXMLHeader"))
    message = SubElement(header, _name("MessageStatus"))
    about = SubElement(message, _name("ResponseFor"))
    document = status.document
    _put(about, "OrganId", document.organ)
    _put(about, "Code", document.number)
    _put(about, "PromulgationDate", f"{document.issued:%Y/%m/%d}" if document.issued else "")
    _put(about, "DocumentId", document.text)
    sender = SubElement(message, _name("From"))
    _put(sender, "OrganId", status.sender.code)
    _put(sender, "OrganName", status.sender.name)
    _put(sender, "Email", status.sender.email)
    _put(message, "StatusCode", str(status.code))
    _put(message, "Description", status.reason)
    _put(message, "Timestamp", f"{at:%Y/%m/%d %H:%M:%S}")
    octets: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return octets


def _put(node: Element, name: str, text: str) -> None:
    SubElement(node, _name(name)).text = "".join(filter(str.isprintable, text))


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"
