"""Office files that are encrypted with a password, read with the passwords that somebody has given.

Source: MS-OFFCRYPTO 2.3.4. An encrypted file is a compound file (MS-CFB) that holds the package in a stream.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from io import BytesIO

from generator.package import DamagedPackage, parse_xml

MAX_STEPS = 5_000_000
"""How many rounds of the key derivation one file may cost, over all passwords. Office asks for 100,000 of each."""

_AGILE = b"\x04\x00\x04\x00"  # MS-OFFCRYPTO 2.3.4.10
_STANDARD_STEPS = 50_000  # 2.3.4.7
_PASSWORD_KEY = "{http://schemas.microsoft.com/office/2006/keyEncryptor/password}encryptedKey"
_MAX_INFORMATION_BYTES = 100_000
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How every compound file begins (MS-CFB 2.2): .doc and .xls, and what is encrypted."""
_PACKAGE = "EncryptedPackage"


class NoPasswordFits(Exception):
    """None of the passwords opens the file, or there is none."""


class UnknownEncryption(Exception):
    """The file is encrypted in a way that cannot be undone with a password, or too slowly, or it is damaged."""


def is_encrypted(data: bytes) -> bool:
    """Return whether bytes are an encrypted Office file."""
    return data.startswith(COMPOUND_FILE) and _PACKAGE.encode("utf-16-le") in data


def decrypted(data: bytes, passwords: Sequence[str]) -> bytes:
    """Return the package that an encrypted file holds, as untrusted as any; NoPasswordFits or UnknownEncryption."""
    if not passwords:
        raise NoPasswordFits
    if len(passwords) * _steps(_information(data)) > MAX_STEPS:
        raise UnknownEncryption
    for password in passwords:
        package = _opened_with(data, password)
        if package is not None:
            return package
    raise NoPasswordFits


def _information(data: bytes) -> bytes:
    """Return what a file says about how it is encrypted, once its structure is known to be sound."""
    import olefile  # noqa: PLC0415 - costs, and few files are encrypted

    # What olefile takes from the header without a limit: how many sectors it is to read the table of sectors from.
    sector_bits, tables = struct.unpack_from("<H", data, 30)[0], struct.unpack_from("<I", data, 44)[0]
    if sector_bits not in (9, 12) or tables << sector_bits > len(data):
        raise UnknownEncryption
    try:
        strictly = {"raise_defects": olefile.DEFECT_INCORRECT}  # or a stream may run in circles
        with olefile.OleFileIO(BytesIO(data), **strictly) as compound:
            compound.openstream(_PACKAGE)
            return bytes(compound.openstream("EncryptionInfo").read(_MAX_INFORMATION_BYTES))
    except Exception as error:  # whatever a parser of others makes of hostile bytes
        raise UnknownEncryption from error


def _steps(information: bytes) -> int:
    if not information.startswith(_AGILE):
        return _STANDARD_STEPS
    try:
        key = next(parse_xml(information[8:]).iter(_PASSWORD_KEY))
        return max(0, int(key.get("spinCount", "")))
    except (DamagedPackage, StopIteration, ValueError) as error:
        raise UnknownEncryption from error


def _opened_with(data: bytes, password: str) -> bytes | None:
    """Return what a password opens, or None if it does not fit."""
    from msoffcrypto.exceptions import InvalidKeyError  # noqa: PLC0415
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415

    package = BytesIO()
    try:
        file = OOXMLFile(BytesIO(data))
        file.load_key(password=password, verify_password=True)
        file.decrypt(package)
    except InvalidKeyError:
        return None
    except Exception as error:  # as above
        raise UnknownEncryption from error
    return package.getvalue()
