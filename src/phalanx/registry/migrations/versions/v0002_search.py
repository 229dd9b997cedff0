"""The second version: an index of words beside the journal, for search.

The tables are made here; they are filled from the journal when all migrations have run (see `registry.indexing`), so
that the words are always those of the present code.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of texts, and that of words in the database's own kind of index."""
    op.create_table(
        "texts",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("until", sa.Integer),
    )
    if op.get_bind().dialect.name == "sqlite":
        # The words come folded, so the simplest tokeniser does; x1f parts values (see `indexing.BREAK`). The text
        # itself is in the journal and not kept twice.
        op.execute(
            "CREATE VIRTUAL TABLE words USING fts5"
            "(title, parties, text, content='', tokenize=\"ascii tokenchars '\x1f'\")"
        )
    else:
        op.execute("CREATE TABLE words (seq integer PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("CREATE INDEX words_by_word ON words USING gin (words)")
