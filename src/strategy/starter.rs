//! The document that a project can begin with: the template, filled in so that it reads. What is left to be decided
//! says so.

use crate::domain::time::Time;

/// The template with every placeholder filled but the project's name and the date.
const TEMPLATE: &str = include_str!("../../examples/template/strategy.md");

/// The document of a project of this name. It reads where the name is one line without marks of Markdown.
pub fn document(project: &str, at: Time) -> String {
    TEMPLATE.replace("[Project name]", project).replace("[Date]", &at.date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::read;

    #[test]
    fn it_reads_under_the_projects_name() {
        let strategy = read(document("Payments API", Time(1_795_514_400_000_000)).as_bytes()).unwrap();
        assert_eq!((strategy.project.as_str(), strategy.slug.as_str()), ("Payments API", "payments-api"));
        let names: Vec<&str> = strategy.environments.iter().map(|rules| rules.slug.as_str()).collect();
        assert_eq!(names, ["development", "staging", "production"]);
    }

    /// Whoever compares it with the template finds nothing changed but the placeholders, and the row of the role that
    /// approves by default.
    #[test]
    fn it_is_the_template() {
        let template = include_str!("../../tests/documents/template.md");
        let added = |line: &&str| !line.starts_with("| Stakeholder |");
        assert_eq!(template.lines().count() + 1, TEMPLATE.lines().count());
        for (line, filled) in template.lines().zip(TEMPLATE.lines().filter(added)) {
            let before = line.split('[').next().unwrap_or_default();
            assert!(line == filled || line.contains('[') && filled.starts_with(before), "{filled}");
        }
    }
}
