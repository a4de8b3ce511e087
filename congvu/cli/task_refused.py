"""Why a task was not changed, as a sentence that says what can be done with it."""

from congvu.cli.acting import denial, no_task
from congvu.cli.refused import Refused
from store.task import Refusal
from work.access import Denied
from work.task import Impossible, TaskEvent, TaskState

STATES = {
    TaskState.ASSIGNED: "assigned and not received yet",
    TaskState.RECEIVED: "received and under way",
    TaskState.PAUSED: "paused",
    TaskState.SUBMITTED: "submitted and waits for approval",
    TaskState.DONE: "done already",
    TaskState.CANCELLED: "cancelled",
    TaskState.RECALLED: "recalled",
}
COMMANDS = {
    TaskEvent.RECEIVE: "receive",
    TaskEvent.REPORT: "progress",
    TaskEvent.SUBMIT: "submit",
    TaskEvent.APPROVE: "approve",
    TaskEvent.RETURN: "return",
    TaskEvent.FINISH: "done",
    TaskEvent.CANCEL: "cancel",
    TaskEvent.RECALL: "recall",
    TaskEvent.REOPEN: "reopen",
    TaskEvent.REDATE: "due",
    TaskEvent.ASSIGN: "assign",
    TaskEvent.REWORD: "describe",
    TaskEvent.HAND_ON: "hand-on",
    TaskEvent.PAUSE: "pause",
    TaskEvent.RESUME: "resume",
    TaskEvent.ASK: "extend",
}
_REFUSALS = {
    Refusal.OVERTAKEN: "task {number} was changed at this moment; look at it by congvu task show"
    " {number}, then run it again",
    Refusal.RESUBMITTED: "that submission of task {number} does not wait for approval; look at the newest by"
    " congvu task show {number}, then name it by --submission",
    Refusal.UNDATED: "task {number} has no deadline; give it one by congvu task due",
    Refusal.TOO_LATE: "an extension is asked for before the due date, and that of task {number} is"
    " here or over; who assigned it can give another by congvu task due",
    Refusal.NOT_LATER: "that is not later than the deadline of task {number}; see congvu task show"
    " {number}",
    Refusal.ASKED: "an extension of task {number} was asked for and is not decided; see congvu task"
    " decide --help",
    Refusal.OUTSIDE: "that person is not of the unit that leads task {number}; who assigned it can"
    " give it to others by congvu task assign",
    Refusal.UNASKED: "nobody asks for an extension of task {number}; see congvu task show {number}",
    Refusal.BEARS: "the words tell who sent the petition that task {number} watches, and all may read them;"
    " write them without the sender's name, address or numbers",
    Refusal.PETITION: "task {number} watches a petition, which decides that; see congvu task show"
    " {number} for its code, then congvu petition --help",
    Refusal.NOT_REMINDED: "that person is not reminded of task {number}; see congvu task explain"
    " {number}",
    Refusal.NUDGED: "who leads task {number} was reminded by hand today; once a day is enough, see"
    " congvu task explain {number}",
    Refusal.NOBODY: "nobody but you stands behind who leads task {number}; give it to others by"
    " congvu task hand-on or task assign",
    Refusal.UNCHANGED: "that is how task {number} stands already; see congvu task show {number}",
}


def require(outcome: object, number: int) -> None:
    """Raises Refused where the store refused the change."""
    if isinstance(outcome, Denied):
        raise Refused(denial(outcome, f"task {number}"))
    if outcome is Refusal.UNKNOWN:
        raise Refused(no_task(number))
    if isinstance(outcome, Refusal):
        raise Refused(_REFUSALS[outcome].format(number=number))
    if isinstance(outcome, Impossible):
        commands = ", ".join(COMMANDS[event] for event in outcome.can if event in COMMANDS)
        state = STATES[outcome.state]
        raise Refused(f"task {number} is {state}; possible now: congvu task {commands}")
