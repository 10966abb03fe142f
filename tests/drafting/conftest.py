"""Invented sites whose pages a publisher's file is drafted from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readout.report.drafts import Drafted, Source, drafted_from
from readout.settings import Config

DAY = datetime(2026, 5, 1, 8, tzinfo=UTC)
SENTENCES = (
    "Envoys of both cities met on Tuesday in the old customs house, where nobody had met since the flood of the year before.",
    "They will meet again in June, a spokesman said, and the ferries go on until then at the fares of last winter.",
    "“We have agreed on what we disagree about,” he added, “and that is more than our fathers managed in nine years.”",
    "The customs house has no heating, so that the talks were short, and the coffee was praised by both delegations.",
    "Fishermen on the quay said that they had seen delegations before, and that herring is caught without any of them.",
    "A paper with eleven points is to be printed on Friday, after the translators have agreed on the word for quay.",
)


def story(*, tag: str = "p") -> str:
    """Some paragraphs."""
    return "\n".join(f"<{tag}>{sentence}</{tag}>" for sentence in SENTENCES)


LEDGER = f"""<!DOCTYPE html>
<html lang="en-GB"><head><title>Harbour talks resume | The Marrow Ledger</title>
<link rel="canonical" href="https://www.marrow-ledger.example/world/harbour-talks">
<meta property="og:title" content="Harbour talks resume"><meta property="og:site_name" content="The Marrow Ledger">
<meta property="article:published_time" content="2026-04-28T18:40:00+01:00"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sea">Sea</a></nav>
<main><article class="story">
<h1 class="story__title">Harbour talks resume</h1>
<p class="story__by">By Ana Ruiz and Tom Ek</p>
<time class="story__date">28 April 2026, 18:40</time>
<div class="story__text">
{story()}
<aside class="story__related"><h3>Read next</h3><ul><li><a href="/a">The ferry that never left</a></li><li><a href="/b">Nine years of fog</a></li></ul></aside>
</div></article></main>
<footer><p>The Marrow Ledger, Quay Street</p></footer></body></html>"""

BREAKS = f"""<html lang="en"><head><title>Night ferry sails again - Coast Times</title></head><body>
<div class="menu-bar"><a href="/">Home</a></div>
<div class="news_head"><div class="news_headline">Night ferry sails again</div><span class="news_stamp">Published: Apr 27, 2026 10:31 AM</span></div>
<div class="news_prose">{"<br><br>".join(SENTENCES)}</div>
</body></html>"""

CHINESE = """<html lang="zh-CN"><head><title>港口会谈重启_海岸日报网</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/world">国际</a></div>
<h1 class="art_title">港口会谈重启</h1>
<div class="art_info"><span class="art_date">2026年4月28日 18:40</span><span>来源：海岸日报</span></div>
<div class="art_text">
<p>两个城市的使者周二在旧海关大楼会面，自去年洪水以来这里还没有举行过任何会谈，渔民们在码头上等待消息。</p>
<p>发言人说，双方将在六月再次会面，在此之前渡轮照常运行，票价与去年冬天相同，船长们对此表示欢迎。</p>
<p>“我们就分歧达成了一致，”他补充说，“这比我们的父辈九年里做到的还要多。”咖啡受到两个代表团的称赞。</p>
<p>一份包含十一点内容的文件将于周五印发，届时翻译人员将就码头一词的译法取得一致意见。</p>
</div></body></html>"""

PAGES = {
    "ledger": (LEDGER, "https://www.marrow-ledger.example/world/harbour-talks"),
    "breaks": (BREAKS, "https://coast-times.example/n/1"),
    "chinese": (CHINESE, "https://www.coast-daily.example/2026/0428/1.html"),
}


@pytest.fixture(params=sorted(PAGES))
def source(request: pytest.FixtureRequest) -> Source:
    """Each page in turn."""
    text, url = PAGES[request.param]
    return Source(body=text.encode(), url=url, at=DAY, name=request.param)


@pytest.fixture
def drafted(source: Source, config: Config) -> Drafted:
    """Its draft."""
    return drafted_from(source, None, config)
