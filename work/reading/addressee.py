"""Whom a deadline is for: the bodies that are named as the subject of its part of the clause."""

from work.issuer import looks_like_issuer
from work.reading.chunk import Plain
from work.reading.phrases import Phrases
from work.reading.scene import DEMANDS, Scene
from work.reading.vocabulary import Role

NAME_LOOKED_AT = 60  # characters from which a name is told to begin
LONGEST = 24  # chunks of one name
SEARCHED = 60  # chunks before a deadline
_ALL = Phrases(
    {
        "{các,những,mọi} {bộ,sở,cơ quan,đơn vị,địa phương,ban,ngành,phòng,tỉnh,thành phố,thành viên,tập đoàn,trường,"
        "vụ,cục,xã,phường,chủ đầu tư,doanh nghiệp,tổ chức,ủy ban,đồng chí}": True,
        "{quý,quí} {cơ quan,đơn vị,bộ,sở,ban,ủy ban,ubnd}": True,
        "{ubnd,hđnd,chủ đầu tư,chánh văn phòng,thủ trưởng,đơn vị,cơ quan,chủ tịch,giám đốc,tổ trưởng}": True,
    }
)
_ALSO = Phrases(
    {
        "{ngành,địa phương,thành phố,đơn vị,phường,xã,cơ quan,ban,đoàn thể,doanh nghiệp,tập đoàn,tổng công ty,đặc khu}": True
    }
)
_ROMAN = frozenset("IVX")
_SHARED = Phrases({"các {bộ,sở,cục,vụ,ban,phòng,tỉnh,xã,phường}": True})
_COORDINATING = Phrases({"phối hợp{, chặt chẽ}{, với, cùng}": True})
_LEADING = Phrases({"{chủ trì,làm đầu mối}": True})
_ENDS = Phrases(
    {
        "{có,chịu,theo,tại,về,cho,để,việc,ngay,sớm,đã,là,được,bị,sẽ,không,chủ trì,chủ động,tiếp tục,nghiên cứu,quan tâm,"
        "tự,nghiêm túc,tập trung,tăng cường,bố trí,hướng dẫn,căn cứ,trên,sau,trong,thống nhất,tích cực,kịp thời,xem xét,đăng,"
        "lên,từ,tổ chức,xin,làm đầu mối,công khai,thẩm tra,hoàn tất,"
        "ưu tiên,vận hành,lắp đặt,biên soạn,tham gia,soạn thảo,mua sắm,khảo sát,thống kê,lựa chọn,nâng cấp,sửa chữa,"
        "thu thập,huy động,kết nối,chia sẻ,liên hệ,tuyên truyền,phổ biến,quán triệt,vận động,xác minh,hỗ trợ,tạm dừng,"
        "đình chỉ,xác định,thiết kế,kiến nghị,thí điểm}": True
    }
)


def addressees(scene: Scene, first: int, last: int) -> tuple[str, ...]:
    """The names of those who are told to do what stands between chunks *first* and *last*; none where nobody is named anew."""
    if not _tells_names(scene):
        return ()
    start = max(first, last - SEARCHED)
    found: tuple[str, ...] = ()
    place = start
    while place < last:
        names, end = _names(scene, place, last) if _may_begin(scene, place, first) else ((), place)
        if names and (scene.value(place - 1) is Role.ORDER or _acts(scene, end)):
            others, place = _coordinators(scene, end, last)
            found = (*names, *others)
        place += 1
    return found


def fronted(scene: Scene, last: int) -> tuple[str, ...]:
    """Those who stand behind a deadline at the head of its clause: "Trong 05 ngày …, Sở Y tế báo cáo"."""
    if scene.sign(last) != "," or not _tells_names(scene):
        return ()
    start = last + 2 if scene.value(last + 1) in DEMANDS else last + 1
    names, end = _names(scene, start, len(scene.chunks))
    return (*names, *_coordinators(scene, end, len(scene.chunks))[0]) if names else ()


def _tells_names(scene: Scene) -> bool:
    """Whether accents and capitals tell names from other words here."""
    return not scene.clause.plain and any(
        token.written[0].islower() for token in scene.clause.tokens
    )


def _may_begin(scene: Scene, place: int, first: int) -> bool:
    before = place - 1
    return (
        place == first
        or scene.joins(before)
        or scene.value(before) in DEMANDS
        or scene.sign(before) in (":", ")")
        or (before == 0 and scene.sign(before) != "")
    )


def _names(scene: Scene, place: int, last: int) -> tuple[tuple[str, ...], int]:
    """The names in a row from *place* on, and where they end."""
    listed = _listed(scene, place, last)
    if listed is not None:
        return listed
    names: list[str] = []
    while place < last and (_begins_name(scene, place) or (names and _goes_on(scene, place))):
        end = _name_end(scene, place, last)
        names.append(scene.words(place, end))
        place = end
        if not (
            scene.joins(place) and (_begins_name(scene, place + 1) or _goes_on(scene, place + 1))
        ):
            break
        place += 1
    return tuple(names), place


def _listed(scene: Scene, place: int, last: int) -> tuple[tuple[str, ...], int] | None:
    """ "các Bộ: Tài chính, Nội vụ": each with the word that they share."""
    shared = _SHARED.at(scene.clause, scene.chunks[place].first) if place < last else None
    colon = next((at for at in range(place, min(place + 4, last)) if scene.sign(at) == ":"), None)
    if shared is None or colon is None or scene.chunks[colon].first != shared.end:
        return None
    head = scene.clause.quoted(shared.end - 1, shared.end)
    names, at = [], colon + 1
    while at < last and scene.clause.tokens[scene.chunks[at].first].written[0].isupper():
        end = _name_end(scene, at, last)
        names.append(f"{head} {scene.words(at, end)}")
        at = end + 1 if scene.joins(end) else end
        if at == end:
            break
    return (tuple(names), end) if names else None


def _begins_name(scene: Scene, place: int) -> bool:
    if place >= len(scene.chunks):
        return False
    token = scene.chunks[place].first
    if _ALL.at(scene.clause, token) is not None:
        return True
    start = scene.clause.tokens[token].start
    if set(scene.clause.tokens[token].written) <= _ROMAN:
        return False
    return looks_like_issuer(scene.clause.text[start : start + NAME_LOOKED_AT])


def _goes_on(scene: Scene, place: int) -> bool:
    """ "các bộ, ngành, địa phương": what "các" is said of as well."""
    return (
        place < len(scene.chunks) and _ALSO.at(scene.clause, scene.chunks[place].first) is not None
    )


def _name_end(scene: Scene, place: int, last: int) -> int:
    """Where the name ends that begins at *place*: before a verb in small letters, a cue, or a sign."""
    for at in range(place + 1, min(place + LONGEST, last)):
        token = scene.clause.tokens[scene.chunks[at].first]
        value = scene.value(at)
        if isinstance(value, Plain) and value.sign not in ("", "-", "&", "/"):
            return at
        small = not token.written[0].isupper()
        if small and (
            not isinstance(value, Plain) or _ENDS.at(scene.clause, scene.chunks[at].first)
        ):
            return at
    return min(place + LONGEST, last)


def _acts(scene: Scene, place: int) -> bool:
    """Whether a verb follows on the names, so that they are its subject."""
    value = scene.value(place)
    if isinstance(value, Role):
        return value not in (Role.FOLLOWS, Role.CONTINUES, Role.PAST, Role.ORDER)
    if place >= len(scene.chunks):
        return False
    return _ENDS.at(scene.clause, scene.chunks[place].first) is not None or not isinstance(
        value, Plain
    )


def _coordinators(scene: Scene, place: int, last: int) -> tuple[tuple[str, ...], int]:
    """Those behind "chủ trì, phối hợp với", and where they end."""
    if place >= last:
        return (), place
    leading = _LEADING.at(scene.clause, scene.chunks[place].first)
    token = leading.end if leading else scene.chunks[place].first
    if scene.clause.sign(token) == ",":
        token += 1
    coordinating = _COORDINATING.at(scene.clause, token)
    if coordinating is None:
        return (), place
    start = next(
        (at for at in range(place, last) if scene.chunks[at].first >= coordinating.end), last
    )
    return _names(scene, start, last)
