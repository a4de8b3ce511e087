"""What is no deadline although the words are those of one: what is past, takes effect, lasts, is counted or meant as a whole class."""

from collections.abc import Set

from work.reading.chunk import Plain
from work.reading.point import Point, Span, Unit
from work.reading.scene import ACTS, DEMANDS, TASKS, Cues, Scene
from work.reading.term import Term
from work.reading.vocabulary import Cue, Role

_NEVER: Set[Role] = frozenset(
    {Role.EFFECT, Role.LASTING, Role.COUNTED, Role.SHORTENED, Role.PAST, Role.NEGATED}
)
_STRICT: Set[Cue] = frozenset({Cue.UNTIL, Cue.LIMIT})
REPLACED_REACH = 5
DATA_REACH = 6
_WHITHER = frozenset({"ve", "cho", "len", "toi", "qua", "tai"})
_PROVISIONS = frozenset({"khoan", "dieu", "diem"})


def is_vetoed(scene: Scene, cues: Cues, end: int) -> bool:
    """Whether what lies between *cues* and *end* is said of something that nobody is asked to do."""
    return (
        _is_counted(cues)
        or _is_of_a_report(scene, cues, end)
        or _names_what_lasts(scene, cues, end)
        or _is_governed(scene, cues)
        or _is_fronted_past(scene, cues, end)
        or _is_measure(scene, cues, end)
        or _is_description(scene, cues, end)
        or _is_replaced(scene, cues)
        or _is_citing(scene, cues)
        or _is_reminded_of(scene, cues)
        or _is_over(scene, end)
    )


def _is_counted(cues: Cues) -> bool:
    return Cue.STATE in cues.found or Cue.HOLD in cues.found


def _is_of_a_report(scene: Scene, cues: Cues, end: int) -> bool:
    """ "báo cáo số liệu đến hết ngày 30/9", "báo cáo tình hình … trong tháng 10": what the report tells of."""
    if cues.found == (Cue.WITHIN,) and not isinstance(scene.value(end - 1), Term):
        return any(value is Role.REPORTED for value in scene.governed(cues.start))
    return cues.nearest in (Cue.TO, Cue.THROUGH) and _ends_data(scene, cues.start)


def _ends_data(scene: Scene, place: int) -> bool:
    """ "số liệu giải ngân đến hết ngày 25/10": not where they go somewhere, "số liệu về Sở đến hết ngày 25/10"."""
    for at, value in scene.left(place):
        if value is Role.DATA:
            return True
        if not isinstance(value, Plain) or value.sign or scene.bare(at) in _WHITHER:
            return False
        if place - at > DATA_REACH:
            return False
    return False


def _names_what_lasts(scene: Scene, cues: Cues, end: int) -> bool:
    """ "Thời hạn giữ chức vụ là 05 năm"."""
    inside = (scene.value(at) for at in range(cues.start, end))
    return any(value in (Role.LASTING, Role.EFFECT) for value in inside)


def _is_governed(scene: Scene, cues: Cues) -> bool:
    """By what stands between the verb of the clause and the cue."""
    return any(value in _NEVER for value in scene.governed(cues.start) if isinstance(value, Role))


def _is_fronted_past(scene: Scene, cues: Cues, end: int) -> bool:
    """ "Trong quý III/2026, cơ quan đã ban hành": a point at the head of what was done."""
    if scene.has_left(cues.start, TASKS):
        return False
    for _, value in scene.right(end):
        if value in DEMANDS or isinstance(value, Cue):
            return False
        if value is Role.PAST:
            return True
    return False


def _is_measure(scene: Scene, cues: Cues, end: int) -> bool:
    """ "Đến hết quý III/2026, tỷ lệ giải ngân đạt 65%"."""
    if _is_year(scene.value(end - 1)):
        return False
    if cues.start > 1 or not {Cue.THROUGH, Cue.TO} & set(cues.found) or Cue.BEFORE in cues.found:
        return False
    return scene.has_right(end, {Role.AIM}) and not scene.has_right(end, DEMANDS)


def _is_description(scene: Scene, cues: Cues, end: int) -> bool:
    """ "Hồ sơ tiếp nhận trước ngày … được tiếp tục giải quyết": which files are meant."""
    if isinstance(scene.value(end - 1), Term) or _STRICT & set(cues.found):
        return False
    if scene.has_left(cues.start, DEMANDS):
        return False
    if _is_recorded(scene, cues.start) or _in_scope(scene, cues.start):
        return True
    behind = end + 1 if scene.sign(end) == ")" else end
    if scene.value(behind) in (Role.FOLLOWS, Role.PENDING):
        return True
    for at, value in scene.right(behind):
        if scene.sign(at) in (",", ":") or scene.bare(at) in ("de", "nham"):
            return False
        if value is Role.CONTINUES:
            return True
    return False


def _is_recorded(scene: Scene, place: int) -> bool:
    """ "người sinh trước ngày", "xử lý các hồ sơ tiếp nhận trước ngày"."""
    before = scene.value(place - 1)
    return before is Role.RECORDED or (before is Role.PASSIVE and scene.has_left(place, ACTS))


def _in_scope(scene: Scene, place: int) -> bool:
    for at, value in scene.left(place):
        if scene.sign(at) in (",", ":"):
            return False
        if value in (Role.SCOPE, Role.MOVED):
            return value is Role.SCOPE
    return False


def _is_replaced(scene: Scene, cues: Cues) -> bool:
    """ "thay thời hạn ngày 30/9/2026": the deadline that no longer holds."""
    for at in range(cues.start - 1, max(-1, cues.start - REPLACED_REACH), -1):
        value = scene.value(at)
        if value is Role.REPLACED:
            return True
        if isinstance(value, Point) or scene.sign(at) in (",", "("):
            return False
    return False


def _is_citing(scene: Scene, cues: Cues) -> bool:
    """The preamble of an act, up to what it demands; what teaches a rule demands nothing."""
    if scene.value(0) is Role.EXAMPLE or _is_provision(scene, cues.start):
        return True
    return scene.value(0) is Role.CITED and not scene.has_left(cues.start, DEMANDS)


def _is_provision(scene: Scene, place: int) -> bool:
    """ "Khoản 1 Điều 18 … quy định": what a provision says, to everybody."""
    return scene.bare(0) in _PROVISIONS and scene.has_left(place, {Role.RULES})


def _is_over(scene: Scene, end: int) -> bool:
    """ "trước ngày 30/9 đã được thực hiện xong", "hạn 30/6/2026, đã quá hạn 21 ngày"."""
    if scene.value(end) in (Role.PAST, Role.OVERDUE):
        return True
    return scene.sign(end) in (",", "(") and scene.value(end + 1) is Role.OVERDUE


def _is_year(value: object) -> bool:
    where = value.where if isinstance(value, Point) else None
    return isinstance(where, Span) and where.unit is Unit.YEAR and where.part is None


def _is_reminded_of(scene: Scene, cues: Cues) -> bool:
    """ "chưa nhận được báo cáo (hạn báo cáo 30/9/2026)": the deadline that was missed."""
    return (
        Cue.LIMIT in cues.found
        and scene.sign(cues.start - 1) == "("
        and scene.has_left(cues.start, {Role.PENDING})
        and not scene.has_left(cues.start, DEMANDS)
    )
