"""Glossary, typos and stop words as admins write them."""

from __future__ import annotations

import pytest

from bot.knowledge.words.vocabulary import Vocabulary, load_vocabulary

GLOSSARY = """
# 注释
死元组 | dead tuple | n_dead_tup
备库 | standby
备库 | 从库
表不存在 | relation does not exist
瘦身, 收缩 > 膨胀 | VACUUM FULL
"""


def vocabulary() -> Vocabulary:
    lists = (("glossary.txt", GLOSSARY), ("typos.txt", "vaccum > vacuum\n事物 > 事务\n"))
    return load_vocabulary(lists)


def test_a_name_is_found_in_all_its_spellings() -> None:
    for text in ("dead tuples 太多", "死元组太多", "dead-tuple"):
        assert vocabulary().find(text)[0].names == ("死元组", "dead tuple", "n_dead_tup")


def test_lines_that_share_a_name_are_one_concept() -> None:
    assert vocabulary().names_of("从库") == ("从库", "备库", "standby")
    assert vocabulary().names_of("没有的名字") == ("没有的名字",)


def test_what_names_have_in_common_is_there_once() -> None:
    lists = (("glossary.txt", "逻辑复制 | 逻辑备份\nlogical decoding | logical slots\n"),)
    one, other, *english = load_vocabulary(lists).by_atoms
    assert one[:2] == other[:2]
    assert all(a is b for a, b in zip(one[:2], other[:2], strict=True))
    assert english[0][0] is english[1][0]


def test_a_cue_leads_to_terms_but_is_not_their_name() -> None:
    (match,) = vocabulary().find("想瘦身")
    assert (match.names, match.leads_to) == ((), ("膨胀", "vacuum full"))


def test_an_error_message_is_known_whatever_name_it_quotes() -> None:
    text = 'error: relation "t_user" does not exist'
    (match,) = vocabulary().find(text)
    assert match.names[0] == "表不存在"
    assert text[match.start : match.end] == 'relation "t_user" does not exist'
    assert vocabulary().find('"从库" 延迟')[0].names[0] == "备库"


def test_a_complaint_is_known_however_strong_and_in_whatever_form() -> None:
    lines = "恢复慢, 锁不锁表 > pg_restore\n备份恢复 | restore\n"
    cues = load_vocabulary([("glossary.txt", lines)])
    for said in ("恢复特别慢", "恢复好慢", "恢复越来越慢", "加字段锁不锁表"):
        (match,) = cues.find(said)
        assert match.leads_to == ("pg_restore",), said
    assert cues.find("备份能不能恢复")[0].names[0] == "备份恢复"
    for said in ("恢复得好", "慢慢恢复", "恢复老库", "恢复太多"):
        assert not cues.find(said), said


def test_a_cue_is_known_with_other_words_between() -> None:
    lines = "只能看自己, 不用密码登录 > 行级安全\n大表 > 分区表\n行级安全 | rls\n"
    cues = load_vocabulary([("glossary.txt", lines)])
    for said in ("只能让他们看自己的数据", "怎么不用每次输密码就登录"):
        (match,) = cues.find_spread(said, cues.find(said))
        assert match.leads_to == ("行级安全",), said
    said = "只能看自己"
    assert not cues.find_spread(said, cues.find(said)), "found as it is"
    for said in (
        "自己看只能",  # another order
        "只能用。怎么看自己",  # another clause
        "只能用 怎么看自己",
        "只能在半夜趁大家都不在的时候看自己",  # too far apart
        "用密码登录",  # 不 is no particle
        "大的一张表",  # two letters
    ):
        assert not cues.find_spread(said, cues.find(said)), said


def test_slips_are_corrected_as_whole_words() -> None:
    assert vocabulary().correct("vaccum 两个事物") == "vacuum 两个事务"
    assert vocabulary().correct("xvaccums") == "xvaccums"


@pytest.mark.parametrize("line", ["vaccum > vacuum", "vaccum → vacuum", "vaccum vacuum"])
def test_a_slip_may_be_written_in_any_way(line: str) -> None:
    assert load_vocabulary([("typos.txt", line)]).correct("vaccum") == "vacuum"


def test_a_name_of_too_many_words_is_left_out() -> None:
    sentence = " ".join(f"w{n}" for n in range(17))
    found = load_vocabulary([("glossary.txt", f"膨胀 | bloat | {sentence}")])
    assert found.concepts == (("膨胀", "bloat"),)


def test_only_new_words_change_how_pages_are_cut() -> None:
    plain = load_vocabulary([("typos.txt", "a > b")])
    assert plain.digest == load_vocabulary([("stopwords.txt", "的")]).digest
    assert plain.digest != load_vocabulary([("words.txt", "大键")]).digest


def test_synonyms_stand_for_each_other_or_lead_one_way() -> None:
    lists = [("synonyms.txt", "删 删掉 删除\n跑 > 执行 运行\n删 > 清理\n# 注释\n")]
    synonyms = load_vocabulary(lists).synonyms
    assert synonyms["删"] == ("删掉", "删除", "清理")
    assert synonyms["删除"] == ("删", "删掉")
    assert synonyms["跑"] == ("执行", "运行")
    assert "执行" not in synonyms
