"""Words by which an answer is told: patterns over folded text, Vietnamese and English."""

import re

OURS = re.compile(
    r"thu tu dong cua he thong|co the tra loi ngay thu nay|you may answer this letter|sent by congvu"
)
TURNED = re.compile("[\u202d\u202e]")  # letters run backwards behind it (Unicode UAX #9, §2.2)
UNDO = re.compile(
    r"^\W*(?:xin |em xin |toi xin |de nghi |cho em |please )?(?:huy|huy bo|cancel|undo|rut lai|thu hoi|hoan tac|revert)"
    r"(?: (?:giup|ho|lai|nhe|nha|a|giup em|cap nhat|cap nhat nay|bao cao|bao cao nay|thay doi|thay doi nay|this|it|that|please|viec nay))*\W*$"
)
NOT_THEIRS = re.compile(
    r"\b(?:viec|nhiem vu|phan) cua (?:anh|chi|dong chi|ong|ba) (?!em\b|chi\b|giao\b|ay\b|thi\b|la\b)[a-z]|\bcua (?:so|phong|don vi|ben|co quan|nguoi) khac\b|khong thuoc (?:chuc nang|tham quyen|trach nhiem|nhiem vu|pham vi|linh vuc|don vi|phong|so|co quan)|\bnghi huu|gui nham|nham (?:nguoi|dia chi|don vi)"
    r"|khong phai (?:viec|nhiem vu|trach nhiem|cua|do|la)|khong (?:con )?(?:phu trach|theo doi|lam viec|cong tac)"
    r"|chuyen cong tac|^\W*(?:de nghi |kinh )?chuyen (?:cho |sang |den )?(?:phong|ban|so|don vi|anh|chi|dong chi|d/c|van phong|co quan|ubnd|to)\b"
    r"|de nghi (?:chuyen|giao) (?:cho |sang )?(?:co quan|don vi|so|phong|ban|nguoi|anh|chi|dong chi) "
    r"|(?:chua|khong) duoc (?:phan cong|giao)|(?:dung|khong) gui\b|(?<!de nghi )(?<!de )(?:dung|khong) nhac\b|bo qua|dia chi ca nhan|nghi viec|nghi che do"
    r"|\bwrong person|\bnot (?:my|our) (?:task|responsibility|job)|\bno longer|\bunsubscribe|\bforwarded to\b|\bplease remove me"
)
OTHER_TASK = re.compile(
    r"\bnv[- ]?\d{2,4}(?:-\d+)?|\b(?:nhiem vu|viec|task|(?<!danh )muc)(?P<called>(?: so| no\.?| number)? ?#?(?P<number>\d+))\b(?! ?(?:%|phan tram|[/.]\d))|#(?P<sign>\d+)\b"
    r"|(?:nhiem vu|viec|bao cao) (?:khac|kia|truoc(?! (?:ngay|thu|het|cuoi|han|thoi han|khi|\d)))\b|\bother task"
    r"|\b(?:nhiem vu|viec|task) (?:dau tien|thu (?:nhat|hai|ba|tu|nam))\b|\b(?:first|second|third|last) task\b|\b(?:hai|ba|bon|[2-9]|1\d) (?:nhiem vu|viec|tasks)\b(?! (?:chinh|nay chua))"
)
# A list of tasks, not of what there is to say of one.
LISTED = re.compile(
    r"^[ \t]*\d{1,2} ?[.)/:-] ?(?=[a-z])(?!(?:ve )?(?:ly do|nguyen nhan|tien do|ket qua|kho khan|vuong mac|ton tai|kien nghi|de nghi|de xuat|thoi han|tinh hinh|xin|reason|progress|status|request)\b)",
    re.MULTILINE,
)
# Whoever corrects what was just said means the last, or not: "ngày 24/11? Không, xin đính chính: 23/11".
CORRECTS = re.compile(
    r"\b(?:xin dinh chinh|dinh chinh(?: lai)? ?:|a,? (?:khong|nham)\b|(?:viet|ghi|go|bao|noi) (?:nham|lon|sai)\b|la nham\b|xin sua lai\b|(?:em|toi|xin) rut lai\b|correction ?:|i meant?\b|scratch that)"
)
# What is asked without a question mark; without its accents "à" may be "ạ".
WONDERS = re.compile(
    r"(?<!\w)(?:à|ư|hả|hử|chăng|nhỉ|chứ(?: (?:ạ|anh|chị|em|sếp))?)\W*$", re.IGNORECASE
)
# A box that nobody ticked, what others have done or somebody badly, and a sentence that is nothing but somebody's words.
UNSAID = re.compile(
    r"[☐□◻▢❏❑⬜]|\[ ?\]|\( ?\)|(?<!\w)(?:họ|nó|chúng nó|bên (?:anh|chị|ông|bà|cô|chú) \w+) (?:đã|vừa|làm|nộp|gửi|xong)\b|(?:xong|hoàn thành|hoàn tất)(?: (?:rất|quá|còn|hơi))? kém\b|^(?=[^\w\"“«‘']*+[\"“«‘'])\W*+[^\"”»’']*+[\"”»’']\W*+$",
    re.IGNORECASE,
)
# "Gửi rồi mà sao vẫn nhắc?" asks nothing.
COMPLAINS = re.compile(
    r"\bma (?:tai |lam )?sao\b[^.?]{0,20}\b(?:van|con|cu|lai|hoai)\b[^.?]{0,15}\bnhac\b"
)
# "Báo cáo (số 57/BC-UBND), sao vẫn nhắc?" says that it is done, too.
STILL = re.compile(
    r"(?<!theo )\b(?:bao cao|ket qua|to trinh|ke hoach|van ban)\b[^,.?]{0,20}\bso \d.*\bsao\b[^.?]{0,30}\b(?:van|con|cu|lai|chua)\b"
)
# Doubt: a guess, which a figure may be; a condition; what others say.
GUESS = r"\bchac(?: la| chac|)\b(?! chan)|\bco le\b|\bco the la\b|\bmaybe\b|\bperhaps\b|\bi think\b|\bprobably\b"
CONDITION = (
    r"\bneu\b(?! tren(?: day)?(?:\W*$|[.,;:)\n]| (?:va|dung|truoc) ))|\btruong hop (?!nay\b|cua\b)|\bin case\b|\bgia ma\b|\bif\b|\bunless\b|\bduoc thi\b|\bthi phai\b|\buoc gi\b|\bgia nhu\b"
    r"|\bmong (?:la|sao|rang)\b|\bhy vong\b|\b(?:hope|wish)\b|\blam sao\b|\bco the (?:coi|xem)\b"
)
TOLD = (
    r"\bhinh nhu\b|\bhoi lai\b|\bnghe noi\b|\bkhong (?:chac|ro|biet)\b|\bnot sure\b|\bsupposed\b|\btuong\b(?! (?:duong|ung|tu)\b)|\bhay sao\b"
    r"|\b(?:noi (?:da|la|rang)|bao (?:truoc )?(?:la|rang|khoi)|(?<!kinh )(?<!xin )bao (?:da )?(?:xong|hoan thanh)|(?:xa|phong|so|don vi|ben \w+|anh \w+|chi \w+) bao (?:da|xong)|nghe|thay (?:da|xong|la))\b"
    r"|\b(?:ben|phong|don vi|so|xa) (?:kia|khac|ay)\b|\bnguoi ta\b|\b(?:anh|chi|ong|ba|co|chu) (?:ay|ta)\b|\bthey\b|\b(?:he|she) (?:is|has|was|said|says)\b|\btheo (?:bao cao|thong tin|anh|chi|phong|xa|don vi|loi)\b|\bsaid\b|\baccording\b"
)
HEDGED = re.compile(f"{GUESS}|{CONDITION}|{TOLD}")
UNSURE = re.compile(f"{CONDITION}|{TOLD}")
WISHES_DOUBTED = re.compile(
    r"\bchac\b(?! chan)|\bhinh nhu\b|\bco le\b|\bneu\b|\btruong hop (?!nay\b|cua\b)|\bin case\b|\bco (?:can|nen) (?:phai )?(?:xin|de nghi|gia han|lui)|\bgia ma\b|\bmaybe\b|\bperhaps\b|\bif\b|\bprobably\b|\b(?:chua|khong) (?:dong y|duyet|cho phep|chap thuan|nhat tri)\b|\btu choi\b|\bse (?:\w+ ){0,3}?(?:xin|de nghi)\b|\b(?:anh|chi|ong|ba|sep|lanh dao|xa|phong|so)(?: (?!huong\b|em\b|nay\b)\w+)? (?:bao|noi)\b(?! cao| so \d)|\b(?:chua|khong) (?:biet|ro|chac)\b|\bco phai xin\b|\bkhoi (?:phai )?xin\b|\b(?:bao|noi) (?:la|rang|khoi|xin)\b"
)
_WHO = r"(?:ok|da|vang|e|em|toi|ben em|ben minh|chung em|chung toi|tui em|phong|phong em|don vi|xa|so|viec nay|viec tren|viec|nhiem vu|nhiem vu nay|noi dung nay|bao cao|nay|thi|lam|mien|duoc)"
_ENDED = r"hoan thanh|hoan tat|xong|xog|lam xong|ket thuc|done|completed|finished|complete"
DONE = re.compile(
    rf"\b(?:da|vua|moi vua|nay|den nay|duoc|deu|have|has|been|is|are|was|all|it's|already|da duoc|coi)\b[^,]{{0,60}}?\b(?:{_ENDED})\b"
    rf"|\b(?:{_ENDED})\b(?: \w+){{0,4}} (?:roi|r|rui)\b"
    rf"|^\W*(?:{_WHO} )*(?:{_ENDED})\b(?: (?:het|ca|toan bo|hoan toan|dung han|viec|viec nay|nhiem vu|dau day|em|anh|chi|sep|roi))* (?:nhe|nha|nghen|a)\b"
    rf"|\b(?:nhiem vu|viec nay|noi dung nay|cong viec)\b[^,.]{{0,30}}?\b(?:{_ENDED})\b(?: (?:dung|truoc) (?:thoi )?(?:han|tien do))?(?: \d+ ngay)?\W*$"
    rf"|\b(?:{_ENDED})\b (?:vao )?(?:luc|tu (?!\d)|hom (?:qua|kia|truoc|thu)|sang nay|chieu qua|chieu hom qua|tuan truoc|thang truoc)\b"
    rf"|\b(?:{_ENDED}) (?:duoc )?100 ?% (?:roi|r|rui)\b|\b100 ?% (?:hoan thanh|xong|complete)\b|^\W*(?:da )?(?:{_ENDED}):? (?:duoc |toan bo )?100 ?%\W*$"
    rf"|^\W*(?:viec nay |nhiem vu |em |kinh bao |bao cao |ok |all |dear all )?(?:da )?(?:{_ENDED})(?: roi| nhiem vu| nhe| a| het| ca| toan bo| hoan toan| yesterday| today| this| hom qua| hom nay| sang nay)*\W*$"
    rf"|^\W*(?:the |this )?(?:task|report|work|item|job) (?:is |was |has been )?(?:now |all )?(?:completed?|finished|done)\W*$"
    rf"|^\W*(?:the |this )?(?:task |report |work |item )?(?:completed|finished|done) (?:yesterday|today|on|last|this)\b"
    rf"|^\W*(?:we|i) (?:completed|finished) (?:it|this|the (?:task|work|report))\b"
)
# In English a clause says so that has no other words than these: "the survey is completed" is of something else.
ENGLISH_DONE = re.compile(r"\b(?:done|completed?|finished)\b")
OUR_SIDE = re.compile(r"\bfrom (?:our|my) (?:side|end)\b")
ENGLISH_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a afternoon ago ahead all already am and anh apr april are as assigned assignment at aug august been "
        "before by chi complete completed completely date day days deadline dear dec december department done "
        "due e em evening everything feb february filed finished for friday full fully good has have here i "
        "in is it  item items jan january job jul july jun june just last late long mar march may monday "
        "month morning nay nd nha nhe nov november now oct october of office ok on our over percent please r "
        "rd report requested roi s saturday schedule scheduled sent sep sept september signed so st submitted "
        "successfully sunday task tasks th thank thanks that the they this thursday time to today tuesday "
        "unit ve viec was we wednesday week were work year yes yesterday you ",
    )
)
HANDED_IN = re.compile(
    r"\b(?:da|vua)\b(?: \w+){0,5}? (?:nop|gui|trinh|ban hanh|phat hanh|bao cao|tra loi|phuc dap|ky ban hanh|tham muu|dang tai|cap nhat|day (?:du lieu|so lieu|len)|tai len)\b"
    r"|\b(?:nop|ban hanh) roi\b|\b(?:nop|gui|trinh|bao cao|ban hanh)\b(?: [\w/-]+){0,9}? (?:roi|rui|r)\b|\b(?:have|has|was|were|been|already)\b(?: \w+){0,2}? (?:submitted|sent|issued|filed|handed in)\b|^\W*(?:(?:we|i) )?(?:submitted|sent|issued|filed)\b"
)
# A document by which something was done: it came from somebody else.
CITED = re.compile(
    r"\b(?:theo|can cu)(?: \w+){1,5}? so:? \d\S*(?: ngay [\d/.-]+)? da (?:duoc )?(?:ban hanh|phe duyet|ky|phat hanh|gui)\b"
)
WHERE_TO = re.compile(
    r"\b(?:tren|qua|len|vao) (?:he thong|truc|eoffice|e-office|cong|phan mem|quan ly van ban|qlvb|ioffice|buu dien|van thu|email|duong)"
    r"|\b(?:nop|gui|trinh)\b(?: (?:du|lai|ca|toan bo|day du))*(?: \d+)? (?:bao cao|ket qua|ho so|ke hoach|van ban|bang|phieu|danh sach|bieu|so lieu|to trinh|dang ky|thuyet minh|de an|phuong an|ban tong hop)\b|\b(?:nop|ban hanh)\b[^,]{0,20}\broi\b"
    r"|\bda nop(?: a| nhe| day du| du| nha)*\W*$|\bdu (?:\d+|cac|ca|het)?\b ?(?:bieu|bao cao|ho so|mau|tai lieu)|\b(?:day du|ban giay|ban chinh)\b|\b(?:via|through|on|to) the (?:system|portal)\b"
    r"|\b(?:have|has|was|were|been)\b(?: \w+){0,2}? (?:submitted|issued|filed)\b"
)
_FEW = r"(?:mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
PARTLY = re.compile(
    rf"\b{_FEW} (?:tren|trong)(?: (?:tong )?so)? {_FEW}\b|\b(?:da|vua) (?:an|doc|nhan|in|xem|hop|phan cong|len ke hoach|giao|dang ky|photo|scan)(?: \w+){{0,4}}? xong\b|"
    r"\b(?:du thao|buoc (?:\d|dau|mot)|de cuong|giai doan|dot \d|lan \d|mot so|so bo|khao sat|thu thap|draft|step \d|first part|phase|soan|soan thao|thu tuc|(?:xin|lay|tong hop|cho) y kien|gop y|khau|cong doan|hang muc|nua dau|(?:xong|hoan thanh|hoan tat)(?: duoc| them)? \d{1,3}(?! ?(?:%|/|phan tram|ngay|tuan|thang))|quy (?:[1-4]|i{1,3}|iv)|chi tieu (?:thang|quy|dot|giai doan))\b"
    r"|(?<!ngay )(?<!hom )(?<!sang )(?<!chieu )(?<!on )(?<![\d/])\b(?!(\d{1,3})/\1\b)\d{1,3} ?(?:/|tren|tren tong so|trong|trong so|trong tong so|of|out of) ?\d{1,3}\b(?![/\d])"
)
INTERIM = re.compile(
    r"\b(?:cho|den|toi|sang|gui) (?:phong|cac|tung|xa|thon|ho|ban|nguoi dan)\b|khao sat|y kien|gop y|du thao|(?<!tong )\bhop\b(?! tac)|cho ky|trinh ky|cho duyet|tham dinh|phoi hop|yeu cau|chi dao|nhac nho|don doc|huong dan|mot phan|buoc dau|\bdot \d|\blan \d|so bo|de cuong"
    r"|bao cao nhanh|\bnhan\b(?! dan\b)|lanh dao|chu tich|giam doc|noi bo|\bdraft|comments|to the (?:director|leader)|xin gia han|gia han|\blui\b|\bnop (?:tien|phat|thue|phi|le phi)\b|\bbao cao (?:tuan|thang|quy) (?:truoc|\d|i{1,3}\b|iv\b)"
)
PAPER_SAID = re.compile(
    r"^\W*(?:(?:van ban|bao cao|cong van|so)(?: tra loi| ket qua)?(?= ?:| so| tra loi| ket qua)|van ban (?:tra loi|ket qua)|ket qua)(?: so)? ?:? ?(?:cong van |bao cao |quyet dinh |ke hoach |to trinh )?(?:so )?\d"
)
UNDONE = re.compile(
    r"^(?!.*\b(?:vua|roi|r|rui|duoc|da (?:lam )?(?:xong|hoan|nop|gui))\b).*\b(?:trua|chieu|toi|dem) nay\b|"
    r"\b(?:chua|gan|sap(?! nhap)|se|dang(?! ky| tai| uy| vien| bo)|du kien|co ban|mot phan|gan nhu|phai|can(?! (?:bo|cu|thiep|doi|nhac))|truoc khi|sau khi|khi nao|khi (?:xong|hoan thanh|hoan tat)|bao gio|khong|de(?! (?:an|cuong|tai|dieu|nghi|xuat))|moi(?! (?:truong|noi dung|viec))|(?<!quyet )(?<!nhat )(?<!quy )(?<!nghi )dinh|co gang|mong|muon|chuan bi|phan dau|cam ket|bao dam|dam bao|phan(?! (?:cong|mem|anh|khu|loai|bo|tich|cap))|rieng|moi chi|not|almost|nearly|will|should|to be|when|once|until|half|partly|hope|try|trying)\b"
    r"|\b(?:khi da (?:xong|hoan|lam)|le ra|dang (?:le|ra)|gia (?:su|du)|gi dau|roi lai|(?:duoc|xong|hoan thanh) (?:mot )?vai|ban nhap)\b|^\W*(?:dau|nao) da\b|\bnham\W*$"
    r"|\b(?:chang|cha le|dau co|lam gi|mai|ngay mai|(?:tuan|thang|quy|nam) (?:sau|toi)|(?:ngay|hom|bua|tuan|thang|tieng|gio) nua|kho (?:hoan|xong|co the|ma)|lam lai|sua lai|lai tu dau|(?:bi|phai) tra|tra lai|rut lai|tuong|(?<!xay )(?<!su )(?<!ap )(?<!noi )(?<!tac )(?<!tham )dung (?:ghi|danh dau|noi|coi|tinh|xem|dong|cap nhat|voi))\b"
    r"|\b\w+n['’]t\b|\b(?:nobody|no one|none|never|nothing|neither|nor|yet to|hardly|barely|scarcely|far from|cannot|unable|fail(?:ed|s)?|must|wish|badly|wrongly|redone|redo|again|anybody|anyone|someone|somebody|rather|instead|before|after|unless|whether|as good as|practically|virtually|basically|pretty much|could|would|might|in stages|thought|believed?|assumed?|guess|suppose)\b"
    rf"|\b(?:cam on|chuc|chuc mung|danh sach|nhung (?:don vi|xa|phuong|so|phong|nguoi|ai|viec|noi dung)|cac (?:don vi|xa|phuong|so|phong|nganh)|tam (?:coi|xem|tinh))\b.*\b(?:{_ENDED})\b"
    r"|\b(?:xong|hoan thanh|hoan tat)(?: roi)? (?:duoc dau|thi|moi|la|doi|phim|dau)\b(?! muon\b)"
)
# What turns an act that follows, or comes only then: "cần gửi", "khi nào xong".
TURNS = re.compile(
    rf"\b(?:chua|khong|can|phai|mong|sap|chuan bi|du kien|du tinh|moi|de|dinh)(?: \w+){{0,2}}? (?:nop|gui|trinh|ky|ban hanh|phat hanh|bao cao|tra loi|tong hop|to chuc|thuc hien|chuyen|ve|co (?:bao cao|van ban|cong van|ke hoach|to trinh|quyet dinh)|{_ENDED})\b|\b(?:khi nao|bao gio)\b"
)
LEFT = re.compile(
    r"\bcho (?:ky|duyet|dau|lanh dao|y kien|phe duyet|tham dinh)\b|(?<!khong )\bcon (?:cho|thieu|phan|lai|mot|vai|cac|vuong|\d|nhiem)|\b(?:dang|con) cho\b|^\W*(?:doi|cho) (?:sep|lanh dao|anh|chi|so|xa|ky|duyet)\b|\bchi con\b|\bnhung (?:chua|con)\b|\bchua\b|\btru \b|\bexcept\b|\bstill\b|\bpending\b|\bwaiting\b|\bremaining\b|\bbut not\b"
)
BUT = re.compile(
    r"\b(?:nhung|tuy nhien|rieng|ngoai tru|tru|but|however|except)\b(?!.{0,60}\b(?:hoan thanh|hoan tat|xong|done|completed)\b)"
)
REASON = re.compile(r"^\W*(?:ly do|nguyen nhan|vi|do|boi)\b")
PART_ONLY = re.compile(r"\brieng (?:phan|noi dung|phu luc|muc|bieu|ban do|cac|viec|ho so|ve)\b")
# By which another asked: "theo Công văn số", "phúc đáp Quyết định số"; what comes of a task may be "theo Quyết định số".
CITES = re.compile(
    r"\btheo (?:(?:yeu cau|chi dao|noi dung|de nghi|y kien|tinh than|huong dan|cua|tai|ubnd|so|tinh) )*(?:cong van|van ban|thong bao|chi thi|phieu chuyen|phieu giao|giay moi|ket luan)(?: (?:chi dao|giao viec))?(?: so:?)? ?$"
    r"|\b(?:can cu|thuc hien|phuc dap|dap ung|trien khai|thay the|thay cho|bai bo|huy bo)(?: [\w/]+){1,8} ?$"
)
WANTS = re.compile(
    r"(?<!se )(?<!theo )(?<!to trinh )(?<!cong van )(?<!van ban )\b(?:de nghi|nho|xin(?! (?:phep |duoc )?(?:bao cao|thong bao|gui))|mong|yeu cau|please|kindly|could you)\b"
)
GRANTED = re.compile(
    r"\bbao cao (?:giup|ho|lanh dao)\b|\b(?:xem|gop y|chap thuan|xem xet|dong y|quan tam|thong cam|thoi han (?:moi|de nghi|xin)|giup do|tao dieu kien|cho y kien|kiem tra|y kien|chap nhan|ho tro|bao lai|duyet|phan hoi|bo qua cho|consider|check|review|see|find|let (?:me|us) know)\b"
)
HEARSAY = re.compile(r"\b(?:hinh nhu|nghe noi|nghe dau|khong chac|khong biet|not sure|supposed)\b")
FIGURE = re.compile(r"\d ?%|phan tram|per ?cent|\bnua\b|\b\d/\d\b|\bphan (?:ba|tu)\b")
STAGE = re.compile(
    r"\b(?:cho|doi) (?:sep|lanh dao|giam doc|chu tich|truong phong)(?: \w+){0,4} (?:ky|duyet|phe duyet)\b(?! (?:xong|la|roi)\b)|\bcho (?:ky|duyet|dau(?! thau| tu| gia)|so va dau|dong dau|phe duyet|tham dinh|lanh dao (?:ky|duyet))\b|\bchua (?:ky|duyet|dong dau|co so)\b|\b(?:da|vua|dang) trinh(?: (?!to\b)\w+){0,4} ky\b(?! so\b| ket\b| hop\b| va (?:ban|phat) hanh\b)"
    r"|\b(?:trinh|gui|dua)(?: (?!bao\b|cao\b|ban\b|ke\b|hoach\b|to\b|van\b|so\b)\w+){0,2} ky\b(?! so\b| ket\b| hop\b| ngay\b)(?: \w+){0,4} (?:roi|rui|r)\b"
    r"|\b(?:needs?|awaits?|awaiting|waiting for|pending)\b(?! (?:your|an?)\b)[^.]{0,30}\b(?:signature|approval|sign-?off)\b"
    r"|\b(?:hoan thanh|xong) (?:\w+ ){0,2}phan\b.*\bcon (?:lai )?phan\b"
)
NOT_YET = re.compile(
    rf"\b(?:chua|gan|sap|co ban|gan nhu|hau nhu)(?: (?!biet\b|ro\b|chac\b|ai\b|co\b|thay\b|nghe\b)\w+){{0,3}}? (?:{_ENDED})\b(?! thi\b)|\b(?:xong|hoan thanh) co ban\b"
    r"|\b(?:not|almost|nearly)(?: yet| quite)? (?:done|finished|completed?|ready)\b|^\W*(?:we are |i am )?almost there\b"
)
ENDS = re.compile(rf"(?<!han )\b(?:{_ENDED}|submitted)\b")
YET = re.compile(r"\bchua\b")
YET_OR_WHEN = re.compile(r"\b(?:chua|khi nao|bao gio)\b")
LONGER = re.compile(
    r"\b(?:gia han|lui (?:han|thoi|den|toi|lai|sang)|keo dai|khat|doi han|han moi|them thoi gian|thoi han (?:moi|sang)|(?:xin|de nghi|cho)[^.]{0,30} (?:den|toi|sang|thanh) (?:ngay )?\d"
    r"|extension|extend(?:ed)?|more time|postponed?)\b"
)
NO_LONGER = re.compile(
    r"\b(?:no|without(?: an| any)?|khong(?: can| phai| xin)+) (?:xin )?(?:extension|more time|gia han|lui)"
)
CLOSES = re.compile(
    r"\b(?:de nghi|nho|xin|mong|kinh|vui long|please|kindly|anh|chi|em|to|van phong)\b[^.]{0,40}?\b(?:dong (?:viec|nhiem vu|giup|lai|ho)|ket thuc(?= viec| nhiem vu| tren|\W*$)"
    r"|xoa khoi|bo khoi|go khoi|cap nhat|danh dau|xac nhan|ghi nhan|(?:khong|dung|ngung|thoi|tat) nhac|close|mark|remove|take (?:it|this) off|update|confirm)\b[^.,;]*"
)
# That the task be closed, and nothing besides: what is enclosed is what came of it.
SHUT = re.compile(
    r"\bghi nhan(?: nhiem vu| viec| la| da)* hoan thanh\b|\b(?:dong|ket thuc|xoa)(?: giup| ho)? (?:nhiem vu|viec|cong viec)\b|\bclose (?:it|this|the task)\b"
)
SHUTS = re.compile(
    rf"^\W*(?:kinh )?(?:de nghi|nho|xin|mong|vui long|please|kindly)\b(?: [\w/]+){{0,4}}? (?:{SHUT.pattern})(?: nay| tren| he thong| giup| ho| a| nhe| nha| em| don vi)*\W*$"
)
COURTEOUS = re.compile(
    r"\b(?:chuc|rut kinh nghiem|xin loi|duoc biet|de biet|khong con vuong mac|khong vuong|^\W*(?:so )?nothing (?:more|else|further) is (?:due|left|outstanding|pending)(?: from (?:our|my) (?:side|end))?\W*$|bao cao (?:anh|chi|van phong|lanh dao|so|to)|kinh (?:bao|trinh)|(?:kiem tra|xem) giup|khong tinh qua han|em chao|mong thong cam|sorry|apologies|have a|gui (?:anh|chi|anh chi|a/c|van phong|so) (?:nam|biet|ro))\b|^\W*(?:sir|madam)\W*$"
    r"|^\W*(?:ok|oke|okie|vang|da|kinh bao cao|bao cao anh)\W*$|^\W*ly do\b|^(?:\w+ ){0,3}bao cao$|^(?:ket qua|tuy|mac du)\b|^\W*(?:thuc hien (?:nhiem vu|van ban|cong van|chi dao|y kien|yeu cau|ke hoach)|can cu|phuc dap|thay mat|theo (?:yeu cau|chi dao|de nghi|nhac nho))\b|\bco gi (?:\w+ ){0,2}?(?:anh|chi|anh chi|van phong) (?:nhan|bao|goi|lien he)\b|^\W*(?:thoi )?han:? \d[\d/.-]*$|^\W*khong co(?: gi)?\W*$|^\W*ngay \d[\d /.-]*(?:thang \d+ nam \d+)?\W*$"
)
TROUBLE = re.compile(
    r"\b(?:vuong mac|kho khan|dang(?! ky)|trao doi|co gi|gap|goi|chuyen|giao cho|doi don vi|de nghi|chua|khong|tuy nhien|nhung|thay doi|sai|nham|but|however|cannot|can't|not|problem)\b|\bxin (?!cam|loi|tiep thu|phep|bao|chan thanh|tran trong|ghi nhan|nghiem)"
)
ENCLOSED = re.compile(
    r"\b(?:dinh kem|kem theo|gui kem|co trong tep|trong file|attached|enclosed|co chu ky so|gui (?:(?:anh|chi|a|c|sep|van phong|vp) )?(?:file|tep|ban|ket qua|bao cao|bc))\b|^ban (?:cuoi|chinh thuc)$|^\W*(?:ho so|tai lieu|ket qua|bao cao|file|tep|so lieu)(?: em| e| toi| ben em)? (?:de|luu|bo)(?: san)? (?:trong|o|tren) (?:thu muc|o chung|o dia|drive|may chu|he thong)(?: (?:dung chung|chung|chia se|cua phong|cua so))*(?: [\"“][^\"”]*[\"”])?\W*$"
)
TO_COME = re.compile(
    r"\b(?:gui|ky|nop|trinh|bo sung|co|hoan thien)(?: \w+)? sau\b(?! khi)|\b(?:tuan|thang) (?:sau|toi)\b|\bngay mai\b|\bcho (?:ky|duyet|lanh dao|dong dau)\b"
    r"|\bse\b|\bmot phan\b|\bdot \d"
)
UNRIPE = re.compile(r"\b(?:y kien|gop y|du thao|tham dinh|mot phan|buoc dau|draft|comments)\b")
WILL = re.compile(
    r"\b(?:se|mai|tuan sau|thang sau|sap toi|next week|tomorrow|phan dau|co gang|dam bao|bao dam|will|going to)\b"
)
ONCE = re.compile(r"\b(?:khi nao|bao gio)\b.*\bthi\b")
# "Khi nào có văn bản thẩm định Sở mới trình được" asks nothing.
NOT_BEFORE = re.compile(r"^\W*khi nao (?:co|nhan|duoc)\b[^?]*\b(?:moi|thi|se)\b[^?]*$")
MAY_I = re.compile(r"\bkhong biet\b|\bco the\b|\blieu\b|\bpossible\b")
PERFECTIVE = re.compile(
    r"\b(?:da|vua)(?: duoc)?(?: \w+){0,4}? (?:ky|duyet|phe duyet|thong qua|cap nhat|dang tai|niem yet|ban hanh|cong bo|nghiem thu|ban giao|thanh toan|gui|nop|trinh|bao cao|to chuc|thuc hien|phat hanh)\b"
    r"|\b(?:has|have|was|were)\b(?: been)?(?: \w+)? (?:approved|signed|issued|submitted|adopted|delivered|held|sent|paid|published)\b"
)
# What is enclosed, with its number: "gửi Kế hoạch số 172/KH-BQL đã ký số (tệp kèm theo)", not "theo Kế hoạch số …".
SIGNED = re.compile(
    r"^(?!.*\b(?:se|mai|(?:tuan|thang) (?:sau|toi))\b).*\b(?:gui|nop)(?: (?!theo\b|can\b|du thao\b|de cuong\b|y kien\b|tien do\b|giay moi\b)[\w/]+){1,5} so:? \d\S*(?: ngay [\d/.-]+)?,? da (?:duoc )?(?:ky(?: so| ban hanh)?|ban hanh|phat hanh)\W*(?:\([^)]*\)\W*)?$"
)
# What ended too: "anh ký hôm qua rồi", "mới up lên hệ thống hồi chiều", "our comments went out as letter 214"; whole clauses.
_WHEN = r"(?: (?:moi|hom|qua|kia|nay|sang|trua|chieu|toi|tuan|truoc|hoi|luc|luon|het|day du))*"
ENDED_TOO = re.compile(
    r"^\W*(?:(?:a|anh|c|chi|em|e|ong|ba|sep|lanh dao|chu tich|giam doc|truong phong)(?: (?!sap|dang|se|chua|cho|doi|moi|con|can|phai|de|nho|giup|xin|muon)\w+)? )?"
    r"(?:ky|duyet|phe duyet|ban giao|nghiem thu|niem yet)(?: cho (?:xa|phuong|phong|so|don vi|van phong|van thu|anh|chi)(?: nay| minh)?)?"
    rf"{_WHEN} (?:roi|rui|r)(?: nhe| nha| a| nghen)*\W*$"
    rf"|^\W*(?:(?:em|e|ben em|toi|don vi) )?(?:da|vua|moi) (?:up|day|tai|dang|dua|nop|gui)(?: file| tep| bao cao| ket qua)? len (?:he thong|phan mem|cong|truc){_WHEN}(?: roi| a)*\W*$"
    r"|^\W*(?:this|it|everything|(?:our|the) (?:report|letter|reply|answer|comments|plan|decision)) went out\b(?!.*\b(?:for|without|only|part|draft|not)\b)"
)
NOT_BEGUN = re.compile(
    r"\bchua (?:trien khai|lam|thuc hien|bat dau|dong|co)(?: duoc)? gi\b|\bchua bat dau\b|\bnot (?:yet )?(?:started|begun)\b|\bhaven't (?:started|begun)\b|\bhasn't started\b"
)
GOING = re.compile(
    r"\bdang (?:o (?:\w+ ){1,3})?(?:\w+ ){0,3}?(?:lam|thuc hien|trien khai|hoan thien|tong hop|phoi hop|tham dinh|xem xet|gom|thu|lap|do|do dac|khao sat|in|in an|doi chieu|nhap|viet|sua|chinh sua|kiem ke|kiem tra|don doc|lien he|hoan tat|thong ke|van dong|cap nhat|thong nhat|xay dung|lay y kien|trinh|soan|soan thao|xu ly|tham muu|ra soat|cho (?:ky|duyet|lanh dao|y kien|so|bo|ubnd|ket qua|phe duyet|giam doc|chu tich|hdnd|hoi dong|tinh|huyen|xa|cac|don vi|phan hoi|tham dinh|tra loi|van ban|huong dan)|thu thap|chuan bi|du thao|hoan chinh|gap rut)\b"
    r"|\bdu kien (?:se )?(?:[\d/]+ )?(?:trinh|hoan thanh|gui|ban hanh|xong|nop)|\b(?:bao dam|dam bao) (?:\w+ ){0,3}dung (?:han|tien do|thoi han)"
    r"|\b(?:hien |van )?con (?:dang )?cho\b|\bchua (?!nhan|biet|ro|thay|duoc|hieu|xem|mo|dang|vao|lien|nghe|tim)\w+(?: \w+)? duoc\b|\bchua (?:nop|gui|tra loi|cho y kien|phe duyet|cung cap|ban giao|tham dinh)\b|\bmoi (?:lam |chi )?(?:xong|hoan thanh) (?:duoc )?(?:phan|khau|buoc|\d)|\bdang (?:cho|doi) \d+ |\bchua the (?:thuc hien|trien khai|lam|trinh|hoan|ban hanh|nop|gui|to chuc|lap|ky|xong)\b"
    r"|\bmoi bat dau\b|\bin progress\b|\bworking on (?:it|this)\b|\b(?:am|are|is) (?:still )?(?:preparing|drafting|collecting|finali[sz]ing|reviewing|compiling|waiting)\b|\bunder (?:review|way|preparation)\b|\bon track\b|\bbeing (?:prepared|finalised|finalized|drafted)\b"
)
ASKS = re.compile(
    r"\?|\b(?:o dau|khi nao|bao gio|bao nhieu|the nao|nhu nao|la gi|tai sao|vi sao|phai khong|dung khong|co phai|may gio|duoc khong|hay khong|ai la|ben nao|cho nao|gi vay|nao vay|sao vay)\b"
    r"|\b(?:khong|k|ko|hong) (?:a|anh|chi|nhi|vay|the|em|sep|ban)\W*$|\bde nghi (?:\w+ ){0,2}(?:cho biet|huong dan|lam ro|giai thich|cung cap|thong tin them|xac nhan(?!(?: (?:giup|ho|lai|cho|em|anh|chi|don vi|da nhan|hoan thanh|nhiem vu|a|nhe|nha))*\W*$))\b"
    r"|\b(?:giai thich|huong dan|cap lai|mo lai) (?:giup|ho|them)\b|\b(?:nho|xin|de nghi|cho)\b[^.]{0,30}\bgui lai\b|\b(?:anh|chi|van phong|so|to) gui lai (?:giup|ho|cho)\b"
    r"|\b(?:cho|xin) (?:em |toi |chung toi |don vi |phep )?(?:hoi|xin (?:lai )?(?:duong link|link|mau|van ban|file|bieu mau|duong dan|ban mem|huong dan|de cuong))"
    r"|\bxin (?:y kien |duoc )?(?:huong dan|lai mau|mau|hoi)\b|\bhay (?:la )?(?:[\w/]+ ){1,6}a\W*$"
    r"|^\W*(?:dear all,? |hi,? |hello,? )?(?:what|who|when|where|how|which|why|should|is it|do we|does|can you|could you|may i|are we)\b"
)
# Who is at something is on the way; "đang" as it is written, for "đăng" and "Đảng" fold alike.
AT_IT = re.compile(
    r"\bđang (?!nghỉ|họp|đi (?:công|học|họp|phép|tập|vắng)|ốm|ở|nằm|phụ trách|bận|trên đường|chờ|đợi|là|có|được giao|quản lý|giữ|công tác|theo dõi|hỏi|cần|muốn|mong|rất)\w",
    re.IGNORECASE,
)
# Who answers for another: "Em là Ngọc, trả lời thay chị Hạnh".
FOR_ANOTHER = re.compile(
    r"^\W*(?:em|toi|minh|chau)\b(?! (?:da|dang|chua|se|nop|gui|lam))[^.;?%\d]{0,50}?\b(?:(?:tra loi|bao cao|viet|phan hoi|nhan|gui|tra loi thu) (?:thay|ho)|thay mat|thay (?:cho )?(?:anh|chi|dong chi|ong|ba))\b[^.;?%]*\W*$"
)
# Counts of parts of a whole: "18/24 xã", no day and no kind of form.
COUNTED = re.compile(
    r"(?<![\d/.,-])(?<!ngay )(?<!hom )(?<!truoc )(?<!den )(?<!sang )(?!(\d{1,4})/\1\b)\d{1,4} ?/ ?\d{1,4} (?:xa|phuong|ho|don vi|so|co so|truong|may|cau|phieu|thon|phong|ho so|tieu chi|noi dung|chi tieu|thua|cong trinh|du an|diem|doan|nguoi|ban|to|muc|bien|giay)\b"
)
OF_WORK = re.compile(
    r"\bco (?:phai|can|bat buoc(?: phai)?) (?!em\b|toi\b|anh\b|chi\b|do\b|vay\b|khong\b|la\b)\w+"
    r"|\b(?:van ban|bao cao|nhiem vu|y kien|han|thoi han|gui|nop|bieu|mau|tong hop|phoi hop|chu tri|he thong|mat khau|link|duong link|duong dan|ky|noi dung|cong van|ban giay|ke hoach"
    r"|du thao|so lieu|tep|file|huong dan|trinh|tham muu|ho so|tai lieu|dinh kem|phu luc|pham vi|yeu cau|ket qua|to trinh|de cuong|tai khoan|dang nhap|giao (?:nham|lon|trung)|(?:cap|phan|mo)(?: lai)? quyen"
    r"|danh sach|bien ban|du toan|kinh phi|quy|phan|thoi diem|xac nhan|thay the|nop|giay to|reports?|deadline|signs?|hand-?over|servers?|deliver|provide|"
    r"document|submit|task|form|template|annex|attachment|due|send|format|system|password|scope|data)\b"
)
OFF_TOPIC = re.compile(
    r"^\W*ai (?:noi|bao)\b|\bhop may gio|\bmay gio (?:hop|an|ve|gap)|\ban (?:trua|com|toi)\b|\bso dien thoai|\b(?:cua|thuoc) (?:phong|ben|don vi) (?:minh|ta|nao|em)"
    r"|\bsao (?:van|lai|cu) (?:gui|nhac) (?:cho )?(?:toi|em|minh)|\bsao (?:toi|em|minh)"
)
CALLS = re.compile(
    r"^\W*(?:anh|chị|em|cô|chú|bác|bạn|sếp|đ/c|đồng chí)\s+(?!ơi|à|ạ|chị\b|em\b)[A-ZĐÀ-Ỹ]\w*\s+(?:ơi|à)\b",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^\W*(?:kinh gui ?:|kinh gui\b(?! ?:)|(?:dear|hi|hello|thua|kinh thua|kinh chao|chao|good morning|good afternoon|gui)\b)[^.:;\n]{0,60}[,:]\s*"
)
GREETS = re.compile(
    r"^\W*(?:kinh gui\b:?|(?:dear|hi|hello|thua|kinh thua|kinh chao|chao|good morning)\b)[^.:;?\n]{0,60}[,:.!]?\W*$|^\W*(?:tran trong|kinh thu|best regards|regards)\W*$"
)
ACKNOWLEDGES = re.compile(
    r"\b(?:cam on|cam on a|cam on nhieu|thank|thanks|thank you|tks|noted|da ro|da nhan|da tiep nhan|nhan duoc|da nam|tiep thu|ghi nhan|nho roi|received|well received|acknowledged|got it|understood|nhan (?:dc|dk)|nam (?:roi|ro))\b"
    r"|^\W*da (?:xem|doc|biet|hieu)\W*$|^\W*(?:ro|ro roi|vang ro|da ro)\b|\b(?:em|toi|chung toi|phong) (?:lam|xu ly|trien khai|thuc hien) (?:ngay|luon)\b"
    r"|^\W*(?:(?:da|vang|a|ok) )*(?:em |toi )?biet roi(?: a| nhe| anh| chi)*\W*$"
    r"|\bse (?:\w+ ){0,3}?(?:thuc hien|bao|gui|lam|trien khai|chu y|co gang|bao cao|nop|luu y|khan truong|som|tra loi|phan hoi|hoan thanh)\b|\b(?:we|i)(?: will|'ll) be (?:on|in) time\W*$|\bwill (?:do|get back|report|reply|follow|send)\b"
)
POLITE = re.compile(
    r"^\W*(?:ok|oke|okay|okie|vang|da|uhm|u|yes|da vang|tran trong|a|em|anh|chi)(?: a| anh| chi| em| sep| nhe| nha)*\W*$"
)
INTRODUCES = re.compile(
    r"^(?:[\w/]+ ){0,6}(?:bao cao|tra loi|phan hoi|cap nhat|nhu sau|report|update|follows)(?: [\w/]+){0,5}[:,]*$"
)
ENCLOSES = re.compile(
    r"\b(?:gui|dinh kem|kem theo|kem|tep|file|anh hien truong|hinh|ban|du thao|bieu|so lieu|bao cao|ke hoach|tai lieu|van ban|to trinh|ho so|hinh anh|attached|enclosed|please find|see|here)\b"
)
HANDS = "🙏👍👌🫡😊🌹💐❤🤝☺🙂😁🙇"
