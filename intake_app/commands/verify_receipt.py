"""`intake verify-receipt`: is this receipt ours and unaltered, without any network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake_app.commands.session import JsonOption, desk_open, print_json
from intake_app.domain.money import format_amount, in_dirhams
from intake_app.errors import UnusableInput
from intake_app.sync.receipt_proof import PREFIX

if TYPE_CHECKING:
    from intake_app.sync.receipt_proof import VerifiedReceipt


def verify_receipt(
    receipt: Annotated[
        str, typer.Argument(metavar="IMAGE|TEXTE", help="Photo du reçu, ou texte de son code QR.")
    ],
    json_lines: JsonOption = False,
) -> int:
    """Say what a receipt proves; exit 2 when it is none of ours or was altered."""
    text = receipt if receipt.startswith(PREFIX) else _read_from(Path(receipt))
    with desk_open() as desk:
        verified = desk.prints.verify_receipt(text)
    if json_lines:
        print_json(_members(verified))
    else:
        _print(verified)
    return 0


def _read_from(path: Path) -> str:
    """Find the proof on a picture.

    Raises:
        UnusableInput: `receipt.no_code` when there is none to be read on it.
    """
    from intake_app.scanning.pictures import load_grey  # noqa: PLC0415 - only pictures pay
    from intake_app.scanning.still import StillReader  # noqa: PLC0415

    texts = [read.text for read in StillReader().read(load_grey(path))]
    proof = next((text for text in texts if text.startswith(PREFIX)), None)
    if proof is None:
        raise UnusableInput("receipt.no_code", path=path)
    return proof


def _members(verified: VerifiedReceipt) -> dict[str, object]:
    claims, station = verified.claims, verified.station
    return {
        "number": claims.number,
        "revision": claims.revision,
        "deposited_at": claims.deposited_at.isoformat(),
        "total": format_amount(claims.total_centimes),
        "boxes": claims.box_count,
        "identity": claims.identity_masked,
        "sha256": claims.sha256,
        "station": station.station_id,
    }


def _print(verified: VerifiedReceipt) -> None:
    claims = verified.claims
    print("Récépissé authentique. Comparez avec le papier :")
    print(f"  Numéro     : {claims.number} (révision {claims.revision})")
    print(f"  Déposé le  : {claims.deposited_at.astimezone():%d/%m/%Y à %H:%M}")
    print(f"  Total      : {in_dirhams(claims.total_centimes)} DH, {claims.box_count} boîte(s)")
    print(f"  Identité   : {claims.identity_masked}")
    print(f"  Poste      : {verified.station.station_id}")


def add_to(app: typer.Typer) -> None:
    """Add `verify-receipt` to the command line."""
    help_text = "Ce récépissé est-il des nôtres, et intact ? Sans réseau."
    app.command("verify-receipt", help=help_text)(verify_receipt)
