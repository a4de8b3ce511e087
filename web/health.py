"""Three questions that machines ask: does it live, is it ready, how much of what."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from schedules.clock import Clock
from store import Store, probe
from web.access import Access
from web.metrics import CONTENT_TYPE, Figures, exposition
from web.vitals import Vitals


class Health:
    """Answers for one process of the daemon; *clock* is the machine's."""

    def __init__(self, store: Store, vitals: Vitals, access: Access, clock: Clock) -> None:
        self._store = store
        self._vitals = vitals
        self._access = access
        self._clock = clock

    def routes(self) -> list[Route]:
        """Where each question is asked."""
        return [
            Route("/healthz", self.alive, methods=["GET"]),
            Route("/readyz", self.ready, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def alive(self, _request: Request) -> Response:
        """200 as long as the event loop turns."""
        return PlainTextResponse("ok\n")

    async def ready(self, _request: Request) -> Response:
        """200 when work can be taken on, else 503; the body names the reasons by code.

        It tells of work that does not move as well; what stands in the store for all
        processes makes none of them unready: letters can be taken in by any.
        """
        reasons = await self._reasons()
        body: dict[str, object] = {"ready": not reasons, "reasons": reasons}
        if stuck := sorted(self._vitals.stuck()):
            body["stuck"] = stuck
        return JSONResponse(body, status_code=503 if reasons else 200)

    async def metrics(self, request: Request) -> Response:
        """The figures, for this machine and for who knows the token."""
        if not self._access.allows(request):
            told = "Ask from the machine itself, or with the token.\n"
            return PlainTextResponse(told, 401, {"www-authenticate": "Bearer"})
        now = self._clock.now()
        figures = Figures(self._vitals, await probe.look(self._store, now), now)
        return Response(exposition(figures), media_type=CONTENT_TYPE)

    async def _reasons(self) -> list[str]:
        vitals = self._vitals
        reasons = ["stopping"] if vitals.stopping() else []
        reasons += [f"loop:{loop.name}" for loop in vitals.loops() if not loop.healthy]
        reasons += [f"stuck:{loop}" for loop in vitals.stuck_here()]
        if not vitals.holding():
            reasons.append("worker-lease")
        if not vitals.room():
            reasons.append("store-space")
        if fault := await probe.fault(self._store):
            reasons.append(fault)
        return reasons
