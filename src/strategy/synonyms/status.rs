//! What people call the status of a document.

use super::letters;

const WORDS: [(&str, &[&str]); 4] = [
    (
        "Draft",
        &[
            "wip",
            "work in progress",
            "in progress",
            "initial",
            "entwurf",
            "brouillon",
            "borrador",
            "rascunho",
        ],
    ),
    (
        "Review",
        &[
            "in review",
            "under review",
            "for review",
            "ready for review",
            "pending review",
            "pending",
            "pending approval",
            "proposed",
            "in prüfung",
            "en revue",
            "en revisión",
            "em revisão",
        ],
    ),
    (
        "Approved",
        &[
            "final",
            "active",
            "released",
            "published",
            "in force",
            "effective",
            "accepted",
            "signed off",
            "current",
            "live",
            "freigegeben",
            "genehmigt",
            "approuvé",
            "aprobado",
            "aprovado",
        ],
    ),
    ("Superseded", &["deprecated", "obsolete", "archived", "retired", "replaced", "abgelöst"]),
];

/// The template's word for a status; none for a word that is not known.
pub fn status(text: &str) -> Option<&'static str> {
    let wanted = letters(text);
    let is = |word: &str| letters(word) == wanted;
    WORDS.into_iter().find(|(own, others)| is(own) || others.iter().any(|word| is(word))).map(|(own, _)| own)
}
