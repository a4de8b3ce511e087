"""The dialog "báo cáo, xuất số liệu": which figures, whose, of which days; then they are made, and sent below.

The dialog itself stands for what is asked for: it waits in the store at the step MAKING until
bot.files has sent the file, so that a kill loses nothing, and a person has one at a time.
"""

from types import MappingProxyType

from bot.buttons import HOME
from bot.course import BACK, Course, Heard, Scene, asks, choice, foot
from bot.outcome import Outcome
from bot.place import Place, Wish
from bot.screen import Button, Rows, Screen
from schedules.exported import reaches
from schedules.span import PERIODS, Span, dates, span
from store import dialog
from work.chart import ChartKind
from work.dialog import Dialog

KIND = "file"
WHAT, PERIOD, DATES, MAKING = "what", "period", "dates", "making"
EXPORT = "export"
CHARTS = (ChartKind.UNITS, ChartKind.ON_TIME, ChartKind.AGEING, ChartKind.WEEKS)
OF_NOW = (ChartKind.UNITS, ChartKind.AGEING)  # they tell how things stand, whatever the period


def begin_chart(scene: Scene, _: Wish) -> Outcome:
    """Asks which chart."""
    return _begin(scene, WHAT)


def begin_export(scene: Scene, _: Wish) -> Outcome:
    """Asks of which days."""
    return _begin(scene, PERIOD, what=EXPORT)


def _begin(scene: Scene, step: str, **data: object) -> Outcome:
    for one in dialog.of_person(scene.tx, scene.link.person.id, scene.now):
        if one.kind == KIND and one.step == MAKING:
            return Outcome(asks(one), scene.word("report.busy"))
    if not reaches(scene.tx, scene.act):
        return Outcome(HOME, scene.word("report.denied"))
    return scene.opens(KIND, 0, step, whose=0, **data)


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if one.step == WHAT and heard.choice == "what":
        return _hears_what(scene, one, heard.value)
    if one.step == PERIOD:
        return _hears_period(scene, one, heard)
    if one.step == DATES:
        return _hears_dates(scene, one, heard)
    return scene.stays(one, "")


def _hears_what(scene: Scene, one: Dialog, number: int) -> Outcome:
    offered = _charts(scene)
    if not 0 <= number < len(offered):
        return scene.stays(one, "")
    return scene.goes(one, PERIOD, what=offered[number])


def _hears_period(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.choice == "whose" and 0 <= heard.value < len(reaches(scene.tx, scene.act)):
        return scene.goes(one, PERIOD, whose=heard.value)
    if heard.choice == "now":
        return scene.goes(one, MAKING)
    if heard.choice == "dates":
        return scene.goes(one, DATES)
    if heard.choice == BACK and one.data["what"] != EXPORT:
        return scene.goes(one, WHAT)
    if heard.choice == "of" and 0 <= heard.value < len(PERIODS):
        return _making(scene, one, span(PERIODS[heard.value], scene.desk.today))
    return scene.stays(one, "")


def _hears_dates(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.choice == BACK:
        return scene.goes(one, PERIOD)
    found = dates(heard.text, scene.desk.today)
    if found is None:
        return scene.stays(one, scene.word("report.which-days"))
    return _making(scene, one, found)


def _making(scene: Scene, one: Dialog, of: Span) -> Outcome:
    return scene.goes(one, MAKING, since=of.since.isoformat(), until=of.until.isoformat())


def _charts(scene: Scene) -> tuple[ChartKind, ...]:
    """Those that may be shown: one with names in it only where the office discloses them."""
    titled = scene.desk.disclosure() == "title"
    return tuple(one for one in CHARTS if titled or one is not ChartKind.UNITS)


def _shows(scene: Scene, one: Dialog) -> Screen:
    facts = {"step": one.step, "what": None, **one.data}
    words = scene.desk.say("ask-report", facts, scene.language)
    rows = (*_CHOICES[one.step](scene, one), _foot(scene, one))
    passing = one.id if one.step == MAKING else 0
    return Screen(f"report-{one.step}", words, rows, passing=passing)


def _which(scene: Scene, one: Dialog) -> Rows:
    labels = enumerate(_charts(scene))
    return tuple(
        (choice(one, scene.word(f"report.chart.{kind}"), "what", number),)
        for number, kind in labels
    )


def _periods(scene: Scene, one: Dialog) -> Rows:
    whose = _whose(scene, one)
    if one.data["what"] in OF_NOW:
        return (whose, (choice(one, scene.word("report.now"), "now"),))
    named = [
        choice(one, scene.word(f"report.period.{name}"), "of", number)
        for number, name in enumerate(PERIODS)
    ]
    other = choice(one, scene.word("report.period.other"), "dates")
    return (whose, tuple(named[:2]), tuple(named[2:4]), (named[4], other))


def _whose(scene: Scene, one: Dialog) -> tuple[Button, ...]:
    """Whose figures, where there is a choice; without names where the office discloses none."""
    found = reaches(scene.tx, scene.act)
    if len(found) < 2:
        return ()
    titled = scene.desk.disclosure() == "title"
    kinds = ["agency" if reach.within.agency else "unit" for reach in found]
    names = [
        reach.name if titled else scene.word(f"button.{kind}")
        for reach, kind in zip(found, kinds, strict=True)
    ]
    chosen = one.data["whose"]
    return tuple(
        choice(one, f"✓ {name}" if number == chosen else name, "whose", number)
        for number, name in enumerate(names)
    )


def _nothing(_: Scene, __: Dialog) -> Rows:
    return ()


_CHOICES = MappingProxyType({WHAT: _which, PERIOD: _periods, DATES: _nothing, MAKING: _nothing})


def _foot(scene: Scene, one: Dialog) -> tuple[Button, ...]:
    first = one.step in (WHAT, MAKING) or (one.step == PERIOD and one.data["what"] == EXPORT)
    return foot(scene, one, first=first)


def _leads(_: Dialog) -> Place:
    return HOME


COURSE = Course(_hears, _shows, frozenset({DATES}), _leads)
