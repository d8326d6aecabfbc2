"""Measures retrieval and grouping of hot topics against topics of which all members are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from huying.understanding.evaluation.report import Mistake, Report
from huying.understanding.evaluation.scores import bootstrap
from huying.understanding.hot import Topics
from huying.understanding.profile import Profile, profile
from huying.understanding.rarity import Rarity
from huying.understanding.retrieval import Index

CANDIDATES = 120  # compared with each query; all messages compete for a place among them
RETRIEVAL_FLOOR, RETRIEVAL_AIM, PAIR_FLOOR, PAIR_AIM = 0.85, 0.95, 0.85, 0.93


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the corpus."""

    id: str
    title: str
    detail: str
    at: datetime


def measure(messages: Sequence[Message], reference: Mapping[str, Sequence[str]]) -> Report:
    """`reference`: topic -> ids of all its members. Words are weighed by their rarity in these messages.

    R-precision: each member asks; of the R best answers (R: the other members) the share that are members.
    Pair F1: over pairs of messages of which one at least is a reference member; a pair is right when both are
    members of one topic, said when grouping puts both into one group.
    """
    report = Report("hot")
    known = {message.id for message in messages}
    topics = {name: [id for id in dict.fromkeys(ids) if id in known] for name, ids in reference.items()}
    rarity = Rarity(f"{message.title} {message.detail}" for message in messages)
    profiles = {message.id: profile(message.title, message.detail, rarity=rarity) for message in messages}
    precise = _retrieval(report, messages, profiles, rarity, topics)
    pairs = _grouping(messages, profiles, rarity, topics)
    report.add("mean R-precision · 检索", bootstrap([share for shares in precise.values() for share in shares], _mean),
               floor=RETRIEVAL_FLOOR, aim=RETRIEVAL_AIM)
    report.add("pair F1 · 聚类", bootstrap(list(pairs.values()), _f1), floor=PAIR_FLOOR, aim=PAIR_AIM)
    report.columns = ("主题 · topic", "条数 · members", "R-precision", "pair F1")
    report.rows = [(name, str(len(ids)), f"{_mean(precise[name]):.3f}", f"{_f1([pairs[name]]):.3f}") for name, ids in topics.items()]
    report.notes.append(f"{len(messages)} messages; topics that the reference does not list exist and count as others")
    return report


def _retrieval(report: Report, messages: Sequence[Message], profiles: Mapping[str, Profile], rarity: Rarity,
               topics: Mapping[str, Sequence[str]]) -> dict[str, list[float]]:
    index: Index[str] = Index(rarity)
    for message in messages:
        index.add(message.id, profiles[message.id])
    titles = {message.id: message.title for message in messages}
    precise: dict[str, list[float]] = {}
    for name, ids in topics.items():
        precise[name] = []
        for id in ids:
            answers = [found for found in index.nearest(profiles[id], CANDIDATES) if found.id != id][: len(ids) - 1]
            wrong = [found for found in answers if found.id not in ids]
            precise[name].append(1 - (len(wrong) + len(ids) - 1 - len(answers)) / max(1, len(ids) - 1))
            report.mistakes += [Mistake(f"{titles[id]} ← {titles[found.id]}", name, "other", found.match.rank) for found in wrong[:1]]
    report.mistakes.sort(key=lambda mistake: -mistake.weight)
    return precise


def _grouping(messages: Sequence[Message], profiles: Mapping[str, Profile], rarity: Rarity,
              topics: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, int, int]]:
    """(right, wrong, missed) pairs by topic; the messages come in the order of their time."""
    grouped: Topics[str] = Topics(rarity)
    for message in sorted(messages, key=lambda each: (each.at, each.id)):
        grouped.add(message.id, profiles[message.id], message.at)
    counted = {}
    for name, ids in topics.items():
        said = {frozenset((id, other)) for id in ids for other in grouped.find(id).members if other != id}
        right = sum(pair <= set(ids) for pair in said)
        counted[name] = (right, len(said) - right, len(ids) * (len(ids) - 1) // 2 - right)
    return counted


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _f1(counts: Sequence[tuple[int, int, int]]) -> float:
    right, wrong, missed = (sum(column) for column in zip(*counts, strict=True))
    return 2 * right / (2 * right + wrong + missed) if right else 0.0
