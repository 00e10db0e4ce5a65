"""One spelling for what people type in several ways: width, case, script, invisible characters.

``normalise`` is applied to every text before it is cut, question and page alike.
"""

from __future__ import annotations

import re
import unicodedata

from bot.expressions import Expression

# Traditional character, then simplified, for what technical chat uses; one to one only.
_PAIRS = (
    "與与專专業业東东絲丝兩两嚴严個个豐丰臨临為为麗丽舉举麼么義义烏乌樂乐習习鄉乡書书買买亂乱爭争於于虧亏雲云產产畝亩親亲億亿僅仅從从侖仑倉仓儀仪們们價价眾众優优會会傘伞偉伟傳传傷伤"
    "倫伦偽伪體体餘余傭佣儉俭債债傾倾償偿儲储兒儿黨党蘭兰關关興兴養养獸兽內内岡冈冊册寫写軍军農农馮冯衝冲決决況况凍冻淨净準准涼凉減减湊凑幾几鳳凤憑凭凱凯擊击劃划劉刘則则剛刚創创刪删"
    "別别製制劑剂劍剑劇剧勸劝辦办務务動动勵励勁劲勞劳勢势勝胜區区醫医華华協协單单賣卖盧卢衛卫卻却廠厂廳厅歷历厲厉壓压廁厕縣县參参雙双發发變变敘叙疊叠葉叶號号嘆叹後后嚇吓嗎吗啟启吳吴"
    "員员聽听啞哑響响問问喚唤嘗尝團团園园圍围國国圖图圓圆聖圣場场壞坏塊块堅坚壇坛墳坟墜坠壟垄聲声殼壳處处備备複复夠够頭头誇夸夾夹奪夺奮奋獎奖婦妇媽妈嬰婴孫孙學学寧宁寶宝實实審审憲宪"
    "宮宫寬宽賓宾對对尋寻導导將将爾尔塵尘層层屆届屬属歲岁豈岂島岛嶺岭幣币師师帳帐簾帘幫帮帶带幹干並并廣广慶庆庫库應应廟庙廢废開开異异棄弃張张彌弥彈弹強强歸归當当錄录徹彻徵征徑径憶忆"
    "懷怀態态慣惯憂忧懇恳惡恶懸悬驚惊懼惧戲戏戰战戶户撲扑執执擴扩掃扫揚扬擾扰撫抚拋抛搶抢護护報报擔担擬拟擁拥擇择擋挡掛挂撥拨擺摆搖摇敗败敵敌數数齊齐斷断無无舊旧時时曠旷暫暂術术機机"
    "殺杀雜杂權权條条來来楊杨極极構构槍枪標标棧栈樹树樣样橋桥檔档檢检歐欧歡欢殘残毀毁畢毕氣气漢汉湯汤溝沟沒没滬沪瀉泻澤泽潔洁測测濟济瀏浏濃浓渦涡潤润漲涨滲渗漸渐溫温灣湾濕湿滿满濾滤"
    "濫滥滾滚災灾爐炉點点煉炼爍烁爛烂熱热煙烟煩烦燒烧獲获獨独狹狭獄狱猶犹獵猎環环現现瑪玛電电畫画疇畴療疗瘋疯癥症皺皱盜盗蓋盖監监盤盘碼码礎础確确禮礼禍祸離离種种積积稱称穩稳窮穷競竞"
    "筆笔築筑簡简籌筹籤签類类糧粮緊紧糾纠紅红約约級级紀纪純纯紙纸組组細细終终結结給给絡络絕绝統统絞绞經经綁绑維维綜综綠绿線线練练編编緩缓緣缘縮缩總总績绩織织繪绘繫系續续繼继纏缠網网"
    "羅罗罰罚職职聯联聰聪肅肃腸肠膚肤腎肾脹胀腦脑腳脚脫脱臉脸臺台艦舰藝艺節节蘋苹範范薦荐藍蓝虛虚蟲虫補补襯衬裝装見见觀观規规視视覺觉覽览觸触計计訂订認认討讨讓让訓训議议訊讯記记講讲"
    "許许論论設设訪访證证評评識识訴诉診诊詞词試试詩诗話话該该詳详語语誤误說说請请諸诸讀读課课誰谁調调談谈謀谋謊谎謝谢譯译負负財财責责賢贤貨货質质販贩貪贪購购貯贮貼贴貴贵費费賀贺資资"
    "賦赋賴赖賺赚賽赛贈赠趕赶趙赵趨趋躍跃踐践車车軌轨軟软輪轮轉转較较載载輔辅輛辆輝辉輩辈輸输轄辖辭辞邊边達达遷迁過过運运還还這这進进遠远違违連连遲迟適适選选遞递邏逻遺遗郵邮鄰邻釋释"
    "針针釣钓鐵铁銀银鋪铺鏈链銷销鎖锁錯错鍵键鏡镜鐘钟鎮镇長长門门閃闪閉闭間间閱阅闊阔隊队陽阳陰阴階阶際际陸陆陳陈險险隨随隱隐難难雖虽靈灵霧雾靜静頂顶項项順顺須须預预領领頻频題题額额"
    "顏颜願愿顯显風风飛飞飯饭飲饮飾饰餓饿館馆馬马馳驰驅驱駐驻駕驾驗验騎骑騙骗鬆松鬧闹魚鱼鳥鸟麥麦黃黄齡龄龍龙龜龟佈布佔占倆俩啓启喫吃嚮向囉啰塗涂夥伙捨舍採采捲卷搾榨昇升暱昵曆历曬晒"
    "朮术棲栖樁桩櫃柜汙污洩泄淺浅滙汇匯汇灑洒牆墙獻献瞭了祕秘穀谷籲吁粵粤絃弦緒绪緯纬繞绕羣群聶聂脈脉膠胶舖铺莊庄萬万蔥葱蔣蒋薩萨蘇苏蠻蛮裏里裡里詢询誌志託托註注諮咨豬猪賬账贊赞贏赢"
    "週周遙遥鄭郑醜丑釐厘鋼钢鏽锈鑰钥閘闸闡阐隻只雞鸡頁页顧顾飄飘餅饼駭骇骯肮髒脏鬥斗鬱郁鹼碱鹽盐麵面黴霉齒齿纔才犧牺牠它妳你訝讶詭诡搵揾傢家髮发錶表噹当閤合併并迴回係系據据亞亚檯台"
    "颱台遊游糰团剋克復复搆构愛爱証证侷局毬球藥药輕轻營营蓆席鬚须狀状脩修緻致錢钱傚效沖冲穫获盡尽儘尽樓楼唸念聞闻陞升輯辑揹背揮挥闆板換换陣阵鮮鲜礦矿爺爷納纳鍾钟側侧綵彩頓顿榮荣罷罢"
    "睏困巖岩菸烟橫横燈灯魯鲁禦御奧奥潛潜韋韦縱纵紛纷貿贸彙汇滅灭蹟迹跡迹慮虑罈坛損损稅税韓韩壯壮紹绍汎泛簽签譽誉夢梦賊贼貧贫諾诺貢贡貝贝罵骂讚赞閣阁鋒锋膽胆歎叹貫贯燬毁盪荡襲袭誠诚"
    "曉晓攝摄綱纲傑杰倣仿湧涌頃顷慘惨牽牵踫碰纖纤顆颗腫肿兇凶鑽钻叢丛紋纹鑒鉴礙碍辯辩恆恒攔拦脅胁紐纽闢辟艱艰軸轴噴喷暢畅丟丢磚砖擠挤欄栏戀恋籠笼弔吊剝剥縫缝攜携蹤踪渾浑繩绳頸颈閥阀"
    "偵侦駛驶賜赐悶闷輻辐僑侨飽饱龐庞艙舱壩坝艷艳僕仆謙谦懲惩邁迈銳锐撐撑謹谨誕诞稟禀樸朴賠赔誘诱攤摊掙挣睜睁暈晕蝕蚀釘钉遜逊銘铭賭赌僱雇厭厌潰溃顛颠勳勋飼饲恥耻豎竖潑泼屢屡瞞瞒鉤钩"
    "衹只"
)
_SIMPLIFIED = {ord(old): new for old, new in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}
# Zero-width and bidirectional marks, variation selectors, soft hyphen: nobody sees them.
_INVISIBLE = dict.fromkeys(
    [
        *(0xAD, 0x61C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206A),
        *range(0xFE00, 0xFE10),
    ]
)
_TABLE: dict[int, str | None] = {**_SIMPLIFIED, **_INVISIBLE}


_WIDE_SIGNS = tuple(zip("，：；（）！？", ",:;()!?", strict=True))
_IN_TABLE = Expression("[" + "".join(re.escape(chr(old)) for old in _TABLE) + "]")


def normalise(text: str) -> str:
    """NFKC, simplified script, lower case, nothing invisible. Idempotent."""
    # Normalising and translating take ten times as long as looking, and most texts need neither.
    for wide, narrow in _WIDE_SIGNS:
        text = text.replace(wide, narrow)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return (text.translate(_TABLE) if _IN_TABLE.search(text) else text).lower()


def normalise_in_place(text: str) -> str:
    """Normalised character by character, so that positions stay those of the text."""
    return "".join(c if len(n := normalise(c)) != 1 else n for c in text)
