"""Likeness of texts, domains and arms: against plain loops over the raw file and scikit-learn's cosine."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from sklearn.metrics.pairwise import cosine_similarity
from tests.analyses.network.overlapping import overlapping

from phalanx.analyses.network.overlaps.likeness import TEXT_KINDS, matters_of, tokens_of
from phalanx.analyses.network.overlaps.pair_scores import Overlaps, score_pairs
from phalanx.analyses.network.overlaps.rules import read_rules
from phalanx.world import World


@pytest.fixture(scope="module")
def overlaps(bundled_world: World) -> Overlaps:
    return score_pairs(bundled_world)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Letters of intent on IRIS-T SLM", ["letter", "of", "intent", "on", "iris", "slm"]),
        ("F-16 and 2A8, C-390", ["f-16", "and", "2a8", "c-390"]),
        ("Sweden's air-defence policies", ["sweden", "air", "defence", "policy"]),
        ("Türkiye buys 155 mm shells", ["türkiye", "buy", "155", "mm", "shell"]),
        ("A b c", []),
    ],
)  # fmt: skip
def test_words_are_lower_case_and_singular(text: str, words: list[str]) -> None:
    """A word of one letter is none; a hyphen parts words unless there is a digit in it."""
    assert sorted(tokens_of(pl.Series([text]))["word"]) == sorted(words)


@pytest.mark.parametrize(
    ("title", "matters"),
    [
        ("Order for 44 Leopard 2A8 tanks", ["battle tanks"]),
        ("Tanker fleet and anti-tank missiles", ["anti-tank weapons", "tanker aircraft"]),
        ("Recoilless rifles", ["anti-tank weapons"]),
        ("Rifles, howitzers (Caesar) and 155 mm shells", ["artillery ammunition", "howitzers", "small arms"]),
        ("Anti-submarine frigates", ["frigates"]),
        ("Joint exercises", []),
    ],
)
def test_arms_are_found_by_whole_words(tmp_path: Path, title: str, matters: list[str]) -> None:
    rules = read_rules(overlapping(tmp_path))
    assert matters_of(pl.DataFrame({"title": [title], "summary": [None]}), rules).to_list() == [matters]


def test_words_weigh_by_the_party_that_has_them_most(overlaps: Overlaps) -> None:
    """Counted by plain loops: minus the logarithm of the largest share, twenty agreements of all mixed in."""
    said = [_words(row["title"], row["summary"]) for row in overlaps.frame.iter_rows(named=True)]
    overall = Counter(word for words in said for word in words)
    size = Counter(party for parties in overlaps.parties for party in parties)
    own = Counter(
        (party, word)
        for parties, words in zip(overlaps.parties, said, strict=True)
        for party in parties
        for word in words
    )
    weight = dict(zip(overlaps.texts.vocabulary, overlaps.texts.weight, strict=True))
    assert weight.keys() == overall.keys()
    mixed = 20
    for word in ("german", "howitzer", "ukrainian", "leopard", "brigade", "the"):
        among_all = overall[word] / len(said)
        share = max((own[party, word] + mixed * among_all) / (size[party] + mixed) for party in size)
        assert weight[word] == pytest.approx(-math.log(share)), word
    assert weight["german"] < weight["leopard"] < weight["howitzer"]
    assert {weight[word] for word in TEXT_KINDS & weight.keys()} == {0}


def test_texts_are_as_alike_as_the_cosine_of_their_weighted_words(overlaps: Overlaps) -> None:
    texts = overlaps.texts
    weighted = (texts.said.toarray() * texts.weight)[:200]
    expected = cosine_similarity(weighted)
    one, other = np.triu_indices(200, 1)
    assert texts.words_alike(one, other) == pytest.approx(expected[one, other], abs=1e-9)


def test_domains_are_as_alike_as_the_weight_they_share(overlaps: Overlaps) -> None:
    listed = [set(domains or ()) for domains in overlaps.frame["domains"].to_list()]
    count = Counter(domain for domains in listed for domain in domains)
    weight = {domain: -math.log(number / len(listed)) for domain, number in count.items()}
    one, other = np.triu_indices(150, 1)
    found = overlaps.texts.domains_alike(one, other)
    for a, b, alike in zip(one.tolist(), other.tolist(), found, strict=True):
        either = sum(weight[domain] for domain in listed[a] | listed[b])
        shared = sum(weight[domain] for domain in listed[a] & listed[b])
        assert alike == pytest.approx(shared / either if either else 0.0)


def _words(title: str, summary: str | None) -> set[str]:
    """The same words by Python's own patterns."""
    text = f"{title} {summary or ''}".lower().replace("’", "'")
    text = re.sub(r"'s\b", "", text)
    found = set()
    for word in re.findall(r"[^\W_]+(?:[-/][^\W_]+)*", text):
        for part in [word] if re.search(r"\d", word) else word.split("-"):
            single = part
            if len(part) > 4 and part.endswith("ies"):
                single = part[:-3] + "y"
            elif len(part) > 3 and re.search("[^sui]s$", part):
                single = part[:-1]
            if len(single) > 1:
                found.add(single)
    return found
