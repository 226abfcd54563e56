"""Load a page of ``data_contracts/`` and check it against the Open Data Contract Standard's own JSON schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from sfg_analytics.contract.nouns import Code, Column, Contract, Rewrite, Unpivot
from sfg_analytics.contract.overlay import Overlay, lay_over
from sfg_analytics.contract.promises import implied, reference, stated
from sfg_analytics.contract.unfolding import LOADER, refuse_unfolding
from sfg_analytics.errors import ContractError, NoSuchPath
from sfg_analytics.shipped import shipped


def load_contracts(folder: Path | None = None, *, overlays: bool = True) -> dict[str, Contract]:
    """Load the contracts that travel with the package, a folder of one's own laid over them.

    Parameters
    ----------
    folder
        A folder of one's own. A page ``*.odcs.yaml`` replaces the shipped page of the same id, or is added; an overlay
        ``<contract>.yaml`` adds headings and spellings to one (see :mod:`sfg_analytics.contract.overlay`).
    overlays
        Whether the folder's overlays are laid over; False gives the pages beneath them.

    Returns
    -------
    dict
        Contracts by id, in order of id.

    Raises
    ------
    NoSuchPath
        When the folder is not there.
    ContractError
        When a page is not valid; all its faults are told at once.

    Examples
    --------
    >>> "staff_in_post" in load_contracts()
    True
    """
    pages, laid = list(_pages(shipped("data_contracts"))), []
    if folder is not None:
        if not folder.is_dir():
            raise NoSuchPath(
                f"The folder of contracts '{folder}' is not there.",
                hint="pass a folder that holds contracts, or leave --contracts out.",
            )
        from sfg_analytics.contract.lint.overlays import overlays_in  # the linter stands on this module

        own, laid = list(_pages(folder)), overlays_in(folder)
        if not own and not laid:
            raise ContractError(
                f"The folder '{folder}' holds no contract.",
                expected="pages named *.odcs.yaml, or overlays named as the contract and .yaml",
                got=f"{sum(1 for _ in folder.iterdir())} other files",
            )
        pages += own
    contracts = {contract.id: contract for contract in map(load_contract, pages)}
    for overlay in _read_overlays(laid if overlays else (), contracts):
        contracts[overlay.contract] = lay_over(contracts[overlay.contract], overlay)
    return dict(sorted(contracts.items()))


def _read_overlays(pages: Iterable[Path], contracts: Mapping[str, Contract]) -> list[Overlay]:
    from sfg_analytics.contract.lint.overlays import read_overlay  # the linter stands on this module

    read = [read_overlay(page, contracts) for page in pages]
    faults = [fault for _, found in read for fault in found]
    if faults:
        raise ContractError(
            f"An overlay of the contracts has {len(faults)} fault{'s' if len(faults) > 1 else ''}.",
            got=" ".join(map(str, faults[:5])),
        )
    return [overlay for overlay, _ in read]


def _pages(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.odcs.yaml"))


def load_contract(page: Path) -> Contract:
    """Load one page and check it against the standard's JSON schema.

    Raises
    ------
    ContractError
        When the file is not YAML, or breaks the standard, or lacks what this project needs of a page.
    """
    try:
        raw = page.read_bytes()
        refuse_unfolding(raw)
        document = yaml.load(raw, Loader=LOADER)  # noqa: S506 - it is a safe loader
    except (
        yaml.YAMLError,
        ValueError,
    ) as fault:  # an impossible date is a ValueError, as is a wrong encoding
        where = getattr(fault, "problem_mark", None)
        line = f" at line {where.line + 1}" if where else ""
        raise ContractError(
            f"The contract '{page.name}' is not readable YAML{line}.",
            hint="open it in an editor that shows indentation.",
        ) from None
    try:
        faults = [
            f"{'/'.join(map(str, fault.instance_path)) or 'the page'}: {fault.message[:200]}"
            for fault in _standard().iter_errors(document)
        ]
    except ValueError:
        raise ContractError(
            f"The contract '{page.name}' holds a value that the standard has no type for.",
            got="probably a date without quotation marks",
            hint=f"see where with: sfg contracts lint {page.parent}",
        ) from None
    if faults:
        raise ContractError(
            f"The contract '{page.name}' does not follow the Open Data Contract Standard "
            f"({len(faults)} fault{'s' if len(faults) > 1 else ''}).",
            got="; ".join(faults[:10]),
        )
    try:
        return _contract(document, page)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as fault:
        raise ContractError(
            f"The contract '{page.name}' lacks something every page needs.",
            expected="one table under 'schema' with 'properties' and the custom properties level and signature",
            got=f"{type(fault).__name__}: {fault}",
        ) from None


@lru_cache(maxsize=1)
def _standard() -> Any:
    import jsonschema_rs

    schema = json.loads(files("open_data_contract_standard").joinpath("schema.json").read_text("utf-8"))
    return jsonschema_rs.validator_for(schema)


def _custom(element: Mapping[str, Any]) -> dict[str, Any]:
    return {item["property"]: item["value"] for item in element.get("customProperties", ())}


def _contract(document: Mapping[str, Any], page: Path) -> Contract:
    table = document["schema"][0]
    custom = _custom(table)
    columns = tuple(_column(element) for element in table["properties"])
    known = {column.name for column in columns}
    strangers = [name for name in custom["signature"] if name not in known]
    if strangers:
        raise ContractError(
            f"The contract '{page.name}' has a signature naming columns it does not describe.",
            got=", ".join(strangers),
        )
    unpivot = custom.get("unpivot")
    return Contract(
        id=document["id"],
        name=document["name"],
        version=document["version"],
        description=document["description"]["purpose"],
        level=custom["level"],
        columns=columns,
        promises=(*implied(columns), *(stated(item, _custom(item)) for item in table.get("quality", ()))),
        signature=tuple(custom["signature"]),
        period_from=custom.get("periodFrom"),
        keep_first=tuple(
            (item["column"], item.get("order") == "descending") for item in custom.get("keepFirst", ())
        ),
        reject_tolerance_percent=float(custom.get("rejectTolerancePercent", 0)),
        unpivot=Unpivot(**unpivot) if unpivot else None,
        overlap=custom.get("overlap", "replace"),
        written_on=tuple(custom.get("writtenOn", ())),
        references=tuple(reference(element, _custom(element)) for element in table.get("relationships", ())),
        suspicion=custom.get("suspicion", {}),
        page=page,
    )


def _column(element: Mapping[str, Any]) -> Column:
    custom = _custom(element)
    return Column(
        name=element["name"],
        title=element.get("businessName", element["name"]),
        kind=element.get("logicalType", "string"),
        description=element.get("description", ""),
        required=element.get("required", False),
        key_position=element.get("primaryKeyPosition") if element.get("primaryKey") else None,
        partition_position=(element.get("partitionKeyPosition") if element.get("partitioned") else None),
        classification=element.get("classification", "public"),
        pseudonym_scope=custom.get("pseudonymScope"),
        pseudonym_as=custom.get("pseudonymAs"),
        blank_in_key=custom.get("blankInKey", ""),
        synonyms=tuple(item["synonym"] for item in element.get("synonyms", ())),
        codes=tuple(_code(item) for item in element.get("enum", ())),
        code_list_source=custom.get("codeListSource", ""),
        code_list_status=custom.get("codeListStatus", ""),
        code_list_dated=custom.get("codeListDated", ""),
        reads=tuple(
            Rewrite(item["pattern"], item["value"], item.get("example", ""))
            for item in custom.get("reads", ())
        ),
        elsewhere=tuple(custom.get("elsewhere", ())),
        blanks=tuple(custom.get("blanks", ())),
        when_blank=str(custom["whenBlank"]) if "whenBlank" in custom else None,
        grain=custom.get("grain"),
        band_of=tuple(custom.get("bandOf", ())),
        stored_flag=custom.get("stored", True),
        matters=custom.get("matters", False),
        suspicion=custom.get("suspicion", {}),
        options=element.get("logicalTypeOptions", {}),
    )


def _code(element: Mapping[str, Any]) -> Code:
    custom = _custom(element)
    value = str(element["value"])
    return Code(
        value=value,
        label=element.get("label", value),
        synonyms=tuple(str(text) for text in custom.pop("synonyms", ())),
        valid_from=custom.pop("validFrom", None),
        valid_until=custom.pop("validUntil", None),
        marks=custom,
    )
