"""Comparing two sets of sealed items without naming them all: counts and hashes by bucket.

The bucket of an item is the last byte of its id, which is random in a UUIDv7: buckets fill evenly
and a difference of one item costs one bucket, not the whole history.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from intake_app.sync.messages import BucketDigest
from intake_app.sync.signatures import hash_hex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Name: TypeAlias = tuple[str, int, str]
"""Id, revision and SHA-256 of a sealed item."""

_EMPTY = BucketDigest(count=0, sha256=hash_hex(b""))


def bucket_of(item_id: str) -> str:
    """Return the bucket of an item: two hexadecimal digits."""
    return item_id[-2:]


def fill_buckets(names: Iterable[Name]) -> dict[str, set[Name]]:
    """Sort names into their buckets; empty buckets are left out."""
    buckets: defaultdict[str, set[Name]] = defaultdict(set)
    for name in names:
        buckets[bucket_of(name[0])].add(name)
    return dict(buckets)


def digest(names: Iterable[Name]) -> BucketDigest:
    """Count the names of a bucket and hash them in order, one a line."""
    lines = [f"{item_id}:{revision}:{sha256}" for item_id, revision, sha256 in sorted(names)]
    return BucketDigest(count=len(lines), sha256=hash_hex("\n".join(lines).encode("ascii")))


def digest_all(buckets: Mapping[str, set[Name]]) -> dict[str, BucketDigest]:
    """Digest every bucket that holds something."""
    return {bucket: digest(names) for bucket, names in sorted(buckets.items())}


def differing(ours: Mapping[str, BucketDigest], theirs: Mapping[str, BucketDigest]) -> list[str]:
    """Name the buckets whose digests differ; one left out counts as empty."""
    return [
        bucket
        for bucket in sorted(ours.keys() | theirs.keys())
        if ours.get(bucket, _EMPTY) != theirs.get(bucket, _EMPTY)
    ]
