"""Sentences and alignment: what they cost.

    python benchmarks/alignment.py

Texts are generated: Chinese words of the dictionary beside one of their English meanings, so that there is something to align.
CPU seconds, the best of three rounds; memory is that of a process of its own which has loaded the dictionary and aligned. The last
line is one JSON object; exit code 1 where a target is missed: 200 by 200 paragraphs in a second, 250 MB.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from readout.configuration import read_toml
from readout.constants import Constants
from readout.text.alignment.aligner import Aligner
from readout.text.alignment.dictionary import Dictionary, forget_dictionary, load_dictionary
from readout.text.sentences import split_sentences

CONSTANTS = read_toml(Path(__file__).resolve().parents[1] / "config/pipeline.toml", Constants).alignment
SECONDS_MAX, MB_MAX = 1.0, 250.0
WORDS = "国家 会议 河流 桥梁 学生 贸易 边界 农民 港口 城市 条约 科学 报告 价格 部长 夜间 冬天 山谷 谈判 协议 问题 政府 数字 船 火车 医院 法律 军队 海洋 气候 能源 技术 电影 音乐 书 门 雨 雪 风 花 树 鸟 鱼 马 牛 羊 狗 猫 米 盐 糖 茶"
GIVEN = "--one"


def main() -> int:
    """Measure and print a table."""
    if sys.argv[1:] == [GIVEN]:
        return one_process()
    rows: dict[str, float] = {"load the dictionary, s": best(load_again, 3)}
    dictionary = load_dictionary()
    aligner, bare = Aligner(dictionary, CONSTANTS), Aligner(Dictionary(), CONSTANTS)
    for size, words in ((50, 80), (200, 80), (600, 80)):
        chinese, english = texts(size, words, dictionary)
        name = f"{size} x {size} paragraphs of {words} words"
        rows[f"{name}, s"] = best(lambda a=chinese, b=english: aligner.paragraphs(a, b), 3 if size < 600 else 1)
        found = aligner.paragraphs(chinese, english)
        rows[f"{name}: right, %"] = 100 * sum(tuple(b.chinese) == tuple(b.english) for b in found) / size
    chinese, english = texts(200, 80, dictionary)
    rows["200 x 200 paragraphs without a dictionary, s"] = best(lambda: bare.paragraphs(chinese, english), 3)
    chinese, english = texts(250, 15, dictionary)
    rows["250 x 250 sentences, s"] = best(lambda: aligner.sentences(chinese, english), 3)
    for name, text in (
        ("English", "The talks went on. " * 55_000),
        ("Chinese", "会谈继续进行。" * 145_000),
        ("stops", "." * 1_000_000),
    ):
        language = "zh-Hans" if name == "Chinese" else "en"
        rows[f"sentences of 1 MB of {name} in one line, s"] = best(lambda t=text, n=language: split_sentences(t, n), 1)
    done = subprocess.run([sys.executable, __file__, GIVEN], capture_output=True, text=True, check=True)
    rows["memory of a process that has aligned 200 x 200, MB"] = float(done.stdout)
    for name, value in rows.items():
        sys.stdout.write(f"{name:60} {value:9.2f}\n")
    sys.stdout.write(json.dumps({"benchmark": "alignment", **{name: round(value, 3) for name, value in rows.items()}}) + "\n")
    is_fast = rows["200 x 200 paragraphs of 80 words, s"] < SECONDS_MAX
    return 0 if is_fast and float(done.stdout) < MB_MAX else 1


def load_again() -> None:
    """Load the dictionary anew."""
    forget_dictionary()
    load_dictionary()


def one_process() -> int:
    """Align 200 by 200 paragraphs and print the memory that it took, in MB."""
    dictionary = load_dictionary()
    Aligner(dictionary, CONSTANTS).paragraphs(*texts(200, 80, dictionary))
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}\n")
    return 0


def texts(count: int, words: int, dictionary: Dictionary) -> tuple[list[str], list[str]]:
    """Paragraphs and their translations, word by word."""
    draw = random.Random(count)  # noqa: S311 - the same texts each time
    meanings = {word: sorted(dictionary.meaning(word)) or ["none"] for word in WORDS.split()}
    themes = [draw.sample(sorted(meanings), 8) for _ in range(count)]  # else all paragraphs would have all words
    chosen = [[draw.choice(theme) for _ in range(words)] for theme in themes]
    fillers = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}ing" for n in range(400)]
    english = [
        " ".join(part for word in paragraph for part in (draw.choice(meanings[word]), draw.choice(fillers))) + "."
        for paragraph in chosen
    ]
    return ["".join(paragraph) + "。" for paragraph in chosen], english


def best(work: Callable[[], object], rounds: int) -> float:
    """CPU seconds of the quickest round."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


if __name__ == "__main__":
    raise SystemExit(main())
