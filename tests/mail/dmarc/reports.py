"""DMARC reports for tests, written by hand after RFC 7489 Appendix C and RFC 9990."""

import base64

REPORT = b"""<?xml version="1.0" encoding="UTF-8" ?>
<feedback>
  <version>1.0</version>
  <report_metadata>
    <org_name>thu.example</org_name>
    <email>noreply@thu.example</email>
    <report_id>2026.1</report_id>
    <date_range><begin>1795564800</begin><end>1795651199</end></date_range>
  </report_metadata>
  <policy_published>
    <domain>BN.gov.vn</domain><adkim>r</adkim><aspf>r</aspf><p>quarantine</p><sp>reject</sp><pct>100</pct>
  </policy_published>
  <record>
    <row>
      <source_ip>192.0.2.7</source_ip><count>120</count>
      <policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated>
    </row>
    <identifiers><envelope_from>bn.gov.vn</envelope_from><header_from>bn.gov.vn</header_from></identifiers>
    <auth_results>
      <dkim><domain>other.vn</domain><selector>a</selector><result>fail</result></dkim>
      <dkim><domain>BN.gov.vn</domain><selector>r1</selector><result>pass</result></dkim>
      <spf><domain>bn.gov.vn</domain><scope>mfrom</scope><result>pass</result></spf>
    </auth_results>
  </record>
  <record>
    <row>
      <source_ip>2001:db8::9</source_ip><count>3</count>
      <policy_evaluated>
        <disposition>quarantine</disposition><dkim>fail</dkim><spf>fail</spf>
        <reason><type>mailing_list</type><comment>x</comment></reason>
      </policy_evaluated>
    </row>
    <identifiers><header_from>so.bn.gov.vn</header_from></identifiers>
    <auth_results><spf><domain>evil.example</domain><result>pass</result></spf></auth_results>
  </record>
</feedback>
"""
LATER = REPORT.replace(  # RFC 9990 has a namespace, and no version that matters
    b"<feedback>", b'<f:feedback xmlns:f="urn:ietf:params:xml:ns:dmarc-2.0">'
).replace(b"</feedback>", b"</f:feedback>")


def letter_with(attached: bytes, kind: str, name: str) -> bytes:
    """A letter as reports come in."""
    packed = base64.encodebytes(attached).replace(b"\n", b"\r\n")
    head = (
        "From: reports@hue.vn\r\nTo: dmarc@bn.gov.vn\r\nSubject: Report Domain: bn.gov.vn\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=b"\r\n\r\n'
        "--=b\r\nContent-Type: text/plain\r\n\r\nA report.\r\n"
        f'--=b\r\nContent-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
    )
    return head.encode() + packed + b"\r\n--=b--\r\n"
