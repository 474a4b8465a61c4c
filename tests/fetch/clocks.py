"""A clock that waits for nothing: what a run sleeps is added to the time."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 2, 24, 9, 0, tzinfo=UTC)


class FakeClock:
    def __init__(self, start: datetime = START) -> None:
        self.moment = start
        self.seconds = 1000.0
        self.sleeps: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.seconds += seconds

    def forward(self, **time: float) -> None:
        self.moment += timedelta(**time)
