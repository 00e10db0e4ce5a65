"""Requests that no page can answer, recognised before any search.

Some ask for secrets, for a role, for something to be done, for prices or for private data: pages
that share their words are never an answer. All patterns are linear.
"""

from __future__ import annotations

import enum

from bot.expressions import Expression

_SECRET = (
    r"(?:提示词|系统提示|system ?prompt|prompt|密钥|秘钥|口令|密码|凭证|token|secret|webhook|"
    r"api ?key|access ?key|app ?key|环境变量|源码|源代码|配置|日志|内部(?:文件|资料))"
)
_HAND_OVER = r"(?:发|给|贴|晒|输出|打印|告诉|展示|交|念|说|透露|print|show|reveal|send|tell|dump)"
_MANIPULATION = Expression(
    r"(?:忽略|无视|忘记|忘掉|抛开|不要管|ignore|disregard|forget).{0,12}"
    r"(?:以上|之前|前面|上面|所有|全部|一切|previous|above|prior|all|your).{0,12}"
    r"(?:指令|规则|提示|要求|设定|限制|命令|instructions?|rules?|prompts?)"
    r"|提示词|系统提示|system ?prompt|(?:your|initial) (?:prompt|instructions?)"
    r"|repeat (?:the |all |everything )?.{0,12}above"
    r"|(?:扮演|假装(?:你|自己|成)|装作你|你现在是|从现在(?:开始|起).{0,3}你|现在开始你)"
    r"|(?:pretend|act as|role-?play|you are now|jailbreak)"
    r"|(?:开发者|上帝|越狱|管理员|超级|调试|dan) ?模式"
    r"|(?:developer|god|debug|admin) mode"
)
_SECRETS = Expression(
    rf"(?:你|机器人|bot|your?).{{0,8}}{_SECRET}.{{0,12}}{_HAND_OVER}"
    rf"|(?:你|机器人|bot)(?:的|用的|连的|自己的|那个|这边的).{{0,12}}{_SECRET}"
    rf"|{_HAND_OVER}.{{0,4}}(?:你|your).{{0,6}}{_SECRET}"
    rf"|(?:webhook|token|secret|密钥|口令).{{0,6}}(?:发|给|告诉)(?:我|一下)"
    rf"|(?:token|口令|密钥|密码) ?给我"
    r"|(?:你们|咱们?|我们|公司|群里?)的?.{0,6}(?:库|服务器|后台|系统|账号|机器)的?.{0,6}"
    r"(?:密码|口令|密钥)(?:是|为)?(?:多少|什么|啥)"
    r"|我的?(?:密码|口令)(?:是|为)?(?:多少|什么|啥)(?:来着|[呀啊了呢?!])*$"
)
# 怎么把慢日志打印出来 asks how it is done.
_HANDING_OVER = Expression(
    rf"(?:把|将).{{0,8}}{_SECRET}.{{0,6}}{_HAND_OVER}.{{0,3}}(?:我|出来|一下|看)"
    r"|(?:密码|密钥|连接串).{0,10}(?:贴|晒|发)(?:出来|给?我)"
)
# The end of an order to do something; a wish to have something told, shown or found is none.
_TOLD = "[讲说释绍看析答查评列结诉念写发贴找译]"
_DONE = (
    rf"(?:(?<!{_TOLD})(?<!{_TOLD}一)[了掉下]"
    r"|(?P<done>[清删改跑停关理])一(?P=done))[吧呗啊呀嘛哈!]*$"
)
_ORDER = Expression(
    r"(?:帮|替|给)我.{0,16}(?:执行|运行|跑一下|跑下|重启|删掉|删了|清空|关掉|停掉|杀掉)"
    r"|(?:帮|替|给)我(?:登录|登陆|登|连|远程|上去|进去).{0,6}(?:看|查|弄|改|处理|瞅|搞)"
    rf"|(?:(?:[帮替给]我|麻烦|劳驾|顺手|来个人|谁来)[^谁]{{0,6}}?[把将]|^你(?:去|来|快|给我)).{{1,14}}{_DONE}"
    r"|(?:你|您|来个人)[来能去]?(?:登录|登陆|登|连[上到接]?|远程|上|进).{0,8}"
    r"(?:库|服务器|机器|主机|环境|系统|电脑|我).{0,6}(?:看|查|弄|改|处理|瞅|搞|装|瞧)"
    r"|^(?:请|快|马上|顺手|赶紧)?[把将].{1,24}[全都](?:部|给我)?(?:删|清|停|关|杀|重启|取消|干).?[了掉](?!的)"
    r"|(?:执行一下|帮忙执行|帮我执行|马上执行|立即执行)"
    r"|^(?:请|快|马上)?(?:删掉|清空|重启|关掉|停掉)(?:所有|全部|一下|这台|服务器|数据库)"
)
_ASKS_HOW = Expression(r"怎么|如何|怎样|咋|为什么|为啥|吗|能不能|可以|什么|啥|哪|how|why|what")
_CONTACT = r"(?:微信号?|手机号?|电话号?码?|邮箱|联系方式|qq ?号?)"
_PRIVATE = Expression(
    rf"(?:[的他她你师总主哥姐们]).{{0,3}}{_CONTACT} ?(?:是|给|发|多少|能|告诉|有吗|啊|呢|$)"
    rf"|^.{{1,6}}{_CONTACT} ?(?:是多少|多少|给我|发我|发一下)"
    r"|的(?:电话|手机)号?码?都?(?:导|列|发|给)(?:给|出|我)"
    r"|家住|住哪|住在哪|住址|家庭地址|身份证号?(?:多少|是多少|给|发)"
    r"|(?:群主|群友|管理员|组织者|老师|讲师|嘉宾|他|她|你|某人)们?的?身份证"
    r"|多大年纪|年龄(?:多大|是多少)|今年多大|多大了|几岁|(?:工资|收入|薪水|年薪)(?:是|有)?多少"
    r"|结婚了|女朋友|男朋友"
)
# Job offers, but not questions whether there are any: 招个 DBA, 招聘高级 DBA，30k.
_ROLE = r"(?:dba|开发|工程师|运维|内核|架构师?|研发|后端|实习|数据库|技术)"
_TERMS = (
    r"(?:私聊|私信|联系我|[投发]简历|加我?微信|(?:薪资|月薪|年薪).{0,2}(?:面议|[0-9])"
    r"|[0-9]+ ?k(?![a-z]| ?(?:[行条个张次页块笔份万]|[tq]ps|并发|连接|数据|记录|的?[表库写读])))"
)
_JOB = Expression(
    rf"(?:诚聘|急聘|急招|高薪招?聘|求(?:[个份]|大佬|各位){{0,2}}内推)|求职(?!网|平台|系统|者|类).{{0,20}}(?:内推|简历|私聊|年经验)|(?:招聘?|聘|内推)(?:[一两二三几]|[0-9]{{1,2}})?[个名位].{{0,10}}{_ROLE}"
    rf"|(?:招|聘|岗位|职位|内推).{{0,60}}{_TERMS}|{_TERMS}.{{0,60}}(?:招聘?|聘|岗位|职位)"
)
_ASKS_WHETHER = Expression(r"[?？吗么嘛谁啥哪怎几]|什么|如何|多少|有没有|[没不]$")
# Sums and measures: nothing but numbers with a sign or a unit between them.
_NUMBER = r"(?:[0-9][0-9.,]*|[零一二两三四五六七八九十百千万亿半]+)"
_UNIT = (
    r"(?:公斤|千克|克|斤|吨|公里|千米|厘米|毫米|米|英里|英尺|英寸|寸|平方米|平米|亩|公顷|毫升|升|"
    r"摄氏度|华氏度|度|美元|美金|欧元|日元|港币|英镑|人民币|元|块钱?|小时|分钟|秒|天|周|个月|年)"
)
_SUM = Expression(
    rf"(?:请问|算一?下)? ?{_NUMBER}(?: ?(?:加上?|减去?|乘以?|除以?|[+*x×÷]) ?{_NUMBER})+"
    r" ?(?:等于|得|是|=)?(?:多少|几)?[啊呀呢=?。! ]*"
    rf"|{_NUMBER}(?: ?[-/] ?{_NUMBER})+ ?(?:等于|得|是|=)(?:多少|几)?[啊呀呢?。! ]*"
    rf"|{_NUMBER} ?{_UNIT}(?:等于|是|合|能?换成?|能?兑换?|有)(?:多少|几){_UNIT}[啊呀呢?。! ]*"
)
# Addresses, placeholders and tags: what is left without them has to say something.
_NO_WORDS = Expression(
    r"https?://[^\s\u3400-\u9fff]+|%[a-z]\b|%[a-z](?=%)|\{[^{}]*\}|<[a-z]+[^<>]*>[^<>]*</[a-z]+>"
)
_PRICE = Expression(
    r"多少钱|几块钱|几万(?:块|元|吗|呢|[?。!]*$)|报个?价|价钱|售价|怎么收费|怎么卖|费用|授权费|订阅费|许可费|贵不贵|便宜"
    r"|收多少|花多少|多少元|一年多少|一个月多少|(?:买|购买|采购).{0,6}(?:授权|许可|专业版|企业版|商业支持)"
    r"|打(?:几|多少)?折|折扣|(?<![消耗浪花])费(?:用)?(?:是|要|得)?多少"
    r"|价格 ?(?:表|多少|是多少|怎么算|怎么样)?[?。]?$"
    r"|\bprices?\b|\bpricing\b|how much"
)
_FAVOUR = Expression(
    r"[帮替给为]我?们?(?:写|算|翻译|画|订|买|查|改|做|找|润色|生成|推荐|讲|发|约|点|安排)"
    r"一?(?:个|下|一下|篇|段|首|份|张|点|几|杯)"
    r"|[帮替](?:我们?|忙|他|她)(?:写|翻译|画|订|约|买|点|润色|取|请假|@|打卡|转告|通知)"
    r"|^(?:请|麻烦|记得)?(?:提醒我|提醒大家|叫醒我|夸我|夸夸)"
)
# 帮我写个分页 sql: what a page can show is no favour.
_SHOWABLE = Expression(
    r"(?:写|做|来|给|生成|找|改)一?(?:个|下|一下|段|份|条|点|几)?.{0,16}?(?<![a-z])"
    r"(?:sql|ddl|语句|查询|函数|触发器|存储过程|视图|正则|命令|表达式|索引|物化视图|分区表)"
)
# 停车场的表怎么设计, 门禁系统要几张表: whatever the business is.
_DESIGN = Expression(
    r"(?:表|表结构|数据库|库|字段|数据模型|数据结构)(?:应该|该|要)?(?:怎么|如何|怎样|咋)(?:去|来)?(?:设计|规划|拆|建模)"
    r"|(?:设计|规划)(?:一?下|一?个)?(?:表|数据库|库表)|(?:要|建|分|拆|设计)(?:成|出)?(?:几|多少)张表|(?:几|多少)张表(?:够|合适)|怎么建模|(?:数据库|表结构?)设计"
)
AMOUNT = Expression(r"[0-9.,]+ ?(?:元|万元|美元|块钱)|[￥¥$€][0-9]|收费标准|价格表|定价")


class Unanswerable(enum.Enum):
    """Why a message is not for the pages."""

    MANIPULATION = enum.auto()  # rules, prompts, roles, secrets
    ORDER = enum.auto()  # something to be done
    PRIVATE = enum.auto()  # a person's private data
    JOB = enum.auto()  # a job that is offered
    SUM = enum.auto()  # arithmetic
    NOTHING = enum.auto()  # no word at all


def screen(text: str) -> Unanswerable | None:
    """Why a normalised message is not searched for; None when it is."""
    if _MANIPULATION.search(text) or _SECRETS.search(text):
        return Unanswerable.MANIPULATION
    if not _ASKS_HOW.search(text):
        if _HANDING_OVER.search(text):
            return Unanswerable.MANIPULATION
        if _ORDER.search(text):
            return Unanswerable.ORDER
    if _PRIVATE.search(text):
        return Unanswerable.PRIVATE
    if _JOB.search(text) and not _ASKS_WHETHER.search(text.strip()):
        return Unanswerable.JOB
    if _SUM.fullmatch(text.strip()):
        return Unanswerable.SUM
    bare = _NO_WORDS.sub(" ", text)
    if bare != text and not any(letter.isalnum() for letter in bare):
        return Unanswerable.NOTHING
    return None


def asks_price(text: str) -> bool:
    """Whether it asks for an amount of money, which only a passage with one can answer."""
    return _PRICE.search(text) is not None


def favour_asked(text: str) -> int:
    """The end of the words that ask us to write, work out, find or buy something for somebody; 0
    where there are none."""
    found = _FAVOUR.search(text)
    return found.end() if found else 0


def wants_design(text: str) -> bool:
    """Whether it asks which tables some business needs."""
    return _DESIGN.search(text) is not None


def wants_sql(text: str) -> bool:
    """Whether it wishes for some kind of SQL: 帮我写个分页 sql."""
    return _SHOWABLE.search(text) is not None
