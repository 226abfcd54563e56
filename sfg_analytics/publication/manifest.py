"""The manifest of a publication: what it may say, and the refusal of anything else.

Whoever adds to a publication adds to this schema. A key that it does not know is a stranger: it may carry what was hidden.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication.layout import FILES, FORMAT, FORMAT_VERSION, MANIFEST, MEASURES, lies_within

_TEXT = {"type": "string", "maxLength": 5000}
_HASH = {"type": "string", "maxLength": 128}
_MOMENT = {"type": "string", "maxLength": 40}
_TEXTS = {"type": "array", "items": _TEXT, "maxItems": 10_000}


def _record(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


_SUBMISSION = _record({"contract": _TEXT, "contract_version": _TEXT, "sha256": _HASH}, organisations=_TEXTS)
_PART = _record(
    {
        "organisations": _TEXTS,
        "audience": _TEXT,
        "fingerprint": _HASH,
        "release": {"type": "integer", "minimum": 1},
        "created": _MOMENT,
        "code_version": _TEXT,
    }
)
_MANIFEST = _record(
    {
        "format": {"const": FORMAT},
        "format_version": {"const": FORMAT_VERSION},
        "release": {"type": "integer", "minimum": 1, "maximum": 999_999},
        "title": _TEXT,
        "audience": _TEXT,
        "created": _MOMENT,
        "code_version": _TEXT,
        "plan": {
            "type": "object",
            "properties": {
                "references": {"type": "object", "additionalProperties": _TEXT},
                "adjust": _TEXTS,
            },
        },
        "policy": {
            "type": "object",
            "required": ["name", "reasons"],
            "properties": {"name": _TEXT, "reasons": {"type": "object", "additionalProperties": _TEXT}},
        },
        "contracts": {"type": "object", "additionalProperties": _TEXT},
        "submissions": {"type": "array", "items": _SUBMISSION},
        "checksums": {"type": "object", "additionalProperties": _HASH},
    },
    audit={"type": "object"},
    described={"type": "object"},
    previous={"type": "array", "items": _HASH},
    base=_HASH,
    parts={"type": "array", "items": _PART, "minItems": 1, "maxItems": 10_000},
)
_OUTCOME = _record({"code": _TEXT, "label": _TEXT, "wording": _TEXT})
_MAYBE_TEXT = {"anyOf": [_TEXT, {"type": "null"}]}
_MEASURES = {
    "type": "array",
    "items": _record(
        {
            **dict.fromkeys(("id", "title", "question", "unit", "statement", "caveat", "source"), _TEXT),
            "numerator": _TEXT,
            "denominator": _TEXT,
            "improvement": {"enum": ["up", "down", None]},
            "outcomes": {"type": "array", "items": _OUTCOME, "maxItems": 1000},
            "kind": {"enum": ["proportion", "rate", "score"]},
        },
        rows=_TEXT,
        tables=_TEXTS,
        among=_TEXTS,
        having=_TEXTS,
        steps=_TEXTS,
        sums=_TEXTS,
        outcome=_MAYBE_TEXT,
        chart={"enum": ["p", "xmr", None]},
        target={"type": ["number", "null"]},
    ),
}


@lru_cache(maxsize=2)
def _validator(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(_MANIFEST if name == MANIFEST else _MEASURES)


def require_manifest(said: dict[str, Any]) -> None:
    """Refuse a manifest that says too little, too much or something else.

    Raises
    ------
    PublicationProblem
        Saying which part, and what was expected of it.
    """
    if (said.get("format"), said.get("format_version")) != (FORMAT, FORMAT_VERSION):
        raise PublicationProblem(
            f"'{MANIFEST}' describes something else, or a version that is not understood.",
            expected=f"{FORMAT}, version {FORMAT_VERSION}",
        )
    checksums = said.get("checksums")
    if not isinstance(checksums, dict):
        raise PublicationProblem(f"'{MANIFEST}' lists no checksums.")
    for name in checksums:
        if not lies_within(name) or name == MANIFEST:
            raise PublicationProblem(
                f"'{MANIFEST}' lists {name[:80]!r}, which does not lie in the publication.",
                expected="names of files in the folder itself, and in earlier/<n>/",
            )
    missing = sorted(FILES - set(checksums))
    if missing:
        raise PublicationProblem(f"'{MANIFEST}' does not list '{missing[0]}'.")
    _require(MANIFEST, said)


def require_measures(said: list[dict[str, Any]]) -> None:
    """Refuse words of measures that are too few, too many or of another kind.

    Raises
    ------
    PublicationProblem
        Saying which part, and what was expected of it.
    """
    _require(MEASURES, said)


def _require(name: str, said: object) -> None:
    import jsonschema_rs

    try:
        _validator(name).validate(said)
    except jsonschema_rs.ValidationError as fault:
        where = "/".join(str(part) for part in fault.instance_path)[:200]
        raise PublicationProblem(
            f"'{name}' does not say what a publication says{f', at {where!r}' if where else ''}.",
            got=fault.message[:200],
        ) from None
    except ValueError:
        raise PublicationProblem(f"'{name}' is not the JSON that a publication holds.") from None


def code_version() -> str:
    """Give the version of this library."""
    try:
        return version("sfg-analytics")
    except PackageNotFoundError:
        return "not installed"
