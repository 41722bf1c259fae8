"""A column of days that starts and ends share is asked about once, and one answer says how both are written."""

import pytest

from producflow.imports import ImportRefused
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

pytestmark = pytest.mark.long

LOG = "maquina;fecha;h_ini;h_fin;estado\nP;03/04/2026;06:00;09:00;parada\nP;03/04/2026;22:30;00:30;parada\n"


@pytest.mark.parametrize("answers", [["ended_at=day first"], ["started_at=day first", "ended_at=day first"]])
def test_one_answer_decides_how_the_day_of_start_and_end_is_written(
    bring: Import, store: Store, answers: list[str]
) -> None:
    with pytest.raises(ImportRefused, match="How is “fecha” written") as refused:
        bring(LOG, create_equipment=True)
    assert str(refused.value).count("written?") == 1
    bring(LOG, create_equipment=True, answers=answers)
    found = rows(store, "SELECT started_at::VARCHAR AS a, ended_at::VARCHAR AS b FROM state_intervals ORDER BY 1")
    assert [tuple(row.values()) for row in found] == [
        ("2026-04-03 06:00:00", "2026-04-03 09:00:00"),
        ("2026-04-03 22:30:00", "2026-04-04 00:30:00"),
    ]


ENDS = {
    "French": "Équipement;Date;Heure début;Heure fin;Durée (h:mm);Cause",
    "French, in full": "Machine;Date;Heure de début;Heure de fin;Durée (h:mm);Motif",
    "English": "Machine;Date;Start;Stop;Duration (h:mm);Reason",
    "English, times": "Machine;Date;Start time;Stop time;Duration (h:mm);Reason",
    "English, finish": "Machine;Date;Time started;Time finished;Duration (h:mm);Reason",
    "English, to": "Machine;Date;From;To;Duration (h:mm);Reason",
    "Spanish": "Máquina;Fecha;Hora inicio;Hora término;Duración (h:mm);Motivo",
    "Italian": "Macchina;Data;Ora inizio;Ora fine;Durata (h:mm);Causa",
    "Portuguese": "Máquina;Data;Hora de início;Hora término;Duração (h:mm);Motivo",
    "German": "Maschine;Datum;Beginn Uhrzeit;Ende Uhrzeit;Dauer (h:mm);Grund",
    "German, from and to": "Maschine;Datum;Uhrzeit von;Uhrzeit bis;Dauer (h:mm);Grund",
    "Dutch": "Machine;Datum;Tijd van;Tijd tot;Duur (h:mm);Reden",
    "Polish": "Maszyna;Data;Godz. od;Godz. do;Czas trwania (h:mm);Przyczyna",
    "Czech": "Stroj;Datum;Čas od;Čas do;Doba trvání (h:mm);Důvod",
    "Russian": "Станок;Дата;Время начала;Время окончания;Длительность (h:mm);Причина",
    "Turkish": "Makine;Tarih;Başlangıç saati;Bitiş saati;Süre (h:mm);Neden",  # noqa: RUF001
    "Greek": "Μηχανή;Ημερομηνία;Ώρα έναρξης;Ώρα λήξης;Διάρκεια (h:mm);Αιτία",
    "Chinese": "设备;日期;开始时间;结束时间;时长 (h:mm);原因",
    "Japanese": "設備;日付;開始時刻;終了時刻;時間 (h:mm);理由",
    "Korean": "설비;날짜;시작 시간;종료 시간;소요시간 (h:mm);사유",
}
"""Headers of a machine, a day, the times of day of start and end, a duration and a reason."""


@pytest.mark.parametrize("language", ENDS)
def test_an_end_of_day_is_an_end_on_the_day_of_its_start(bring: Import, store: Store, language: str) -> None:
    text = f"{ENDS[language]}\nP;13/03/2026;22:50;00:20;1:32;A\n"
    bring(text, kind="downtime_events", create_equipment=True, answers=["planned=no"])
    found = rows(store, "SELECT started_at::VARCHAR AS a, ended_at::VARCHAR AS b FROM downtime_events")
    assert [tuple(row.values()) for row in found] == [("2026-03-13 22:50:00", "2026-03-14 00:20:00")]


@pytest.mark.parametrize("lasting", [True, False])
def test_a_stop_beside_a_start_is_its_end(bring: Import, store: Store, *, lasting: bool) -> None:
    header, row = ("Machine;Start;Stop", "P;2026-03-13 22:50;2026-03-14 00:20")
    more = (";Downtime (min)", ";92") if lasting else ("", "")
    bring(f"{header}{more[0]}\n{row}{more[1]}\n", kind="downtime_events", create_equipment=True, answers=["planned=no"])
    found = rows(store, "SELECT started_at::VARCHAR AS a, ended_at::VARCHAR AS b FROM downtime_events")
    assert [tuple(row.values()) for row in found] == [("2026-03-13 22:50:00", "2026-03-14 00:20:00")]
