//! Tables with roles, approvers, thresholds or objectives.

use super::{Asked, Left, MOST};
use crate::domain::role::built_in;
use crate::strategy::outline::{Cell, Table};
use crate::strategy::synonyms::{letters, levels, words};

/// Stems of the heads of columns that hold rules.
const HEADS: [&str; 20] = [
    "role",
    "approv",
    "reviewer",
    "signoff",
    "sign-off",
    "threshold",
    "warning",
    "critical",
    "gate",
    "quorum",
    "permission",
    "objective",
    "rto",
    "rpo",
    "slo",
    "freigabe",
    "genehmig",
    "schwelle",
    "rolle",
    "seuil",
];

impl Left<'_> {
    /// Tables that look like rules, at their header; where only rows do, at each such row.
    pub fn tables(&self) -> Vec<Asked> {
        let tables = self.document.outline.tables.iter().take(MOST);
        let left = tables.filter(|table| self.is_left(table.range.start));
        left.flat_map(|table| self.rules_of(table)).collect()
    }

    fn rules_of(&self, table: &Table) -> Vec<Asked> {
        let message = "this table looks like rules and is not read: Slipway reads the tables below \"Access Control\" and \
                       \"Key Metrics\", approvals in the environments' YAML blocks, and recovery objectives below \"Recovery Plan\"";
        let mut asked = Vec::new();
        if is_sign_off(table) {
            return asked;
        }
        let read = !table.rows.is_empty() && table.rows.iter().all(|(row, _)| !self.is_left(row.start));
        if read {
            return asked;
        }
        if table.header.iter().any(|cell| has_rule_head(&cell.text))
            || has_levels(table)
            || self.names_roles(table)
        {
            asked.push((table.range.clone(), message.to_owned()));
            return asked;
        }
        let is_rule = |cell: &str| is_objective(cell) || is_comparison(cell);
        let rows = table.rows.iter().filter(|(row, _)| self.is_left(row.start));
        let rows = rows.filter(|(_, cells)| cells.iter().any(|cell| is_rule(&cell.text)));
        asked.extend(rows.take(MOST).map(|(row, _)| (self.line(row.start), message.to_owned())));
        asked
    }
}

impl Left<'_> {
    /// Whether a row names an environment and a role: it may say who is asked there.
    fn names_roles(&self, table: &Table) -> bool {
        let environments = self.strategy.environments.iter();
        let environments: Vec<String> =
            environments.flat_map(|rules| [letters(&rules.name), letters(rules.slug.as_str())]).collect();
        let own = self.strategy.access.iter().map(|row| row.role.as_str());
        let roles: Vec<String> = own.chain(built_in::ROLES).map(letters).collect();
        let is_role = |cell: &Cell| {
            let words = letters(&cell.text);
            let plain =
                words.trim_start_matches(|c: char| c.is_ascii_digit() || c == 'x' || c.is_whitespace());
            roles.iter().any(|role| role == plain || plain.strip_suffix('s') == Some(role))
        };
        let is_environment = |cell: &Cell| environments.contains(&letters(&cell.text));
        table.rows.iter().take(MOST).any(|(_, cells)| {
            cells.iter().any(is_environment)
                && cells.iter().any(|cell| is_role(cell) && !is_environment(cell))
        })
    }
}

/// A table to sign in: the names, dates and signatures of people.
fn is_sign_off(table: &Table) -> bool {
    let heads: Vec<String> = table.header.iter().flat_map(|cell| words(&cell.text)).collect();
    let has = |stems: &[&str]| heads.iter().any(|head| stems.iter().any(|stem| head.starts_with(stem)));
    has(&["signature", "signed", "unterschrift", "firma", "assinatura"])
        || has(&["name"]) && has(&["date", "datum", "fecha", "data"])
}

/// Whether the head of a column speaks of rules.
pub fn has_rule_head(head: &str) -> bool {
    words(head).iter().any(|word| HEADS.iter().any(|stem| word.starts_with(stem)))
}

/// Whether two cells of a row or more are levels of access: `Read`, `Full`, `No access`.
fn has_levels(table: &Table) -> bool {
    let is_level =
        |cell: &&Cell| cell.text.chars().any(char::is_alphabetic) && levels::access(&cell.text).is_some();
    table.rows.iter().any(|(_, cells)| cells.iter().skip(1).filter(is_level).count() > 1)
}

fn is_objective(cell: &str) -> bool {
    let words = words(cell);
    words.iter().any(|word| matches!(word.as_str(), "rto" | "rpo" | "slo"))
        || cell.to_lowercase().contains("recovery time objective")
        || cell.to_lowercase().contains("recovery point objective")
}

/// `> 1%`, `>= 300 ms`, `≤ 5`
fn is_comparison(cell: &str) -> bool {
    let rest = cell.trim_start().strip_prefix(['>', '<', '≥', '≤']);
    rest.is_some_and(|rest| rest.trim_start_matches(['=', ' ']).starts_with(|c: char| c.is_ascii_digit()))
}
