"""Words that stand before the day of a change: never that of publication."""

from __future__ import annotations

import re

UPDATED = re.compile(
    r"\b(?:last |zuletzt |dernière )?(?:updated|modified|revised|edited|reviewed|aktualisiert|geändert|bearbeitet|mise? à jour|modification|actualizado|actualización"
    r"|atualizado|aggiornato|bijgewerkt|gewijzigd|uppdaterad|oppdatert|opdateret|zaktualizowano)\b\s*:?|(?:更新|修改|修订)(?:于|时间|日期)?\s*[:：]?|更新日時",
    re.IGNORECASE,
)
UPDATED_BEFORE = re.compile(rf"(?:{UPDATED.pattern})[\s,|-]*(?:(?:on|am|le|el|em|il|op|den|at|um)\s+)?\Z", re.IGNORECASE)
