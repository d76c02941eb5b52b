//! Lines and sentences that state a rule in words: `Approvals: 3`, *Production needs two approvals*.

use super::{Asked, Left, MOST};
use crate::domain::text::clip;
use crate::strategy::outline::one_line;
use crate::strategy::section::Section;
use crate::strategy::synonyms::{letters, words};

/// Keys of lines that are rules where Slipway reads them in YAML.
const KEYS: [&str; 43] = [
    "approvals",
    "approval",
    "approvers",
    "approver",
    "approvedby",
    "requiredapprovals",
    "requiredapprovers",
    "minimumapprovals",
    "reviewers",
    "requiredreviewers",
    "approvalrequired",
    "approvalsrequired",
    "signoff",
    "signoffby",
    "gates",
    "gate",
    "qualitygates",
    "qualitygate",
    "targets",
    "target",
    "requires",
    "automation",
    "freeze",
    "freezes",
    "freezewindow",
    "deploymentfreeze",
    "changefreeze",
    "freigabe",
    "freigaben",
    "freigabedurch",
    "genehmigung",
    "genehmigungen",
    "approbation",
    "approbations",
    "aprobación",
    "aprobaciones",
    "aprovação",
    "aprovações",
    "rto",
    "rpo",
    "recoverytimeobjective",
    "recoverypointobjective",
    "secondfactor",
];
/// Stems of words about agreeing.
const AGREE: [&str; 13] = [
    "approv",
    "signoff",
    "signoffs",
    "countersign",
    "freigabe",
    "freigegeben",
    "freigeben",
    "genehmig",
    "approuv",
    "approbation",
    "aprob",
    "aprov",
    "zustimm",
];
/// Words that make a rule of a sentence.
const MUST: [&str; 33] = [
    "must",
    "shall",
    "required",
    "requires",
    "require",
    "needs",
    "need",
    "mandatory",
    "only",
    "least",
    "without",
    "muss",
    "müssen",
    "benötigt",
    "braucht",
    "brauchen",
    "erforderlich",
    "nur",
    "doit",
    "doivent",
    "nécessite",
    "requis",
    "requise",
    "debe",
    "deben",
    "requiere",
    "necesita",
    "deve",
    "devem",
    "requer",
    "precisa",
    "exige",
    "mindestens",
];
const NUMBERS: [&str; 24] = [
    "one", "two", "three", "four", "five", "both", "ein", "eine", "einer", "zwei", "drei", "vier", "beide",
    "deux", "trois", "quatre", "dos", "tres", "cuatro", "dois", "duas", "três", "quatro", "every",
];
/// Turns that close a time for releases.
const CLOSED: [&str; 18] = [
    "no deployment",
    "no deploys",
    "no release",
    "never deploy",
    "do not deploy",
    "don't deploy",
    "deployment freeze",
    "change freeze",
    "release freeze",
    "freeze window",
    "freeze period",
    "blackout",
    "keine deployments",
    "keine releases",
    "pas de déploiement",
    "pas de mise en production",
    "no se despliega",
    "sem deploy",
];

impl Left<'_> {
    /// `**Approvals**: 3` in a list, a paragraph, a table or the front matter: a rule that belongs into a YAML block.
    pub fn rule_lines(&self) -> Vec<Asked> {
        let mut lines: Vec<(usize, &str)> = Vec::new();
        let outline = &self.document.outline;
        let text = self.document.source.text;
        let items = outline.items.iter().filter(|item| item.under != Some(Section::Checklist));
        lines.extend(items.map(|item| (item.at, &text[item.at..self.document.source.line_end(item.at)])));
        let paragraphs = outline.paragraphs.iter().map(|paragraph| paragraph.range.clone());
        let others = paragraphs.chain(outline.front_matter.clone());
        lines.extend(others.flat_map(|range| self.document.lines(range)));
        let rows = outline.tables.iter().flat_map(|table| &table.rows);
        let rows = rows.filter_map(|(_, cells)| cells.first()).filter(|cell| !cell.text.is_empty());
        let rows = rows.map(|cell| (cell.at, cell.text.as_str()));
        let rows: Vec<Asked> = rows
            .filter(|(at, head)| self.is_left(*at) && KEYS.contains(&letters(head).as_str()))
            .map(|(at, head)| (self.line(at), message(head)))
            .collect();
        let left = lines.into_iter().filter(|(at, _)| self.is_left(*at));
        let rules = left.filter_map(|(at, line)| Some((self.line(at), message(&key_of(line)?))));
        rules.chain(rows).take(MOST).collect()
    }

    /// Limits in the lists of parts whose limits are read in YAML or in a table: `- Coverage at least 80%`.
    pub fn limits(&self) -> Vec<Asked> {
        let items = self.document.outline.items.iter().filter(|item| self.is_left(item.at));
        let asked = items.filter_map(|item| {
            let how = match item.under? {
                Section::PipelineStages if is_quality(&item.text) => {
                    "write it in the block `quality`, such as `coverage: 80%`"
                }
                Section::AlertConfiguration if has_digit(&item.text) => "write it in the block `alerts`",
                _ => return None,
            };
            let words = clip(&item.text, 80);
            Some((self.line(item.at), format!("{words:?} sounds like a limit and is not read: {how}")))
        });
        asked.take(MOST).collect()
    }

    /// Items and paragraphs that state who agrees, or when nothing is released.
    pub fn sentences(&self) -> Vec<Asked> {
        let outline = &self.document.outline;
        let items = outline.items.iter().map(|item| (item.at, item.text.clone()));
        let text = |range: std::ops::Range<usize>| one_line(&self.document.source.text[range]);
        let paragraphs = outline.paragraphs.iter();
        // What stands far apart in a long paragraph does not belong together.
        let (short, long): (Vec<_>, Vec<_>) =
            paragraphs.map(|one| one.range.clone()).partition(|range| range.len() < 2000);
        let short = short.into_iter().map(|range| (range.start, text(range)));
        let long = long.into_iter().flat_map(|range| self.document.lines(range));
        let long = long.map(|(at, line)| (at, line.to_owned()));
        let left =
            items.chain(short).chain(long).filter(|(at, words)| self.is_left(*at) && states_rule(words));
        let asked = left.take(MOST).map(|(at, words)| {
            let message = sentence_message(&words);
            (self.line(at), message)
        });
        asked.collect()
    }
}

fn sentence_message(words: &str) -> String {
    let lower = words.to_lowercase();
    let objective =
        crate::strategy::synonyms::words(&lower).iter().any(|word| matches!(word.as_str(), "rto" | "rpo"));
    let how = match (closes(&lower), objective) {
        (true, _) => "Slipway keeps no freezes yet, so people have to keep it",
        (false, true) => "recovery objectives stand below \"Recovery Plan\", such as `- **RTO**: 4h`",
        (false, false) => {
            "approvals stand in the YAML block of the environment below \"Environment Configuration\", such as \
             `approvals: { required: 2, from: [Stakeholder] }`"
        }
    };
    format!("{:?} sounds like a rule and is not read: {how}", clip(words, 80))
}

fn closes(lower: &str) -> bool {
    CLOSED.iter().any(|turn| lower.contains(turn))
}

fn message(key: &str) -> String {
    let key = clip(key, 40);
    match letters(&key).as_str() {
        "rto" | "rpo" | "recoverytimeobjective" | "recoverypointobjective" => {
            format!("the line {key:?} is not read: Slipway reads it below \"Recovery Plan\"")
        }
        _ => format!(
            "the line {key:?} is not read: rules of an environment stand in its YAML block below \"Environment Configuration\""
        ),
    }
}

/// The key of a line such as `- **Approvals**: 3`, if it is one of rules.
fn key_of(line: &str) -> Option<String> {
    let marks = |c: char| !c.is_alphanumeric();
    let line = line.trim_start_matches(marks);
    let (key, value) = line.split_once([':', '='])?;
    let key = key.trim_end_matches(marks);
    // A line to sign on is filled in on paper.
    if ["[name]", "[date]", "[signature]", "____"].iter().any(|blank| value.to_lowercase().contains(blank)) {
        return None;
    }
    (key.len() <= 40 && KEYS.contains(&letters(key).as_str())).then(|| key.to_owned())
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// Whether a line speaks of what the quality gate measures: a share with a number, or findings.
fn is_quality(text: &str) -> bool {
    const MEASURES: [&str; 9] = [
        "coverage",
        "duplicat",
        "complex",
        "abdeckung",
        "testabdeckung",
        "couverture",
        "cobertura",
        "duplik",
        "komplex",
    ];
    const FINDINGS: [&str; 4] = ["vulnerab", "schwachstell", "vulnérab", "advisor"];
    let words = words(text);
    let has = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    has(&MEASURES) && has_digit(text) || has(&FINDINGS)
}

/// Whether a line begins with a key of rules.
pub fn is_key_line(line: &str) -> bool {
    key_of(line).is_some()
}

/// Whether a sentence says how many agree or that somebody must, or closes a time for releases.
pub fn states_rule(text: &str) -> bool {
    let lower = text.to_lowercase();
    if closes(&lower) {
        return true;
    }
    let lower = lower.replace("sign-off", "signoff").replace("sign off", "signoff");
    let words = words(&lower);
    let agrees = words.iter().any(|word| AGREE.iter().any(|stem| word.starts_with(stem)));
    let number = |word: &String| {
        NUMBERS.contains(&word.as_str()) || word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit())
    };
    if words.iter().any(|word| matches!(word.as_str(), "rto" | "rpo")) && has_digit(&lower) {
        return true;
    }
    agrees && words.iter().any(|word| MUST.contains(&word.as_str()) || number(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_in_words_are_heard() {
        for rule in [
            "Production deployments require two approvals.",
            "At least 2 approvals from the payments team",
            "Security must sign off every release",
            "Only the release manager can approve production.",
            "Kein Release ohne Freigabe der Leitung: zwei Personen",
            "Cada despliegue debe ser aprobado por el propietario",
            "No deployments on Fridays.",
            "There is a change freeze over Christmas.",
            "RTO is 2 hours, RPO is 15 minutes.",
        ] {
            assert!(states_rule(rule), "{rule}");
        }
        for prose in [
            "We deploy every Tuesday.",
            "The approvals are kept in the audit log.",
            "This document was approved.",
            "All services.",
            "Freezing rain stopped the train.",
        ] {
            assert!(!states_rule(prose), "{prose}");
        }
    }

    #[test]
    fn rules_are_lines_with_a_key() {
        for line in [
            "- **Approvals**: 3",
            ": Gates: enforce",
            "Approvals: 3 from Owner.",
            "- **RTO**: 4h",
            "approvals = 3",
        ] {
            assert!(is_key_line(line), "{line}");
        }
        for line in ["- Note: approvals", "The approvals are: three", "Approvals"] {
            assert!(!is_key_line(line), "{line}");
        }
    }
}
