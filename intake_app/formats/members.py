"""Arrays and objects of the dossier format, made of the values of `kinds.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intake_app.formats.kinds import Refusal
from intake_app.formats.strict_json import RepeatedMember

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from intake_app.formats.kinds import Kind


@dataclass(frozen=True)
class Array:
    """A list of values of one kind, none of them absent."""

    kind: Kind

    def read(self, raw: Any) -> tuple[Any, ...]:
        """Read every element."""
        if type(raw) is not list:
            raise Refusal("input.not_array")
        return tuple(self._element(index, element) for index, element in enumerate(raw))

    def _element(self, index: int, raw: Any) -> Any:
        try:
            value = self.kind.read(raw)
        except Refusal as refusal:
            raise refusal.at(index) from None
        if value is None:
            raise Refusal("input.required").at(index)
        return value

    def write(self, value: Any) -> list[Any]:
        """Write every element."""
        return [self.kind.write(element) for element in value]

    def schema(self) -> dict[str, Any]:
        """Describe the elements."""
        return {"type": "array", "items": self.kind.schema()}


@dataclass(frozen=True)
class Member:
    """A member of an object: its kind, the value's attribute, and whether it must be there."""

    kind: Kind
    attribute: str
    required: bool = False


class Object:
    """An object with known members, built into a value of the domain."""

    def __init__(
        self,
        build: Callable[..., Any],
        members: Mapping[str, Member],
        refuse: Callable[[Any], Refusal | None] = lambda _: None,
        rules: Mapping[str, Any] | None = None,
    ) -> None:
        self.members = dict(members)
        self._build = build
        self._refuse = refuse
        self._rules = dict(rules or {})
        self._required = [
            (name, member.attribute) for name, member in self.members.items() if member.required
        ]

    def read(self, raw: Any) -> Any:
        """Read every member; unknown, repeated and missing ones are refused."""
        if type(raw) is RepeatedMember:
            raise Refusal("input.repeated_member").at(raw.name)
        if type(raw) is not dict:
            raise Refusal("input.not_object")
        values = {}
        for name, given in raw.items():
            member = self.members.get(name)
            if member is None:
                raise Refusal("input.unknown_member").at(name)
            if given is not None:
                try:
                    value = member.kind.read(given)
                except Refusal as refusal:
                    raise refusal.at(name) from None
                if value is not None:
                    values[member.attribute] = value
        return self._built(values)

    def _built(self, values: dict[str, Any]) -> Any:
        for name, attribute in self._required:
            if attribute not in values:
                raise Refusal("input.required").at(name)
        built = self._build(**values)
        refusal = self._refuse(built)
        if refusal is not None:
            raise refusal
        return built

    def write(self, value: Any) -> dict[str, Any]:
        """Write every member, those that are absent as null."""
        return {name: _written(member, value) for name, member in self.members.items()}

    def schema(self) -> dict[str, Any]:
        """Describe every member; those that are not required may be null."""
        return {
            "type": "object",
            "properties": {name: _described(member) for name, member in self.members.items()},
            "required": [name for name, _ in self._required],
            "additionalProperties": False,
            **self._rules,
        }


def _written(member: Member, value: Any) -> Any:
    held = getattr(value, member.attribute)
    return None if held is None else member.kind.write(held)


def _described(member: Member) -> dict[str, Any]:
    """Describe a member; unless it is required, null says the same as leaving it out."""
    schema = member.kind.schema()
    if member.required:
        return schema
    return schema | {"type": [schema["type"], "null"]}
