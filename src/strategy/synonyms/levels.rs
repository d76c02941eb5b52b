//! How people write a cell of the Access Control table.

use super::letters;
use crate::domain::role::{Access, Level};

const LEVELS: [(Level, &[&str]); 4] = [
    (
        Level::None,
        &[
            "none",
            "no",
            "no access",
            "-",
            "–",
            "—",
            "n/a",
            "na",
            "not applicable",
            "denied",
            "❌",
            "✗",
            "✘",
            "nil",
            "kein",
            "keine",
            "kein zugriff",
            "keiner",
            "aucun",
            "aucun accès",
            "ninguno",
            "sin acceso",
            "nenhum",
            "sem acesso",
            "não",
        ],
    ),
    (
        Level::Read,
        &[
            "read",
            "r",
            "ro",
            "read only",
            "read-only",
            "readonly",
            "read access",
            "view",
            "view only",
            "view access",
            "viewer",
            "reader",
            "read rights",
            "lesen",
            "nur lesen",
            "lesend",
            "lesezugriff",
            "lecture",
            "lecture seule",
            "lectura",
            "solo lectura",
            "leitura",
            "somente leitura",
        ],
    ),
    (Level::Deploy, &["deploy", "deployment", "deploy access", "deploy only", "deployer"]),
    (
        Level::Full,
        &[
            "full",
            "full access",
            "full control",
            "all",
            "admin",
            "administrator",
            "administration",
            "rwx",
            "voll",
            "vollzugriff",
            "voller zugriff",
            "complet",
            "accès complet",
            "total",
            "completo",
            "acceso total",
            "acceso completo",
            "acesso total",
        ],
    ),
];
const APPROVE: &[&str] = &[
    "approve",
    "approval",
    "approver",
    "approves",
    "approvals",
    "freigabe",
    "freigeben",
    "approuver",
    "aprobar",
    "aprobación",
    "aprovar",
    "aprovação",
    "approbation",
    "genehmigung",
    "genehmigen",
    "can approve",
    "approve rights",
];
const ROLLBACK: &[&str] = &["rollback", "roll back", "roll-back", "rollbacks"];

/// The level and marks of a cell; none where it is not surely one.
///
/// What may mean two things is not read: a bare tick, `R/W`, `Deploy (with approval)`.
pub fn access(cell: &str) -> Option<Access> {
    let cell = cell.trim();
    if let Some(level) = level(cell) {
        return Some(Access::level(level));
    }
    let parts: Vec<&str> = cell
        .split(['+', ',', '&', ';', '/'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" und "))
        .map(|part| {
            ["can ", "Can "].iter().find_map(|can| part.trim().strip_prefix(can)).unwrap_or(part).trim()
        })
        .collect();
    let (first, marks) = parts.split_first()?;
    let mut access = Access::level(level(first)?);
    for mark in marks {
        match () {
            () if is_one_of(mark, APPROVE) => access.approve = true,
            () if is_one_of(mark, ROLLBACK) => access.rollback = true,
            () => return None,
        }
    }
    Some(access)
}

fn level(word: &str) -> Option<Level> {
    LEVELS.into_iter().find(|(_, words)| is_one_of(word, words)).map(|(level, _)| level)
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    if word.contains(['(', '/', '*']) && !words.iter().any(|own| own.eq_ignore_ascii_case(word)) {
        return false;
    }
    let wanted = letters(word);
    words.iter().any(|own| {
        let own_letters = letters(own);
        if own_letters.is_empty() { *own == word.trim_end_matches('\u{fe0f}') } else { own_letters == wanted }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_as_people_write_them() {
        for (cell, read) in [
            ("Read Only", "Read"),
            ("read-only", "Read"),
            ("No Access", "None"),
            ("-", "None"),
            ("—", "None"),
            ("N/A", "None"),
            ("Full Access", "Full"),
            ("Read, Approve", "Read + Approve"),
            ("Read & approval", "Read + Approve"),
            ("deploy + rollback", "Deploy + Rollback"),
            ("R", "Read"),
            ("Read / Approve", "Read + Approve"),
            ("read; approve", "Read + Approve"),
            ("Can deploy", "Deploy"),
            ("Lectura + Aprobación", "Read + Approve"),
            ("N/A", "None"),
        ] {
            assert_eq!(access(cell).map(|access| access.to_string()).as_deref(), Some(read), "{cell}");
        }
        for cell in [
            "R/W",
            "Read/Write",
            "✓",
            "✅",
            "x",
            "Deploy (with approval)",
            "Some",
            "",
            "Read + Veto",
            "yes",
            "limited",
            "approve",
        ] {
            assert_eq!(access(cell), None, "{cell}");
        }
    }
}
