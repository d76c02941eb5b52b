//! How people head the columns of their tables.

use super::{letters, words};
use crate::strategy::outline::Table;

/// Other words for the template's columns.
const COLUMNS: [(&str, &[&str]); 4] = [
    (
        "Metric",
        &[
            "metrics",
            "name",
            "metric name",
            "kpi",
            "indicator",
            "measure",
            "signal",
            "kennzahl",
            "metrik",
            "métrica",
            "métrique",
            "indicateur",
            "indicador",
        ],
    ),
    (
        "Warning",
        &[
            "warn",
            "warnings",
            "warning threshold",
            "warning level",
            "warn threshold",
            "amber",
            "yellow",
            "warnung",
            "warnschwelle",
            "advertencia",
            "aviso",
            "avertissement",
            "alerte",
            "alerta",
        ],
    ),
    (
        "Critical",
        &[
            "crit",
            "critical threshold",
            "critical level",
            "crit threshold",
            "red",
            "kritisch",
            "kritische schwelle",
            "crítico",
            "crítica",
            "critique",
        ],
    ),
    (
        "Action",
        &[
            "actions",
            "response",
            "reaction",
            "remediation",
            "what to do",
            "action to take",
            "maßnahme",
            "maßnahmen",
            "aktion",
            "reaktion",
            "acción",
            "acciones",
            "ação",
            "ações",
            "mesure",
        ],
    ),
];

/// Stems of the heads of columns that say what is to be done or checked.
const WHAT: [&str; 28] = [
    "check",
    "item",
    "task",
    "step",
    "action",
    "activit",
    "description",
    "requirement",
    "criteri",
    "question",
    "what",
    "verif",
    "instruction",
    "procedure",
    "prüf",
    "punkt",
    "schritt",
    "aufgabe",
    "tätigkeit",
    "étape",
    "tâche",
    "vérif",
    "paso",
    "tarea",
    "acción",
    "passo",
    "tarefa",
    "ação",
];
/// Stems of the heads of columns that say something about it.
const ABOUT: [&str; 31] = [
    "owner",
    "who",
    "role",
    "team",
    "person",
    "respons",
    "assign",
    "by",
    "status",
    "state",
    "done",
    "date",
    "when",
    "time",
    "duration",
    "no",
    "nr",
    "id",
    "number",
    "priority",
    "severity",
    "link",
    "note",
    "comment",
    "phase",
    "environment",
    "env",
    "expected",
    "sign",
    "wer",
    "verantwort",
];

/// Whether a head names one of the template's columns in other words.
pub fn is_usual(head: &str, column: &str) -> bool {
    let wanted = letters(head);
    let others = COLUMNS.iter().find(|(own, _)| *own == column).map_or(&[][..], |(_, others)| others);
    others.iter().any(|other| letters(other) == wanted)
}

/// The column that says what is to be done or checked: by its head, else the first whose cells are words and whose
/// head does not say that it is about something else. None where no column has words.
pub fn what(table: &Table) -> Option<usize> {
    let has_words = |column: &usize| {
        let mut cells = table.rows.iter().filter_map(|(_, cells)| cells.get(*column));
        cells.any(|cell| letters(&cell.text).chars().filter(|c| c.is_alphabetic()).count() > 1)
    };
    let all = || (0..table.header.len()).filter(has_words);
    all()
        .find(|column| has_stem(table, *column, &WHAT))
        .or_else(|| all().find(|column| !has_stem(table, *column, &ABOUT)))
}

/// Whether a table has a column that its head gives to what is to be done.
pub fn says_what(table: &Table) -> bool {
    (0..table.header.len()).any(|column| has_stem(table, column, &WHAT))
}

fn has_stem(table: &Table, column: usize, stems: &[&str]) -> bool {
    let short =
        |word: &String, stem: &str| if stem.len() <= 2 { word == stem } else { word.starts_with(stem) };
    words(&table.header[column].text).iter().any(|word| stems.iter().any(|stem| short(word, stem)))
}
