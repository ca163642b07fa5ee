"""Search by any part of a name or number: FTS5 over dossiers, providers and the fund's students.

Revision: 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake_app.domain.search_words import words_of_name, words_of_number

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = ("dossier_words", "provider_words", "beneficiary_words")
_AT_ONCE = 2000


def upgrade() -> None:
    op.create_table(
        "dossier_entry",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_entry_dossier_id")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_dossier_entry")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_dossier_entry_dossier_id")),
    )
    op.create_table(
        "provider_entry",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("inpe", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("specialty", sa.String(), nullable=True),
        sa.Column("ice", sa.String(), nullable=True),
        sa.Column("care", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_provider_entry")),
        sa.UniqueConstraint("inpe", name=op.f("uq_provider_entry_inpe")),
    )
    op.create_table(
        "beneficiary_entry",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("identity_number", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_beneficiary_entry")),
    )
    for index in INDEXES:
        # No text of its own, no places inside a text: only which row has which word.
        op.execute(
            f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='', contentless_delete=1, "
            "detail=none, prefix='2 3 4 5 6', tokenize='unicode61 remove_diacritics 0')"
        )
    _fill()


def downgrade() -> None:
    for index in INDEXES:
        op.execute(f"DROP TABLE {index}")
    for table in ("beneficiary_entry", "provider_entry", "dossier_entry"):
        op.drop_table(table)


def _fill() -> None:
    """Put what is already in the store into the indexes, in the order of the deposits."""
    op.execute(
        "INSERT INTO dossier_entry (dossier_id) SELECT id FROM dossier ORDER BY deposited_at"
    )
    op.execute(
        "INSERT INTO provider_entry (inpe, name, specialty, ice, care) "
        "SELECT provider_inpe, provider_name, provider_specialty, provider_ice, care "
        "FROM act JOIN dossier ON dossier.id = act.dossier_id "
        "WHERE provider_inpe IS NOT NULL AND act.revision = dossier.revision "
        "ORDER BY dossier.deposited_at "
        "ON CONFLICT (inpe) DO UPDATE SET name = excluded.name, specialty = excluded.specialty, "
        "ice = excluded.ice, care = excluded.care"
    )
    op.execute(
        "INSERT INTO beneficiary_entry (identity_number) "
        "SELECT identity_number FROM beneficiary ORDER BY identity_number"
    )
    _index(
        "dossier_words",
        "SELECT position, student.last_name, student.first_name, dossier.number, "
        "student.identity_number FROM dossier_entry "
        "JOIN dossier ON dossier.id = dossier_entry.dossier_id "
        "JOIN student ON student.id = dossier.student_id ORDER BY position",
    )
    _index(
        "provider_words", "SELECT position, name, NULL, inpe, NULL FROM provider_entry ORDER BY 1"
    )
    _index(
        "beneficiary_words",
        "SELECT position, last_name, first_name, beneficiary.identity_number, NULL "
        "FROM beneficiary_entry JOIN beneficiary USING (identity_number) ORDER BY position",
    )


def _index(index: str, query: str) -> None:
    connection = op.get_bind()
    rows = connection.exec_driver_sql(query)
    while some := rows.fetchmany(_AT_ONCE):
        connection.exec_driver_sql(
            f"INSERT INTO {index} (rowid, words) VALUES (?, ?)",  # noqa: S608 - our own names
            [(position, _words(*texts)) for position, *texts in some],
        )


def _words(
    last_name: str | None, first_name: str | None, number: str | None, other: str | None
) -> str:
    found = words_of_name(last_name, first_name) | words_of_number(number) | words_of_number(other)
    return " ".join(sorted(found))
