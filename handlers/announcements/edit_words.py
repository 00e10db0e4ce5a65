"""What is said to the preview of an announcement, each change as it may be worded."""

from __future__ import annotations

from bot.events.words.wording import NUMERAL
from bot.expressions import Expression

# Patterns. What may stand around a change; its own words begin and end it.
BEFORE = Expression(
    r"(?:请|麻烦|帮我|那就|那|嗯|哦|可以|好的?|行|不过|但是?|就是|[^，,。]{0,8}(?:太[^，,。]{1,3}|不好|不行|不合适)[了吧]*[，,]|对了|等等|等一?下|还是|不对|算了|我想|这[条个]|(?:这[条个])?(?:公告|通知)(?:里面?|的)?(?!前|后|开|末)|[，,。\s])+"
)
AFTER = Expression(r"(?:[吧啊哦呀哈]|一下|就行|就好|就可以|即可|就够|[了。.!！~～\s])+$")
EVERYONE = r"(?:[@＠]|艾特|圈|(?i:at))\s*(?:一?下)?(?:所有人|全体成员|全员|全体|大家|all)"
OFF = r"(?:不要|不用|不|别|去掉|去除|取消|删掉|删除|删|拿掉|撤掉|免)"
URL = r"(?P<url>https?://\S+)"
QUOTES = "“”\"「」『』‘’'"
CALLS = Expression(
    rf"(?:在|前面|最前面|开头|再|也|要|都|还|并且?|加|上|带|改成|一?个|的|[，,\s])*{EVERYONE}"
)
CALLS_NOT = Expression(
    rf"(?:把)?{OFF}(?:再|了|要)*{EVERYONE}(?:的)?|(?:把)?{EVERYONE}(?:就|也|给)*{OFF}"
)
AT_ONCE = Expression(
    rf"(?:{OFF}定时了?[，,\s]*)(?:(?:就|直接|现在|马上|立刻|立即)*发?(?:出去|布|送)?)|(?:还是|就|改成|[，,\s])*(?:直接|现在|马上|立刻|立即)(?:就|给我)*发(?:出去|布|送)?"
)
WHEN = Expression(
    r"(?P<time>(?:发送|发布|发)?的?时间)?(?:就|(?P<still>还是)|再|也|[，,\s])*(?P<moves>(?:改|换|调|定|推迟|延|延后|提前|挪|放|等|安排|推)?(?:到|成|为|在|至)?)\s*"
    r"(?P<when>\S.{1,20}?)(?P<sends>(?:的时候|再|才|准时|就|给我)*发(?:出去|布|送)?)?"
)
SHIFTED = Expression(
    rf"(?:发送|发布|发)?的?(?:时间)?(?:再)?(?P<way>推迟|延后|往后(?:推|延|挪)?|晚|提前|早|往前(?:推|挪)?)(?P<count>{NUMERAL}|半)个?(?P<unit>天|小时|钟头|分钟)(?:再?发)?"
)
SOFT_TO = r"(?:[给在往到]|发[到给往在]?)*+"
ONLY = Expression(
    rf"(?:(?:改成|还是|就|只|单独|仅|单)+{SOFT_TO}|(?:都|还是)*发[到给往在]?)(?P<whom>.*?群)(?:里面?|一个群)?|(?P<other>.*?群)都(?:要)?发"
)
# 「给学习群发」, with nothing that is to be told there
TO_GROUP = Expression(
    r"(?:[给往在到]|发[到给往在])(?P<whom>[^：:\n]{1,40}?群)(?:里面?)?(?:发(?:一?[下遍]|出去|布)?|说)?"
)
WRONG_GROUP = Expression(
    rf"(?:群?(?:[选发弄写搞]?错)了?(?:群了?)?|群不对|(?:把)?群)[，,\s]*(?:应该?|要)?(?:是|改成|换成|改到|改为|换到)?{SOFT_TO}(?P<whom>.*?群)|(?:改成|换成|改到|换到|改为){SOFT_TO}(?P<other>.*?群)"
)
ALSO = Expression(
    rf"(?:也|还|再|另外|加上?|同时|顺便|要)+{SOFT_TO}(?P<whom>.*?群)(?:也)?(?:发)?(?:一[份下遍])?|(?P<other>.*?群)也(?:要)?发(?:一[份下遍])?"
)
NOT_TO = Expression(
    rf"{OFF}{SOFT_TO}(?P<whom>.*?群)|(?P<other>.*?群)(?:那边|里|就|先)*(?:不用|不要|别|不)(?:再)?发"
)
NO_LINK = Expression(
    rf"(?:把|将)?{OFF}(?:掉)?(?:那个|里面?|后面|的)*链接|(?:把|将)?(?:那个|里面?|后面|的)*链接(?:就|都|也|给)*{OFF}"
)
LINK = Expression(
    rf"(?:把|将)?(?:(?:换|改|更新)(?:一?[个下]|成)*)?(?:那个|里面?|的|新的?)*+链接(?:地址)?(?:贴|发|写|弄)?(?:错了?|不对)?(?:[换改]|更[新换]|应该?|[，,\s])*(?:一?[个下]|成|为|到|是|用)*[：:，,\s]*{URL}(?:\s*(?:才|是)?对的?)?"
)
REPLACE = Expression(
    r"(?:把|将)?(?:里面?的?|里的)?(?P<old>\S.*?)(?:都|全|全部|要|应该|给){0,3}(?:(?:改|换|写|替换|更正|变|纠正)(?:一下)?(?:成|为|做|到|回)|[改换](?!\S*一点$))\s*[：:]?(?P<new>\S.*)",
    16,
)
NOT_BUT = Expression(
    r"不是(?P<old>[^，,。]+?)[，,\s]*(?:应该?|而)?是(?P<new>\S.*)|(?:应该?)?是(?P<new2>[^，,。]+?)[，,\s]*(?:而)?不是(?P<old2>\S.*)"
)
PLACE = Expression(
    rf"(?:把|将)?(?=.*?{OFF})(?:{OFF}掉?)?(?P<place>最后|末尾|第一|开头)(?:那|的)?一?[句行段]话?(?:都|也|就|给)*(?:{OFF}掉?)?"
)
DELETE = Expression(
    rf"(?:把|将)?(?P<old>\S.*?)(?:这|那)?(?:一?[句段行])?话?(?:都|也|就|给){{0,3}}(?:去掉|去除|删掉|删了|删除|删|不要|拿掉)|(?!取消(?!.*[句行段]话?$)){OFF}掉?(?:写|提)?(?P<what>\S.*?)(?:[这那]一?[句段行]话?)?"
)
ADD = r"多?(?:加|补|添|写|附|注明|说明)(?:上|充|加)?"
A_LINE = r"(?:[一两几]?[句行段条]话?|：|:)"
IN_FRONT = Expression(
    rf"(?:在)?(?:公告|正文|最)?(?:的)?(?:开头|前面|前边|上面|第一行|首[句行]|句首)(?:再|先)*{ADD}(?:{A_LINE})*[，,：:\s]*(?P<new>\S.*)",
    16,
)
BEHIND = Expression(
    rf"(?:再|还|也|先)*(?:(?P<where>(?:在|公告|正文|最|的)*(?:后面?|末尾|结尾|下面|里面?))(?:再|还|也)*)?{ADD}(?P<line>(?:{A_LINE})*)(?:一?[个下]|说)?[，,：:\s]*(?P<new>\S.*)",
    16,
)
ANEW = Expression(
    r"(?:重新?写|重来|全部?(?:重写|改成|换成)|(?:全部?|整[个条段]|公告)?(?:的)?(?:内容|正文|全文|文字)(?:都|全|就)*(?:改成|换成|改为|写成|是|用)|(?:整[个条段篇]|全部?|都)?(?:改成|换成)(?:下面|这)[这的]?[段条样个]?|(?:改成|换成|改为)(?=[：:]))[：:，,\s]*(?P<new>\S.*)",
    16,
)
SHOULD_BE = Expression(
    r"(?:\S{0,6}?(?:[写打说发弄搞]?错(?:字)?了?|不对|有误)|不是)[，,。\s]*(?:应该?|要)?(?:是|改成|写成|改为)?[：:]?\s*(?P<new>\S.*)",
    16,
)
INSTEAD = Expression(r"(?:改成|换成|改为|改一下)[：:，,\s]*(?P<new>\S.*)", 16)
TITLE = Expression("(?:把)?标题.*|换一?个标题")
# Names of fields of a salon: 场地改成三楼 speaks of the salon, whatever the text says of 场地.
FIELDS = Expression(
    "(?:活动|沙龙|报名|发送|发布)?的?(?:时间|场地|地[点址]|标题|链接|内容|主题|名额|人数|日期|城市|议程|题目|讲师|截止|群|公告|通知)"
)
# What begins or ends in a number or a Latin word stands there only as the whole of it: what it
# begins with, and what may not be before that. 周三三点 is no number.
_HAN = "[〇零一二两三四五六七八九十百千]"
NOT_BEFORE = (
    (Expression(r"\d"), r"(?<!\d)(?<!\d[.:])"),
    (Expression("[A-Za-z]"), "(?<![A-Za-z])"),
    (Expression(_HAN), rf"(?:(?<!{_HAN})|(?<=[周期拜]{_HAN}))"),
)
NOT_BEHIND = (
    (Expression(r".*\d", 16), r"(?!\d|[.:]\d)"),
    (Expression(".*[A-Za-z]", 16), "(?![A-Za-z])"),
)
# What stands for the same thing: the only one of its kind in the text is the one that was wrong.
KINDS = (
    Expression(r"(?:[本这下]?(?:周|星期|礼拜)[一二三四五六日天末])"),
    Expression(r"\d{1,2}月\d{1,2}[日号]"),
    Expression(
        r"(?:早上|上午|中午|下午|晚上|傍晚|早|晚)?(?:\d{1,2}:\d{2}|[\d一二三四五六七八九十两]{1,3}点(?:半|一刻|三刻|[\d一二三四五六七八九十]{1,3}分?)?)"
    ),
    Expression(r"https?://\S+"),
    Expression(r"\d+\s*[元块人名位楼层室号个份]"),
)
CLAUSE = Expression(r"[^，,。；;！!\n]+")
LOOSE = Expression(
    r"[，,、；;](?=\s*https?://)|[，,、；;]\s*(?=[，,、；;。！!]|$)|(?<=\n)[，,、；;。]+[^\S\n]*|^[，,、；;。\s]+"
)
LABEL = Expression(r"[【\[].{1,12}[】\]]")
BETWEEN = Expression(r"[，,。；;]\s*(?:再|然后|还有|另外|并且?)?")
