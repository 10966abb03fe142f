"""Chrome is left out of pages, and an article about chrome is not."""

from __future__ import annotations

import pytest

from readout.extract.residue import is_residue, residue_of

PROSE = (
    "<p>Ministers of both coasts met for two days and agreed, after some argument, on the rules of the harbour, number {}.</p>"
)


@pytest.mark.parametrize(
    "line",
    ["Share", "Facebook Twitter WhatsApp", "Share this article:", "Leave a Reply", "12 Comments", "Advertisement", "[ad]", "Related stories",
     "Sign up for our newsletter", "We use cookies to make this site work.", "Read more here.", "Read more", "© 2026 The Coast Courier",
     "分享按钮", "分享到：", "评论 请在下方区域中输入……", "责任编辑：李华", "版权所有 未经许可不得转载", "相关阅读", "扫一扫，关注我们", "点击阅读原文"],
)  # fmt: skip
def test_chrome_is_known_by_its_words(line):
    assert is_residue(line, linked=False)


@pytest.mark.parametrize(
    "line",
    ["Comments on the draft were due in May.", "Share prices fell in both ports.", "Related questions were not discussed.", "分享会谈成果是双方的共同愿望，也是下一步工作的重点。",
     "评论人士认为，此次会晤意义重大。", "Thank you.", "Print journalism is in decline.", "The ministers also agreed to subscribe to the convention."],
)  # fmt: skip
def test_sentences_with_the_same_words_are_not(line):
    assert not is_residue(line, linked=False)


def test_the_words_of_a_link_stay_as_long_as_it_points_somewhere():
    assert not is_residue("Read more", linked=True)


def test_labels_of_a_form_are_chrome_only_beside_chrome():
    assert residue_of(["内容", "谈话", "评论", "内容", "提交"], linked=[False] * 5) == [False, False, True, True, True]


def test_chrome_at_the_foot_of_a_page_is_a_rejection_and_never_text(run, passages, reasons):
    prose = "".join(PROSE.format(n) for n in range(9))
    foot = "<p>分享到：</p><p>责任编辑：李华</p><p>Leave a comment</p>"
    found = run(
        f"<html><head><title>Harbour rules</title></head><body><article><h1>Harbour rules</h1>{prose}{foot}</article></body></html>"
    )
    assert found.text.endswith("number 8.")
    assert all(kind != "residue" for kind, _ in passages(found))
    assert set(reasons(found)) <= {"residue"}


def test_the_same_words_in_the_middle_of_a_text_stay(run):
    prose = [PROSE.format(n) for n in range(12)]
    prose.insert(6, "<p>Leave a comment</p>")
    found = run(f"<html><body><article><h1>On forms</h1>{''.join(prose)}</article></body></html>")
    assert "Leave a comment" in found.text


def test_a_comment_form_with_a_robot_check_does_not_make_a_wall(run):
    prose = "".join(PROSE.format(n) for n in range(9))
    form = '<form class="comment-form"><label>Name</label><input type="text"><div class="g-recaptcha"></div><button>Submit</button></form>'
    found = run(
        f"<html><head><title>On captchas</title></head><body><article><h1>On captchas</h1>{prose}</article>{form}</body></html>"
    )
    assert found.verdict.outcome == "ok"
    assert "number 0" in found.text
    assert "Submit" not in found.text


def test_chrome_that_the_extractor_left_out_is_counted_too(run, reasons):
    prose = "".join(PROSE.format(n) for n in range(9))
    foot = "<div class='tools'><p>分享按钮</p><p>评论 请在下方区域中输入……</p></div>"
    found = run(f"<html><head><title>Harbour rules</title></head><body><article>{prose}</article>{foot}</body></html>")
    assert "分享按钮" not in found.text
    assert reasons(found) == ["residue", "residue"]
