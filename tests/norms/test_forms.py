"""Every box of the papers exists as a field, in the papers' own words (SITE-1 to 19, REC-1 to 13, TKT-2, TKT-3)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.norms.writing import ours
from tui_desk.domain import paper_sources
from tui_desk.norms import form_checks
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import Box, Form, Norm

NORMS = {code: load_shipped(code) for code in ("it-team", "support-guide")}
IT_TEAM = NORMS["it-team"]

PAPERS: dict[str, tuple[str, str]] = {
    # SITE-1 to SITE-6: 004, 现场服务请求单 with its 回执
    "site-request": (
        "SITE-1 SITE-2 SITE-3 SITE-4 SITE-5 SITE-6",
        """
        编号 日期 热线值班工程师 信息来源 其他信息来源 用户单位 客户服务卡号 联系人 联系电话 单位地址 服务手册编号
        产品名称版本 故障现象 用户愿望 处理问题 现场服务工程师 处置建议 值班经理 派单时间 改派现场服务工程师 处置建议
        值班经理 未上门通知用户记载 出发时间 到达时间 离开时间 实际使用工时 解决办法 旧件备件号 旧件序列号 新件备件号
        新件序列号 下一步处理 服务工程师 解决情况 热线接听态度 技术水平 按约定时间上门 佩带服务标识牌 备份文件和数据
        告知用户预防措施 用户意见 用户签字 日期 星期 现场服务请求单号 日期 星期 遗留问题记录单 服务质量调查单号 存档人
        审查人 说明 业绩核定分值 核定人 日期 值班经理 调查人 管理者代表
        """,
    ),
    # SITE-11: 004, 现场服务记录单
    "on-site-record": (
        "SITE-11",
        """
        记录时间 编号 信息来源 客户服务号 用户单位 服务到期日 联系人 联系电话 单位地址 产品名称 版本 产品模块
        服务类型 热线工程师 服务时间 要求上门时间 现场服务工程师 派单时间 处理建议 派单经理 日期 到达时间 离开时间
        服务工程师 日期 按约定时间上门 备份文件和数据 热线接听态度 佩带服务标识牌 告知用户预防措施 技术水平 用户意见
        用户签字（加盖单位公章） 日期 上报总部 技术支持经理 日期
        """,
    ),
    # SITE-12: 004, 现场服务记录 of a maker
    "maker-record": (
        "SITE-12",
        """
        编号 顾客单位 合同编号 项目名称 WBS 顾客联系人 顾客电话 产品名称 型号规格 营销人员 营销电话 顾客反馈问题
        信息来源 其它信息来源 记录人 日期 服务要求 其他服务要求 部门负责人 日期 到达现场时间 离开现场时间
        具体内容（原因分析及处理情况等，可另附页） 服务责任人员 服务责任人员电话 日期 产品质量 服务质量
        顾客其他意见和建议 顾客代表 顾客代表电话 盖章 日期
        """,
    ),
    # SITE-13: 004, 现场服务单, with the consent of SITE-8
    "site-service": (
        "SITE-8 SITE-13",
        """
        公司名称 客户姓名 维修单号 客户地址 维修日期 设备型号 设备序列号 到达现场时间 完成时间 客户签字 日期
        故障现象/需求 处理过程 建议措施 遗留问题或其他 1、您对工程师工作完成情况的满意度
        2、您对工程师交流沟通的满意度 3、您对工程师工作态度的评价 客户反馈 客户签字 时间 工程师签字 时间 附加说明
        """,
    ),
    # SITE-14: 004, 现场维修服务单
    "repair-service": (
        "SITE-14",
        """
        日期 编号 维修（护）人 报修时间 出发时间 到达时间 完成时间 现象描述 影响程度 原因分析及解决措施 故障分类
        服务态度 反应时间 处理效果 客户签名 日期
        """,
    ),
    # SITE-15: 004, 现场技术服务单, with the declaration of SITE-8
    "technical-service": (
        "SITE-8 SITE-15",
        """
        服务单号 用户签字 日期 项目号 项目名称 用户单位 联系人 联系电话 CASE号 服务类型 服务开始时间 服务结束时间
        实际使用工时 工作内容 工作结果 存在问题及下一步计划 备件情况 备件名称 新件备件号 新件序列号 新件点验情况
        旧件备件号 旧件序列号 备件使用情况 用户对本次服务的总体满意度（10-最高，1-最低） 其他意见或建议 客户签字
        日期 工程师签字 日期
        """,
    ),
    # SITE-16: 004, 现场投运/服务单
    "commissioning": (
        "SITE-16",
        """
        编号 用户项目名称 联系人 联系方式 用户联系地址 要求到达现场时间 预计服务天数 现场服务内容 任务下达人签字
        部门领导签字 现场服务人员签字 部门领导签字 服务人员到达现场时间 离开现场时间 对现场服务人员服务态度
        对现场服务人员技术水平 现场服务人员任务完成情况 对我们公司的要求和建议 工程用户单位签字（盖章） 日期
        现场服务质量问题性质 其他问题性质 现场遗留问题及原因 现场任务完成情况、质量问题分析及建议（可另附页） 回公司时间
        现场服务人员 部门确认 营销部确认 地址 邮编 服务热线 传真
        """,
    ),
    # REC-1 to REC-13: 000, with the confirmation of 003
    "service-record": (
        "REC-1 REC-2 REC-3 REC-4 REC-5 REC-6 REC-7 REC-8 REC-9 REC-10 REC-11 REC-12 REC-13",
        """
        服务单号/记录编号 客户名称 联系人及联系方式 主要联系人 服务人员信息 姓名 工号 所属部门/团队 服务日期
        服务开始与结束时间 服务地点 服务类型 服务内容概述 问题现象与详细描述 问题分析与诊断 可能原因 检测手段
        检测结果 排除依据 方案描述 方案编号或名称 临时方案 长期方案 操作步骤 执行的命令 配置参数 修改前 修改后
        旧件型号 旧件序列号 新件型号 新件序列号 是否进行了数据备份 备份方式 备份文件存放位置 遇到的困难及应对措施
        是否达到预期目标 问题是否解决 系统是否恢复正常 服务内容是否全部完成 服务结果描述 量化结果 遗留问题
        未完全解决的原因 已达成的阶段性成果 后续计划 责任人 共同验证 满意度评分（1-5分） 客户意见 客户签字
        """,
    ),
    # TKT-2: 001, 服务记录表模板
    "it-team-record": (
        "TKT-2",
        """
        工单编号 提交时间 提交人 所属部门 问题类型 优先级 问题描述 首次响应时间 处理人 联系方式 处理过程 处理结果
        用户反馈 关闭时间 备注 SLA响应时效
        """,
    ),
    # TKT-3: 003, 技术支持服务记录表
    "support-record": (
        "TKT-3 REC-13",
        """
        服务单号 申请人姓名 联系方式 所属部门 问题类型 问题描述（附截图/日志） 紧急程度 受理时间 处理人 处理进展
        解决时间 解决方案简述 用户签字 满意度评分（1-5分）
        """,
    ),
    # SITE-7: 002 亚仿, 出差前准备
    "before-trip": (
        "SITE-7",
        """
        问题现象和原因 备份版本情况 携带清单 有无备件互欠 用户是否拖欠设备及维修款 是否在保修期内
        携带维修合同、维护合同 现场用户相关负责人名单及隶属关系 已告之用户到达时间并请用户派人配合 故障维护等级
        交通工具 相关费用 住宿安排 用户服务经理
        """,
    ),
    # SITE-17: 002 亚仿, 维修计划书
    "repair-plan": (
        "SITE-17",
        """
        已拜会用户主管领导 维修步骤和时间安排 安全注意事项 用户方确认签字 我方确认签字
        """,
    ),
    # SITE-18: 002 亚仿, 远程维护; 003
    "remote-record": (
        "SITE-18",
        """
        商定的远程维护时间 修改前的检查、测试及结果 解决方案 处理步骤和内容 责任人签字 用户书面确认
        已通报用户方负责人
        """,
    ),
    # SITE-19: 002 亚仿, 维修服务报告
    "repair-report": (
        "SITE-19",
        """
        故障现象 故障发生的原因 做了哪些事情 阶段汇报 向用户汇报 向主管汇报 用户负责人签字盖章 故障分析报告（另附）
        """,
    ),
    # DESK-2
    "hand-over": (
        "DESK-2",
        """
        班次 日期 交班人 接班人 交班时间 接班时间 未结束的来电 待兑现的承诺 留言 本班变更 其他交接事项
        """,
    ),
}

CHOICES = {
    "SITE-1 信息来源": ("site-request", "channel", "电话 传真 用户来访 E-mail 其他"),
    "SITE-5 解决情况": ("site-request", "verdict", "全部解决 部分解决 未解决"),
    "SITE-6 回执": ("site-request", "after_receipt", "再派现场服务人员 暂缓处理 存档"),
    "SITE-5 热线接听态度": ("site-request", "hotline_manner", "满意 不满意"),
    "SITE-5 技术水平": ("site-request", "skill", "满意 不满意"),
    "SITE-11 解决情况": ("on-site-record", "verdict", "问题全部解决 部分解决 未解决"),
    "SITE-11 技术水平": ("on-site-record", "skill", "满意 不满意"),
    "SITE-11 热线接听态度": ("on-site-record", "hotline_manner", "满意 不满意"),
    "SITE-12 信息来源": ("maker-record", "channel", "用户电话 用户传真 其它"),
    "SITE-12 服务要求": ("maker-record", "service_type", "安装调试 投运 维护 其他"),
    "SITE-12 产品质量": ("maker-record", "product_quality", "满意 较满意 一般 较不满意 不满意"),
    "SITE-12 服务质量": ("maker-record", "service_quality", "满意 较满意 一般 较不满意 不满意"),
    "SITE-13 工作完成情况": ("site-service", "completion", "很满意 满意 一般满意 不满意"),
    "SITE-13 交流沟通": ("site-service", "communication", "很满意 满意 一般满意 不满意"),
    "SITE-13 工作态度": ("site-service", "manner", "很满意 满意 一般满意 不满意"),
    "SITE-14 影响程度": ("repair-service", "impact", "严重故障 普通故障 轻微故障"),
    "SITE-14 故障分类": ("repair-service", "fault_type", "硬件故障 软件故障 网络故障 操作故障"),
    "SITE-15 服务类型": ("technical-service", "service_type", "故障处理 健康检查 其它"),
    "SITE-15 工作结果": ("technical-service", "result", "顺利完成 观察/下一步处理"),
    "SITE-16 服务态度": ("commissioning", "manner", "非常满意 满意 不满意"),
    "SITE-16 技术水平": ("commissioning", "skill", "非常满意 满意 不满意"),
    "SITE-16 任务完成情况": ("commissioning", "completion", "非常满意 满意 不满意"),
    "SITE-16 质量问题性质": ("commissioning", "defect", "柜体及附件 元器件 电气回路 其他"),
    "REC 服务类型": ("service-record", "service_type", "故障排除 系统部署 性能优化 日常巡检 技术咨询 培训指导"),
}


NOTES = {
    "SLA-9": ("on-site-record", ("注：本服务单由服务工程师48小时内录入系统",)),
    "SITE-12": (
        "maker-record",
        (
            "1、工程/项目投运以前是安装、调试，投运以后是维护。顾客有投诉意见或不满意的情况时应报安质部备案。",
            "2、此表由营销部负责下发至执行部门，并督促执行部门及时完成并回收、归档。",
            "3、执行部门服务完毕后，将此表填写完整后反馈至营销部，由营销部统一整理、并归档。",
        ),
    ),
    "SITE-14": (
        "repair-service",
        (
            "一、严重故障包含以下情况：1）电脑完全无法工作且现场处理时间需要4小时以上 2）造成硬盘重要数据大部分丢失",
            "二、普通故障包含以下情况：1）电脑部分功能能够正常运作 2）现场处理时间在2~4小时之间",
            "三、轻微故障是指电脑绝大部分功能正常或现场处理时间小于2小时。",
            "四、报障人需要填写服务态度、反应时间、处理效果三项并签名确认，本单方为关闭。",
        ),
    ),
}
"""What stands below the papers, word for word."""

MARKS = {
    "SITE-14 服务态度": ("repair-service", "manner", 1, 5),
    "SITE-14 反应时间": ("repair-service", "speed", 1, 5),
    "SITE-14 处理效果": ("repair-service", "effect", 1, 5),
    "SITE-15 总体满意度": ("technical-service", "satisfaction", 1, 10),
    "TKT-3 满意度评分": ("support-record", "satisfaction", 1, 5),
}


def form(code: str) -> Form:
    found = IT_TEAM.form(code)
    assert found is not None
    return found


def box(of: str, code: str) -> Box:
    found = form(of).box(code)
    assert found is not None
    return found


def labels(of: Form) -> Counter[str]:
    columns = (column for each in of.boxes() for column in each.columns)
    return Counter(each.label.zh for each in (*of.boxes(), *columns))


@pytest.mark.parametrize(("code", "ids", "boxes"), [(code, *said) for code, said in PAPERS.items()], ids=list(PAPERS))
def test_every_box_of_the_paper_is_a_field_by_its_name(code: str, ids: str, boxes: str) -> None:
    """SITE-1 to SITE-19, REC-1 to REC-13, TKT-2, TKT-3, DESK-2; a box that the paper has twice is there twice."""
    assert not Counter(boxes.split()) - labels(form(code)), ids


@pytest.mark.parametrize(("code", "of", "said"), CHOICES.values(), ids=CHOICES.keys())
def test_every_tick_of_the_paper_is_a_choice(code: str, of: str, said: str) -> None:
    """SITE-1, 5, 6, 11 to 16, TKT-5."""
    assert [choice.label.zh for choice in box(code, of).choices] == said.split()


@pytest.mark.parametrize(("code", "notes"), NOTES.values(), ids=NOTES.keys())
def test_every_note_of_the_paper_stands_below_it(code: str, notes: tuple[str, ...]) -> None:
    """SLA-9, SITE-12, SITE-14."""
    assert tuple(note.zh for note in form(code).notes) == notes


@pytest.mark.parametrize(("code", "of", "low", "high"), MARKS.values(), ids=MARKS.keys())
def test_a_mark_has_the_scale_of_the_paper(code: str, of: str, low: int, high: int) -> None:
    """SITE-14, SITE-15, TKT-3."""
    mark = box(code, of)
    assert (mark.kind, mark.low, mark.high) == ("scale", low, high)


def test_what_is_ticked_as_other_is_said_in_words() -> None:
    """SITE-1, SITE-12, SITE-16: 其他：, with a line to write on."""
    for code, ticked, words in (
        ("site-request", "channel", "other_channel"),
        ("maker-record", "channel", "other_channel"),
        ("maker-record", "service_type", "other_service"),
        ("commissioning", "defect", "other_defect"),
    ):
        assert box(code, words).asked_when == {ticked: ("other",)}, code


def test_each_part_of_a_paper_is_filled_by_whom_the_paper_says() -> None:
    """SITE-1 to SITE-6, SITE-11, SITE-16, DESK-14."""
    assert {section.code: section.by for section in form("site-request").sections} == {
        "hotline": "desk",
        "manager": "manager",
        "engineer": "engineer",
        "user": "user",
        "receipt": "archive",
    }
    for code, of, by in (
        ("on-site-record", "dispatch", "manager"),
        ("on-site-record", "receipt", "archive"),
        ("technical-service", "consent", "user"),
        ("site-service", "consent", "user"),
        ("commissioning", "user", "user"),
        ("commissioning", "engineer", "engineer"),
        ("before-trip", "approval", "manager"),
    ):
        assert next(section.by for section in form(code).sections if section.code == of) == by, (code, of)


def test_a_dissatisfied_customer_of_a_maker_is_reported_to_quality_before_the_ticket_is_closed() -> None:
    """SITE-12, note 1 of the paper: 报安质部备案."""
    reported = box("maker-record", "reported_on")
    assert (reported.by, reported.asked_when) == ("close", {"complaint": ("yes",)})


def test_every_form_that_is_shipped_is_compared_here() -> None:
    assert {each.code for each in IT_TEAM.forms} == PAPERS.keys()


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_a_desk_has_a_record_a_request_and_one_of_the_seven_forms_on_site(norm: Norm) -> None:
    """SITE-1, SITE-11 to SITE-16, REC-1."""
    own = [norm.form(code) for code in (norm.record_form, norm.request_form, norm.site_form)]
    assert [each.use for each in own if each] == ["record", "request", "visit"]
    assert len([each for each in norm.forms if each.use in ("request", "visit")]) == 7


def test_a_desk_picks_another_form_in_one_line(tmp_path: Path) -> None:
    """SITE-11 to SITE-16."""
    assert ours(tmp_path, 'site_form = "technical-service"\n').site_form == "technical-service"


def test_a_desk_adds_a_box_to_a_form_and_renames_one_and_writes_a_form_of_its_own(tmp_path: Path) -> None:
    """A form is data: its boxes are merged by their codes, what nobody names stays."""
    norm = ours(
        tmp_path,
        """
[[forms]]
code = "repair-service"
[[forms.sections]]
code = "basics"
boxes = [
    { code = "symptoms", label = { zh = "故障现象" } },
    { code = "asset_no", label = { zh = "资产编号", en = "Asset no." } },
]
[[forms]]
code = "ours"
title = { zh = "我们的单子" }
source = "ours"
prefix = "OUR"
sections = [{ code = "all", label = { zh = "全部" }, boxes = [{ code = "words", label = { zh = "内容" } }] }]
""",
    )
    changed, before = norm.form("repair-service"), form("repair-service")
    assert changed is not None
    assert [each.code for each in changed.boxes()] == [
        *(each.code for each in before.sections[0].boxes),
        "asset_no",
        *(each.code for each in before.sections[1].boxes),
    ]
    assert changed.with_role("rating") == before.with_role("rating")
    renamed = changed.box("symptoms")
    assert renamed is not None
    assert (renamed.label.zh, renamed.label.en) == ("故障现象", "Symptoms")
    assert norm.form("ours") is not None


def test_what_a_template_says_in_a_table_is_replaced_as_a_whole(tmp_path: Path) -> None:
    norm = ours(
        tmp_path,
        '[[templates]]\ncode = "network-down"\nrows.causes = [{ cause = { zh = "光模块", en = "Transceiver" } }]\n',
    )
    template = next(each for each in norm.templates if each.code == "network-down")
    assert [row["cause"].zh for row in template.rows["causes"]] == ["光模块"]


def test_the_receipt_stands_below_a_cut_line() -> None:
    """SITE-6."""
    assert [section.code for section in form("site-request").sections if section.cut] == ["receipt"]
    assert [section.code for section in form("on-site-record").sections if section.cut] == ["receipt"]


def test_forms_ask_before_work_begins_what_their_papers_have_signed() -> None:
    """SITE-8: 用户签字确认后方可开始操作; SITE-17: 双方确认."""
    for code, wanted in (
        ("technical-service", {"os_backup", "data_backup", "restore_tested", "old_setup_kept", "consent"}),
        ("site-service", {"downtime", "os_backup", "data_backup", "consent"}),
        ("repair-plan", {"user_confirmed", "our_signature", "safety", "manager_called_on"}),
    ):
        assert wanted <= {each.code for each in form(code).boxes() if each.by == "start"}, code


def test_the_repair_form_is_closed_only_with_three_marks_and_the_signature() -> None:
    """SITE-14, note 四 of the paper."""
    assert [each.code for each in form("repair-service").boxes() if each.by == "close"] == [
        "manner",
        "speed",
        "effect",
        "signature",
    ]


def test_each_norm_reads_a_bad_mark_on_its_own_scale() -> None:
    """TKT-17: 003 below 3 of 5; 001 需进一步优化; 004 as its forms."""
    it_team, guide = NORMS["it-team"].follow_up, NORMS["support-guide"].follow_up
    assert it_team.bad_feedback == ("improve",)
    assert (guide.lowest, guide.highest, guide.bad_below) == (1, 5, 3)
    assert [scale.label.zh for scale in guide.scales][:5] == [
        "响应速度",
        "处理态度",
        "专业能力",
        "问题解决效果",
        "是否复发",
    ]
    assert guide.causes
    assert box("repair-service", "effect").bad == ("1", "2")
    assert box("site-service", "manner").bad == ("dissatisfied",)


def test_what_a_norm_may_name_as_a_source_is_what_the_desk_knows() -> None:
    assert paper_sources.SOURCES.keys() == form_checks.SOURCES
    assert paper_sources.ROW_SOURCES.keys() == form_checks.ROW_SOURCES
