"""Likeness: how alike two agreements are in words, domains and matters.

A word counts the more, the rarer it is: its weight is minus the logarithm of the largest share it has among the agreements
of any one party, so that "German" weighs little although most states never say it, and "howitzer" much. Two texts are as
alike as the cosine of their weighted words (Manning, Raghavan and Schütze, "Introduction to Information Retrieval",
chapter 6, with that weight instead of the usual inverse frequency). Domains are compared by the weighted Jaccard index, each
domain weighing minus the logarithm of its share of all agreements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from phalanx.analyses.network.hypergraph import Indices
from phalanx.analyses.network.overlaps.rules import OverlapRules
from phalanx.analyses.network.weights import Floats
from phalanx.vocabulary.codes import DOMAIN, FORM, LEGAL_TYPE

Flags = npt.NDArray[np.bool_]
WORD = r"[\p{L}\p{N}]+(?:[-/][\p{L}\p{N}]+)*"
TEXT_KINDS = frozenset("_".join((*FORM, *LEGAL_TYPE)).split("_")) | {"understanding"}
"""Words that only say what kind of text it is, which form and legal type say already."""
AT_ONCE = 200_000
"""How many pairs are compared in one go, to hold memory down."""


@dataclass(frozen=True, eq=False)
class Texts:
    """What agreements say, each a row of sparse matrices whose columns are the words of `vocabulary`.

    `said` holds title and summary and `title` the title alone, 1 for a word that is there; `weight` is a word's weight, 0
    for a kind of text. `domains` and `matters` are agreements × codes, true or false.
    """

    vocabulary: tuple[str, ...]
    weight: Floats
    said: Any = field(repr=False)
    title: Any = field(repr=False)
    domains: Flags = field(repr=False)
    matters: Flags = field(repr=False)
    matter_names: tuple[str, ...]

    @cached_property
    def weighted(self) -> Any:
        """`said`, each row scaled to the length 1 by weighted words; a row without words stays empty."""
        weighted = self.said @ sparse.diags_array(self.weight)
        length = np.sqrt(weighted.multiply(weighted).sum(axis=1))
        return (sparse.diags_array(1 / np.where(length > 0, length, 1)) @ weighted).tocsr()

    def words_alike(self, one: Indices, other: Indices) -> Floats:
        """How alike the words of agreements are, pair by pair: the cosine, 0 to 1."""
        return row_products(self.weighted, one, self.weighted, other)

    def titles_alike(self, one: Indices, other: Indices) -> Floats:
        """The words that two titles share as a share of all words of both, numbers left aside."""
        plain = self.title @ sparse.diags_array([float(not word.isdigit()) for word in self.vocabulary])
        size = np.asarray(plain.sum(axis=1)).ravel()
        shared = row_products(plain, one, plain, other)
        either = size[one] + size[other] - shared
        return np.asarray(np.divide(shared, either, out=np.zeros_like(shared), where=either > 0))

    def domains_alike(self, one: Indices, other: Indices) -> Floats:
        """The weight of the domains two agreements share, as a share of that of all domains of both."""
        weight = domain_weights(self.domains)
        shared = np.empty(one.size)
        either = np.empty(one.size)
        for at in range(0, one.size, AT_ONCE):
            a, b = self.domains[one[at : at + AT_ONCE]], self.domains[other[at : at + AT_ONCE]]
            shared[at : at + AT_ONCE], either[at : at + AT_ONCE] = (a & b) @ weight, (a | b) @ weight
        return np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)

    def matters_alike(self, one: Indices, other: Indices) -> Floats:
        """1 where both name the same arms or equipment, -1 where each names others only, 0 where one names none."""
        found = np.empty(one.size)
        for at in range(0, one.size, AT_ONCE):
            a, b = self.matters[one[at : at + AT_ONCE]], self.matters[other[at : at + AT_ONCE]]
            shared, both = (a & b).any(axis=1), a.any(axis=1) & b.any(axis=1)
            found[at : at + AT_ONCE] = np.where(shared, 1.0, np.where(both, -1.0, 0.0))
        return found

    def shared_words(self, one: int, other: int, least: float) -> tuple[str, ...]:
        """The words of at least that weight that two agreements share, the weightiest first, as they are counted."""
        a, b = (self.said.indices[self.said.indptr[row] : self.said.indptr[row + 1]] for row in (one, other))
        shared = sorted(set(a.tolist()) & set(b.tolist()), key=lambda word: (-self.weight[word], self.vocabulary[word]))
        return tuple(self.vocabulary[word] for word in shared if self.weight[word] >= least)


def read_texts(frame: pl.DataFrame, parties: Sequence[Sequence[str]], rules: OverlapRules) -> Texts:
    """What the agreements of a frame say; `parties` are those of each."""
    tokens = tokens_of(frame["title"] + " " + frame["summary"].fill_null(""))
    titles = tokens_of(frame["title"])
    vocabulary = tokens["word"].unique().sort()
    said, title = (word_matrix(part, vocabulary, frame.height) for part in (tokens, titles))
    kinds = vocabulary.is_in(sorted(TEXT_KINDS)).to_numpy()
    weight = word_weights(said, parties, rules.weight["smoothing_agreements"])
    names = tuple(sorted(set(rules.matter.values())))
    return Texts(
        tuple(vocabulary),
        np.where(kinds, 0.0, weight),
        said,
        title,
        _flags(frame["domains"], tuple(DOMAIN)),
        _flags(matters_of(frame, rules), names),
        names,
    )


def tokens_of(texts: pl.Series) -> pl.DataFrame:
    """A row for each text and word in it, repeats included: `row` (the place of the text) and `word`.

    Words are in lower case and the singular; "f-16" stays whole, "air-defence" is two words, a single letter is none.
    """
    clean = texts.str.to_lowercase().str.replace_all("’", "'").str.replace_all(r"'s\b", "")
    found = clean.str.extract_all(WORD)
    rows = np.repeat(np.arange(len(texts)), found.list.len().fill_null(0).to_numpy())
    words = pl.DataFrame({"row": rows, "raw": found.explode(empty_as_null=False, keep_nulls=False)})
    # Each different word is looked at once, however many texts have it.
    known = words.select(pl.col("raw").unique()).with_columns(_parts().alias("word")).explode("word")
    known = known.with_columns(_singular()).filter(pl.col("word").str.len_chars() > 1)
    return words.join(known, on="raw").select("row", "word")


def _parts() -> pl.Expr:
    raw = pl.col("raw")
    return pl.when(raw.str.contains(r"\d")).then(pl.concat_list("raw")).otherwise(raw.str.split("-"))


def _singular() -> pl.Expr:
    word = pl.col("word")
    return (
        pl.when(word.str.ends_with("ies") & (word.str.len_chars() > 4))
        .then(word.str.replace("ies$", "y"))
        .when(word.str.contains("[^sui]s$") & (word.str.len_chars() > 3))
        .then(word.str.replace("s$", ""))
        .otherwise(word)
        .alias("word")
    )


def word_matrix(tokens: pl.DataFrame, vocabulary: pl.Series, rows: int) -> Any:
    """Texts × words, 1 for a word that is there; words that are not in the vocabulary are left out."""
    places = pl.DataFrame({"word": vocabulary, "column": np.arange(len(vocabulary))})
    placed = tokens.join(places, on="word")
    row, column = placed["row"].to_numpy(), placed["column"].to_numpy()
    matrix = sparse.csr_array((np.ones(row.size), (row, column)), shape=(rows, len(vocabulary)))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def word_weights(said: Any, parties: Sequence[Sequence[str]], smoothing: float) -> Floats:
    """Minus the logarithm of the largest share a word has among the agreements of any one party.

    So that a state with few agreements does not make every word common, `smoothing` agreements of all are mixed into its
    own.
    """
    codes, member = np.unique(list(chain.from_iterable(parties)), return_inverse=True)
    row = np.repeat(np.arange(len(parties)), [len(each) for each in parties])
    belongs = sparse.csr_array((np.ones(row.size), (member, row)), shape=(codes.size, len(parties)))
    overall = np.asarray(said.sum(axis=0)).ravel() / max(said.shape[0], 1)
    count = (belongs @ said).tocoo()
    size = np.asarray(belongs.sum(axis=1)).ravel()
    share = (count.data + smoothing * overall[count.col]) / (size[count.row] + smoothing)
    largest = np.zeros(said.shape[1])
    # A word's share is largest with a party that has it: there it is at least the share among all.
    np.maximum.at(largest, count.col, share)
    return np.asarray(-np.log(np.clip(largest, 1e-12, 1.0)) + 0.0)


def domain_weights(domains: Flags) -> Floats:
    """Minus the logarithm of each domain's share of all agreements."""
    share = domains.mean(axis=0) if domains.shape[0] else np.zeros(domains.shape[1])
    return np.asarray(-np.log(np.where(share > 0, share, 1.0)) + 0.0)


def matters_of(frame: pl.DataFrame, rules: OverlapRules) -> pl.Series:
    """The arms and equipment that title and summary of each agreement name, a list each."""
    clean = (frame["title"] + " | " + frame["summary"].fill_null("")).str.to_lowercase()
    # Every word has its own blanks on both sides, so that one match takes none from the next.
    padded = pl.lit(" ") + pl.col("text").str.replace_all(r"[^\p{L}\p{N}/-]+", "  ") + pl.lit(" ")
    ends = ("", "s", "es")
    known = {f" {word.replace('_', '  ')}{end} ": matter for word, matter in rules.matter.items() for end in ends}
    longest_first = sorted(known, key=lambda word: (-len(word), word))
    found = pl.DataFrame({"text": clean}).select(padded.str.extract_many(longest_first, leftmost=True)).to_series()
    return found.list.eval(pl.element().replace_strict(known, return_dtype=pl.String)).list.unique().list.sort()


def _flags(lists: pl.Series, codes: Sequence[str]) -> Flags:
    """Lists of codes as a table of true and false, a row a list and a column a code."""
    flags = np.zeros((len(lists), len(codes)), dtype=bool)
    rows = np.repeat(np.arange(len(lists)), lists.list.len().fill_null(0).to_numpy())
    found = lists.explode(empty_as_null=False, keep_nulls=False)
    flags[rows, found.replace_strict(codes, np.arange(len(codes)), return_dtype=pl.Int64).to_numpy()] = True
    return flags


def row_products(left: Any, one: Indices, right: Any, other: Indices) -> Floats:
    """The scalar products of rows of two sparse matrices, pair by pair."""
    found = np.empty(one.size)
    for at in range(0, one.size, AT_ONCE):
        rows, beside = left[one[at : at + AT_ONCE]], right[other[at : at + AT_ONCE]]
        found[at : at + AT_ONCE] = np.asarray(rows.multiply(beside).sum(axis=1)).ravel()
    return found
