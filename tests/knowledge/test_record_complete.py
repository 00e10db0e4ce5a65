"""The record of the salon stands in the knowledge folder, whole and unaltered.

The tables below name what each part of the record says and which page must say it.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
BLOG = "https://github.com/digoal/blog/blob/master/"
FENCE = re.compile(r"```.*?```", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


class Event(NamedTuple):
    number: int
    stem: str
    slug: str
    city: str
    sponsor: str
    signups: int | str
    attendance: str
    interaction: str


# The 14 events: what an empty string stands for is not recorded.
EVENTS = (
    Event(1, "2018-01-21-hangzhou", "salon-01-hangzhou", "杭州", "娃哈哈", 80, "", ""),
    Event(2, "2018-09-01-hangzhou", "salon-02-hangzhou", "杭州", "skymobi", 80, "", ""),
    Event(3, "2018-09-09-beijing", "salon-03-beijing", "北京", "纳什空间", 80, "", ""),
    Event(4, "2018-10-13-zhengzhou", "salon-04-zhengzhou", "郑州", "大象圈社区", 36, "", ""),
    Event(
        5, "2018-10-27-guangzhou", "salon-05-guangzhou", "广州", "阿里巴巴创新中心", 69, "", "圆桌"
    ),
    Event(
        6,
        "2018-10-28-shenzhen",
        "salon-06-shenzhen",
        "深圳",
        "清华大学深圳研究生院",
        103,
        "",
        "圆桌",
    ),
    Event(
        7,
        "2018-11-24-shanghai",
        "salon-07-shanghai",
        "上海",
        "阿里巴巴创新中心",
        88,
        "2200余",
        "圆桌",
    ),
    Event(
        8,
        "2018-12-22-nanjing",
        "salon-08-nanjing",
        "南京",
        "阿里巴巴创新中心",
        330,
        "700余",
        "圆桌",
    ),
    Event(
        9, "2019-01-12-hefei", "salon-09-hefei", "合肥", "阿里巴巴创新中心", 147, "1000余", "圆桌"
    ),
    Event(
        10,
        "2019-03-23-changsha",
        "salon-10-changsha",
        "长沙",
        "阿里巴巴创新中心",
        "1xx",
        "",
        "辩论",
    ),
    Event(
        11, "2019-04-19-chengdu", "salon-11-chengdu", "成都", "阿里巴巴创新中心", 41, "", "辩论"
    ),
    Event(12, "2019-05-15-wenzhou", "salon-12-wenzhou", "温州", "索易软件", 50, "", "辩论"),
    Event(
        13,
        "2019-05-25-hangzhou",
        "salon-13-hangzhou",
        "杭州",
        "阿里巴巴创新中心，神鲸空间",
        80,
        "",
        "辩论",
    ),
    Event(
        14,
        "2019-06-22-wuhan",
        "salon-14-wuhan",
        "武汉",
        "阿里巴巴创新中心，Dream咖啡厅",
        54,
        "",
        "辩论",
    ),
)

# Title, then speaker and house where the record names them.
TALKS: dict[int, list[str]] = {
    1: [
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
    ],
    2: [
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
    ],
    3: [
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
    ],
    4: [
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
    ],
    5: [
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
        "阿里 ADAM+PPAS 去O方法论，Oracle 迁移上云实践",
        "企业圆桌",
    ],
    6: [
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
        "阿里 ADAM+PPAS 去O方法论，实践",
        "企业圆桌",
    ],
    7: [
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
        "ADAM+PPAS 去O方法论，Oracle 迁移上云实践",
        "PG在HELLOBIKE的应用实践／周飞／HELLOBIKE",
        "PG在电商平台运营决策系统中的应用实践／张勤建／上海云贝网络科技有限公司",
        "医疗行业从MSSQL到PG的迁移实践／董红禹／乘数科技",
        "企业圆桌",
    ],
    8: [
        "PostgreSQL 社区生态建设、工作汇报",
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
        "ADAM+PPAS 去O方法论，Oracle 迁移上云实践",
        "工业时序数据平台的设计与应用实践／赵志强／天数智芯",
        "双活数据中心实践分享和探讨／赵振平／PG中国社区主席",
        "PG citus 分库分表架构在苏宁的大规模应用／陈华军／苏宁",
        "PostgreSQL基于PaaS平台的高可用集群方案／陈河堆／中兴",
        "PostGIS在地理信息行业中的应用／梅白帆／北京国网富达科技",
        "企业圆桌",
    ],
    9: [
        "社区生态建设、工作汇报",
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
        "ADAM+PPAS 去O方法论，Oracle 迁移上云实践",
        "《为什么PostgreSQL是最适合去O的数据库》／唐成／杭州乘数科技",
        "《数据库迁移案例分享》／黄晓涛／广州云图",
        "《数据泄露事件与PostgreSQL安全防护》／赵振平／PG中国社区主席",
        "企业圆桌",
    ],
    10: [
        "社区生态建设、工作汇报",
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
        "阿里云 ADAM+PPAS 去O方法论，Oracle 迁移上云实践",
        "《PostgreSQL HA方案patroni》／杨栋／神州飞象",
        "《Oracle与PostgreSQL对比学习》／赵振平／PG中国社区主席，太阳塔科技",
        "企业辩论赛",
    ],
    11: [
        "社区生态建设、工作汇报",
        "阿里云 POLARDB Oracle兼容版介绍",
        "阿里云 PG 产品线生态、PG 案例、原理/应用场景/优化/管理",
        "阿里云 ADAM+PPAS 去O方法论，Oracle 迁移上云实践",
        "企业辩论赛",
    ],
    12: [
        "社区生态建设、工作汇报",
        "PostgreSQL 常用架构介绍",
        "阿里云PG产品线生态介绍",
        "阿里云 POLARDB V2.0 for PostgreSQL、Oracle 介绍",
        "阿里云 ADAM+PPAS 去O方法论，Oracle 迁移上云实践",
        "PostgreSQL 原理",
        "PostgreSQL 优化技巧",
        "企业辩论赛",
    ],
    13: [
        "《PostgreSQL 生态与社区工作汇报》",
        "《PPAS + ADAM Oracle 迁移上云》",
        "《PostgreSQL 数据库优化实践》",
        "《阿里云POLARDB for PostgreSQL|Oracle 产品演进》",
        "《阿里云自研数据库POLARDB内核技术解读》",
        "《POLARDB 的DBA法宝 - AAS性能洞察》",
        "《云数据库时空引擎Ganos》",
        "企业数据库辩论赛",
    ],
    14: [
        "《PostgreSQL 生态与社区工作汇报》",
        "《Oracle 迁移上云》",
        "《PostgreSQL 数据库优化实践》",
        "《阿里云POLARDB for PostgreSQL|Oracle 产品演进》",
        "《POLARDB 的DBA法宝 - AAS性能洞察》",
        "《云数据库时空引擎Ganos》",
        "企业数据库辩论赛",
    ],
}

# Names as the record spells them, its doubtful ones included.
COMPANIES: dict[int, str] = {
    2: (
        "阿里巴巴、海康威视、亚信、乘数科技、天宇、浙江大学、斯凯网络、大树金科、点我达、"
        "中国电信、民生银行、网易、火树医疗、同花顺"
    ),
    3: (
        "阿里巴巴、北京联通、邮储银行、华胜天成、优炫软件、炫果壳、四维图新、海康威视、"
        "金风科技、中国人寿、国交信通、EnjoyIT、京东、海量数据、智联招聘、"
        "神州飞象、万达、南天软件、超图、去哪儿、汽车之家、英泰伟业、华为、九天气象、"
        "东方龙马、CETC、云能服、Ylink"
    ),
    4: (
        "阿里巴巴、上海新炬、中原银行、郑州大学、华三、博茂、北京国源、中盟股份、富士康、"
        "中移在线、北京许继、华中科技大学、众合景轩、税友、亚信、北京辰安、河南优蓓教育、"
        "新天科技股份、郑州商旅"
    ),
    5: (
        "阿里巴巴、广州云图、网易、玄武、鼎信、广州彩讯科技股份、诺基亚、广东粤铁天福、"
        "广州人瑞、万科、广东三维家、北京中亦"
    ),
    6: (
        "阿里巴巴、人民银行、穆迪信息咨询、华润电力、Morningstar、白骑士、"
        "海量、库博商务、金智、亚信、万科、华海乐盈、平安科技、中兴、招商金融、富璟、"
        "深圳证券交易所、中国移动、华润银行、人寿保险、大疆、顺丰科技、华为、金蝶、"
        "TCL、IBM、恒大"
    ),
    7: (
        "阿里巴巴、迪卡侬、HELLOBIKE、上海云贝、乘数科技、同花顺、宝胜科技、"
        "爱用宝、人保、东方航空、聚水潭、爱树、华东师范、上交所、嘉银金融、银嘉金服、"
        "MBB、松鼠AI、易鲸捷、润和、新炬、航信、真旅、小红书、兴业银行、汇信、美味、"
        "FP"
    ),
    8: (
        "阿里巴巴、中兴、苏宁、亚信、华米科技、三只松鼠、中软、veritas、科大讯飞、"
        "新蛋、中石化、南京大学、中科大、南京邮电、南京信息学院、南京理工、南京师范、"
        "南京财经、南京工业大学、南京航空航天大学、汉得、神州数码、江苏电信、国家电网、"
        "南瑞、IBM、中国电科研究院、百度、云和恩墨、远景、天数智芯、中车、恒舜金融、"
        "润和、苏宁银行"
    ),
    9: (
        "阿里巴巴、邮储银行、农业银行、科大讯飞、惠而浦、思科、国科量子通信、"
        "汉和智能物流、云易智能、鸿数科技、CXMT、中国科技大学、省交通运输厅、"
        "美林数据、海量、碧桂园、瀚高基础软件、阳光电源、上海大智慧、长鑫存储、上海博辕、"
        "神州数码、南瑞、财汇资讯、华米科技、华胜天成、新炬、广博量子"
    ),
    10: (
        "阿里巴巴、三一重工、飞象科技、太阳塔、天闻数媒、隆平高科、创友数码、郑州大学、"
        "华中科技大学、高阳、上海屹恒、科创医疗、京柏医疗、果壳信息"
    ),
    11: (
        "阿里巴巴、平安科技、中国人寿保险、成都达测（EDB中国总代）、新华传媒、测绘院、"
        "达州广播电视大学、成都派沃特科技股份有限公司、人大金仓、四川融科智联科技"
    ),
    12: (
        "索易软件、温州大学、温州联通、文章数勘察测绘研究院、温州科技学院、温州易天、"
        "温州达古科技有限公司、温州老年病医院"
    ),
    13: (
        "电信、海康、武汉商学院、浪沙、海量、支付宝、阿里、壹网、vastdata、微软、"
        "大搜车、正泰、点我达、软通动力、朗新、曹操专车、杭州地铁、亚信、悠可、佰安、"
        "同花顺、博彦、数蜂"
    ),
    14: (
        "斑马快跑(出行)、中移智行、武汉斗鱼、湖南图为、北京华宇信息、武汉商学院、"
        "浩星科技、唯晟商贸、爱可生、携宁计算机、海康威视、烽火通信、恒生、武汉数趣信息、"
        "武汉达梦、DXc、湖北楚天、武汉国为、太平金融、德安、传神语联网、"
        "linktime、湖北省图书馆、武汉易瑞特科技、易起飞科技、宁美国度、"
        "南京中软软件、企易共创、天玑科技、武汉通威、Farfetch、湖北电视台、"
        "今天梦想、湖北工业大学、天源迪科"
    ),
}

REPLAYS: dict[int, list[tuple[str, str]]] = {
    7: [
        ("直播回顾-上午", "https://yq.aliyun.com/live/613"),
        ("直播回顾-下午", "https://yunqivedio.alicdn.com/od/rZB8C1543470615706.mp4"),
    ],
    8: [
        ("直播回顾1", "https://yq.aliyun.com/live/776"),
        ("直播回顾2", "https://yq.aliyun.com/live/777"),
        ("直播回顾3", "https://yq.aliyun.com/live/778"),
    ],
    9: [
        ("直播回顾1", "https://yq.aliyun.com/live/804"),
        ("直播回顾2", "https://yunqivedio.alicdn.com/od/CEdEG1547357007712.mp4"),
    ],
}

PEOPLE: dict[str, list[str]] = {
    "digoal": [
        "德哥",
        "特聘资深领域专家",
        "发起人",
        "常委",
        "社区大学校长",
        "OSCAR",
        "中国信息通信研究院",
        "中国通信标准化协会",
        "201803/20180322_12.md",
        "me/aliyun_shouxi_db_service.png",
        "https://www.aliyun.com/service/chiefexpert/database",
        "30 项",
        "me/readme.md",
        "pic/digoal_weixin.jpg",
    ],
    "tangxiu": ["唐修", "ADAM 产品经理", "《Oracle 迁移上云》", "屡败", "三大痛点"],
    "zhao-zhenping": [
        "赵振平",
        "PG社区主席",
        "PG中国社区主席",
        "太阳塔科技",
        "salon-08-nanjing",
        "salon-09-hefei",
        "salon-10-changsha",
    ],
    "tang-cheng": ["唐成", "PG社区副主席", "杭州乘数科技", "salon-09-hefei"],
    "zhou-fei": ["周飞", "HELLOBIKE", "salon-07-shanghai"],
    "zhao-zhiqiang": ["赵志强", "天数智芯", "salon-08-nanjing"],
    "chen-hedui": ["陈河堆", "中兴", "salon-08-nanjing"],
    "chen-huajun": ["陈华军", "苏宁", "salon-08-nanjing"],
    "dong-hongyu": ["董红禹", "乘数科技", "salon-07-shanghai"],
    "zhang-qinjian": ["张勤建", "云贝", "上海云贝网络科技有限公司", "salon-07-shanghai"],
    "mei-baifan": ["梅白帆", "北京国网富达科技", "北京国网富达", "salon-08-nanjing"],
    "yang-dong": ["杨栋", "神州飞象", "salon-10-changsha"],
    "huang-xiaotao": ["黄晓涛", "广州云图", "salon-09-hefei"],
    "kangxian": ["康贤", "阿里云数据库专家", "《POLARDB内核技术解读》", "计算存储分离"],
    "linyi": ["林翳", "阿里云数据库专家", "《POLARDB DBA法宝 - 性能洞察》", "根因"],
    "tuben": ["图贲", "阿里云数据库专家", "《专业时空引擎 Ganos》", "PostGIS", "MOD", "50 倍"],
}

# One page for each debate question: event-question-name, and what decides the answer.
DEBATES: dict[str, list[str]] = {
    "10-1-count": [
        "n_live_tup",
        "track_counts",
        "pipelinedb",
        "myisam",
        "innodb",
        "FILTER",
        "hashagg",
        "201811/20181101_02.md",
        "201903/20190319_01.md",
        "估计",
    ],
    "10-2-realtime": ["citus", "gpdb"],
    "10-3-undo-mvcc": [
        "回滚慢",
        "链条长",
        "UNDO 文件会膨胀",
        "HOT",
        "201607/20160728_01.md",
        "201809/20180925_02.md",
        "201703/20170312_21.md",
        "201610/20161030_02.md",
        "201511/20151109_01.md",
        "201504/20150429_02.md",
    ],
    "10-4-cluster": ["patroni", "citus", "流复制", "pgpool-II", "quorum based replication"],
    "10-5-crash-restart": ["restart_after_crash", "CRON", "Oracle"],
    "10-6-oom": [
        "cgroup",
        "docker",
        "HUGE PAGE",
        "hash table",
        "原文疑误",
        "oom adj",
        "连接池",
        "syscache",
        "relcache",
    ],
    "10-7-wal-keep": ["wal_keep_segments", "wal_keep_size", "replication slot", "归档"],
    "11-1-cpu-hacked": [
        "0.0.0.0",
        "postmaster",
        "pg_stat_activity",
        "pg_log",
        "大对象",
        "C 代码",
        "死循环",
        "升级 PG",
        "pg_hba.conf",
        "201610/20161018_02.md",
    ],
    "11-2-groupby": ["HASHAGG", "GROUPAGG", "并行", "Oracle", "百万", "千万到亿"],
    "11-3-sql-path": [
        "parser",
        "DSL",
        "rewrite query",
        "generate path",
        "generate plan",
        "jit",
        "execute plan",
        "bind parameter",
        "execute prepared statement",
    ],
    "11-4-explain": ["explain", "auto_explain", "日志"],
    "11-5-create-function": ["execute", "format"],
    "11-6-acl": ["pg_hba.conf", "访问链路"],
    "11-7-auto-conf": [
        "postgresql.auto.conf",
        "alter system",
        "后者覆盖前者",
        "201901/20190130_03.md",
    ],
    "11-8-plan-skew": [
        "前 5 次",
        "custom plan",
        "generic plan",
        "plancache_mode",
        "plan_cache_mode",
        "201803/20180325_06.md",
        "201606/20160617_01.md",
    ],
    "13-1-locks": ["https://www.postgresql.org/docs/12/explicit-locking.html"],
    "13-2-set-params": [
        "alter system",
        "user/role/database",
        "postgresql.conf",
        "启动参数",
        "set local",
        "客户端",
    ],
    "13-3-force-parallel": ["201812/20181218_01.md"],
    "13-4-improve": ["AM 接口", "ZHEAP", "CLOG", "hintbit", "freeze", "1000 个分区", "50 万"],
    "13-5-wal-surge": [
        "大小写操作",
        "slot",
        "VACUUM FREEZE",
        "max wal size",
        "checkpoint",
        "wal_keep_segments",
        "wal_keep_size",
        "archive_status",
        ".ready",
        "done",
    ],
    "13-6-bloat": [
        "频繁修改",
        "自动垃圾回收",
        "两遍",
        "feedback",
        "长事务",
        "2PC",
        "慢 SQL",
        "阈值",
    ],
    "13-7-pool": [
        "单 CPU",
        "USER",
        "DBNAME",
        "绑定变量",
        "https://github.com/postgrespro/postgresql.builtin_pool",
        "201805/20180521_03.md",
    ],
    "13-8-isolation": ["RU", "RC", "RR", "可重复度", "悲观锁", "快照（乐观）", "SSI", "金融常用"],
    "13-9-temp-files": [
        "会话退出",
        "启动时",
        "JOIN",
        "GROUP BY",
        "临时表",
        "死循环",
        "WORK_MEM",
        "quick sort",
    ],
    "13-10-polardb-limit": ["100TB", "16 个计算节点", "产品设定"],
    "14-1-mysql-sync": [
        "Otter",
        "BINLOG",
        "https://github.com/alibaba/otter",
        "https://github.com/alibaba/canal",
    ],
    "14-2-range-scan": [
        "cluster",
        "HEAP",
        "PAGE",
        "include",
        "聚合存储",
        "201905/20190503_03.md",
        "201812/20181209_01.md",
        "201812/20181207_01.md",
    ],
    "14-3-dba-dev": [
        "KPI",
        "操作规范",
        "下线标准",
        "商业化规范",
        "附能",
        "产品化",
        "SQL审核",
        "测试环境",
        "预发环境",
        "灰度上线",
        "备库",
    ],
    "14-4-pg-strength": ["GIN", "JSON", "并行", "GIS", "机器学习", "图像搜索", "许可"],
    "14-5-sql-injection": [
        "DBA",
        "备份",
        "报警",
        "领导",
        "下业务",
        "绑定变量",
        "SIMPLE QUERY",
        "WAF",
    ],
    "14-6-asm": [
        "分布式存储",
        "POLARDB",
        "polarstore",
        "盘古",
        "shard(extent)",
        "3 副本",
        "rto=0",
        "rpo=0",
    ],
    "14-7-text-mining": ["分词", "情感词", "归类", "PLPYTHON", "MADLib"],
    "14-8-procedures": [
        "5 次",
        "硬解析",
        "SIMPLE QUERY",
        "动态 SQL",
        "plan_cache_mode",
        "201212/20121224_01.md",
        "201903/20190331_15.md",
    ],
    "14-9-block-damage": [
        "坏块",
        "备份",
        "FULL PAGE",
        "REDO",
        "201803/20180329_02.md",
        "201902/20190211_02.md",
        "201902/20190211_01.md",
    ],
    "14-10-table-gone": ["SQL 审计", "search_path", "pgadmin", "SCHEMA", "pg_class", "pg_tables"],
    "14-11-many-partitions": [
        "PG 12",
        "pg_pathman",
        "深圳中电",
        "201906/20190621_02.md",
        "201905/20190521_01.md",
        "201802/20180206_01.md",
        "201801/20180122_03.md",
    ],
}

CHAPTERS = (
    (1, "阿里云PostgreSQL产品线生态介绍", 90),
    (2, "阿里云PostgreSQL案例分享", 180),
    (3, "阿里云HybridDB for PostgreSQL案例分享", 30),
    (4, "阿里云PostgreSQL开发与管理实践", 240),
    (5, "阿里云HybridDB for PostgreSQL开发与管理实践", 60),
    (6, "学习路径与资料分享", 30),
)

# Start, end, title, speaker, minutes.
AGENDA = (
    ("08:45", "09:10", "签到（扫二维码加钉钉群）", "", 25),
    ("09:10", "09:25", "开场，介绍生态合作伙伴", "", 15),
    ("09:25", "09:55", "《PostgreSQL 生态与社区工作汇报》", "digoal", 30),
    ("09:55", "10:40", "《Oracle 迁移上云》", "唐修", 45),
    ("10:40", "12:10", "《数据库优化与实践》", "digoal", 90),
    ("12:10", "12:15", "合影", "", 5),
    ("13:30", "14:00", "《阿里云 POLARDB for Oracle|PG 演进》", "digoal", 30),
    ("14:00", "16:15", "待定议题（从议题库里选）", "", None),
    ("16:15", "17:15", "企业数据库深度研讨与辩论大赛，颁奖", "", 60),
)

# Section of the record, page, what the page must say.
SECTIONS: tuple[tuple[str, str, list[str]], ...] = (
    (
        "1 活动概况",
        "salon/about.md",
        ["天天象上活动", "每月一场", "2018 年 9 月", "免费", "企业圈子", "去O"],
    ),
    (
        "1 背景",
        "salon/background.md",
        [
            "贸易摩擦",
            "中兴事件",
            "6 亿",
            "Oracle 中国研发中心解散",
            "安全合规",
            "自主可控",
            "成本",
            "阿里云数据库团队",
            "PG社区",
            "云栖社区",
            "云栖技术日",
            "云栖TechDay",
            "阿里云技术创新中心",
        ],
    ),
    (
        "1 主题系列",
        "salon/themes.md",
        [
            "PPAS + ADAM",
            "企业数据库安全与自主可控",
            "集成商",
            "企业圆桌",
            "企业数据库辩论赛",
            "客户案例",
        ],
    ),
    (
        "1 城市",
        "salon/cities.md",
        [
            "12 个",
            "11 个",
            "杭州、北京、郑州、广州、深圳、上海、南京、合肥、长沙、成都、温州、武汉",
        ],
    ),
    (
        "1 覆盖与来客",
        "salon/visitors.md",
        [
            "数万人次",
            "银行、证券、互联网、人工智能、高校、医疗、新制造、电商、游戏、政府、电力、物流",
            "开发者、DBA、架构师、CTO、CIO",
        ],
    ),
    (
        "1 影响力",
        "salon/influence.md",
        [
            "1万+",
            "线下",
            "云栖线上直播",
            "官方微信",
            "官方微博",
            "个人微信",
            "微博转发",
            "PG社区官网",
            "传统 IT 峰会",
        ],
    ),
    (
        "1.1 定位",
        "salon/positioning.md",
        [
            "开源界的Oracle",
            "去O首选",
            "OLTP、OLAP、NoSQL、搜索、时空、流、图、图像",
            "201906/20190608_02.md",
        ],
    ),
    ("1.1 许可", "salon/license.md", ["类 BSD", "两段文字", "收购", "法律风险"]),
    (
        "1.1 用户",
        "salon/pg-users.md",
        ["平安集团、邮储银行、中国人寿、苏宁、中兴、华为、阿里巴巴、亚信、富士康、探探、去哪儿"],
    ),
    (
        "1.2 八类",
        "salon/contents.md",
        [
            "社区工作汇报",
            "ADAM + PPAS（POLARDB for Oracle）",
            "权限体系、存储引擎、索引结构",
            "物联网、电商、生物科技、游戏、传统企业、CRM、ERP、ZF、GA、物流、音视频、BI、社交、金融、证券、手机、天文",
            "中间件厂商",
        ],
    ),
    ("2 合肥分会", "events/2019-01-12-hefei.md", ["6 名志愿者", "到京", "三星", "邮储"]),
    ("2 长沙", "events/2019-03-23-changsha.md", ["1xx", "郑州大学", "华中科技大学", "没有记录"]),
    (
        "2 武汉",
        "events/2019-06-22-wuhan.md",
        [
            "PG plus 队",
            "PG pro 队",
            "关山大道465号",
            "Dream咖啡厅",
            "dream+ 咖啡厅",
        ],
    ),
    ("3 回放说明", "salon/replays.md", ["3 场", "7 条", "yunqivedio"]),
    (
        "6 圆桌",
        "faq/roundtable-09-hefei.md",
        [
            "免维护",
            "patroni",
            "RPO=0",
            "两地三中心",
            "30 秒",
            "HTAP",
            "xid",
            "zheap",
            "30TB",
            "传染性",
            "到京",
            "201809/20180919_01.md",
            "201809/20180913_01.md",
            "201808/20180823_01.md",
        ],
    ),
    (
        "8.1 新版",
        "training/overview.md",
        ["2~4 天", "2~3 天", "201901/20190105_01.md", "每周", "没有记录"],
    ),
    (
        "8.2 合计",
        "training/chapters.md",
        [
            "约 12 小时",
            "630",
            "10.5 小时",
            "METASCAN",
            "HLL",
            "电子围栏",
            "防 DDoS",
            "数据倾斜",
            "培训视频集",
        ],
    ),
    ("8.2 对象收益", "training/audience.md", ["开发者、DBA、架构师", "HDB PG", "ltree"]),
    (
        "8.3 视频",
        "training/online-videos.md",
        [
            "https://edu.aliyun.com/course/836/lesson/list",
            "https://yq.aliyun.com/live/582",
            "敬请期待",
        ],
    ),
    (
        "9 课件",
        "salon/courseware.md",
        [
            "201801/20180121_01_pdf_001.pdf",
            "201801/20180121_01_pdf_002.pdf",
            "201901/20190105_01.md",
            "https://github.com/digoal/blog/blob/master/README.md",
        ],
    ),
    (
        "9 招聘",
        "salon/recruitment.md",
        [
            "DBA、内核研发、服务端研发",
            "201804/20180425_01.md",
            "招聘传输门",
            "Oracle DBA 转型PG 定制学习宝典",
            "珍藏级",
        ],
    ),
    ("9 学习", "salon/oracle-dba-learning.md", ["201804/20180425_01.md"]),
    ("9 免费实例", "salon/free-instance.md", ["https://free.aliyun.com/", "ECS"]),
    (
        "9 首席专家",
        "salon/chief-expert.md",
        ["https://www.aliyun.com/service/chiefexpert/database"],
    ),
    (
        "9 往期回顾",
        "salon/past-review.md",
        [
            "https://github.com/digoal/blog/blob/master/201801/20180121_01.md",
        ],
    ),
    (
        "9 合作",
        "salon/cooperation.md",
        [
            "媒体、软件开发商、PG 培训公司、PG 服务提供商、ToB 企业",
            "pic/digoal_weixin.jpg",
        ],
    ),
    ("10.2 特色", "salon/features.md", ["云原生 POLARDB", "架构演进"]),
    (
        "10.2 人群",
        "salon/free-and-audience.md",
        ["学生、开发者、数据库管理员、架构师、CTO、CIO、技术总监", "免费"],
    ),
    (
        "10.2 地点",
        "salon/venue.md",
        ["武汉市东湖高新区关山大道465号光谷创意B座一楼 dream+ 咖啡厅"],
    ),
    ("10.2 注意", "salon/on-site-notes.md", ["安静、卫生、文明"]),
    (
        "10.2 伙伴",
        "salon/partners.md",
        [
            "PostgreSQL中国用户会",
            "中国开源软件推进联盟PostgreSQL分会",
            "云栖社区",
            "云栖TechDay",
        ],
    ),
    (
        "10.2 赠书",
        "salon/books.md",
        [
            "francs",
            "《PostgreSQL 实战》",
            "https://item.jd.com/12405774.html",
            "《PostgreSQL 指南(内幕探索)》",
        ],
    ),
    (
        "10.3 得奖",
        "salon/prizes.md",
        [
            "超过 24 个",
            "PostgreSQL 技术进阶钉钉群",
            "@ 德哥",
            "前一天",
            "文化衫",
            "不是人人有奖",
            "PG相关数据",
        ],
    ),
    (
        "11 钉钉群",
        "salon/dingtalk-group.md",
        [
            "PostgreSQL 技术进阶钉钉群",
            "https://github.com/digoal/blog/raw/master/pic/dingding_pg_chat.png",
            "没有记录",
        ],
    ),
    (
        "12 图片",
        "salon/images.md",
        [
            "20180121_01_pic_001.jpg",
            "20180121_01_pic_002.jpg",
            "20180121_01_pic_003.jpg",
            "20180121_01_pic_004.jpg",
            "20180121_01_pic_006.jpg",
            "20180121_01_pic_008.jpg",
            "20180121_01_pic_009.jpg",
            "20180121_01_pic_010.jpg",
            "20180121_01_pic_011.jpg",
            "20180121_01_pic_012.jpg",
            "20180121_01_pic_013.jpg",
            "20180121_01_pic_014.jpg",
            "20180121_01_pic_015.jpg",
            "20180121_01_pic_016.jpg",
            "20180121_01_pic_017.jpg",
            "20180121_01_pic_018.jpg",
            "20180121_01_pic_019.jpg",
            "20180121_01_pic_020.jpg",
            "20180121_01_pic_021.jpg",
            "20180121_01_pic_022.jpg",
            "20180121_01_pic_023.jpg",
            "https://yqfile.alicdn.com/2321405749dfa403b768993424ad4a1162b4eb5d.png",
            "https://yqfile.alicdn.com/5f1ae5f94f155eba45f8588c27f9b690ebfd57ab.png",
        ],
    ),
    ("13 社区汇报", "salon/community-report.md", ["第 8 期"]),
    (
        "13 互动",
        "salon/roundtable-and-debate.md",
        [
            "第 5 到 9 期",
            "第 10 到 14 期",
            "7 题",
            "8 题",
            "10 题",
            "11 题",
            "36 题",
        ],
    ),
    (
        "14 疑点",
        "salon/record-doubts.md",
        [
            "1xx",
            "大小写操作",
            "附能",
            "可重复度",
            "损耗数据块",
            "PG相关数据",
            "hash table",
            "传输门",
            "DSL",
            "文章数勘察测绘研究院",
            "DXc",
            "plancache_mode",
        ],
    ),
    (
        "14.13 称呼",
        "salon/product-names.md",
        [
            "PPAS",
            "POLARDB for Oracle",
            "POLARDB Oracle兼容版",
            "EPAS",
            "HybridDB for PostgreSQL",
            "HDB PG",
            "GPDB",
            "gpdb",
            "ADAM",
        ],
    ),
    ("4.2 名单", "people/speakers.md", ["12 人", "5 人", "黄晓涛"]),
    ("10.1 议程", "salon/agenda.md", ["午饭", "没有记录", "移动对象数据库"]),
)


def read(path: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of a page."""
    text = (KNOWLEDGE / path).read_text(encoding="utf-8")
    assert text.startswith("---\n"), path
    head, body = text[4:].split("\n---\n", 1)
    meta = yaml.safe_load(head)
    assert isinstance(meta, dict), path
    return meta, body


def event(number: int) -> dict[str, Any]:
    stem = next(known.stem for known in EVENTS if known.number == number)
    return read(f"events/{stem}.md")[0]


def record_pages() -> list[str]:
    """Every page that holds the record."""
    folders = ("events/*.md", "salon/*.md", "training/*.md", "people/*.md")
    patterns = (*folders, "faq/debate-*.md", "faq/roundtable-*.md")
    found = [path for pattern in patterns for path in KNOWLEDGE.glob(pattern)]
    return sorted(path.relative_to(KNOWLEDGE).as_posix() for path in found)


def missing(path: str, expected: list[str]) -> list[str]:
    text = (KNOWLEDGE / path).read_text(encoding="utf-8")
    return [part for part in expected if part not in text]


@pytest.mark.parametrize("path", record_pages())
def test_page_loads_and_its_links_lead_somewhere(path: str) -> None:
    meta, body = read(path)
    assert isinstance(meta["title"], str)
    assert len(yaml.safe_dump(meta, allow_unicode=True).encode()) <= 12_288
    prose = FENCE.sub("", body)
    assert not re.search(r"^# ", prose, re.MULTILINE), "the title is in the front matter"
    for target in LINK.findall(prose):
        if not target.startswith(("http://", "https://")):
            assert (KNOWLEDGE / path).parent.joinpath(target.split("#")[0]).is_file(), target


def test_no_page_tells_the_visitor_counter() -> None:
    """The counter of the record has nothing to do with its content."""
    assert not [path for path in record_pages() if not missing(path, ["flagcounter"])]


@pytest.mark.parametrize("known", EVENTS, ids=lambda known: known.stem)
def test_event_says_what_the_record_says(known: Event) -> None:
    meta = event(known.number)
    assert meta["id"] == known.slug
    assert meta["number"] == known.number
    assert meta["date"] == datetime.date.fromisoformat(known.stem[:10])
    assert meta["city"] == known.city
    assert meta["sponsor"] == known.sponsor
    assert meta["signups"] == known.signups
    assert meta.get("attendance", "") == known.attendance
    assert meta.get("interaction", "") == known.interaction
    assert meta["status"] == "held"


@pytest.mark.parametrize("number", TALKS)
def test_event_has_all_talks_and_speakers(number: int) -> None:
    spoken = [
        "／".join(
            [talk["title"], *(f"{who['name']}／{who['org']}" for who in talk.get("speakers", []))]
        )
        for talk in event(number)["talks"]
    ]
    assert spoken == TALKS[number]


@pytest.mark.parametrize("known", EVENTS, ids=lambda known: known.stem)
def test_event_has_all_companies(known: Event) -> None:
    entries = event(known.number).get("companies", [])
    names = [entry if isinstance(entry, str) else entry["name"] for entry in entries]
    assert names == [name for name in COMPANIES.get(known.number, "").split("、") if name]


@pytest.mark.parametrize("known", EVENTS, ids=lambda known: known.stem)
def test_event_has_its_replays_and_no_others(known: Event) -> None:
    expected = REPLAYS.get(known.number, [])
    replays = event(known.number).get("replays", [])
    assert [(replay["label"], replay["url"]) for replay in replays] == expected
    urls = [url for _, url in expected]
    assert not missing("salon/replays.md", urls)
    assert not missing(f"events/{known.stem}.md", urls or ["没有回放链接"])


def test_what_is_not_recorded_stays_out() -> None:
    for known in EVENTS:
        meta = event(known.number)
        assert not {"start", "end", "live_url"} & meta.keys(), known.stem
        assert ("address" in meta) == (known.number == 14), known.stem
    assert "companies" not in event(1)


def test_debate_results() -> None:
    assert event(14)["debate"] == {"teams": ["PG plus 队", "PG pro 队"], "winner": "PG plus 队"}
    captains = event(10)["debate"]["captains"]
    assert len(captains) == 2
    assert "郑州大学" in captains[0]
    assert "华中科技大学" in captains[1]
    assert "debate" not in event(11) | event(13)
    recaps = {number: event(number).get("recap") for number in range(5, 15)}
    assert [number for number, told in recaps.items() if told] == [9, 10, 11, 13, 14]


@pytest.mark.parametrize("slug", PEOPLE)
def test_person_page(slug: str) -> None:
    assert missing(f"people/{slug}.md", PEOPLE[slug]) == []
    meta, _ = read(f"people/{slug}.md")
    assert meta["name"] in PEOPLE[slug][0] or meta["name"] == "digoal"
    ids = {known.slug for known in EVENTS}
    assert {talk["event"] for talk in meta.get("talks", [])} <= ids
    assert meta.get("talks") or meta.get("template_talks")
    assert not missing("people/speakers.md", [meta["name"]])


def test_person_talks_are_talks_of_the_events() -> None:
    for slug in PEOPLE:
        meta, _ = read(f"people/{slug}.md")
        for talk in meta.get("talks", []):
            number = next(known.number for known in EVENTS if known.slug == talk["event"])
            lines = [line for line in TALKS[number] if line.startswith(talk["title"] + "／")]
            assert lines, talk
            assert meta["name"] in lines[0]


@pytest.mark.parametrize("name", DEBATES)
def test_debate_page(name: str) -> None:
    path = f"faq/debate-{name}.md"
    expected = [
        f"({BLOG}{part})" if re.fullmatch(r"\d{6}/\S+\.md", part) else part
        for part in DEBATES[name]
    ]
    assert missing(path, expected) == []
    number = int(name.split("-")[0])
    stem = next(known.stem for known in EVENTS if known.number == number)
    assert not missing(path, [f"../events/{stem}.md"])
    assert not missing(f"events/{stem}.md", [f"../{path}"])
    meta, _ = read(path)
    assert len(meta["aliases"]) >= 3
    assert "2019" in meta["versions"]


def test_debates_are_thirty_six() -> None:
    counts = [sum(name.startswith(f"{number}-") for name in DEBATES) for number in range(15)]
    assert {number: count for number, count in enumerate(counts) if count} == {
        10: 7, 11: 8, 13: 10, 14: 11,
    }  # fmt: skip
    pages = {path.stem.removeprefix("debate-") for path in KNOWLEDGE.glob("faq/debate-*.md")}
    assert pages == set(DEBATES)
    for number in (10, 11, 13, 14):
        assert event(number)["recap_questions"] == counts[number]


def test_training_chapters() -> None:
    meta, body = read("training/chapters.md")
    chapters = [(part["number"], part["title"], part["minutes"]) for part in meta["chapters"]]
    assert chapters == list(CHAPTERS)
    assert sum(minutes for _, _, minutes in chapters) == 630
    assert meta["total_text"] == "约 12 小时"
    for number, title, minutes in CHAPTERS:
        assert f"## 第 {number} 章：{title}\n\n{minutes} 分钟" in body


def test_agenda_of_the_template() -> None:
    meta, body = read("salon/agenda.md")
    parts = [
        (
            part["start"],
            part["end"],
            part["title"],
            ", ".join(who["name"] for who in part.get("speakers", [])),
            part.get("minutes"),
        )
        for part in meta["agenda"]
    ]
    assert parts == list(AGENDA)
    assert len(meta["topic_pool"]) == 6
    for start, end, *_ in AGENDA:
        assert f"{start}–{end}" in body


@pytest.mark.parametrize(("section", "path", "expected"), SECTIONS)
def test_section_of_the_record(section: str, path: str, expected: list[str]) -> None:
    text = (KNOWLEDGE / path).read_text(encoding="utf-8")
    absent = [part for part in expected if part not in text]
    assert not absent, f"{section}: {path}"


def test_every_page_has_two_questions() -> None:
    tests = yaml.safe_load((KNOWLEDGE / "tests" / "salon.yaml").read_text(encoding="utf-8"))
    cites = [entry.get("cites", []) for entry in tests]
    cited = [path for one in cites for path in ([one] if isinstance(one, str) else one)]
    pages = [path for path in record_pages() if not path.startswith("events/")]
    assert [path for path in pages if cited.count(path) < 2] == []
    for entry, one in zip(tests, cites, strict=True):
        for path in [one] if isinstance(one, str) else one[:1]:
            assert not missing(path, entry.get("contains", [])), entry["question"]
