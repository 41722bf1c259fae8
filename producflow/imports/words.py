"""What the world calls our values: order types, shifts, states, sensors, yes and no."""

VALUES: dict[str, dict[str, str]] = {
    "maintenance_type": {
        # SAP Plant Maintenance delivers PM01 as the general (corrective) order and PM02 as the planned one; from PM03
        # on plants differ, so those are asked.
        "pm01": "corrective", "pm02": "preventive", "corrective": "corrective", "repair": "corrective",
        "breakdown": "corrective", "unplanned": "corrective", "cm": "corrective", "korrektiv": "corrective",
        "instandsetzung": "corrective", "reparatur": "corrective", "correctif": "corrective", "corrective maintenance":
        "corrective", "correctivo": "corrective", "preventive": "preventive", "preventative": "preventive",
        "planned": "preventive", "pm": "preventive", "preventive maintenance": "preventive", "inspection": "preventive",
        "präventiv": "preventive", "wartung": "preventive", "vorbeugend": "preventive", "préventif": "preventive",
        "preventif": "preventive", "preventivo": "preventive", "emergency": "emergency", "urgent": "emergency",
        "notfall": "emergency", "urgence": "emergency", "emergencia": "emergency", "urgente": "emergency",
    },
    "shift": {
        "morning": "morning", "early": "morning", "day": "morning", "1st": "morning", "first": "morning",
        "früh": "morning", "frueh": "morning", "frühschicht": "morning", "fs": "morning", "matin": "morning",
        "mañana": "morning", "manana": "morning", "afternoon": "afternoon", "late": "afternoon", "evening": "afternoon",
        "2nd": "afternoon", "second": "afternoon", "spät": "afternoon", "spaet": "afternoon",
        "spätschicht": "afternoon", "ss": "afternoon", "après-midi": "afternoon", "apres-midi": "afternoon",
        "soir": "afternoon", "tarde": "afternoon", "night": "night", "3rd": "night", "third": "night",
        "nacht": "night", "nachtschicht": "night", "ns": "night", "nuit": "night", "noche": "night",
    },
    "maintenance_logs.status": {
        "scheduled": "scheduled", "planned": "scheduled", "open": "scheduled", "created": "scheduled",
        "crtd": "scheduled", "geplant": "scheduled", "offen": "scheduled", "planifié": "scheduled",
        "programado": "scheduled", "in_progress": "in_progress", "in progress": "in_progress",
        "released": "in_progress", "rel": "in_progress", "started": "in_progress", "in arbeit": "in_progress",
        "en cours": "in_progress", "en curso": "in_progress", "completed": "completed", "complete": "completed",
        "done": "completed", "closed": "completed", "finished": "completed", "teco": "completed", "clsd": "completed",
        "erledigt": "completed", "abgeschlossen": "completed", "terminé": "completed", "clôturé": "completed",
        "completado": "completed", "cerrado": "completed", "terminado": "completed",
    },
    "equipment.status": {
        "operational": "operational", "running": "operational", "ok": "operational", "active": "operational",
        "in betrieb": "operational", "en service": "operational", "operativo": "operational", "warning": "warning",
        "warnung": "warning", "critical": "critical", "kritisch": "critical", "critique": "critical",
        "maintenance": "maintenance", "under maintenance": "maintenance", "in wartung": "maintenance",
        "en maintenance": "maintenance", "mantenimiento": "maintenance",
    },
    "planned": {
        "yes": "true", "y": "true", "true": "true", "1": "true", "ja": "true", "j": "true", "wahr": "true",
        "oui": "true", "o": "true", "vrai": "true", "sí": "true", "si": "true", "planned": "true", "geplant": "true",
        "planifié": "true", "no": "false", "n": "false", "false": "false", "0": "false", "nein": "false",
        "falsch": "false", "non": "false", "faux": "false", "unplanned": "false", "ungeplant": "false",
    },
    "sensor_type": {
        "temperature": "temperature", "temp": "temperature", "temperatur": "temperature", "température": "temperature",
        "temperatura": "temperature", "pressure": "pressure", "press": "pressure", "druck": "pressure",
        "pression": "pressure", "presión": "pressure", "presion": "pressure", "vibration": "vibration",
        "vib": "vibration", "schwingung": "vibration", "vibración": "vibration", "vibracion": "vibration",
        "speed": "speed", "rpm": "speed", "rotational speed": "speed", "drehzahl": "speed", "vitesse": "speed",
        "velocidad": "speed",
    },
}  # fmt: skip
"""Field, or table and field → folded text → our value."""


def known_values(kind: str, field: str) -> dict[str, str]:
    """What texts of a field are known to mean, folded."""
    return VALUES.get(f"{kind}.{field}", VALUES.get(field, {}))
