"""Why a task was not changed, as a sentence that says what can be done with it."""

from congvu.cli.refused import Refused
from store.task import Refusal
from work.task import Impossible, TaskEvent, TaskState

STATES = {
    TaskState.ASSIGNED: "assigned and not received yet",
    TaskState.RECEIVED: "received and under way",
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
}
_REFUSALS = {
    Refusal.UNKNOWN: "there is no task {number}; see congvu task list",
    Refusal.UNCHANGED: "that is how task {number} stands already; see congvu task show {number}",
}


def require(outcome: object, number: int) -> None:
    """Raises Refused where the store refused the change."""
    if isinstance(outcome, Refusal):
        raise Refused(_REFUSALS[outcome].format(number=number))
    if isinstance(outcome, Impossible):
        commands = ", ".join(COMMANDS[event] for event in outcome.can if event in COMMANDS)
        state = STATES[outcome.state]
        raise Refused(f"task {number} is {state}; possible now: congvu task {commands}")
