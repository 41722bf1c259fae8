"""FastAPI with SQLAlchemy 2 (async) and aiosqlite on a SQLite file.

The calls that the benchmark makes, with the same answers: sign-in by token and a look at the account on every call, one
reading with its status, the newest readings of a machine, the production metrics. SQLite runs in WAL mode with
``synchronous=FULL``: the fastest setting at which an answered write survives a power cut.
"""

import datetime as dt
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import jwt
from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, Index, event, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

KEY = "p" * 40
FILE = os.environ.get("PEER_DATABASE", "peer.sqlite")
LIMITS = {"temperature": (None, 80.0, None, 85.0), "vibration": (None, 2.0, None, 2.5)}


class Base(DeclarativeBase):
    """All tables."""


class User(Base):
    """An account."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    is_active: Mapped[bool]


class Equipment(Base):
    """A machine."""

    __tablename__ = "equipment"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    capacity: Mapped[float | None]
    status: Mapped[str]


class SensorReading(Base):
    """A reading."""

    __tablename__ = "sensor_readings"
    __table_args__ = (Index("of_machine", "equipment_id", "timestamp"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    equipment_id: Mapped[int] = mapped_column(ForeignKey("equipment.id"))
    sensor_type: Mapped[str]
    timestamp: Mapped[dt.datetime]
    value: Mapped[float]
    unit: Mapped[str | None]
    status: Mapped[str]


class ProductionRecord(Base):
    """What a machine made in a shift."""

    __tablename__ = "production_records"
    id: Mapped[int] = mapped_column(primary_key=True)
    equipment_id: Mapped[int] = mapped_column(ForeignKey("equipment.id"))
    date: Mapped[dt.date] = mapped_column(index=True)
    shift: Mapped[str]
    output_quantity: Mapped[int]
    defect_quantity: Mapped[int]
    downtime_minutes: Mapped[float]
    planned_minutes: Mapped[float]


engine = create_async_engine(f"sqlite+aiosqlite:///{FILE}")
sessions = async_sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine.sync_engine, "connect")
def _durable(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.close()


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Make the tables."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)
bearer = OAuth2PasswordBearer("token")


async def get_session() -> AsyncIterator[AsyncSession]:
    """A session per call."""
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]


async def current_user(session: Session, token: Annotated[str, Depends(bearer)]) -> User:
    """Whoever the token belongs to."""
    try:
        email = jwt.decode(token, KEY, algorithms=["HS256"])["sub"]
    except jwt.InvalidTokenError:
        raise HTTPException(401) from None
    user = await session.scalar(select(User).where(User.email == email))
    if user is None or not user.is_active:
        raise HTTPException(401)
    return user


Signed = Annotated[User, Depends(current_user)]


class NewReading(BaseModel):
    """A reading to store."""

    sensor_type: str
    value: float
    unit: str | None = None
    timestamp: dt.datetime | None = None


class Reading(NewReading):
    """A reading as it is stored."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    equipment_id: int
    status: str


def status_of(sensor_type: str, value: float) -> str:
    """Status of one reading."""
    limits = LIMITS.get(sensor_type)
    if limits is None:
        return "unknown"
    _, warn_high, _, crit_high = limits
    return "critical" if value > crit_high else "warning" if value > warn_high else "normal"


@app.post("/equipment/{equipment_id}/sensors", response_model=Reading)
async def create_reading(equipment_id: int, new: NewReading, session: Session, _user: Signed) -> Any:
    """Store one reading."""
    if await session.get(Equipment, equipment_id) is None:
        raise HTTPException(404)
    row = SensorReading(
        equipment_id=equipment_id,
        sensor_type=new.sensor_type,
        timestamp=new.timestamp or dt.datetime.now(dt.UTC),
        value=new.value,
        unit=new.unit,
        status=status_of(new.sensor_type, new.value),
    )
    session.add(row)
    await session.commit()
    return row


@app.get("/equipment/{equipment_id}/sensors", response_model=list[Reading])
async def list_readings(
    equipment_id: int, session: Session, _user: Signed, limit: Annotated[int, Query(le=1000)] = 100
) -> Any:
    """Newest readings of a machine."""
    chosen = select(SensorReading).where(SensorReading.equipment_id == equipment_id)
    rows = await session.scalars(chosen.order_by(SensorReading.timestamp.desc()).limit(limit))
    return rows.all()


@app.get("/production/metrics")
async def metrics(session: Session, _user: Signed, start: dt.date | None = None, end: dt.date | None = None) -> Any:
    """What a period came to: output, efficiency, defect rate, downtime."""
    last = end or dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    first = start or last - dt.timedelta(days=6)
    record = ProductionRecord
    sums = select(
        func.sum(record.output_quantity),
        func.sum(record.defect_quantity),
        func.sum(record.downtime_minutes),
        func.sum(record.planned_minutes),
        func.count(func.distinct(record.equipment_id)),
    ).where(record.date.between(first, last))
    made, bad, down, planned, active = (await session.execute(sums)).one()
    total = await session.scalar(select(func.count()).select_from(Equipment))
    return {
        "total_output": made,
        "defect_rate": 100 * bad / made if made else None,
        "efficiency_percentage": 100 * (planned - down) / planned if planned else None,
        "downtime_hours": down / 60 if planned else None,
        "active_equipment": active,
        "total_equipment": total,
    }
