"""The words around names in by-lines: labels, roles, buttons, agencies, in the languages whose pages we meet."""

from __future__ import annotations

import re

_OF = r"(?:von|par|por|di|door|av|af|przez|oleh|от)"
"""What stands before a name where English has "by"; as a part of a name it stands behind the first one."""
_NOUN = (
    r"(?:authors?|autor(?:in|en|innen|es|a|as)?|auteure?s?|autore|autori|författare|forfatter|skribent|journalist|penulis|yazar"
    r"|автор|текст|texte?o?|tekst|teksti|redaktör|verfasser(?:in)?|redaktion|redaktør|reporters?|writers?|words|story|reporting|propos recueillis)"
)
_VERB = (
    r"(?:(?:written|reported|posted|published|created|submitted|contributed|compiled|edited|authored)"
    r"|(?:geschrieben|verfasst|veröffentlicht|erstellt|eingestellt|gespeichert|eingereicht|publiziert|gepostet)|(?:écrit|publiée?|rédigée?)|(?:escrito|publicado)|scritto|geschreven|skrevet"
    r"|(?:ein(?:e|en)?\s+)?(?:gast)?(?:beitrag|artikel|kommentar|analyse|interview|text)|an?\s+\w+)"
)
_HAN_NOUN = (
    r"(?:(?:本报|本報|本网|本網|本刊|特约|見習|见习|新华社|新華社|人民网|中新社)*(?:记者|記者|评论员|通讯员|特派员|撰稿人)"
    r"|作者|撰文|撰稿|采写|文字|文|编译|編譯|翻译|翻譯|取材|執筆|筆者|著者|글)"
)
HAN_LABEL = re.compile(rf"[\[【(（]?{_HAN_NOUN}")
LABEL = re.compile(
    rf"(?:by|{_VERB}\s+(?:by|{_OF}|da)|{_NOUN}\s+(?:by|{_OF}|da))\b\s*[:：]?\s*|{_NOUN}\s*[:：]\s*(?:(?:by|{_OF})\s+)?"
    rf"|(?:authors?|autor(?:in|en)?|auteure?|autore)\s+(?-i:(?=[A-ZÀ-Þ]))|[\[【(（]?{_HAN_NOUN}\s*(?:[:：/／|丨｜]\s*|\s+)",
    re.IGNORECASE,
)
OF_A_NAME = re.compile(rf"{_OF}(?:\s*[:：]\s*|\s+)(?-i:(?=[^\W\d_a-zà-ÿ]))", re.IGNORECASE)
LABEL_ALONE = re.compile(rf"(?:by|{_OF}|{_VERB}\s+(?:by|{_OF})|{_NOUN}\s*[:：]|{_HAN_NOUN}\s*[:：/／])\s*[:：]?", re.IGNORECASE)
ADDRESS = re.compile(r"\bhttps?:\S*|\S+@\S+", re.IGNORECASE)
CLOCK = re.compile(r"^\W*(?:(?:at|um|à)\s+)?\d{1,2}[:.h]\d\d(?:\s*(?:Uhr|h|[ap]\.?m\.?))?", re.IGNORECASE)
SEPARATOR = re.compile(r"\s*[|•‧∙●◆■·｜](?!\S)\s*|\s+[-–—]\s+|\s//\s*")
TAIL = re.compile(
    r"\s*(?:link copied!?|\b(?:updated|published|posted|aktualisiert|veröffentlicht|publié|publicado|mis à jour|stand)\b\s*(?:on\b|am\b|le\b)?\s*:?.*"
    r"|\b(?:on|am|in|at|um)\b\s*[,:]?|\S+@\S+|(?<!\S)@\w+|\d{1,2}[:.]\d\d.*|[(（\[][^)）\]]*[)）\]]|[\]】)）,，、;:：-])\s*$",
    re.IGNORECASE,
)
SPLIT = re.compile(
    r"\s*(?:;|、|，|\band\b|\bund\b|&|\+|\bwith\b|\bas told to\b|\s/\s|,(?!\s*(?:Jr|Sr|II|III|Ph\.?D|M\.?D|MBA|Esq)\b))\s*",
    re.IGNORECASE,
)
# Words that also stand within a name ("Faria e Silva"): only between two full names.
MAY_SPLIT = re.compile(r"\s+(?:y|e|et|en|i|og|och|ja|dan|ve|и)\s+")
ROLE = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|writers?|columnists?|producers?|contributors?|journalists?|staff|bureau chief|director|professor"
    r"|spokes\w+|minister|secretary|ambassador|analyst|fellow|author|critic|anchor|managing|senior|chief|special to|for the|redakt\w+|korrespondent\w*"
    r"|chefred\w+|volontär\w*|journaliste|rédact\w+|correspondante?|corresponsal|redactora?|periodista|jornalista|repórter|giornalista|inviato)\b",
    re.IGNORECASE,
)
ROLE_AFTER = re.compile(
    r"\s+(?:(?:senior |chief |political |foreign )?(?:staff (?:writer|reporter)|correspondent|reporter|columnist|contributor)|기자|特派員|記者|记者|報道)$",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"https?:|www\.|admin\b|@|[{}<>=\\]|\d{3,}|^\d|\d[:.]\d"
    r"|^(?:share|print|e-?mail|comments?|follow|staff|admin(?:istrator)?|root|editor|webmaster|user|guest|anonymous|none|null|undefined|unknown|n/?a"
    r"|view (?:profile|all)|read more|about the author|the author|author|autor|by|redacción|redaktion|redazione|redação|la rédaction|rédaction|redactie"
    r"|facebook|twitter|instagram|linkedin|youtube|super user|default|test|site|home|news|blog|photo|foto|advertisement|not available)$",
    re.IGNORECASE,
)
ABBREVIATED = re.compile(r"\b(?:\w|Jr|Sr|Esq|Ph\.D|M\.D)\.$")
AGENCIES = frozenset(
    "reuters afp ap dpa apa ansa efe upi tass ria pti ani ians sid epd kna kyodo yonhap xinhua anadolu bloomberg belga anp ritzau ntb tt cna".split()  # noqa: SIM905 - a list of words reads as words
)
ORGANISATION = re.compile(
    r"\b(?:office|bureau|department|ministry|embassy|mission|consulate|secretariat)\b|办公室|辦公室|部$|司$|使馆|使館|委员会$|政府$",
    re.IGNORECASE,
)
HAN_NAMES = re.compile(r"[\u4e00-\u9fff·]{2,4}(?: [\u4e00-\u9fff·]{2,4})+")
PADDED = re.compile(r"(?<![\u3400-\u9fff])([\u4e00-\u9fff]) +([\u4e00-\u9fff])(?![\u3400-\u9fff])")
