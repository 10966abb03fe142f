"""Identity of addresses."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readout.discover.urls import BadUrlError, host_of, url_fetch, url_key
from readout.publishers import KeyRules, Publisher, Publishers
from readout.settings import Config

NOBODY = Publishers(())


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://news.example", "https://news.example/"),
        ("HTTP://News.Example:80/A", "https://news.example/A"),
        ("https://news.example:443/?", "https://news.example/"),
        ("http://news.example:443/", "https://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("//news.example/a", "https://news.example/a"),
        ("https://www.news.example/a", "https://www.news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://reader:pw@news.example/a#top", "https://news.example/a"),
        ("https://news.example/a/%2e%2e/b/./c/..", "https://news.example/b/"),
        ("https://news.example/../../a", "https://news.example/a"),
        ("https://news.example/a//b", "https://news.example/a//b"),
        ("https://news.example/a%2fb%7ec%c3%a9", "https://news.example/a%2Fb~c%C3%A9"),
        ("https://news.example/é", "https://news.example/%C3%A9"),
        ("https://news.example/?u=https%3a%2f%2fa.example", "https://news.example/?u=https%3A%2F%2Fa.example"),
        ("https://news.example/?b=2&utm_source=x&a=1&fbclid=y&UTM_Medium=z", "https://news.example/?b=2&a=1"),
        (
            "https://news.example/?gclsrc=a&msclkid=b&twclid=c&mkt_tok=d&ref=e&from=f&%75tm_id=1",
            "https://news.example/?ref=e&from=f",
        ),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://新闻.example/", "https://xn--efvy88h.example/"),
        ("http://127。0。0。1/", "https://127.0.0.1/"),
        ("http://[2001:DB8:0:0::1]:80/", "https://[2001:db8::1]/"),
        ("https://keep.example/web/20240428093000id_/http://news.example/a?b=1#c", "https://news.example/a?b=1"),
        ("https://keep.example/web/20240428093000/http:/news.example/a", "https://news.example/a"),
        ("https://keep.example/web/2024/https://keep.example/web/2023/https://news.example/", "https://news.example/"),
        ("https://news.example/web/2024/report", "https://news.example/web/2024/report"),
    ],
)
def test_two_spellings_of_one_address_have_two_keys(url: str, key: str) -> None:
    assert url_key(url, NOBODY) == key
    assert url_key(key, NOBODY) == key


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "bad_url"),
        ("news.example/a", "bad_url"),
        ("https://", "bad_url"),
        ("https:///a", "bad_url"),
        ("http://[::1/", "bad_url"),
        ("http://[::g]/", "bad_url"),
        ("https://news.example/%zz", "bad_url"),
        ("https://news.example/a b", "bad_url"),
        ("https://news.example/\x00", "bad_url"),
        ("https://news.example:99999/", "bad_url"),
        ("https://news.example:x/", "bad_url"),
        ("https://a..b/", "bad_url"),
        ("https://a\\@b.example/", "bad_url"),
        ("https://" + "a" * 64 + ".example/", "bad_url"),
        ("https://news.example/" + "a" * 8000, "bad_url"),
        ("https://\u200b.example/", "bad_url"),
        ("data:text/plain,hello", "bad_scheme"),
        ("mailto:reader@news.example", "bad_scheme"),
        ("javascript:void(0)", "bad_scheme"),
        ("file:///etc/passwd", "bad_scheme"),
        ("ftp://news.example/a", "bad_scheme"),
    ],
)
def test_what_is_no_address_has_an_identity(url: str, reason: str) -> None:
    for function in (url_fetch, host_of, lambda text: url_key(text, NOBODY)):
        with pytest.raises(BadUrlError) as caught:
            function(url)
        assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("url", "requested"),
    [
        ("https://a:b@news.example/x?utm_source=y&b=%7e#z", "https://news.example/x?utm_source=y&b=%7e"),
        ("http://News.example:80/../a", "http://News.example:80/../a"),
        ("//news.example", "https://news.example/"),
    ],
)
def test_a_request_differs_from_what_was_cited_by_more_than_fragment_and_password(url: str, requested: str) -> None:
    assert url_fetch(url) == requested


@pytest.mark.parametrize(
    "alike",
    [
        # hosts, archives and rules of the shipped publishers' files
        ("https://www.state.gov/x/", "http://state.gov/x/", "https://2021-2025.state.gov/x/", "https://2017-2021.state.gov/x/index.html",
         "https://web.archive.org/web/20240428093000/https://www.state.gov/x/"),
        ("https://www.politico.com/news/2024/04/26/a-headline-00154556", "https://politico.com/news/2024/04/27/another-headline-00154556?x=1"),
        ("https://www.globaltimes.cn/page/202304/1234567.shtml", "https://globaltimes.cn/page/202305/1234567.shtml", "http://www.globaltimes.cn/content/1234567.shtml"),
        ("https://www.youtube.com/live/AbCdEfGhI_0?si=share", "https://youtu.be/AbCdEfGhI_0?t=9", "https://m.youtube.com/watch?app=m&v=AbCdEfGhI_0&t=1s",
         "https://www.youtube-nocookie.com/embed/AbCdEfGhI_0", "https://www.youtube.com/shorts/AbCdEfGhI_0"),
        ("https://mp.weixin.qq.com/s?__biz=MzA5==&mid=224&idx=1&sn=abc&chksm=zzz&scene=27#wechat_redirect",
         "http://mp.weixin.qq.com/s?scene=0&sn=abc&idx=1&mid=224&__biz=MzA5=="),
    ],
)  # fmt: skip
def test_a_page_has_several_identities_at_a_publisher(config: Config, alike: tuple[str, ...]) -> None:
    assert len({url_key(url, config.publishers) for url in alike}) == 1


def test_addresses_of_different_pages_have_one_identity(config: Config) -> None:
    pages = [
        "https://www.state.gov/x/", "https://www.state.gov/x", "https://www.state.gov/", "https://travel.state.gov/x/",
        "https://www.politico.com/", "https://www.youtube.com/watch?v=AbCdEfGhI_1", "https://www.youtube.com/@channel",
        "https://www.globaltimes.cn/page/202304/1234568.shtml", "https://www.globaltimes.cn/china/",
        "https://mp.weixin.qq.com/s?__biz=a&mid=1&idx=1&sn=x", "https://mp.weixin.qq.com/s?__biz=a&mid=1&idx=2&sn=y", "https://mp.weixin.qq.com/s/AbCdEf",
        "https://www.youtube.com/playlist?list=PL1",
    ]  # fmt: skip
    assert len({url_key(url, config.publishers) for url in pages}) == len(pages)


def test_of_the_parameters_others_than_those_kept_tell_pages_apart() -> None:
    rules = KeyRules(keep=("id", "part"))
    publisher = Publisher(id="p", name="P", domains=("p.example",), authority="blog", licence="none", key=rules)
    key = url_key("https://www.p.example/s?x=1&part=2&id=7&sign=abc", Publishers((publisher,)))
    assert key == "https://p.example/s?id=7&part=2"


PIECES = st.sampled_from(
    ["a", "B", "%7e", "%2F", "%e4%bd%a0", "你", "é", "/", "//", "..", ".", "?", "&", "=", "+", ";", ":", "@", "#", "~", "!", "(", "]", "|", "\\", "utm_x=1",
     "/web/2024/", "https://www.state.gov/", "http:/", "index.html", "v=AbCdEfGhI_0", "-00154556", "/news/", "/content/1.shtml"]
)  # fmt: skip
HOSTS = st.sampled_from(
    ["news.example", "WWW.State.gov", "2021-2025.state.gov", "www.youtube.com", "youtu.be", "www.politico.com", "globaltimes.cn.", "bücher.example", "[::1]",
     "u:p@www.www.state.gov", "mp.weixin.qq.com", "xn--efvy88h.example"]
)  # fmt: skip


@settings(max_examples=150)
@given(
    st.sampled_from(["http://", "HTTPS://", "//"]),
    HOSTS,
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.lists(PIECES, max_size=8),
)
@example("https://", "www.politico.com", "", ["/news/", "a", "-00154556", "/web/2024/", "https://www.state.gov/"])
def test_the_key_of_a_key_is_another_one(config: Config, scheme: str, host: str, port: str, pieces: list[str]) -> None:
    try:
        key = url_key(scheme + host + port + "/" + "".join(pieces), config.publishers)
    except BadUrlError:
        return
    assert url_key(key, config.publishers) == key
    assert key.startswith("https://")
    assert "#" not in key
    assert url_fetch(key) == key


@given(st.text(max_size=60))
def test_some_text_makes_an_address_fail_in_another_way(text: str) -> None:
    for url in (text, "https://" + text, "https://news.example/" + text):
        with contextlib.suppress(BadUrlError):
            assert url_key(url, NOBODY)
            assert url_fetch(url)
