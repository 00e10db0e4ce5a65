"""The parts of an order to have something told, each as what may stand there."""

from __future__ import annotations

from bot.expressions import Expression

# Patterns of the parts.
COUNT = r"(?:一嗓子|一?[下声句遍]|一?[个条份则]|一)?哈?"
FELLOWS = (
    r"(?:(?:里面?|中|内)?的?(?:各位)?(?:朋友|同学|小伙伴|伙伴|群友|成员|人|老师)们?|里面?|内)?"
)
THIS = r"[这下]面?的?(?:这|一)?[段条句](?:话|文字|内容|消息|公告|通知)?|以下(?:的)?内容"
PLEASE = Expression(
    r"(?:请|对了|喂|嗨|哎|嗯|那个|象问|机器人|能不能|可不可以|能否|麻烦|烦请|劳烦|帮我|帮忙|帮|替我|给我"
    r"|我们?|想|要|需要|记得|别忘了?|到时候?|到点|你|您|再|就|先|也|都|统一|准时"
    rf"|{THIS}|自动|的时候|的|可以|现在|马上|立刻|立即|赶紧|尽快|把|将|只|单独|仅|另外|然后|好|行|[，,。\s])+?"
)
TO = Expression("给(?!我)|跟|和|同(?!步)|向|往|在|到|去|对(?!了)")
EVERYONE = Expression(
    r"(?:[@＠]|艾特|圈)\s*(?:一?下)?(?:所有人|全体成员|全员|全体|all)(?![a-z])", 2
)
PEOPLE = Expression(
    r"(?:我们|咱们)?(?:大家伙?儿?|大伙儿?|诸位|各位|所有的?人|全体(?:成员)?|全员|群友们?)"
    + FELLOWS
)
GROUPS = Expression(
    r"(?:我们|咱们|[这那])?(?:(?:所有|全部|各个?|每个|[两二几]个)的?群|群(?!主|管|友|众|发|聊|消|公|通))"
    + FELLOWS
)
GROUP_SPOKEN_TO = Expression("群" + FELLOWS)
TELLS = Expression(
    rf"(?:通知|告诉|告知|转告|提醒|同步|说明|知会|宣布|公布|播报|广播|宣传|喊|吼|叫|催|让(?=大家|群友|各位)(?!.{{0,8}}(?:能|可以|看到|报|签到|了(?:$|\W)))|(?P<says>[说讲](?![说讲解述])))(?P<once>{COUNT})"
)
SENDS = Expression(rf"(?:发布|发送|发出|推送|转发|发)(?:到|{COUNT})(?!现|起|生|展|言|票)")
TO_ALL_AT_ONCE = Expression(rf"群发{COUNT}")
MAKES = Expression(
    rf"(?:起草|草拟|拟定?|准备|写|做|出|来|设|定|搞|弄|建){COUNT}(?=.{{0,8}}?(?:公告|通知|消息|提醒|[总小]结))"
)
NOTICE = Expression(
    r"(?:一?[个条份则])?[\u4e00-\u9fff]{0,4}?(?:公告|通知|(?<!改)消息(?!队列)|(?<=定时)提醒|[总小]结)(?:一[下声])?"
)
NAMED = Expression(r"(?:群?公告|群?通知)(?P<once>一[下声])?")
TIMED = Expression("定时|定点|预约|(?:时间)?(?:定|设|安排|约)(?:在|到|成|为)")
HOUR_FOLLOWS = Expression(
    r"\s*(?:再|准时|就|才|的时候|[，,\s])*(?:群?发|推送)(?:出去?|布|送)?(?=[，,。：:\s]|内容|$)"
    r"|(?=\s*(?:[，,]\s*)?[@＠]\S{2,6}\s*[：:])"
)
BEFORE_AT = Expression(r"\s*(?:[，,]\s*)?(?=[@＠])")
INTRO = Expression(
    r"[，,。\s]*(?:(?:的)?(?:内容|正文|主题|文字|文案|原话|大意|意思)(?:就)?(?:[是为]|[：:])+\s*|就?说(?![一两])(?:是|一下)?\s*|[：:\n]\s*)+(?:[：:]\s*)?"
)
QUOTED = Expression('[「『“"](?P<text>[^」』”"]{2,})[」』”"]')
NO_MORE = Expression(r"(?:[去出]|吧|一下|[了。.!！\s])*")
NO_TEXT = Expression(r"(?:吧|一下|[。.!！\s])*")
SOFT = Expression(r"[，,。、\s]+")
LATER = Expression(
    r"[，,。；;\s]+(?:这[条个])?(?:就|请|定在|定到|到)?(?P<when>[^，,。；;\s]{2,16}?)(?:的时候)?(?:再|准时|就|给我|帮我)*发(?:出去?|布|送)?[吧了。.!！]*"
)
TODAY = Expression("今[天日]")
QUESTION = Expression(r"[?？]|[吗么呢]\s*[。!！]*$|怎么|如何|什么|谁|哪|能不能|是不是|有没有|多少")
OF_GROUP = Expression(FELLOWS)
ONCE = Expression("一[下声句]")
SOME_GROUP = Expression(r"[^\s，,：:、。@]{1,12}?群(?!主|管|友)")
AND = Expression(r"\s*(?:和|跟|与|以及|还有|[、,，])\s*(?:也?(?:给|在|到|往))?")
