"""By-lines in Chinese: behind 记者, in brackets at the end of a text, alone below its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readout.model import Author

_SURNAMES = (
    "王李张張刘劉陈陳杨楊赵趙吴吳周徐孙孫朱胡郭何林罗羅郑鄭梁谢謝宋唐许許韩韓邓鄧冯馮曹彭曾肖蕭董潘袁蔡蒋蔣杜叶葉魏苏蘇吕呂丁卢盧姚沈姜崔谭譚陆陸范汪廖"
    "韦韋贾賈邹鄒熊孟秦邱侯尹薛闫閆雷史陶贺賀段郝顾顧龚龔邵覃钱錢戴严嚴莫孔汤湯康乔喬赖賴牛樊葛邢齐齊庞龐颜顏倪章鲁魯岳翟殷詹申耿关關焦俞柳甘祝包尚"
    "舒阮纪紀梅童凌毕畢裴霍涂苗曲盛冉骆駱蓝藍游辛靳柴蒙鲍鮑喻祁房滕屈饶牟艾尤穆卓缪褚娄窦戚岑宫费卜晏席瞿桂佟臧闵苟邬卞仇栾隋刁寇甄丛虞敖巩佘邝黄黃"
    "马馬高于余任程石白江夏万萬方田常武易文金钟鍾"
)
"""The commonest surnames; together more than nine in ten people (general knowledge, in no order that matters)."""
_TWICE = "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|司徒|东方|东郭|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文"
_NAME = rf"(?:(?:{_TWICE})[\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
_ANY_NAME = rf"(?:{_NAME}|[\u4e00-\u9fff]{{2,3}}(?:·[\u4e00-\u9fff]{{1,6}})*)"
_REPORTER = r"(?:记者|記者|评论员|評論員|通讯员|通訊員|特派员|特约撰稿人|撰稿人|特约撰稿)"
_BETWEEN = rf"(?:[\s、，,和]+|\s*{_REPORTER}\s*[:：]?\s*)"
_LIST = rf"{_ANY_NAME}(?:{_BETWEEN}{_ANY_NAME})*"
_BEFORE = r"[\u4e00-\u9fffA-Za-z·]{0,14}?"  # the paper or agency
_LINE = re.compile(
    rf"[□■◎●◆▲★☆\s]*{_BEFORE}{_REPORTER}(?:\s*[:：/／丨|]\s*|\s+)({_LIST})(?:\s*(?:文|摄|文/图|报道|發自.*|发自.*))?\s*"
)
_JOINED = re.compile(
    rf"[□■◎●◆▲★☆\s]*(?:本报|本報|本刊|本网|本網){_BEFORE}{_REPORTER}(?:(?P<from>[\u4e00-\u9fff]{{2,4}})(?:发自|發自).{{2,12}}|(?P<told>{_NAME})(?:报道|報道))"
)
_IN_BRACKETS = re.compile(rf"[（(【\[]{_BEFORE}{_REPORTER}\s*[:：]?\s*({_LIST})\s*(?:[，,；;][^）)】\]]{{0,20}})?[）)】\]]")
_NAMES_IN_BRACKETS = re.compile(rf"[（(]((?:{_NAME})(?:[\s、，,]+{_NAME})*)[)）]\s*$")
_NAME_ALONE = re.compile(rf"(?:文|作者)?\s*[/／:：]?\s*({_NAME})")
_NO_NAMES = frozenset(
    [
        "周末",
        "周刊",
        "周报",
        "周日",
        "周一",
        "周二",
        "周三",
        "周四",
        "周五",
        "周六",
        "许多",
        "曾经",
        "韩国",
        "苏州",
        "杜绝",
        "顾问",
        "章节",
        "段落",
        "陈述",
        "陆续",
        "唐代",
        "宋代",
        "祝贺",
        "何时",
        "高层",
        "高清",
        "方法",
        "方案",
        "文化",
        "文章",
        "文字",
        "文件",
        "金融",
        "石油",
        "白宫",
        "江苏",
        "江西",
        "夏天",
        "万元",
        "任务",
        "于是",
        "余下",
        "程序",
        "马上",
        "常见",
        "易懂",
        "武器",
        "武汉",
        "钟表",
        "田野",
        "白天",
        "关注",
        "关于",
        "包括",
        "温州",
        "林业",
        "梅花",
        "马来",
        "杨浦",
        "秦代",
        "金华",
        "江门",
        "石家庄",
        "黄石",
        "黄山",
        "蓝天",
        "曲线",
        "康复",
        "游戏",
        "游客",
        "费用",
        "蒙古",
        "莫斯科",
        "岳阳",
        "齐鲁",
        "武功",
        "文学",
        "文摘",
        "高中",
        "高校",
        "方正",
        "包装",
        "贺电",
        "贺信",
        "严重",
        "严肃",
        "申请",
        "申报",
        "关键",
    ]
)
_SEARCHED = 400  # characters of a paragraph: the note stands behind its dateline
_SPLIT = re.compile(rf"{_BETWEEN}")


def han_authors(line: str) -> list[Author]:
    """The reporters that a line names, be it all of it or a note in brackets.

    >>> [author.name for author in han_authors("新华社海口4月26日电（记者 李华、王明）春耕开始了。")]
    ['李华', '王明']
    >>> [author.name for author in han_authors("□ 本报记者 李华 通讯员 王明")]
    ['李华', '王明']
    """
    found = _LINE.fullmatch(line) or _JOINED.fullmatch(line) or _IN_BRACKETS.search(line[:_SEARCHED])
    return list(_people(next(filter(None, found.groups())))) if found else []


def han_signature(lines: Sequence[str]) -> list[Author]:
    """The name in brackets that ends a text.

    >>> [author.name for author in han_signature(["春耕开始了。（李华 王明）"])], han_signature(["未完（待续）"])
    (['李华', '王明'], [])
    """
    found = next((found for line in reversed(lines) if (found := _NAMES_IN_BRACKETS.search(line[-60:]))), None)
    return list(_people(found[1])) if found else []


def han_name_alone(lines: Sequence[str]) -> list[Author]:
    """A name that is a line of its own, at the head of a text.

    >>> [author.name for author in han_name_alone(["李华", "春耕开始了。"])], han_name_alone(["文化", "春耕开始了。"])
    (['李华'], [])
    """
    found = next((found for line in lines if (found := _NAME_ALONE.fullmatch(line))), None)
    return list(_people(found[1])) if found else []


def _people(text: str) -> Iterator[Author]:
    for name in _SPLIT.split(text):
        if name and name not in _NO_NAMES:
            yield Author(name=name, role=None)
