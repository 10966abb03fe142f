"""A statement and its translation, invented for the tests; paragraph n of one is paragraph n of the other."""

from __future__ import annotations

ENGLISH = (
    "Good morning. The two ministers met on March 14, 2025, and talked for three hours about trade and the border.",
    "They agreed to open four bridges over the river before winter. Trucks will be able to cross at night.",
    "The foreign minister thanked the farmers of the northern valley for their patience during the long negotiations.",
    "More than 52,000 students study in the neighbouring country. Both governments want that number to double.",
    "On the fishing dispute there was no agreement. A working group of scientists will report in October.",
    "The next meeting will take place in the old harbour town of Lindmar, where the treaty was signed.",
)
CHINESE = (
    "早上好。两位部长于2025年3月14日会晤，就贸易和边界问题谈了三个小时。",
    "他们同意在冬天之前开放河上的四座桥。卡车将可以在夜间通过。",
    "外交部长感谢北部山谷的农民在漫长的谈判期间表现出的耐心。",
    "超过52000名学生在邻国学习。两国政府都希望这个数字增加一倍。",
    "在捕鱼争端上没有达成协议。一个由科学家组成的工作组将在10月提出报告。",
    "下一次会议将在签署条约的古老港口城市Lindmar举行。",
)
QUESTIONS = (
    "QUESTION: Thank you, Minister. Has the price of the new tunnel gone up again since the spring?",
    "MINISTER HOLM: I have not seen the engineers' figures, and I would rather not guess in front of the cameras.",
    "QUESTION: And will the museum reopen for the holidays, as the mayor keeps promising on the radio?",
    "MINISTER HOLM: You would have to ask the mayor about that. Good night, all of you.",
)
"""What follows the statement and was never translated."""
ABOUT_SOMETHING_ELSE = (
    "The orchestra opened its season with a symphony that nobody in the audience had heard before.",
    "Rain kept the gardeners indoors, and the roses were pruned a week later than in other years.",
    "A baker in the suburb sells bread made of chestnuts, which his grandmother taught him to grind.",
    "The library lends umbrellas now. They come back wet, and mostly on time.",
    "Nobody knows why the clock on the tower stops at noon, but the pigeons seem to like it.",
)
