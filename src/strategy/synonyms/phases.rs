//! What people call the phases of a deployment.

use super::{letters, words};
use std::collections::HashSet;
use std::sync::LazyLock;

const EXECUTION: &[&str] = &[
    "execution",
    "execute",
    "rollout",
    "roll out",
    "release",
    "go-live",
    "golive",
    "go live",
    "deployment",
    "deploy",
    "ship",
    "shipping",
    "releasing",
    "deploying",
    "launch",
    "cutover",
    "implementation",
    "ausführung",
    "ausrollen",
    "auslieferung",
    "bereitstellung",
    "durchführung",
    "exécution",
    "déploiement",
    "mise en production",
    "ejecución",
    "despliegue",
    "execução",
    "implantação",
];
const PREPARATION: &[&str] = &[
    "preparation",
    "prepare",
    "pre-deployment",
    "before",
    "planning",
    "setup",
    "vorbereitung",
    "préparation",
    "preparación",
    "preparação",
];
const AFTERWARDS: &[&str] = &[
    "post-deployment",
    "postdeployment",
    "post-release",
    "after",
    "verification",
    "validation",
    "follow-up",
    "cleanup",
    "nachbereitung",
    "abschluss",
    "après déploiement",
    "posterior al despliegue",
    "pós-implantação",
];

/// A phase's name without its number: `Phase 2: Execution` is `Execution`.
pub fn bare(name: &str) -> String {
    let name = super::headings::bare(name);
    let mut rest = name.as_str();
    for lead in ["phase", "stage", "step", "schritt", "étape", "fase", "etapa"] {
        let Some(after) = rest.get(..lead.len()).filter(|head| head.to_lowercase() == lead) else { continue };
        let after = rest[after.len()..].trim_start();
        let number = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        let is_number = after[..number].chars().all(|c| c.is_ascii_digit() || "IVXABC".contains(c));
        let left = after[number..].trim_start_matches(|c: char| !c.is_alphanumeric());
        if number > 0 && is_number && !left.is_empty() {
            rest = left;
        }
    }
    rest.to_owned()
}

/// Whether a line or a heading is counted as a step: `Step 1: Announce`, `2. Announce`, `Schritt 3 - Announce`; not
/// `4.2 Announce`, which counts chapters.
pub fn is_numbered(title: &str) -> bool {
    let title = title.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '#' | '\\'));
    let first = title.split_whitespace().next().unwrap_or_default();
    let digits = first.trim_start_matches('(').trim_end_matches(['.', ')', ':', '-', '\\']);
    let numbered =
        digits.len() < first.len() && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    numbered || bare(title) != super::headings::bare(title)
}

/// Whether a phase is the one in which a release is put in place.
pub fn is_execution(name: &str) -> bool {
    is_one_of(name, &NAMES[0])
}

/// Whether a name is that of a phase, so that a line of that name without steps is an empty phase and no step.
pub fn is_phase(name: &str) -> bool {
    NAMES.iter().any(|names| is_one_of(name, names))
}

/// The names of the three phases by their letters.
static NAMES: LazyLock<[HashSet<String>; 3]> = LazyLock::new(|| {
    [EXECUTION, PREPARATION, AFTERWARDS].map(|names| names.iter().map(|name| letters(name)).collect())
});

fn is_one_of(name: &str, names: &HashSet<String>) -> bool {
    let bare = bare(name);
    let own = words(&bare);
    let phase = |word: &String| matches!(word.as_str(), "phase" | "stage" | "steps" | "the" | "and");
    let only: String = own.iter().filter(|word| !phase(word)).map(String::as_str).collect();
    names.contains(&letters(&bare)) || names.contains(&only)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_go_by_many_names() {
        for name in [
            "Execution",
            "2. Execution",
            "Phase 2: Execution",
            "Rollout",
            "Go-live:",
            "Release phase",
            "Ausrollen",
        ] {
            assert!(is_execution(name), "{name}");
        }
        for name in ["Preparation", "Release notes", "Execution of the contract"] {
            assert!(!is_execution(name), "{name}");
        }
        assert_eq!(bare("Phase 1: Preparation"), "Preparation");
        for (title, numbered) in [
            ("Step 1: Announce", true),
            ("2. Announce", true),
            ("1) Announce", true),
            ("Schritt 3 - Announce", true),
            ("4.2 Announce", false),
            ("Announce", false),
            ("Step back", false),
        ] {
            assert_eq!(is_numbered(title), numbered, "{title}");
        }
        assert_eq!(bare("Stage the artifacts"), "Stage the artifacts");
    }
}
