"""What an answer says of each task that its notice lists: of one all that it says, of several what it says by their numbers."""

from collections.abc import Mapping

from mail.reader.reply_act import Answer, day_of
from mail.reader.reply_heard import Heard, ReplySettings
from mail.reader.reply_judged import STRANGER, Judged
from work.reply.meaning import Doubt, Meaning, Understood
from work.reply.several import said_of_each
from work.reply.understand import Said, understand


def said_of(heard: Heard, judged: Judged) -> dict[int, Understood]:
    """What it means for each task by its number.

    What names no task of several is of the first: nothing, where it thanks, else left to a person. So
    is what encloses files for more than one task.
    """
    if heard.disguised:
        return {judged.task.id: _left(heard, Doubt.DISGUISED)}
    listed = tuple(dict.fromkeys(judged.notice.tasks))
    if len(listed) == 1:
        return {listed[0]: understand(_of(heard, judged, listed[0], heard.text))}
    each = said_of_each(heard.text, judged.notice.tasks)
    if each and (len(each) == 1 or not _files(heard)):
        return {n: understand(_of(heard, judged, n, own)) for n, own in each.items()}
    all_of_it = understand(Said(heard.text, _files(heard)))
    if all_of_it.main is Meaning.NOTHING:
        return {judged.task.id: all_of_it}
    return {judged.task.id: _left(heard, Doubt.SEVERAL)}


def _of(heard: Heard, judged: Judged, number: int, own: str) -> Said:
    """What is said of the task of that *number*, which is read by its title where its author may see it."""
    of = judged.about(number)
    return Said(own, _files(heard), None, number, (of and of.task.content) or "")


def answers_of(
    heard: Heard, judged: Judged, said: Mapping[int, Understood], settings: ReplySettings
) -> tuple[Answer, ...] | str:
    """What is acted upon for each task; STRANGER where its author may not see one of them any more."""
    found = {number: judged.about(number) for number in said}
    answers = tuple(
        Answer(heard, of, said[number], day_of(said[number], of, settings))
        for number, of in found.items()
        if of is not None
    )
    return answers if len(answers) == len(said) else STRANGER


def whole(heard: Heard, judged: Judged) -> Answer:
    """The answer as it came, where a person has to look at it."""
    return Answer(heard, judged, _left(heard, Doubt.SEVERAL), None)


def _left(heard: Heard, doubt: Doubt) -> Understood:
    return Understood((Meaning.UNCLEAR,), heard.text, doubt=doubt)


def _files(heard: Heard) -> int:
    return 1 if heard.files is None else len(heard.files.files)
