"""What captures turn out to be, by their bytes alone."""

from __future__ import annotations

import pytest

from readout.extract.verdicts.expected import slug_words
from readout.extract.verdicts.verdict import judge
from readout.model.drafts import Entity

PROSE = "".join(
    f"<p>The delegations of both coasts discussed harbour rules and fishing grounds at length, item {n}.</p>" for n in range(30)
)


def html(title, body, head=""):
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (html("Just a moment...", "<h1>Checking your browser before accessing the site.</h1>"), "challenge"),
        (html("a.example", "<p>Please verify you are human.</p>"), "challenge"),
        (html("环境异常", "<p>当前环境异常，完成验证后即可继续访问。</p><a>去验证</a>"), "challenge"),
        (html("", "<p>Loading</p><script>window._cf_chl_opt={}</script>"), "challenge"),
        (html("Access Denied", "<h1>Access Denied</h1><p>You don't have permission to access this page.</p>"), "blocked"),
        (html("Technical Difficulties", "<h1>Technical Difficulties</h1><p>We're sorry.</p>"), "origin_error"),
        (html("Sign in", "<h1>Sign in to continue</h1><form><input type=password></form>"), "login_wall"),
        (html("Page not found - Ministry of Ports", "<h1>Page not found</h1><p>Try our search.</p>"), "soft_404"),
        (html("海岸日报", "<h2>您访问的页面不存在</h2>"), "soft_404"),
        (html("404", "<p>Sorry, the page you requested could not be found.</p>"), "soft_404"),
        ("", "empty"),
        (html("App", "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>"), "empty"),
    ],
)
def test_a_page_that_answers_200_without_what_was_asked_is_not_ok(run, body, outcome):
    found = run(body)
    assert found.verdict.outcome == outcome
    assert found.text is None


@pytest.mark.parametrize(
    "body",
    [
        html("Why captchas ask whether you are human", f"<article><h1>Captcha fatigue</h1>{PROSE}</article>"),
        html(
            "Access denied: how ports shut out ships",
            f"<article><h1>Access denied: how ports shut out ships</h1>{PROSE}</article>",
        ),
        html("Harbour rules", f"<article>{PROSE}</article><div class=g-recaptcha></div><form><input type=password></form>"),
        html("The page that was not found", f"<article>{PROSE}</article>"),
        html(
            "Port closed",
            "<article><h1>Port closed</h1><p>The port of Lisse was closed on Friday because of high water.</p></article>",
        ),
    ],
)
def test_an_article_about_walls_is_an_article(run, body):
    found = run(body)
    assert (found.verdict.outcome, bool(found.text)) == ("ok", True)


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (404, {}, "not_found"), (410, {}, "gone"), (401, {}, "login_wall"), (429, {}, "rate_limited"), (451, {}, "forbidden"),
        (403, {}, "forbidden"), (403, {"Server": "AkamaiGHost"}, "blocked"), (503, {"cf-mitigated": "challenge"}, "challenge"),
        (503, {}, "origin_error"), (418, {}, "client_error"), (405, {"x-amzn-waf-action": "captcha"}, "challenge"),
    ],
)  # fmt: skip
def test_the_status_and_the_headers_of_walls_decide_first(run, reasons, status, headers, outcome):
    found = run("<html><body><p>Words.</p></body></html>", status=status, headers=tuple(headers.items()))
    assert (found.verdict.outcome, found.text, reasons(found)) == (outcome, None, [])


def test_headers_that_a_web_archive_repeats_are_the_sites_own(run):
    found = run(html("Ministry", PROSE), headers=(("X-Archive-Orig-cf-mitigated", "challenge"),))
    assert found.verdict.outcome == "challenge"


def test_a_redirect_keeps_what_the_fetcher_saw(run):
    assert run("", status=302, outcome_observed="moved").verdict.outcome == "moved"


def test_a_redirect_to_the_root_of_the_site_is_a_soft_404(run):
    found = run(html("Ministry", PROSE), "https://page.example/", hop=1, original_url="https://page.example/talks/1")
    assert found.verdict.outcome == "soft_404"


SLUG = "https://page.example/2026/05/minister-opens-lighthouse-museum-ceremony.html"


def test_a_page_with_none_of_the_words_of_its_address_is_suspect(run, reasons):
    found = run(html("Ministry", PROSE), SLUG)
    assert (found.verdict.outcome, found.verdict.quality, reasons(found)) == ("suspect_content", 0.0, ["no_content"])


def test_one_word_of_the_address_or_another_script_is_enough(run):
    found = run(html("Ministry", PROSE + "<p>The museum will open.</p>"), SLUG)
    assert (found.verdict.outcome, found.verdict.quality) == ("ok", 0.4)
    assert run(html("部", "<p>双方讨论了港口的规则，并同意在五月继续磋商。</p>" * 5), SLUG).verdict.outcome == "ok"


def test_the_words_of_a_citation_are_expected_too(capture_of, publishers, constants):
    entity = Entity(status=200, headers=(), body=html("Ministry", PROSE).encode())
    verdict = judge(
        entity, capture_of("https://page.example/1"), publishers, constants, ("lighthouse", "museum", "opening", "ceremony")
    )
    assert verdict.outcome == "suspect_content"
    assert judge(entity, capture_of("https://page.example/1"), publishers, constants).quality is None


def test_words_of_an_address_are_those_of_its_last_step(constants):
    assert slug_words(SLUG, constants) == ("minister", "opens", "lighthouse", "museum", "ceremony")
    assert slug_words("http://[::1/x", constants) == ()


@pytest.mark.parametrize(
    ("body", "reason", "outcome"),
    [
        (b"%PDF-1.7 text", "undecodable", "ok"),
        (b'{"a": 1}', "not_html:json", "ok"),
        (b"<?xml version='1.0'?><rss></rss>", "not_html:feed", "ok"),
        (b"\x89PNG\r\n\x1a\n", "not_text", "unsupported_type"),
        (b"<html><frameset><frame src='a.html'></frameset></html>", "frameset", "empty"),
        (b"<html><meta http-equiv=Refresh content='0; url=/new'><p>Wait.</p></html>", "meta_refresh", "empty"),
        (b"<html><body><script>var a = 1; <p>lost", "no_content", "empty"),
        (b"<p>" + b"<div>" * 600, "too_deep", "ok"),
        (b"<p>" + b"x" * 20_000_001, "too_large", "ok"),
    ],
)
def test_what_gives_no_document_says_why(run, reasons, body, reason, outcome):
    found = run(body)
    assert (reasons(found), found.verdict.outcome, found.text) == ([reason], outcome, None)


def test_a_page_that_was_saved_as_a_file_may_have_any_name_and_say_anything(run):
    saved = run(html("Sign in", PROSE + "<h1>Just a moment</h1>"), "file:minister-opens-lighthouse-museum-ceremony.html", None)
    assert (saved.verdict.outcome, saved.publisher, saved.layout) == ("ok", None, "generic")
