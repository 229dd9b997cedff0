"""References: which agreement another one names in its title, summary or note, and what it tells of the two.

A clause that tells something ("followed by the memorandum of 2018", "building on the 2017 treaty") is resolved among the
agreements that have half of all parties in common with its own: by date, by the kind of text, by rare words of the title.
Where several would do, the one that fits best is meant. An agreement named by its id is meant in any case.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import sparse

from phalanx.analyses.network.overlaps.likeness import Texts, row_products, tokens_of, word_matrix
from phalanx.analyses.network.overlaps.rules import OverlapRules
from phalanx.analyses.network.weights import Floats
from phalanx.registry.records.overlap_words import TELLS_CODES
from phalanx.vocabulary.codes import LEGAL_TYPE

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
DATE = rf"(?:(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)}) )?(?:19|20)\d\d(?:-(?:0\d|1[0-2])(?:-[0-3]\d)?)?\b"
ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+){2,}"
FIRM_KINDS = tuple(sorted({*"_".join(LEGAL_TYPE).split("_"), "statement"} - {"of", "intent", "unspecified"}))
"""Words for a kind of text that are not used for another kind."""
KINDS = (
    *FIRM_KINDS,
    "agenda",
    "convention",
    "framework",
    "pact",
    "partnership",
    "plan",
    "protocol",
    "roadmap",
    "vision",
)
HALF = 0.5
STRONGEST_FIRST = ("redundant", "superseding", "complementary", "following")
EMPTY = {"earlier": pl.Int64, "later": pl.Int64, "tells": pl.String, "clause": pl.String, "by_later": pl.Boolean}


def references(
    frame: pl.DataFrame, texts: Texts, pairs: pl.DataFrame, clauses: pl.DataFrame, rules: OverlapRules
) -> pl.DataFrame:
    """A row for each pair of which one names the other: `earlier`, `later`, `tells`, `clause`, `by_later`.

    `frame` has the agreements in order of signature, `pairs` the places of two of them in it as `earlier` and `later`, with
    `parties` and `words`, how alike they are in those; `clauses` are those of `clauses_of`. Of several clauses on one pair
    the one that tells most speaks: that both are the same, that one replaces the other, adds to it, or came after it.
    """
    if not clauses.height or not pairs.height:
        return pl.DataFrame(schema=EMPTY)
    sides = pl.concat(
        [
            pairs.select(pl.col(own).alias("row"), pl.col(other).alias("other"), "parties", "words")
            for own, other in (("earlier", "later"), ("later", "earlier"))
        ]
    )
    meant = clauses.join(sides, on="row")
    meant = meant.with_columns(frame["signed"].gather(meant["other"]))
    meant = meant.with_columns(_date_fits().alias("date"))
    by_id = meant["id"] == frame["id"].gather(meant["other"])
    possible = (
        (pl.col("parties") >= HALF) & pl.col("tells").is_not_null() & ((pl.col("date") > 0) | pl.col("year").is_null())
    )
    meant = meant.with_columns(by_id.fill_null(False).alias("by_id")).filter(possible | pl.col("by_id"))
    fitting = _fitting(meant, frame, texts, rules)
    best = fitting.filter(pl.col("fit") == pl.col("fit").max().over("clause_number"))
    strongest = pl.col("tells").cast(pl.Enum(STRONGEST_FIRST))
    return (
        best.with_columns((pl.col("row") > pl.col("other")).alias("by_later"))
        .with_columns(
            pl.when("by_later").then("other").otherwise("row").alias("earlier"),
            pl.when("by_later").then("row").otherwise("other").alias("later"),
        )
        .sort(strongest, pl.col("fit"), "clause_number", descending=[False, True, False])
        .unique(["earlier", "later"], keep="first", maintain_order=True)
        .select(*EMPTY)
    )


def clauses_of(frame: pl.DataFrame, rules: OverlapRules) -> pl.DataFrame:
    """A row for each clause that tells of another agreement, and each date or id in it.

    `row` (the place of the agreement), `clause_number`, `clause`, `told` (the clause in lower case), `source` (title, summary
    or note), `tells`, `id`, and `year`, `month`, `day` as far as they are given.
    """
    parts = [
        frame.select(
            pl.int_range(pl.len()).alias("row"),
            pl.col(column).cast(pl.String).alias("clause"),
            pl.lit(column).alias("source"),
        ).drop_nulls("clause")
        for column in ("title", "summary", "note")
    ]
    split = pl.col("clause").str.replace_all(r"([.;:])\s+", "${1}\n").str.split("\n")
    whole = (
        pl.concat(parts)
        .with_columns(split)
        .explode("clause")
        .with_columns(pl.col("clause").str.to_lowercase().alias("told"))
    )
    said = {tells: pl.col("told").str.contains(rules.telling(tells)) for tells in TELLS_CODES}
    denied = pl.col("told").str.contains(r"\bnot " + rules.telling("superseding"))
    tells = (
        pl.when(said["redundant"])
        .then(pl.lit("redundant"))
        .when(said["superseding"] & ~denied)
        .then(pl.lit("superseding"))
        .when(said["complementary"] | denied)
        .then(pl.lit("complementary"))
        .when(said["following"])
        .then(pl.lit("following"))
    )
    found = whole.with_columns(tells.alias("tells"), pl.col("told").str.extract_all(ID).alias("id"))
    known = frame["id"].implode()
    found = (
        found.with_columns(pl.col("id").list.set_intersection(known))
        .filter(pl.col("tells").is_not_null() | (pl.col("id").list.len() > 0))
        .with_row_index("clause_number")
    )
    bare = pl.col("told").str.replace_all(ID, "")
    dates = found.explode("id", empty_as_null=True).with_columns(bare.str.extract_all(DATE).alias("date"))
    dates = dates.explode("date", empty_as_null=True)
    return dates.with_columns(*_read_dates())


def _read_dates() -> list[pl.Expr]:
    date = pl.col("date")
    named = date.str.extract(f"({'|'.join(MONTHS)})").replace_strict(
        dict(zip(MONTHS, range(1, 13), strict=True)), default=None, return_dtype=pl.Int32
    )
    month = pl.coalesce(named, date.str.extract(r"^\d{4}-(\d\d)").cast(pl.Int32))
    day = pl.coalesce(date.str.extract(r"^(\d{1,2}) "), date.str.extract(r"^\d{4}-\d\d-(\d\d)")).cast(pl.Int32)
    return [date.str.extract(r"((?:19|20)\d\d)").cast(pl.Int32).alias("year"), month.alias("month"), day.alias("day")]


def _date_fits() -> pl.Expr:
    """How exactly the date of a clause is that of the other's signature: 3 to the day, 2 month, 1 year, 0 not at all."""
    other = pl.col("signed")
    year, month, day = (
        other.str.slice(at, length).cast(pl.Int32, strict=False) for at, length in ((0, 4), (5, 2), (8, 2))
    )
    same = {name: (pl.col(name) == known).fill_null(False) for name, known in (("month", month), ("day", day))}
    wrong = [(pl.col(name) != known).fill_null(False) for name, known in (("month", month), ("day", day))]
    exact = 1 + same["month"].cast(pl.Int8) + (same["month"] & same["day"]).cast(pl.Int8)
    return pl.when((pl.col("year") == year) & ~pl.any_horizontal(wrong)).then(exact).otherwise(pl.lit(0, pl.Int8))


def _fitting(meant: pl.DataFrame, frame: pl.DataFrame, texts: Texts, rules: OverlapRules) -> pl.DataFrame:
    """The clauses that may mean the other agreement, with `fit`, the sum of how well date, kind, parties and words fit.

    A date to the month or day is enough where the kind of text is no other one. A year needs the kind of text or a rare
    word of the title. Without a date a clause needs two rare words, or, in summary or note, the kind and one word of the
    title of an earlier agreement of the same parties.
    """
    clause, kinds = _kinds(meant["told"]), _kinds(_kind_texts(frame)).gather(meant["other"])
    common = clause.list.set_intersection(kinds)
    firm = clause.list.set_intersection(list(FIRM_KINDS)).list.len() > 0
    enough = rules.weight["named_words"]
    earlier = (pl.col("other") < pl.col("row")) & (pl.col("source") != "title")
    names_of_others, any_names = _names(meant, texts, enough)
    dated, kind, names = pl.col("date"), pl.col("kind"), pl.col("names")
    undated = pl.col("year").is_null()
    may_be = (
        ((dated >= 2) & (kind | ~pl.col("firm")))
        | ((dated == 1) & (kind | (names >= enough)))
        | (undated & (names >= 2 * enough))
        | (undated & kind & (pl.col("any_names") >= enough / 2) & (pl.col("parties") == 1) & pl.col("is_earlier"))
    )
    return (
        meant.with_columns(
            (common.list.len() > 0).alias("kind"),
            firm.alias("firm"),
            pl.Series("names", names_of_others),
            pl.Series("any_names", any_names),
            earlier.alias("is_earlier"),
            pl.col("tells").fill_null("complementary"),
        )
        .filter(may_be | pl.col("by_id"))
        .with_columns(
            (
                4 * pl.col("by_id").cast(pl.Float64)
                + pl.col("date")
                + pl.col("kind")
                + pl.col("parties")
                + (pl.col("names") / (2 * enough)).clip(0, 1)
                + pl.col("words")
            ).alias("fit")
        )
    )


def _kinds(told: pl.Series) -> pl.Series:
    """The words for kinds of text in lower-case texts, without repeats."""
    return told.str.extract_all(rf"\b(?:{'|'.join(KINDS)})").list.unique()


def _kind_texts(frame: pl.DataFrame) -> pl.Series:
    said = pl.concat_str("title", "legal_type", "form", separator=" ").str.replace_all("_", " ")
    return frame.select(said.str.to_lowercase()).to_series()


def _names(meant: pl.DataFrame, texts: Texts, enough: float) -> tuple[Floats, Floats]:
    """The weight of rare words of a clause that stand in the other's title as well.

    Once without the words of one's own title, which say nothing of another unless the note repeats them; once with them.
    """
    numbers, place = np.unique(meant["clause_number"].to_numpy(), return_inverse=True)
    first = meant.unique("clause_number", keep="first").sort("clause_number")
    said = word_matrix(tokens_of(first["told"]), pl.Series(texts.vocabulary), numbers.size)
    in_note = (first["source"] == "note").to_numpy()
    own = texts.title[first["row"].to_numpy()].multiply((~in_note).astype(float)[:, None])
    rare = sparse.diags_array(np.where(texts.weight >= enough / 2, texts.weight, 0.0))
    other = meant["other"].to_numpy()
    of_others, any_words = (
        row_products((words @ rare).tocsr(), place, texts.title, other) for words in (said - said.multiply(own), said)
    )
    return of_others, any_words
