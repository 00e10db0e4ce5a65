"""How organizers speak of one talk: who goes, who comes, what it is called, and when."""

from __future__ import annotations

from bot.events.words.wording import NUMERAL
from bot.expressions import Expression

ASKS = Expression(r"[?？]|吗\s*$|怎么|如何|什么|能不能|可不可以")
# Patterns.
_PLEASE = r"(?:请|麻烦|帮我|把|将|那|我们|咱们|[，,\s])*"
_TALK = r"(?:的?(?:那个|那场|那项|这个)?(?:分享|演讲|议题|议程|题目|主题|环节|报告))"
_WHICH = r"(?P<which>[^，,。；;：:\s]{1,30}?)"
_NEW = r"[《「“\"]?(?P<new>\S.*?)[》」”\"]?"
_END = r"(?:了|吧|掉|一下|[。.!！\s])*"
REMOVE = (
    Expression(
        rf"{_PLEASE}{_WHICH}(?:{_TALK}|的?那[个场项]|的)?(?:给我|先|都)?(?:删|去|取消|拿|撤|划)(?:掉|除|下来)?{_END}"
    ),
    Expression(
        rf"{_PLEASE}(?:删掉?|删除|去掉|取消|拿掉|撤掉){_WHICH}(?:{_TALK}|的?那[个场项]){_END}"
    ),
)
# 「删掉茶歇」: only a title as it stands, or it may as well be of data.
REMOVE_BARE = Expression(rf"{_PLEASE}(?:删掉?|删除|去掉|取消|拿掉|撤掉){_WHICH}{_END}")
_GONE = r"(?:来不了|去不了|有事|不来|不讲|讲不了|生病|请假|不能来|临时有事)了?"
CANNOT = Expression(rf"{_PLEASE}(?:讲师|嘉宾)?{_WHICH}(?:临时|突然|可能|说)*{_GONE}{_END}")
SWAP = (
    Expression(
        rf"{_PLEASE}(?:讲师|嘉宾)?{_WHICH}(?:临时|突然)?{_GONE}[，,。\s]*(?:就|那就|改|由|让|讲师)*(?:换成?|改成|改由|换为|由|让){_NEW}"
        rf"(?:来)?(?:讲|替|顶上?|代替|接替)?{_END}"
    ),
    Expression(
        rf"{_PLEASE}(?:讲师|嘉宾)?{_WHICH}(?:换成|换为|改成|改由)\s*{_NEW}(?:来)?(?:讲|分享)?{_END}"
    ),
)
RETITLE = Expression(
    rf"{_PLEASE}{_WHICH}的?(?:那个|那场|分享|演讲)?的?(?:题目|标题|主题|议题|名字)(?:(?:改|换|变|定)(?:成|为|到|一下)|叫做?|改名(?:叫|为)?)[：:]?\s*{_NEW}{_END}"
)
_CLOCK = (
    r"(?:(?:[上下中]午|早上|晚上?)?(?:\d{1,2}[:：]\d{2}|(?:\d{1,2}|[一二两三四五六七八九十]{1,2})点"
    r"(?:半|整|[一三]刻|(?:\d{1,2}|[一二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九])分?)?))"
)
_HOURS = rf"(?P<from>{_CLOCK})(?:\s*[-–—~～到至]\s*(?P<to>{_CLOCK}))?"
# 「李四的分享改到 16:00-16:40」
RETIME = Expression(
    rf"{_PLEASE}{_WHICH}{_TALK}?的?(?:时间)?(?:改|换|挪|移|调|推迟|提前)(?:整)?(?:到|成|为|在)\s*{_HOURS}{_END}"
)
# 「唐修讲到三点半」, 「李林的部分压缩到20分钟」, 「茶歇改成20分钟」
LASTS = Expression(
    rf"{_PLEASE}{_WHICH}(?:{_TALK}|的?部分|的)?(?:要|就|只|改成|可以)*(?:讲|延长?|拖|压缩?|缩短?|控制|减|[改换](?=[到成为]))(?:到|成|在|为)?\s*"
    rf"(?:(?P<until>{_CLOCK})|(?P<minutes>\d{{1,3}}|[一二三四五]?十[一二三四五六七八九]?)\s*分钟?(?:以?内)?){_END}"
)
# 「李林的分享推迟15分钟」
SHIFT = Expression(
    rf"{_PLEASE}{_WHICH}{_TALK}?的?(?:时间)?(?:(?P<back>推迟|延后|延迟|顺延|[往向]?后[推延挪移]|晚)|提前|提早|[往向]?前[提挪移]|早)"
    rf"了?\s*(?P<count>半|{NUMERAL})\s*个?(?P<unit>小时|钟头|分钟)(?:再?开始|再?讲)?{_END}"
)
NEW_ORG = Expression(
    rf"{_PLEASE}{_WHICH}的?(?:单位|公司|头衔|来自)(?:(?:改|换|变|写)(?:成|为|到)|[写打弄搞]错了?[，,。\s]*(?:应该?|其实)?(?:是|叫|改[成为]))[：:]?\s*{_NEW}{_END}"
)
# 「加个茶歇 15:20-15:35」: the hours behind what is added.
ADD_TIMED = Expression(
    rf"{_PLEASE}(?:再|还|也|中间)*(?:加|添|新增|增加|插)(?:上|了|入)?(?:一?[个场项段])?(?P<title>[^\s\d：:，,]{{2,20}}?)"
    rf"(?:在|[：:，,\s])*{_HOURS}{_END}"
)
HOURS_BEHIND = Expression(rf"(?P<title>\S.*?)[》」”\"]?[\s，,]+{_CLOCK}\s*[-–—~～到至]\s*{_CLOCK}")
ADD = Expression(
    rf"{_PLEASE}(?:再|还|也)*(?:加|添|新增|增加|补)(?:上|了)?(?:一?[个场项位])?(?:分享|演讲|议题|议程|主题|讲师|嘉宾|环节)"
    r"[：:，,\s]*(?P<who>[^\s《「：:，,讲]{1,12}?)(?:[（(](?P<org>[^）)]{1,30})[）)])?"
    rf"\s*(?:来|要|会)?(?:讲|分享|主讲|[：:，,])\s*(?:的是|一下)?{_NEW}{_END}"
)
# 「唐修的名字写错了，应该是唐秀」, 「嘉宾名字写错了，唐修应该是唐秀」: the same person.
NAME_WRONG = (
    Expression(
        rf"{_PLEASE}{_WHICH}的?(?:名字|姓名)(?:[写打弄]错了?)?[，,。\s]*(?:应该?|其实)?(?:是|叫|为|改[成为])"
        rf"{_NEW}{_END}"
    ),
    Expression(
        r"(?:[^，,。]{0,6}(?:名字|姓名))?(?:[写打弄]错了?[，,。\s]+)"
        rf"{_WHICH}(?:应该?|其实)(?:是|叫|为|改[成为]){_NEW}{_END}"
    ),
)
# 「唐修和李林换一下顺序」
CHANGE_PLACES = Expression(
    rf"{_PLEASE}{_WHICH}{_TALK}?(?:和|跟|与)(?P<other>[^，,。；;：:\s]{{2,30}}?){_TALK}?的?(?:时间|顺序|次序)?"
    rf"(?:[互对调交]?[换调]|交换|调换|对调)(?:一?下|个)?(?:时间|顺序|次序|位置)?{_END}"
)
# What is put in a speaker's place and is nobody's name.
NO_NAME = Expression(
    r"[线云]上|线下|远程|视频|录播|[今明后昨]天|[上下]午|[上下]个?月|周[一二三四五六日天末]|星期|礼拜|[左右前后]边|中间"
    r"|第?[一二三四五六七八九十\d]+[点个场号楼]|最[前后]|开头|压轴|待定"
)
NO_TALK = Expression("任务|分区|索引|字段|作业|时间段|[表列]")
SPEAKER = Expression(
    r"\s*(?P<name>[^（()）\s]{1,20})\s*(?:[（(](?P<org>[^（()）]{1,40})[）)])?\s*"
)
