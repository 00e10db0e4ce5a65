"""How much a word of a question tells by itself, before any page is looked at.

Everyday words, and words that only hold a sentence together, count less than names and terms.
Frequencies and parts of speech come from general language and not from the pages: in a manual a
colloquial word is rare, and rarity alone would make it the telling one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.knowledge.words.tokens import Word

# Parts of speech (first letter of the tag) that say little about the subject: adverbs,
# pronouns, conjunctions, prepositions, auxiliaries, numerals, measures, particles.
_HELPERS = frozenset("drcpumqyftzoeh")
_HELPER_SHARE = 0.7
_PLACE_SHARE = 0.3  # 杭州的库怎么同步到北京 asks nothing of Hangzhou
# Where people have their servers. The dictionary calls 日志 and 云 places too.
_PLACES = frozenset(
    """
    北京 上海 天津 重庆 广州 深圳 杭州 南京 苏州 无锡 常州 宁波 温州 合肥 武汉 长沙 南昌 郑州
    西安 成都 昆明 贵阳 南宁 海口 三亚 福州 厦门 济南 青岛 石家庄 太原 沈阳 大连 长春 哈尔滨
    呼和浩特 兰州 西宁 银川 乌鲁木齐 拉萨 东莞 佛山 珠海 香港 澳门 台北 浙江 江苏 广东 广西 四川
    湖北 湖南 河南 河北 山东 山西 陕西 安徽 福建 江西 云南 贵州 海南 辽宁 吉林 黑龙江 甘肃 青海
    宁夏 新疆 西藏 内蒙古 台湾
    """.split()
)
_SCALE = 11.0  # of the values in common_words.txt
_RARE_SHARE = 4e-6  # of a word that is not in common_words.txt
_ENGLISH_SHARE = 0.3
_ENGLISH_WORDS = """
a an the of to and or is are was were be been it this that these those for with by at as from
on in into not no do does did can cannot could should must may might will would because some
any all which what how why when where who i you we they my your its if then than so but there
here have has had use using used error fatal warning hint detail
reason cause issue problem prevent avoid fix solve pro con best practice difference between vs
example about after before during please help way kind get need want one ones they them also
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_SINGLE_CHARACTER = 0.5  # an unknown single character is rather a fragment than a word
_EVERYBODYS = 0.75  # salience of words so common that missing them means nothing
# Words for the kind of answer that is wanted; that a page lacks them means nothing.
_FORM_WORDS = """
原因 区别 差别 差异 优势 劣势 优点 缺点 好处 坏处 短板 利弊 办法 方法 方案 步骤 流程 教程 文章
文档 资料 地址 链接 网址 例子 示例 案例 推荐 建议 标准 业界 行业 通用 常见 最佳 实践 思路 原理
机制 作用 用途 概念 含义 意思 定义 命令 语句 写法 用法 语法 工具 介绍 总结 清单 列表 技巧 经验
注意 事项 情况 场景 类型 种类 问题 解决 处理 查看 设置 配置 值得 靠谱
"""
FORM_WORDS = frozenset(_FORM_WORDS.split())


def salience(word: Word) -> float:
    """Between 0 and 1; 1 for names, terms and all words that are not in the lists."""
    if not word.is_han:
        return _ENGLISH_SHARE if word.text in _ENGLISH else 1.0
    share = _common_words().get(word.text, 1.0)
    if word.text in _PLACES:
        share *= _PLACE_SHARE
    return share * _HELPER_SHARE if word.kind[:1] in _HELPERS else share


def unknown_worth(word: Word) -> float:
    """How much it means that a page lacks a word: 0 for everyday words, 1 for a name."""
    if not has_letter(word):
        return 0.0
    rest = _SINGLE_CHARACTER if word.is_han and len(word.text) == 1 else 1.0
    return max(salience(word) - _EVERYBODYS, 0.0) / (1 - _EVERYBODYS) * rest


def has_letter(word: Word) -> bool:
    """Whether there is more in it than digits and signs."""
    return any(letter.isalpha() for letter in word.text)


def general_share(text: str) -> float:
    """Roughly the share of this word among all words of general Chinese."""
    return math.exp(-_SCALE * _common_words()[text]) if text in _common_words() else _RARE_SHARE


def is_english(text: str) -> bool:
    """Whether it is an English word that names nothing by itself."""
    return text in _ENGLISH


def is_function_word(word: Word) -> bool:
    """Whether a word holds a sentence together rather than naming something."""
    if not word.is_han:
        return is_english(word.text)
    return word.kind[:1] in _HELPERS


@cache
def _common_words() -> Mapping[str, float]:
    table: dict[str, float] = {}
    text = files("bot.knowledge.words").joinpath("common_words.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            value, *words = line.split()
            table |= dict.fromkeys(words, float(value))
    return table
