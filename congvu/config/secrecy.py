"""[secrecy]: what is looked for in letters and messages, and who is told."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from congvu.config.section import Domain, Fault, FileOption, Mailbox, Name, Section, Several, refuse


class Secrecy(Section):
    """[secrecy]: nothing switches the look off but a decision that is named."""

    rules_file: FileOption | None = None
    officer: Annotated[tuple[Mailbox, ...], Several] = ()
    inside: Annotated[tuple[Domain, ...], Several] = ("gov.vn", "chinhphu.vn")
    seconds: Annotated[int, Field(ge=1, le=300)] = 20
    waived_by: Name | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.inside:
            nowhere = "is empty, so that papers for circulation inside could go nowhere"
            refuse(
                [Fault("inside", f'{nowhere}; write ["gov.vn", "chinhphu.vn"], or leave it out')]
            )
        return self
