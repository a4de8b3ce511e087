"""A form for tests: what an administrative-reform report asks for, made smaller."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from work.form.form import Audience, Form
from work.form.indicator import Indicator, Kind, Totalling
from work.form.period import FormPeriod, PeriodKind

INDICATORS = (
    Indicator("1", "Tổng số hồ sơ tiếp nhận", Kind.INTEGER, "hồ sơ", "Sổ theo dõi", required=True,
              least=Decimal(0), sum_of=("1.1", "1.2")),
    Indicator("1.1", "Tiếp nhận trực tuyến", Kind.INTEGER, "hồ sơ", least=Decimal(0)),
    Indicator("1.2", "Tiếp nhận trực tiếp", Kind.INTEGER, "hồ sơ", least=Decimal(0)),
    Indicator("2", "Hồ sơ đã giải quyết", Kind.INTEGER, "hồ sơ", required=True),
    Indicator("2.1", "Trong đó: đúng hạn", Kind.INTEGER, "hồ sơ"),
    Indicator("3", "Tỷ lệ đúng hạn", Kind.PERCENT, "%", least=Decimal(0), most=Decimal(100),
              total=Totalling.MEAN, weight="2"),
    Indicator("4", "Kinh phí đã giải ngân", Kind.MONEY, "triệu đồng"),
    Indicator("5", "Đã công khai kết quả", Kind.YES_NO, total=Totalling.COUNT),
    Indicator("6", "Ngày kiểm tra gần nhất", Kind.DATE, total=Totalling.NONE),
    Indicator("7", "Khó khăn, vướng mắc", Kind.TEXT, total=Totalling.NONE),
)  # fmt: skip
GOOD = {"1": "1.250", "1.1": "1.000", "1.2": "250", "2": "1.200", "2.1": "1.180", "3": "98,33"}


def form(**changes: object) -> Form:
    """The form, monthly, of two agencies."""
    two = replace(INDICATORS[3], not_less_than=("2.1",))
    one = Form(
        code="BC-CCHC",
        name="Báo cáo cải cách hành chính",
        source="Kế hoạch 12/KH-BYT",
        receiver="Văn phòng Bộ",
        valid_from=date(2026, 1, 1),
        valid_to=None,
        periods=(FormPeriod(PeriodKind.MONTH),),
        audience=Audience(members=("G18",)),
        excused=(),
        indicators=(*INDICATORS[:3], two, *INDICATORS[4:]),
    )
    return replace(one, **changes)  # type: ignore[arg-type]
