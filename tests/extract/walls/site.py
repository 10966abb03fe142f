"""What the labelled pages are made of: a case, and invented text, menus and frames, the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

Headers = tuple[tuple[str, str], ...]
HTML: Headers = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One answer of an invented server, and what it must be taken for."""

    name: str
    outcomes: frozenset[str]  # any of these is right; {"ok"} for a page that says what was asked for
    body: bytes
    url: str = "https://tidings.example/a/17"
    status: int = 200
    headers: Headers = HTML
    capture: dict[str, Any] = field(default_factory=dict)  # columns of its row
    probe: bytes | None = None  # what the host answers to a random path
    probe_url: str = "https://tidings.example/zq8k"

    @property
    def is_good(self) -> bool:
        """Whether the page says what was asked for."""
        return self.outcomes == {"ok"}


def case(name: str, outcomes: str, body: str | bytes, **given: Any) -> Case:
    """A case; outcomes and headers are given as words and pairs, the body as text or bytes."""
    given["headers"] = given.get("headers", HTML)
    raw = body.encode() if isinstance(body, str) else body
    return Case(name=name, outcomes=frozenset(outcomes.split()), body=raw, **given)


_WHO = ("The harbour council", "A panel of pilots", "The lighthouse board", "The ferry union", "Minister Odile Tarn",
        "The delta authority", "A group of keepers", "The mayor of Lisse")  # fmt: skip
_DID = ("agreed to count", "promised to repair", "asked the court about", "reported on", "voted to keep", "described",
        "went on to inspect", "paid for")  # fmt: skip
_WHAT = ("the old breakwater", "forty mooring rings", "the winter timetable", "a disputed fishing ground", "the tide gauges",
         "two dredgers from upstream", "the lamp on the outer pier", "rules for small boats")  # fmt: skip
_WHEN = ("after a long debate.", "on Tuesday morning.", "before the spring tide.", "as neighbours had asked.",
         "in spite of the cost.", "for the third year running.", "without saying who would pay.")  # fmt: skip
_HAN = ("渔业部门与沿岸居民举行了会谈，双方就码头的使用达成一致。", "灯塔管理处表示，今年将更换所有旧灯，费用由市政府承担。",
        "委员会在星期三的会议上听取了报告，并决定继续观察潮位。", "记者了解到，新的渡轮时刻表将于下个月开始实行。",
        "当地居民对这一安排表示欢迎，认为航道会因此更加安全。", "市长在讲话中感谢各方的努力，希望合作能够长期进行下去。")  # fmt: skip


def prose(seed: int, sentences: int) -> str:
    """English sentences that no site ever printed."""
    chance = random.Random(seed)  # noqa: S311 - text that is the same every time
    return " ".join(" ".join(map(chance.choice, (_WHO, _DID, _WHAT, _WHEN))) for _ in range(sentences))


def han(seed: int, sentences: int) -> str:
    """The same in Chinese."""
    chance = random.Random(seed)  # noqa: S311 - text that is the same every time
    return "".join(chance.choice(_HAN) for _ in range(sentences))


def paragraphs(seed: int, count: int, *, chinese: bool = False) -> str:
    """Paragraphs of three sentences each."""
    text = han if chinese else prose
    return "".join(f"<p>{text(seed * 100 + n, 3)}</p>\n" for n in range(count))


_MENU = ("Ministers", "Press room", "Secretary", "Offices", "Harbours", "Treaties", "Travel", "Careers", "Coasts", "Regions",
         "Availability", "Statements", "Briefings", "Contact", "Archive", "Media")  # fmt: skip


def menu(seed: int, entries: int, tag: str = "nav") -> str:
    """A menu of links, as large as a ministry's."""
    chance = random.Random(seed)  # noqa: S311 - text that is the same every time
    items = "".join(
        f'<li class="menu-item menu-item-{n}"><a href="/{n}/{chance.randrange(10**6)}">{chance.choice(_MENU)} {chance.choice(_MENU)}</a></li>'
        for n in range(entries)
    )
    return f"<{tag} class=menu><ul>{items}</ul></{tag}>"


def page(title: str, body: str, head: str = "", lang: str = "en") -> str:
    """A plain frame."""
    return f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


def framed(title: str, main: str, *, entries: int = 60, head: str = "", lang: str = "en") -> str:
    """A site's page: header with a menu, main, footer."""
    return page(
        title,
        f"<header><a href=/>Ministry of Ports</a>{menu(1, entries)}</header><main id=content>{main}</main>"
        f"<footer><p>Ministry of Ports, 2 Quay Street, Lisse. Open on weekdays.</p>{menu(2, entries // 3, 'div')}</footer>",
        head,
        lang,
    )


def old(title: str, main: str, head: str = "") -> str:
    """A site's page as it was written twenty years ago: tables, capitals, no semantic elements."""
    return (
        f"<HTML><HEAD><TITLE>{title}</TITLE>{head}</HEAD><BODY BGCOLOR=white><TABLE WIDTH=100%><TR><TD COLSPAN=2>"
        f"<IMG SRC=logo.gif> <FONT SIZE=5>Coast Courier</FONT></TD></TR><TR><TD>{menu(3, 40, 'div')}</TD><TD>{main}</TD></TR>"
        "<TR><TD COLSPAN=2><FONT SIZE=1>Coast Courier, Pier 9. Letters to the editor are welcome.</FONT></TD></TR></TABLE></BODY></HTML>"
    )
