//! What was recognised of each part, written as the template has it.

use crate::domain::strategy::{AccessRow, ChangeLogRow, KeyMetric, Note, Strategy};
use crate::strategy::section::Section;

/// The lines of a part without its YAML blocks; empty where the document says nothing of it.
pub fn of(section: Section, strategy: &Strategy) -> String {
    match section {
        Section::DocumentControl => control(strategy),
        Section::StrategySummary => summary(strategy),
        Section::Checklist => {
            strategy.checklist.iter().map(|rule| format!("- [ ] {}\n", rule.text)).collect()
        }
        Section::DeploymentSteps => steps(strategy),
        Section::KeyMetrics => metrics(&strategy.metrics),
        Section::AccessControl => access(strategy),
        Section::RecoveryPlan => recovery(strategy),
        Section::ChangeLog => change_log(&strategy.change_log),
        Section::SecurityProtocols
        | Section::BackupStrategy
        | Section::DeploymentDocumentation
        | Section::SupportDocumentation => notes(&strategy.notes, section.title()),
        Section::PipelineStages | Section::EnvironmentConfiguration | Section::AlertConfiguration => {
            String::new()
        }
    }
}

fn control(strategy: &Strategy) -> String {
    let project = or_decide(&strategy.project, "the project's name");
    format!("- **Project**: {project}\n- **Status**: Draft\n")
}

fn summary(strategy: &Strategy) -> String {
    let names: Vec<&str> = strategy.environments.iter().map(|rules| rules.name.as_str()).collect();
    let names =
        or_decide(&names.join(", "), "the environments in order, such as development, staging, production");
    let kind = strategy.deployment_type.word();
    let mut lines = format!("- **Deployment Type**: {kind}\n- **Environments**: {names}\n");
    for (key, value) in [
        ("Release Frequency", &strategy.release_frequency),
        ("Rollback Strategy", &strategy.rollback_strategy),
    ] {
        if !value.is_empty() {
            lines.push_str(&format!("- **{key}**: {value}\n"));
        }
    }
    lines
}

fn or_decide(value: &str, what: &str) -> String {
    if value.is_empty() { format!("[Decide: {what}]") } else { value.to_owned() }
}

fn steps(strategy: &Strategy) -> String {
    let mut text = String::new();
    for (index, phase) in strategy.steps.chunk_by(|one, next| one.phase == next.phase).enumerate() {
        text.push_str(&format!("{}. **{}**\n", index + 1, phase[0].phase));
        for step in phase {
            text.push_str(&format!("   - {}\n", step.text));
            step.details.iter().for_each(|detail| text.push_str(&format!("     - {detail}\n")));
        }
    }
    text
}

fn metrics(metrics: &[KeyMetric]) -> String {
    table(
        &["Metric", "Warning", "Critical", "Action"],
        metrics.iter().map(|row| vec![&row.metric, &row.warning, &row.critical, &row.action]),
    )
}

fn access(strategy: &Strategy) -> String {
    let names: Vec<&str> = strategy.environments.iter().map(|rules| rules.name.as_str()).collect();
    let head: Vec<&str> = std::iter::once("Role").chain(names).collect();
    let cell = |row: &AccessRow, slug| match row.cells.get(slug) {
        Some(access) => access.to_string(),
        None => "[Decide: None, Read, Deploy or Full]".to_owned(),
    };
    let row = |row: &AccessRow| {
        let cells = strategy.environments.iter().map(|rules| cell(row, &rules.slug));
        std::iter::once(row.role.clone()).chain(cells).collect()
    };
    let rows: Vec<Vec<String>> = strategy.access.iter().map(row).collect();
    table(&head, rows.iter().map(|row| row.iter().collect()))
}

/// The steps of the Recovery Plan as a list, for a document without a diagram of them.
pub fn recovery_steps(strategy: &Strategy) -> String {
    let steps = strategy.recovery.steps.iter().enumerate();
    let steps: String = steps.map(|(index, step)| format!("{}. {}\n", index + 1, step.text)).collect();
    if steps.is_empty() { steps } else { format!("\n{steps}") }
}

/// The objectives.
fn recovery(strategy: &Strategy) -> String {
    let plan = &strategy.recovery;
    let objective = |key: &str, span: Option<crate::domain::time::Span>| {
        let seconds = span.map(|span| span.0 / 1_000_000);
        seconds.map(|seconds| format!("- **{key}**: {}s\n", seconds)).unwrap_or_default()
    };
    objective("Recovery Time Objective", plan.time_objective)
        + &objective("Recovery Point Objective", plan.point_objective)
        + &objective("Drill Every", plan.drill_every)
}

fn notes(notes: &[Note], section: &str) -> String {
    let own = notes.iter().filter(|note| note.section == section);
    own.map(|note| format!("- **{}**: {}\n", note.key, note.value)).collect()
}

fn change_log(rows: &[ChangeLogRow]) -> String {
    table(
        &["Version", "Date", "Changes", "Author"],
        rows.iter().map(|row| vec![&row.version, &row.date, &row.changes, &row.author]),
    )
}

fn table<'a>(head: &[&str], rows: impl Iterator<Item = Vec<&'a String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let rows: Vec<String> =
        rows.map(|row| line(row.into_iter().map(|cell| cell.replace('|', "\\|")).collect())).collect();
    if rows.is_empty() {
        return String::new();
    }
    let head_line = line(head.iter().map(|cell| (*cell).to_owned()).collect());
    head_line + &line(vec!["---".to_owned(); head.len()]) + &rows.concat()
}
