"""Production reports as plants of many countries export them: header, shifts, units and letters of their own."""

# ruff: noqa: E501, RUF001 - a table reads best with a row a line, and letters that look like others are what it is about

import pytest

from producflow.errors import InvalidInput
from producflow.imports import ImportOptions
from producflow.imports.reading.encodings import LINES, likely
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

LANGUAGES = {
    "Chinese, simplified": ("设备,日期,班次,产量,不良品,停机时间(分钟)\n冲床1,2026-02-03,{},400,4,20\n", "早班 夜班", "gb18030"),
    "Chinese, traditional": ("機台,日期,班別,產量,不良數,停機時間(分鐘)\n沖床1,2026-02-03,{},400,4,20\n", "早班 夜班", "big5"),
    "Czech": ("Stroj;Datum;Směna;Výroba;Zmetky;Prostoje [min]\nLis 1;2026-02-03;{};400;4;20\n", "ranní noční", "cp1250"),
    "Dutch": ("Machine;Datum;Ploeg;Productie;Afkeur;Stilstand (min)\nPers 1;2026-02-03;{};400;4;20\n", "ochtend nacht", "cp1252"),
    "Japanese": ("設備,日付,シフト,生産数,不良数,停止時間(分)\nプレス1,2026-02-03,{},400,4,20\n", "早番 夜勤", "shift_jis"),
    "Korean": ("설비,날짜,교대,생산량,불량,정지시간(분)\n프레스1,2026-02-03,{},400,4,20\n", "오전 야간", "euc_kr"),
    "Polish": ("Maszyna;Data;Zmiana;Produkcja;Braki;Przestój [min]\nWyłącznik 1;2026-02-03;{};400;4;20\n", "rano nocna", "cp1250"),
    "Portuguese": ("Máquina;Data;Turno;Produção;Refugo;Parada (min)\nPrensa 1;2026-02-03;{};400;4;20\n", "manhã noite", "cp1252"),
    "Russian": ("Станок,Дата,Смена,Выпуск,Брак,Простой (мин)\nПресс 1,2026-02-03,{},400,4,20\n", "утро ночь", "cp1251"),
    "Turkish": ("Makine;Tarih;Vardiya;Üretim;Hurda;Duruş (dk)\nPres 1;2026-02-03;{};400;4;20\n", "sabah gece", "cp1254"),
}  # fmt: skip
"""A header and a row whose shift is open, the words for morning and night, and what people write it in."""


@pytest.mark.parametrize("written", ["utf-8", "utf-16", "own"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_in_the_language_of_the_plant_needs_no_answer(
    store: Store, bring: Import, language: str, written: str
) -> None:
    text, shifts, own = LANGUAGES[language]
    header, row = text.split("\n", 1)
    whole = header + "\n" + "".join(row.format(shift) for shift in shifts.split())
    bring(whole.encode(own if written == "own" else written), create_equipment=True)
    machine = row.replace(";", ",").split(",")[0]
    stored = rows(
        store,
        "SELECT e.name, shift, output_quantity, defect_quantity, downtime_minutes FROM production_records r "
        "JOIN equipment e ON e.id = r.equipment_id ORDER BY r.source_line",
    )
    assert [tuple(each.values()) for each in stored] == [
        (machine, "morning", 400, 4, 20.0),
        (machine, "night", 400, 4, 20.0),
    ]


def test_hours_of_another_language_become_minutes(store: Store, bring: Import) -> None:
    bring(
        "设备,日期,班次,产量,不良品,停机时间(小时)\n冲床1,2026-02-03,早班,400,4,0.5\n".encode(), create_equipment=True
    )
    assert rows(store, "SELECT downtime_minutes FROM production_records") == [{"downtime_minutes": 30.0}]


# Names and places that no vocabulary knows: only the letters tell.
BY_LETTERS = {
    "cp1252": "name;Säge;Größe\nMüller;Bohrmaschine für Löcher;25 °C\nÇa va;déjà vu;m³/h\n",
    "cp1250": "a;b\nKołodziej;wyłączony sprężarka\nŁódź;żółw\n",
    "cp1251": "a;b\nПетров;участок сборки\nИванов;пятый пролёт\n",
    "cp1253": "a;b\nΓιώργος;τμήμα συναρμολόγησης\n",
    "cp1254": "a;b\nİğdır;şişe çığır ışık\n",
    "gb18030": "a,b\n张三,五号厂房\n李四,冲压一组\n",
    "shift_jis": "a,b\n田中,第二工場の組立\n佐藤,プレス加工部門\n",
    "euc_kr": "a,b\n김철수,제2공장 조립\n이영희,프레스 부문\n",
    "big5": "a,b\n陳先生,第二工廠組裝\n林小姐,沖壓部門\n",
}


@pytest.mark.parametrize("encoding", BY_LETTERS)
def test_letters_tell_where_no_word_is_known(encoding: str) -> None:
    assert likely(b"\n".join(LINES.findall(BY_LETTERS[encoding].encode(encoding))))[0] == encoding


@pytest.mark.long
def test_letters_far_below_the_top_tell_too(store: Store, bring: Import) -> None:
    header = "Anlage;Datum;Schicht;Menge;Ausschuss;Stillstand\n"
    plain = "".join(f"P{n};2026-02-03;FS;1;0;0\n" for n in range(2_000))
    bring((header + plain + "Пресс;2026-02-03;ночь;5;0;0\n").encode("cp1251"), create_equipment=True)
    found = rows(
        store, "SELECT e.name FROM production_records r JOIN equipment e ON e.id = r.equipment_id WHERE shift = 'night'"
    )
    assert found == [{"name": "Пресс"}]


@pytest.mark.parametrize("called", ["gb18030", "GBK", "gb2312"])
def test_a_person_may_say_the_encoding_by_any_of_its_names(store: Store, bring: Import, called: str) -> None:
    text = "machine,time,sensor,value\n张三,2026-02-03T06:00:00Z,speed,5\n"
    bring(text.encode("gbk"), options=ImportOptions(create_equipment=True, form=[f"encoding={called}"]))
    assert rows(store, "SELECT name FROM equipment") == [{"name": "张三"}]


def test_an_unknown_encoding_is_refused_with_those_that_can_be(bring: Import) -> None:
    with pytest.raises(InvalidInput, match=r"“koi8-u” is no encoding; use one of utf-8, .*gb18030, big5"):
        bring(b"a,b\n1,2\n", options=ImportOptions(form=["encoding=koi8-u"]))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("quote='", "“quote” is nothing that the form of a file has; use sheet, encoding, delimiter, header_line."),
        ("header_line=top", "The header begins on a line by its number, such as 3, not “top”; 0: none."),
    ],
)
def test_a_form_that_cannot_be_is_refused(bring: Import, said: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        bring(b"a,b\n1,2\n", options=ImportOptions(form=[said]))
    assert str(refused.value) == told


def test_a_header_further_down_and_its_delimiter_can_be_said(store: Store, bring: Import) -> None:
    text = "Maschine;Datum\nnot this\nmachine#time#sensor#value\n".replace("#", "|")
    bring(text + "P1|2026-02-03T06:00:00Z|speed|5\n", create_equipment=True, form=["header_line=3", "delimiter=|"])
    assert rows(store, "SELECT value FROM sensor_readings") == [{"value": 5.0}]


MONTHS = {
    "Czech": ("13. února 2026 06:00", "14. led 2026 18:00", "2026-02-13 06:00", "2026-01-14 18:00"),
    "Dutch": ("13 mrt 2026 06:00", "14 mei 2026 18:00", "2026-03-13 06:00", "2026-05-14 18:00"),
    "Polish": ("13 lutego 2026 06:00", "14 wrz 2026 18:00", "2026-02-13 06:00", "2026-09-14 18:00"),
    "Russian": ("13 февраля 2026 06:00", "14 мая 2026 18:00", "2026-02-13 06:00", "2026-05-14 18:00"),
    "Turkish": ("13 Şub 2026 06:00", "14 Mayıs 2026 18:00", "2026-02-13 06:00", "2026-05-14 18:00"),
    "Chinese": ("2026/2/13 上午 6:00:00", "2026/2/13 下午 6:00:00", "2026-02-13 06:00", "2026-02-13 18:00"),
    "Japanese": ("2026年2月13日 午前6:00", "2026年2月13日 午後6:00", "2026-02-13 06:00", "2026-02-13 18:00"),
    "Korean": ("2026-02-13 오전 6:00", "2026-02-13 오후 6:00", "2026-02-13 06:00", "2026-02-13 18:00"),
}


@pytest.mark.parametrize("language", MONTHS)
def test_months_and_halves_of_the_day_are_read_in_the_language_of_the_plant(
    store: Store, bring: Import, language: str
) -> None:
    first, second, *wanted = MONTHS[language]
    bring(
        f"machine;time;sensor;value\nP1;{first};speed;1\nP1;{second};speed;2\n", create_equipment=True, timezone="UTC"
    )
    found = rows(store, "SELECT timestamp FROM sensor_readings ORDER BY value")
    assert [f"{row['timestamp']:%Y-%m-%d %H:%M}" for row in found] == wanted
