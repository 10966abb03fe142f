"""Publishers that no layout is known for: an embassy's translations, a Chinese paper, a distributor of others' releases."""

from __future__ import annotations

from datetime import date

EMBASSY = """<html lang="zh-hans"><head><title>国务卿阿德耶米在利瑟港答记者问 - 驻北岸大使馆</title></head><body>
<header><nav><a href="/">首页</a><a href="/visas/">签证</a><a href="/news/">新闻</a></nav></header>
<main><article class="post type-post"><header class="entry-header"><h1 class="entry-title">国务卿阿德耶米在利瑟港答记者问</h1></header>
<div class="entry-content"><p>发言人办公室</p><p>北岸共和国利瑟市</p><p>2026年4月28日</p>
<p>阿德耶米国务卿：大家晚上好。我们今天谈到了开放的港口和粮食，双方都清楚还有很多事情要做，我们将在六月再次见面。</p>
<p>问：谢谢。会谈是否涉及渔业？码头上的渔民们已经等了三个星期，他们想知道什么时候可以再次出海捕鱼。</p>
<p>阿德耶米国务卿：没有。渔业将在秋天的下一轮会谈中讨论，届时两国的渔业部长都会参加，我们希望取得进展。</p></div>
<footer class="entry-footer"><a href="/tag/x">标签</a></footer></article></main>
<footer><p>版权所有</p></footer></body></html>"""

PAPER = """<html><head><meta charset="utf-8"><title>夜班渡轮重返海峡_国际_海岸时报网</title><meta name="author" content="海岸时报网"></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/world">国际</a></li></ul></div>
<div class="b-container"><h1>夜班渡轮重返海峡</h1><div class="info"><span>2026-04-27 10:31</span><span>来源：海岸时报</span><span>作者：陈安然</span></div>
<div class="text"><p>利瑟港与南岸之间的夜班渡轮周日再次起航，七年前它因为乘客太少而停运，当时的最后一位船长这次也在船上。</p>
<p>船上有两百名乘客，他们说自己是来看看在黑暗中还有没有别人认得路的，结果渡轮提前四分钟到达了南岸码头。</p>
<p>公司打算在夏天结束之前每周开三个晚上，然后再数一数人头作出决定，票价与七年前相同，孩子们可以免费乘坐。</p>
<p>责任编辑：吴雨涵</p></div><div class="share">分享到：</div></div></body></html>"""

MIRROR = """<html lang="en"><head><title>Statement on the Harbour Talks</title></head><body>
<div class="menu"><a href="/">Home</a> <a href="/search">Search</a></div>
<div class="document"><h1>Statement on the Harbour Talks</h1><div class="when">04/28/2026 | Press release | Distributed by Public on 04/28/2026 11:20</div>
<div class="release"><p>The ministry welcomes the agreement that was reached on Monday in Port Lisse after three hours of talks in the old customs house.</p>
<p>Both sides will let the ferries run between the two ports from June on, and they will meet again in the autumn to talk about the islands.</p>
<p>The ministry thanks the harbour master for the coffee, and the translators for their patience with the word for quay.</p></div>
<p>Public link: press office of the ministry</p></div></body></html>"""


def test_a_translation_on_an_embassy_s_page(run, passages):
    found = run(EMBASSY, "https://embassy.example/zh/press-availability/")
    assert found.title == "国务卿阿德耶米在利瑟港答记者问"
    assert found.published_on == date(2026, 4, 28)
    texts = [text for _, text in passages(found)]
    assert [text[:5] for text in texts[-3:]] == ["阿德耶米国", "问：谢谢。", "阿德耶米国"]
    assert "签证" not in found.text
    assert "版权所有" not in found.text


def test_a_chinese_paper_s_story(run):
    found = run(PAPER, "https://world.coast-times.example/article/4HxYz")
    assert found.title == "夜班渡轮重返海峡"
    assert found.published_on == date(2026, 4, 27)
    assert [author.name for author in found.authors] == ["陈安然"]
    assert found.text.count("\n") >= 2
    assert "分享到" not in found.text
    assert "责任编辑" not in found.text


def test_a_distributor_s_copy_keeps_its_source_line(run, passages):
    found = run(MIRROR, "https://distributor.example/view/1")
    assert found.title == "Statement on the Harbour Talks"
    assert found.published_on == date(2026, 4, 28)
    assert [text[:12] for kind, text in passages(found) if kind == "body" and "ministry" in text][:1] == ["The ministry"]
    assert "harbour master for the coffee" in found.text
