"""Values that were filled in for a key: they leave the page when the key does.

A student is known by the identity number, a provider by the INPE. What was filled in for one of
them must never stand under the key of another; what the operator typed or changed stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.name_folding import fold_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from intake_app.ui.widgets.fields import Field


class KnownValues:
    """Fills the fields of a person from their record, and empties them for another person."""

    def __init__(self, fields: Mapping[str, Field], read_key: Callable[[], str]) -> None:
        """`fields` are those that a record may fill, all of text, none of the key itself."""
        self._fields = fields
        self._read_key = read_key
        self._key = ""  # whose values these are, on the page or taken out of it
        self._taken_out: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._kept_then: dict[str, str] = {}  # beside what was taken out

    @property
    def names(self) -> list[str]:
        """The fields whose value came from a record and that nobody has changed."""
        return [name for name, field in self._fields.items() if field.is_known]

    @property
    def kept(self) -> list[str]:
        """The fields that still hold what was typed, where the record says something else."""
        return [name for name, value in self._kept.items() if self._fields[name].value == value]

    def begin(self, names: Iterable[str], kept: Iterable[str]) -> None:
        """Begin with a page that was put up; these are the known and the kept fields it had."""
        self._key = self._read_key()
        self._taken_out, self._kept_then = {}, {}
        self._kept = {name: field.value for name, field in self._filled(kept)}
        for _name, field in self._filled(names):
            field.put_known(field.value)

    def follow_key(self) -> bool:
        """Empty what was filled in for another key, or bring it back; say whether either was done.

        A digit that is typed by mistake and taken back costs nothing.
        """
        if self._read_key() == self._key:
            return self._bring_back()
        known = {name: self._fields[name].value for name in self.names}
        if not known:
            return False
        self._taken_out, self._kept_then, self._kept = known, self._kept, {}
        for name in known:
            self._fields[name].put("")
            self._fields[name].forget_known()
        return True

    def _filled(self, names: Iterable[str]) -> list[tuple[str, Field]]:
        """Return those of the fields that hold anything, also when a draft names others."""
        wanted = [(name, self._fields[name]) for name in names if name in self._fields]
        return [(name, field) for name, field in wanted if field.value]

    def _bring_back(self) -> bool:
        taken_out, self._taken_out = self._taken_out, {}
        if taken_out:
            self._kept = self._kept_then
        empty = {name: v for name, v in taken_out.items() if not self._fields[name].value}
        for name, value in empty.items():
            self._fields[name].put_known(value)
        return bool(empty)

    def fill(self, record: Mapping[str, str]) -> bool:
        """Fill what is still empty from the record of this key; say whether anything was.

        `record` is empty when nobody is known by this key.
        """
        self.follow_key()
        if record or self._taken_out:
            self._note_kept(record)
        if not record:
            return False
        self._key, self._taken_out = self._read_key(), {}
        empty = {name: v for name, v in record.items() if not self._fields[name].value}
        for name, value in empty.items():
            self._fields[name].put_known(value)
        return bool(empty)

    def replace(self, record: Mapping[str, str], searched: Collection[str]) -> None:
        """Show whoever was chosen; `searched` are the fields by which one chooses.

        These hold the beginning of a search: the record's value takes its place, also an empty
        one. The key stands in its field already.
        """
        self.follow_key()
        for name in searched:
            self._fields[name].put("")
            self._fields[name].forget_known()
        self.fill(record)

    def _note_kept(self, record: Mapping[str, str]) -> None:
        """Remember what is typed otherwise than the record has it."""
        typed = {name: field.value for name, field in self._fields.items() if not field.is_known}
        self._kept = {
            name: value
            for name, value in typed.items()
            if value and not _is_same(value, record.get(name, ""))
        }


def _is_same(typed: str, known: str) -> bool:
    return fold_letters(typed).split() == fold_letters(known).split()
