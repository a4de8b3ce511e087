"""The words around a point in time that tell what it is: a limit, an event, a citation, or nothing to be done."""

from enum import Enum, auto

from work.reading.phrases import Phrases
from work.reading.point import Unit


class Cue(Enum):
    """A word that puts a limit to the point or term behind it."""

    BEFORE = auto()  # the point itself is too late
    UNTIL = auto()
    THROUGH = auto()  # "đến hết"
    WITHIN = auto()
    TO = auto()
    AT = auto()
    FROM = auto()
    AFTER = auto()
    LIMIT = auto()  # "thời hạn hoàn thành": the limit is named, and stands behind it
    LEAST = auto()
    STATE = auto()  # "tính đến": a count is taken there
    HOLD = auto()  # "hồi", "tại": something took place there


class Role(Enum):
    """What a word says about the clause that it stands in."""

    ORDER = auto()  # whom it names behind it is told to do something
    DEMAND = auto()  # who stands before it has to do something
    ACT = auto()  # what is done once and is then over
    PAST = auto()
    EFFECT = auto()
    SCOPE = auto()  # whom or which cases a rule concerns
    LASTING = auto()  # offices, leave, prizes, weather: days that nobody has to meet
    DATA = auto()  # what a report counts
    COUNTED = auto()  # "lũy kế"
    CITED = auto()  # "căn cứ"
    REPLACED = auto()
    MEETING = auto()
    TAKES_PLACE = auto()
    VISIT = auto()
    HELD = auto()  # "thời gian:" of an invitation
    REPORTED = auto()  # what a report tells of: its time is that of the report
    INVITED = auto()
    AIM = auto()
    VISION = auto()
    ONGOING = auto()
    MOVED = auto()  # a deadline is moved
    TACIT = auto()  # silence counts as consent
    FOLLOWS = auto()  # right behind a point: it only said which ones are meant
    CONTINUES = auto()  # the same, anywhere behind it
    FINISH = auto()
    PASSIVE = auto()  # the same, where somebody is told to do something with them
    SHORTENED = auto()
    RECORDED = auto()  # what files and people have a date of
    PENDING = auto()  # what has not come, and is asked for again
    OVERDUE = auto()  # a deadline is told of that was missed
    NEGATED = auto()  # nobody has to do it
    RULES = auto()  # a provision says so, to everybody
    EXAMPLE = auto()  # what only teaches: nobody is asked for anything


CUES = Phrases(
    {
        "{trước,trc}{, thời điểm, thời hạn, thời gian}{, là}": Cue.BEFORE,
        "{tr,tr .,trc .} ngày": Cue.BEFORE,
        "{chậm,muộn,trễ} nhất{, là, đến, vào, vào lúc, lúc, trong, cho đến}{, hết}": Cue.UNTIL,
        "{không,chớ} {muộn,chậm,trễ} {hơn,quá}{, là, so với}": Cue.UNTIL,
        "{không,không được,không để} quá{, hết}": Cue.UNTIL,
        "{không để,không được} {muộn,chậm,trễ}{, hơn, quá}": Cue.UNTIL,
        "{thời điểm,ngày} {hoàn thành,kết thúc,trả kết quả,phải xong,hết hạn}{, nhận hồ sơ, nhận, nộp hồ sơ}{ :, là}": Cue.LIMIT,
        "{đến,tới,cho đến,cho tới} hết": Cue.THROUGH,
        "hết": Cue.UNTIL,
        "{,ngay ,nội }trong{, vòng, phạm vi, thời hạn, thời gian, khoảng thời gian, khoảng}{, tối đa}{, là}": Cue.WITHIN,
        "tối đa{, là}": Cue.WITHIN,
        "{,cho }{đến,tới,sang}": Cue.TO,
        "thành ngày": Cue.TO,
        "{,đúng }{vào,lúc,vào lúc}": Cue.AT,
        "{từ,kể từ,bắt đầu từ,tính từ,từ lúc}": Cue.FROM,
        "{sau,quá}": Cue.AFTER,
        "{,thời }hạn{, cuối, chót, cuối cùng, chậm nhất, muộn nhất}": Cue.LIMIT,
        "thời gian {,phải }{hoàn thành,hoàn thiện,thực hiện,gửi,nộp,nhận,tiếp nhận,đăng ký,báo cáo,trình,góp ý,"
        "lấy ý kiến,giải quyết,xử lý,trả lời,triển khai,kết thúc,thu nhận,gia hạn,tổ chức lấy ý kiến,cho ý kiến}": Cue.LIMIT,
        "{,thời gian }{deadline,dl}": Cue.LIMIT,
        "{ít nhất,tối thiểu}": Cue.LEAST,
        "{tính,tính toán,tổng hợp} {đến,tới}{, hết, thời điểm}": Cue.STATE,
        "{số liệu,dữ liệu,tình hình} {,được }{chốt,tính,lấy,cập nhật,thống kê,tổng hợp} {đến,tới}{, hết, thời điểm}": Cue.STATE,
        "{chốt,tính,lấy} {số liệu,dữ liệu} {,tính }{đến,tới}{, hết, thời điểm}": Cue.STATE,
        "{hồi,vào hồi}": Cue.HOLD,
    }
)  # fmt: skip

ROLES = Phrases(
    {
        "{đề nghị,yêu cầu,giao,giao cho,trân trọng đề nghị,kính đề nghị,phân công}": Role.ORDER,
        "{phải,có trách nhiệm,cần,đồng ý,khẩn trương,chịu trách nhiệm,cho phép,được giao}": Role.DEMAND,
        "{đồng ý cho,đồng ý để}": Role.SCOPE,
        "{hoàn thiện,hoàn trả,báo cáo,gửi,trình,nộp,tổng kết,sơ kết,xử lý,giải quyết,trả lời,phúc đáp,"
        "cập nhật,ban hành,công bố,công khai,bàn giao,xác nhận,tham mưu,tổng hợp,phê duyệt,thẩm định,thực hiện,"
        "triển khai,đăng ký,rà soát,chuyển,cung cấp,góp ý,có ý kiến,cho ý kiến,tham gia ý kiến,kiểm tra,khắc phục,"
        "kết thúc,làm rõ,xây dựng,lập,kê khai,chuẩn bị,thông báo,bổ sung,lấy ý kiến,nhập,phát hành,giải ngân,"
        "nghiệm thu,thống kê,điều chỉnh,kiểm kê,kiện toàn,số hóa,quyết toán,thanh toán,giải trình,đề xuất,tiếp nhận,đánh giá,"
        "thu hồi,di dời,cử,chỉ đạo,theo dõi,giám sát,nắm,giữ gìn,duy trì,quan tâm,đôn đốc,sắp xếp,niêm yết,hoàn chỉnh,chấm dứt,khởi công,phối hợp,bảo đảm,đảm bảo,cân đối,bố trí,phân bổ}": Role.ACT,
        "{hoàn thành,hoàn tất,xong,hoàn thành xong,làm xong}": Role.FINISH,
        "{đã,vừa,từng được,từng có}": Role.PAST,
        "hiệu lực": Role.EFFECT,
        "{đối với,áp dụng}": Role.SCOPE,
        "{nghỉ phép,nghỉ hưu,nghỉ lễ,nghỉ tết,nghỉ ốm,nghỉ việc,nghỉ bù,nghỉ thai sản,được nghỉ,giữ chức,giữ chức vụ,nhiệm kỳ,"
        "bổ nhiệm,điều động,biệt phái,luân chuyển,hưởng chế độ,hưởng lương,cccd,cmnd,hộ chiếu,kỷ niệm,hoán đổi,làm bù,tặng,khen thưởng,"
        "bằng khen,giấy khen,thành tích,dự báo,thâm niên,bảo hành,bảo hiểm,quê quán,hưởng ứng,"
        "hợp đồng lao động,có thời hạn,thời hạn hợp đồng,thời hạn sử dụng,thời hạn bảo quản,thời hạn lưu trữ,thời hạn thuê,"
        "thời hạn kỷ luật,giá trị sử dụng,có giá trị,thử việc,tập sự,bắt đầu làm việc,công tác tại,học tập,giữ ổn định,giữ nguyên,kỷ luật,khiển trách,cảnh cáo,thời hạn khiếu nại,thời hạn khởi kiện,thời hạn kháng cáo,thời hiệu,xin lùi,xin gia hạn,xin kéo dài,không đồng ý,không chấp thuận,không cho phép}": Role.LASTING,
        "{số liệu,dữ liệu báo cáo,chốt số liệu,kỳ báo cáo,thời gian chốt,thời điểm chốt,thời kỳ báo cáo}": Role.DATA,
        "{lũy kế,luỹ kế,cộng dồn}": Role.COUNTED,
        "{tình hình,kết quả công tác,kết quả thực hiện nhiệm vụ,phương hướng}": Role.REPORTED,
        "căn cứ": Role.CITED,
        "theo quy định {của,tại} {,Bộ }{luật,pháp lệnh,nghị định,thông tư,điều,khoản,điểm,pháp luật}": Role.CITED,
        "{tài liệu tập huấn,tài liệu bồi dưỡng,tài liệu hướng dẫn,bài tập,ví dụ,câu hỏi,tình huống,đề thi,trích}": Role.EXAMPLE,
        "{thay,thay cho,thay vì,thay thế}": Role.REPLACED,
        "{,thời }hạn {,đã }{giao,nêu,đặt ra} {trước đây,trước đó,ban đầu,lần trước}": Role.REPLACED,
        "{,thời }hạn {cũ,ban đầu,đầu tiên,trước đây,trước đó,đã qua}": Role.REPLACED,
        "{khai mạc,bế mạc,diễn ra,bắt đầu,tổ chức,được tổ chức}": Role.TAKES_PLACE,
        "làm việc": Role.VISIT,
        "{thời gian :,thời gian họp :,thời gian họp}": Role.HELD,
        "{họp,kỳ họp,hội nghị,phiên họp,cuộc họp,buổi làm việc,lễ,hội thảo,tọa đàm,"
        "tập huấn,làm việc với,khai giảng}": Role.MEETING,
        "{kính mời,trân trọng kính mời,giấy mời,mời,tham dự,dự,dự họp,đến dự}": Role.INVITED,
        "{phấn đấu,mục tiêu,chỉ tiêu,tỷ lệ,tỉ lệ,đạt}": Role.AIM,
        "{định hướng,tầm nhìn,giai đoạn}": Role.VISION,
        "thường xuyên": Role.ONGOING,
        "{lùi,gia hạn,kéo dài,dời thời hạn,dời lịch,giãn tiến độ,hoãn thời hạn,tạm hoãn,điều chỉnh thời hạn,điều chỉnh thời gian}": Role.MOVED,
        "{coi như,xem như,được coi,coi là,được xem}": Role.TACIT,
        "{được,còn,đạt,đều,mà,không thuộc,không còn,thuộc,sẽ,bị,gồm,bao gồm}": Role.FOLLOWS,
        "chưa": Role.PENDING,
        "{,đã ,hiện }{quá hạn,trễ hạn,chậm tiến độ}": Role.OVERDUE,
        "{không phải,không cần,không còn phải,không yêu cầu,không đề nghị,thôi không}": Role.NEGATED,
        "quy định": Role.RULES,
        "{,được }{tiếp tục,thì,vẫn,vẫn còn,có giá trị}": Role.CONTINUES,
        "{rút ngắn,cắt giảm,rút xuống}": Role.SHORTENED,
        "{hồ sơ,đơn,đơn thư,vụ việc,kiến nghị,phản ánh} {,đã }{tiếp nhận,thụ lý}": Role.PASSIVE,
        "được {phê duyệt,ban hành,cấp,ký kết,công nhận,thành lập}": Role.PASSIVE,
        "{phát sinh,thành lập,tuyển dụng,sinh,ký kết}": Role.RECORDED,
    }
)  # fmt: skip

# "đã giao": said of the task itself, not of what was done about it.
STATED = Phrases(
    {
        "đã {,được }{giao,nêu,cam kết,quy định,đề ra,đăng ký,phê duyệt,phân công,xác định,ghi,hẹn,thông báo,gia hạn}": True,
        "{đơn,văn bản,tờ trình,công văn} {xin,đề nghị} {gia hạn,lùi,kéo dài}": True,
        "{phiếu,bản} tự đánh giá": True,
        "{phòng,ban,vụ,cục,bộ phận} tổ chức": True,
        "{cán bộ,căn hộ,kỳ hạn,giới hạn,hạn chế,quyền hạn,ngắn hạn,dài hạn,trung hạn,hạn mức,hạn hán,hữu hạn,vô hạn}": True,
        "{hết hạn,hết thời hạn,đúng hạn,trước hạn,đến hạn,đúng thời hạn,quá thời hạn,hồ sơ,kiến nghị,phản hồi,hồi âm,nghị định,công văn,văn bản,văn phòng,văn thư,văn hóa,văn kiện,bản văn,nghị quyết,ảnh hưởng,công trình,chương trình,quy trình,tờ trình,lộ trình,trình độ,học trình}": True,
    }
)

EVERY = Phrases(
    {
        "{hằng,hàng,mỗi,từng} ngày{, làm việc}": Unit.DAY,
        "{,của }{hằng,hàng,mỗi,từng} tuần": Unit.WEEK,
        "{,của }{hằng,hàng,mỗi,từng} tháng": Unit.MONTH,
        "{,của }{hằng,hàng,mỗi,từng} {quý,quí}": Unit.QUARTER,
        "{,của }{hằng,hàng,mỗi,từng} năm": Unit.YEAR,
        "định kỳ {,hằng ,hàng ,mỗi }{6,06,sáu} tháng": Unit.HALF_YEAR,
        "định kỳ tuần": Unit.WEEK,
        "định kỳ tháng": Unit.MONTH,
        "định kỳ {quý,quí}": Unit.QUARTER,
        "định kỳ năm": Unit.YEAR,
        "{6,06} tháng {một,1,01} lần": Unit.HALF_YEAR,
        "{3,03} tháng {một,1,01} lần": Unit.QUARTER,
        "{tháng,tuần,quý,năm} {một,1,01} lần": Unit.YEAR,
    }
)

REPORTS = Phrases(
    {
        "báo cáo {,định kỳ }ngày": Unit.DAY,
        "báo cáo {,định kỳ }tuần": Unit.WEEK,
        "báo cáo {,định kỳ }tháng": Unit.MONTH,
        "báo cáo {,định kỳ }{quý,quí}": Unit.QUARTER,
        "báo cáo {,định kỳ ,sơ kết }{6,06,sáu,9,09,chín} tháng{, đầu năm, cuối năm}": Unit.HALF_YEAR,
        "báo cáo {,định kỳ ,tổng kết }năm": Unit.YEAR,
        "{báo cáo định kỳ,chế độ báo cáo}": Unit.YEAR,
    }
)
