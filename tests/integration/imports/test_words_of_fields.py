"""What headers of many countries call times of logs, good units and dates of jobs; what stands around costs."""

# ruff: noqa: RUF001 - letters that look like others are what it is about

import pytest

from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

LOGS = {
    "Chinese": "设备,时间,状态,原因|运行|故障",
    "Chinese, traditional": "設備,時間,狀態,原因|运行|故障",
    "Czech": "Stroj,Čas,Stav,Důvod|výroba|porucha",
    "Dutch": "Machine,Tijd,Status,Reden|productie|storing",
    "English": "machine,time,status,reason|running|down",
    "French": "Machine,Heure,Statut,Cause|en marche|panne",
    "German": "Maschine,Zeit,Status,Grund|Produktion|Störung",
    "Greek": "Μηχανή,Ώρα,Κατάσταση,Αιτία|παραγωγή|βλάβη",
    "Italian": "Macchina,Ora,Stato,Causa|in produzione|guasto",
    "Japanese": "設備,日時,状態,理由|稼働|故障",
    "Korean": "설비,시간,상태,사유|가동|고장",
    "Polish": "Maszyna,Czas,Stan,Przyczyna|praca|awaria",
    "Portuguese": "Máquina,Hora,Estado,Motivo|em produção|falha",
    "Russian": "Станок,Время,Состояние,Причина|работа|авария",
    "Spanish": "Máquina,Hora,Estado,Motivo|en marcha|fallo",
    "Turkish": "Makine,Zaman,Durum,Neden|çalışıyor|arıza",
}
"""Headers of a machine, a time, what it was doing and why; and words for producing and for a stop."""


@pytest.mark.long
@pytest.mark.parametrize("language", LOGS)
def test_machines_with_times_and_states_are_a_log_and_no_register(store: Store, bring: Import, language: str) -> None:
    header, runs, stops = LOGS[language].split("|")
    text = f"{header}\nP,2026-03-02 06:00,{runs},\nP,2026-03-02 07:10,{stops},X\nP,2026-03-02 07:45,{runs},\n"
    bring(text, create_equipment=True)
    found = rows(store, "SELECT started_at::VARCHAR AS a, state FROM state_intervals ORDER BY 1")
    assert [tuple(row.values()) for row in found] == [
        ("2026-03-02 06:00:00", "producing"),
        ("2026-03-02 07:10:00", "stopped"),
        ("2026-03-02 07:45:00", "producing"),
    ]


GOOD = {
    "Chinese": "设备,日期,班次,良品数,不良数,停机时间(分钟)",
    "Czech": "Stroj,Datum,Směna,Dobré kusy,Zmetky,Prostoje [min]",
    "Dutch": "Machine,Datum,Ploeg,Aantal goed,Afkeur,Stilstand (min)",
    "English": "Machine,Date,Shift,Good qty,Scrap qty,Downtime (min)",
    "French": "Machine,Date,Équipe,Pièces conformes,Rebuts,Temps d'arrêt (min)",
    "German": "Maschine,Datum,Schicht,Gutteile,Ausschuss,Stillstand (min)",
    "Italian": "Macchina,Data,Turno,Pezzi conformi,Scarti,Fermo (min)",
    "Japanese": "設備,日付,シフト,良品数,不良数,停止時間(分)",
    "Korean": "설비,날짜,교대,양품수,불량수,정지시간(분)",
    "Polish": "Maszyna,Data,Zmiana,Sztuki dobre,Braki,Przestój [min]",
    "Portuguese": "Máquina,Data,Turno,Peças boas,Refugo,Parada (min)",
    "Russian": "Станок,Дата,Смена,Годные,Брак,Простой (мин)",
    "Spanish": "Máquina,Fecha,Turno,Piezas conformes,Rechazos,Paro (min)",
    "Turkish": "Makine,Tarih,Vardiya,Sağlam adet,Hurda,Duruş (dk)",
}
"""Headers with good units and scrap, of which output is the sum."""


@pytest.mark.parametrize("language", GOOD)
def test_good_units_and_scrap_are_the_output(store: Store, bring: Import, language: str) -> None:
    bring(f"{GOOD[language]}\nP,2026-03-02,1,1188,12,25\n", create_equipment=True, answers=["shift:1=morning"])
    found = rows(store, "SELECT output_quantity, defect_quantity, downtime_minutes FROM production_records")
    assert [tuple(row.values()) for row in found] == [(1200, 12, 25.0)]


JOBS = {
    "Czech": "Stroj,Popis,Plánované datum,Datum provedení,Náklady",
    "Dutch": "Machine,Omschrijving,Geplande datum,Uitgevoerd op,Kosten",
    "English": "Machine,Description,Date due,Date performed,Cost",
    "French": "Machine,Description,Date planifiée,Date d'exécution,Coût",
    "German": "Maschine,Beschreibung,Geplant am,Durchgeführt am,Kosten",
    "Italian": "Macchina,Descrizione,Data prevista,Data di esecuzione,Costo",
    "Japanese": "設備,内容,予定日,作業完了日,費用",
    "Korean": "설비,설명,예정일,실시일,비용",
    "Polish": "Maszyna,Opis,Planowany termin,Data wykonania,Koszt",
    "Portuguese": "Máquina,Descrição,Data prevista,Data de execução,Custo",
    "Russian": "Оборудование,Описание,Плановая дата,Дата выполнения,Стоимость",
    "Spanish": "Máquina,Descripción,Fecha prevista,Fecha de ejecución,Costo",
    "Turkish": "Makine,Açıklama,Planlanan tarih,Tamamlama tarihi,Maliyet",
    "Chinese": "设备,描述,计划日期,完工日期,费用",
}
"""Headers of jobs: machine, what is done, when it should be and when it was, and what it cost."""


@pytest.mark.parametrize("language", JOBS)
def test_jobs_say_when_they_were_done(store: Store, bring: Import, language: str) -> None:
    bring(
        f"{JOBS[language]}\nP,X,2026-03-01,2026-03-02,5\n",
        kind="maintenance_logs",
        create_equipment=True,
        answers=["maintenance_type=corrective"],
    )
    found = rows(store, "SELECT scheduled_date::VARCHAR AS a, completed_date::VARCHAR AS b, cost FROM maintenance_logs")
    assert [tuple(row.values()) for row in found] == [("2026-03-01 00:00:00", "2026-03-02 00:00:00", 5.0)]


COSTS = """
12 500,50 руб.
12 500,50 руб
12 500,50 р.
12\u00a0500,50 ₽
12\u202f500,50 zł
12 500,50 Kč
12 500,50 kr
12 500,50 Ft
12 500,50 lei
12 500,50 TL
12 500,50 ₴
₴ 12 500,50
kr 12 500,50
руб. 12 500,50
TL 12 500,50
12 500,50 元
12 500,50 円
₩ 12 500,50
12 500,50 원
""".strip().splitlines()


@pytest.mark.long
def test_costs_may_have_the_money_of_any_country_around_them(store: Store, bring: Import) -> None:
    lines = "".join(f"P;X;2026-03-{day:02};{cost}\n" for day, cost in enumerate(COSTS, start=1))
    bring(
        f"Machine;Description;Date due;Cost\n{lines}",
        kind="maintenance_logs",
        create_equipment=True,
        answers=["maintenance_type=corrective"],
    )
    assert [row["cost"] for row in rows(store, "SELECT cost FROM maintenance_logs")] == [12500.5] * len(COSTS)
