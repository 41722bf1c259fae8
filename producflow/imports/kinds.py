"""What a file may hold: the kinds of rows, their fields, and what the world calls them."""

from dataclasses import dataclass
from typing import Literal

FieldType = Literal["machine", "text", "sensor", "number", "count", "instant", "day", "choice", "boolean"]


@dataclass(frozen=True)
class Field:
    """One field of a kind.

    Attributes
    ----------
    name : str
        Of the table's column; ``equipment`` stands for ``equipment_id``.
    label : str
        In plain words.
    type : str
        How a cell is read.
    required : bool
        A row without it is rejected.
    names : tuple of str
        What headers call it, as :func:`producflow.imports.text.words` writes them.
    choices : tuple of str
        The only values of a choice.
    minimum, maximum : float, optional
        Both included. [the field's unit]
    """

    name: str
    label: str
    type: FieldType
    required: bool = False
    names: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of rows, and the table they go to.

    Attributes
    ----------
    name : str
        Of the table.
    label : str
        In plain words.
    fields : tuple of Field
        All that a file may bring.
    key : tuple of str
        Fields that name a row.
    clock : str, optional
        The field that says when: rows lie in its order.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    clock: str | None = None

    def field(self, name: str) -> Field:
        """The field of that name."""
        return next(field for field in self.fields if field.name == name)

    @property
    def required(self) -> tuple[Field, ...]:
        """Fields that a row cannot do without."""
        return tuple(field for field in self.fields if field.required)


MACHINE = Field(
    "equipment",
    "Machine",
    "machine",
    required=True,
    names=(
        "equipment", "machine", "asset", "equipment name", "equipment id", "machine name", "machine id", "asset id",
        "asset name", "work center", "workcenter", "work centre", "resource", "unit name", "functional location",
        "technical object", "device", "anlage", "maschine", "equipmentnummer", "technischer platz", "arbeitsplatz",
        "equipement", "équipement", "machine n", "poste de travail", "maquina", "máquina", "equipo", "activo", "line",
        "linie", "team",
    ),
)  # fmt: skip

READINGS = Kind(
    "sensor_readings",
    "Sensor readings",
    (
        MACHINE,
        Field(
            "sensor_type", "Sensor type", "sensor", required=True,
            names=(
                "sensor type", "sensor", "tag", "tag name", "signal", "channel", "measurement", "metric", "parameter",
                "variable", "sensortyp", "messgröße", "messgroesse", "kanal", "capteur", "mesure", "grandeur",
                "tipo de sensor", "señal", "variable medida",
            ),
        ),
        Field(
            "timestamp", "Time", "instant", required=True,
            names=(
                "timestamp", "time", "date time", "datetime", "ts", "recorded at", "reading time", "measured at",
                "zeit", "zeitstempel", "datum uhrzeit", "messzeit", "horodatage", "date heure", "heure", "temps",
                "fecha hora", "marca de tiempo", "hora", "date", "datum", "fecha",
            ),
        ),
        Field(
            "value", "Value", "number", required=True,
            names=("value", "reading", "measured value", "val", "wert", "messwert", "valeur", "valor", "lectura"),
        ),
        Field("unit", "Unit", "text", names=("unit", "units", "uom", "einheit", "unité", "unite", "unidad")),
    ),
    key=("equipment", "sensor_type", "timestamp"),
    clock="timestamp",
)  # fmt: skip

PRODUCTION = Kind(
    "production_records",
    "Production records",
    (
        MACHINE,
        Field(
            "date", "Production day", "day", required=True,
            names=(
                "date", "day", "production day", "production date", "posting date", "datum", "tag", "produktionstag",
                "fertigungsdatum", "jour", "date de production", "fecha", "día", "dia", "fecha de producción",
            ),
        ),
        Field(
            "shift", "Shift", "choice", required=True, choices=("morning", "afternoon", "night"),
            names=("shift", "shift name", "schicht", "equipe", "équipe", "poste", "quart", "turno"),
        ),
        Field(
            "product", "Product", "text",
            names=(
                "product", "product id", "product name", "material", "article", "item", "sku", "part number",
                "produkt", "artikel", "materialnummer", "produit", "producto", "artículo", "articulo",
            ),
        ),
        Field(
            "output_quantity", "Output", "count", required=True, minimum=0,
            names=(
                "output quantity", "output", "quantity", "qty", "produced", "produced quantity", "total count",
                "units", "total units", "pieces", "menge", "ausbringung", "gesamtmenge", "stück", "stueck",
                "quantité", "quantite", "quantité produite", "production", "cantidad", "cantidad producida",
                "producción",
            ),
        ),
        Field(
            "defect_quantity", "Defects", "count", required=True, minimum=0,
            names=(
                "defect quantity", "defects", "defect", "rejects", "rejected", "reject quantity", "scrap",
                "scrap quantity", "bad count", "ausschuss", "ausschussmenge", "fehlerhaft", "defauts", "défauts",
                "rebuts", "rebut", "defectos", "rechazos", "rechazados", "merma",
            ),
        ),
        Field(
            "downtime_minutes", "Downtime (min)", "number", required=True, minimum=0,
            names=(
                "downtime minutes", "downtime", "downtime min", "down time", "stop time", "stop minutes",
                "stillstand", "stillstandszeit", "ausfallzeit", "stillstand min", "temps d arrêt", "arrêt", "arret",
                "minutes d arrêt", "tiempo de parada", "paradas", "tiempo muerto", "minutos de parada",
            ),
        ),
        Field(
            "planned_minutes", "Planned time (min)", "number", minimum=0,
            names=(
                "planned minutes", "planned time", "planned production time", "shift length", "planned", "planzeit",
                "geplante zeit", "temps planifié", "temps requis", "tiempo planificado", "tiempo planeado",
            ),
        ),
        Field(
            "efficiency_percentage", "Efficiency (%)", "number", minimum=0,
            names=(
                "efficiency percentage", "efficiency", "efficiency percent", "effizienz", "efficacité", "efficience",
                "eficiencia",
            ),
        ),
    ),
    key=("equipment", "date", "shift", "product"),
    clock="date",
)  # fmt: skip

LOGS = Kind(
    "maintenance_logs",
    "Maintenance jobs",
    (
        MACHINE,
        Field(
            "maintenance_type", "Type", "choice", required=True, choices=("preventive", "corrective", "emergency"),
            names=(
                "maintenance type", "type", "pm type", "pmtype", "order type", "work type", "work order type",
                "auftragsart", "wartungsart", "instandhaltungsart", "type de maintenance", "type d ordre",
                "tipo de mantenimiento", "tipo", "tipo de orden", "clase de orden",
            ),
        ),
        Field(
            "description", "Description", "text", required=True,
            names=(
                "description", "short text", "shorttext", "original shorttext", "original short text", "text", "work",
                "task", "work description", "order description", "kurztext", "beschreibung", "bezeichnung", "libellé",
                "libelle", "désignation", "designation", "descripción", "descripcion", "texto breve",
            ),
        ),
        Field(
            "status", "Status", "choice", required=True, choices=("scheduled", "in_progress", "completed"),
            names=(
                "status", "state", "order status", "system status", "systemstatus", "zustand", "statut", "état",
                "etat", "estado", "estatus",
            ),
        ),
        Field(
            "scheduled_date", "Scheduled", "instant",
            names=(
                "scheduled date", "scheduled", "bsc start date", "basic start date", "bsc start", "basic start",
                "planned date", "planned start", "due date", "start date", "eckstarttermin", "eckstart", "geplant am",
                "plantermin", "date prévue", "date planifiée", "date de début", "fecha programada", "fecha prevista",
                "fecha de inicio", "date", "datum", "fecha",
            ),
        ),
        Field(
            "completed_date", "Completed", "instant",
            names=(
                "completed date", "completed", "completion date", "actual finish", "finish date", "finished",
                "closed", "closed date", "end date", "istende", "erledigt am", "abgeschlossen am", "abschlussdatum",
                "date de fin", "date réalisée", "clôturé le", "fecha de cierre", "fecha fin", "fecha realizada",
            ),
        ),
        Field(
            "cost", "Cost", "number",
            names=(
                "cost", "costs", "total cost", "actual cost", "total actual costs", "amount", "kosten", "istkosten",
                "gesamtkosten", "coût", "cout", "coûts", "coste", "costo", "importe",
            ),
        ),
        Field(
            "duration_hours", "Duration (h)", "number", minimum=0,
            names=(
                "duration hours", "duration", "hours", "work hours", "labor hours", "labour hours", "repair time",
                "dauer", "stunden", "arbeitsstunden", "durée", "duree", "heures", "duración", "duracion", "horas",
            ),
        ),
        Field(
            "parts_replaced", "Parts", "text",
            names=(
                "parts replaced", "parts", "spare parts", "ersatzteile", "teile", "pièces", "pieces remplacées",
                "repuestos", "piezas",
            ),
        ),
        Field(
            "external_id", "Job number", "text",
            names=(
                "external id", "order", "order number", "order id", "work order", "work order number",
                "work order id", "wo", "wo number", "job id", "job number", "ticket", "auftrag", "auftragsnummer",
                "meldung", "numéro d ordre", "ordre", "orden", "número de orden", "orden de trabajo",
            ),
        ),
    ),
    key=("external_id", "equipment", "maintenance_type", "scheduled_date", "description"),
    clock="scheduled_date",
)  # fmt: skip

EQUIPMENT = Kind(
    "equipment",
    "Machines",
    (
        Field("name", "Name", "text", required=True, names=("name", "bezeichnung", "nom", "nombre", *MACHINE.names)),
        Field(
            "type", "Type", "text",
            names=(
                "type", "equipment type", "machine type", "category", "class", "typ", "art", "maschinentyp",
                "anlagentyp", "type de machine", "catégorie", "tipo", "tipo de máquina", "categoría",
            ),
        ),
        Field(
            "location", "Location", "text",
            names=(
                "location", "site", "area", "plant", "building", "standort", "ort", "bereich", "halle", "emplacement",
                "lieu", "localisation", "ubicación", "ubicacion", "planta",
            ),
        ),
        Field(
            "status", "Status", "choice", choices=("operational", "warning", "critical", "maintenance"),
            names=("status", "state", "condition", "zustand", "statut", "état", "estado"),
        ),
        Field(
            "capacity", "Capacity", "number", minimum=0,
            names=(
                "capacity", "rated capacity", "units per shift", "kapazität", "kapazitaet", "leistung", "capacité",
                "capacite", "capacidad",
            ),
        ),
        Field(
            "installation_date", "Installed", "day",
            names=(
                "installation date", "installed", "install date", "commissioned", "commissioning date",
                "start up date", "inbetriebnahme", "inbetriebnahmedatum", "installiert am", "date d installation",
                "mise en service", "fecha de instalación", "fecha instalacion",
            ),
        ),
        Field(
            "last_maintenance", "Last maintenance", "instant",
            names=(
                "last maintenance", "last service", "last maintained", "letzte wartung", "dernière maintenance",
                "último mantenimiento",
            ),
        ),
        Field(
            "health_score", "Health", "number", minimum=0, maximum=100,
            names=("health score", "health", "gesundheit", "santé", "salud"),
        ),
    ),
    key=("name",),
)  # fmt: skip

DOWNTIME = Kind(
    "downtime_events",
    "Downtime events",
    (
        MACHINE,
        Field(
            "started_at", "Start", "instant", required=True,
            names=(
                "started at", "start", "start time", "started", "begin", "from", "stop start", "beginn", "von",
                "startzeit", "störungsbeginn", "début", "debut", "heure de début", "inicio", "hora de inicio", "desde",
            ),
        ),
        Field(
            "ended_at", "End", "instant",
            names=(
                "ended at", "end", "end time", "ended", "finish", "to", "until", "stop end", "ende", "bis", "endzeit",
                "störungsende", "fin", "heure de fin", "fin de parada", "hora de fin", "hasta",
            ),
        ),
        Field(
            "reason", "Reason", "text",
            names=(
                "reason", "cause", "stop reason", "downtime reason", "reason code", "grund", "ursache",
                "stillstandsgrund", "störgrund", "motif", "raison", "motivo", "causa", "razón",
            ),
        ),
        Field(
            "planned", "Planned stop", "boolean", required=True,
            names=(
                "planned", "is planned", "planned stop", "scheduled", "geplant", "planifié", "planifie", "prévu",
                "planificado", "programado", "planeado",
            ),
        ),
    ),
    key=("equipment", "started_at"),
    clock="started_at",
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in (READINGS, PRODUCTION, LOGS, EQUIPMENT, DOWNTIME)}

ALIASES = {
    "readings": "sensor_readings",
    "sensors": "sensor_readings",
    "production": "production_records",
    "maintenance": "maintenance_logs",
    "logs": "maintenance_logs",
    "machines": "equipment",
    "downtime": "downtime_events",
}
