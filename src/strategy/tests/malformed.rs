//! The filled-in document with one thing wrong at a time, and what the reader says to each.

use super::*;
use crate::domain::reading::Reader;

/// A name, and the pieces of the document that are replaced.
type Case = (&'static str, &'static [(&'static str, &'static str)]);

const CASES: &[Case] = &[
    // Headings and named lines
    ("a misspelt heading", &[("### Pre-Deployment Checklist", "### Pre-Deployment Cheklist")]),
    ("no Document Control", &[("## Document Control", "## About")]),
    ("a missing line", &[("- **Project**: Storefront\n", "")]),
    ("a line without a value", &[("**Project**: Storefront", "**Project**:")]),
    ("a project without a letter", &[("**Project**: Storefront", "**Project**: ***")]),
    ("a line twice", &[("- **Version**: 1.0\n", "- **Version**: 1.0\n- **Version**: 2.0\n")]),
    ("an unknown status", &[("**Status**: Draft", "**Status**: Drft")]),
    ("an unknown deployment type", &[("**Deployment Type**: Rolling", "**Deployment Type**: Roling")]),
    ("a broken objective", &[("**Recovery Time Objective**: 1h", "**Recovery Time Objective**: an hour")]),
    ("a placeholder is left", &[("**Frequency**: Every 15 minutes", "**Frequency**: [Schedule]")]),
    // Environments
    ("no environments line", &[("- **Environments**: development, staging, production\n", "")]),
    (
        "an environment twice",
        &[("development, staging, production", "development, staging, Staging, production")],
    ),
    (
        "an environment without a letter",
        &[("development, staging, production", "development, ?, staging, production")],
    ),
    ("a block for an unknown environment", &[("staging:\n  infrastructure", "stagin:\n  infrastructure")]),
    ("two blocks for one environment", &[("staging:\n  infrastructure", "production:\n  infrastructure")]),
    ("broken YAML", &[("  targets: [stage-1]\n", "  targets: [stage-1\n")]),
    (
        "YAML that is no mapping",
        &[("## Environment Configuration\n", "## Environment Configuration\n```yaml\n- development\n```\n")],
    ),
    ("a key twice", &[("  targets: [dev-1]\n", "  targets: [dev-1]\n  targets: [dev-2]\n")]),
    ("an unknown key", &[("  targets: [dev-1]\n", "  target: [dev-1]\n")]),
    ("targets that are no short names", &[("[web-1, web-2, web-3]", "[Web 1, web-2, web-2, [x]]")]),
    ("no targets", &[("targets: [dev-1]", "targets: []")]),
    ("a gate mode that is none", &[("  gates: enforce\n  requires", "  gates: enfroce\n  requires")]),
    ("a later environment is required", &[("requires: [staging]", "requires: [production, stagin, qa]")]),
    (
        "approvals with everything wrong",
        &[(
            "    required: 2\n    from: [Stakeholder]\n    expires: 24h",
            "    required: 101\n    from: [DevOps, Stakholder]\n    expires: a day\n    by: [SRE]",
        )],
    ),
    (
        "approvals that are no rule",
        &[("  approvals:\n    required: 2\n    from: [Stakeholder]\n    expires: 24h", "  approvals: 2")],
    ),
    (
        "an address that is none",
        &[("  targets: [dev-1]\n", "  targets: [dev-1]\n  url: javascript:alert(1)\n  start: now\n")],
    ),
    // Pipeline
    (
        "quality out of bounds",
        &[
            ("coverage: 80%", "coverage: 180%"),
            ("complexity: 15", "complexity: low"),
            ("dependency_check: true", "dependency_check: maybe"),
            ("duplication: 5%", "duplicates: 5%"),
        ],
    ),
    ("a misspelt block", &[("   build:\n", "   biuld:\n")]),
    (
        "an unknown key beside a known one",
        &[("   test:\n     steps:", "   test: {}\n   tests:\n     steps:")],
    ),
    // Checklist and steps
    ("a checklist line without a box", &[("- [ ] All tests passing", "- All tests passing")]),
    (
        "a checklist line twice",
        &[("- [ ] Documentation updated", "- [ ] Documentation updated\n- [ ] Documentation updated")],
    ),
    (
        "an empty checklist",
        &[(
            "- [ ] All tests passing\n- [ ] Security scan completed\n- [ ] Performance benchmarks met\n- [ ] Documentation updated\n- [ ] Stakeholder approval received\n",
            "",
        )],
    ),
    (
        "phases without numbers",
        &[
            ("1. **Preparation**\n", "- **Preparation**\n"),
            ("2. **Execution**\n", "- **Execution**\n"),
            ("3. **Post-Deployment**\n", "- **Post-Deployment**\n"),
        ],
    ),
    (
        "a step names two environments",
        &[("   - Deploy to production\n", "   - Deploy to staging and production\n")],
    ),
    ("an automation names no step", &[("  Monitor metrics: {", "  Monitor metrcs: {")]),
    ("an automation twice", &[("  Monitor metrics: {", "  check logs: {")]),
    (
        "an automated step stands twice",
        &[("   - Verify deployment\n", "   - Verify deployment\n   - Run smoke tests\n")],
    ),
    ("an automation that says nothing", &[("{ wait: 5s }", "{}"), ("{ verify: artifact }", "")]),
    ("two actions", &[("{ wait: 5s }", "{ wait: 5s, run: ./x.sh }")]),
    ("details without an action", &[("{ wait: 5s }", "{ timeout: 5s, retries: 1 }")]),
    (
        "actions with wrong values",
        &[
            ("{ verify: artifact }", "{ verify: artefact }"),
            ("{ notify: stakeholders }", "{ notify: [] }"),
            ("{ plan: rollback }", "{ plan: B }"),
            ("{ wait: 5s }", "{ wait: 5 }"),
            ("Check logs: { only: [production] }", "Check logs: { http: ftp://example.org, only: [prod] }"),
            (
                "Deploy to staging: { run: ./deploy.sh, per: target }",
                "Deploy to staging: { run: [], per: host }",
            ),
        ],
    ),
    (
        "details with wrong values",
        &[
            ("per: target, batch: 1", "batch: 0, retries: -1, rollback: {}"),
            ("timeout: 10s", "timeout: 0s"),
            ("{ wait: 5s }", "{ wait: 5s, per: target }"),
            ("Check logs: { only: [production] }", "Check logs: { only: [], deploys: perhaps }"),
        ],
    ),
    (
        "an automation elsewhere",
        &[("Deploy to staging: { run", "Deploy to staging: { only: [production], run")],
    ),
    (
        "automation that is no mapping",
        &[
            ("automation:\n", "automation: [\n"),
            ("  Update documentation: { only: [production] }\n```", "]\n```"),
        ],
    ),
    // Tables, alerts, diagrams
    (
        "a metric's column is missing",
        &[("| Metric | Warning | Critical | Action |", "| Metric | Owner | Critical | Action |")],
    ),
    ("a metric's cell is missing", &[("| CPU Usage | > 70% | > 90% | Scale Out |", "| CPU Usage | > 70% |")]),
    ("a table without its line", &[("|--------|---------|----------|---------|\n", "")]),
    ("an alert's window", &[("    threshold: 1%\n    window: 5m", "    window: soon\n    windows: 5m")]),
    (
        "an environment's column is missing",
        &[("| Role | Development | Staging | Production |", "| Role | Development | Staging | Prod |")],
    ),
    ("no role column", &[("| Role | Development |", "| Who | Development |")]),
    (
        "unknown levels and marks",
        &[("| DevOps | Full | Full | Deploy + Rollback |", "| DevOps | Ful | Full + Veto | |")],
    ),
    ("a role twice", &[("| SRE | Full |", "| devops | Full |")]),
    ("no Access Control", &[("### Access Control\n", "### Rights\n")]),
    ("a recovery without a diagram", &[("### Recovery Plan\n```mermaid", "### Recovery Plan\n```text")]),
    (
        "a header with too few cells",
        &[("| Version | Date | Changes | Author |", "| Version | Date | Changes |")],
    ),
    (
        "a change log without a column",
        &[("| Version | Date | Changes | Author |\n|---------|", "| Version | Date | Changes |\n")],
    ),
    ("two access tables", &[("### Security Protocols\n", "| Role |\n|---|\n\n### Security Protocols\n")]),
    ("an environment's column twice", &[("| Role | Development |", "| Role | Staging |")]),
    (
        "a column of an unknown environment",
        &[(
            "| Role | Development | Staging | Production |\n|------|",
            "| Role | Development | Staging | Production | QA |\n|------|------|",
        )],
    ),
    ("steps without a heading", &[("### Deployment Steps\n", "### How we deploy\n")]),
];

#[test]
fn every_mistake_is_told_at_its_place() {
    let mut told = String::new();
    for (name, edits) in CASES {
        let mut document = STOREFRONT.to_owned();
        for (from, to) in *edits {
            assert!(document.contains(from), "{name}: {from:?} is not in the document");
            document = document.replacen(from, to, 1);
        }
        let outcome = examine(document.as_bytes(), Reader::default());
        let unread =
            outcome.unread.iter().map(|unread| format!("{} unread: {}", unread.line, unread.message));
        let said: Vec<String> = outcome.problems.iter().map(ToString::to_string).chain(unread).collect();
        let said = if said.is_empty() { "reads".to_owned() } else { said.join("\n") };
        told.push_str(&format!("# {name}\n{said}\n\n"));
    }
    insta::assert_snapshot!("malformed", told);
}

#[test]
fn mistakes_in_many_parts_are_told_at_once() {
    let document = STOREFRONT
        .replacen("coverage: 80%", "coverage: high", 1)
        .replacen("**Deployment Type**: Rolling", "**Deployment Type**: Big Bang", 1)
        .replacen("{ wait: 5s }", "{ wait: }", 1)
        .replacen("| Developer | Full |", "| Developer | Some |", 1);
    assert_eq!(read(document.as_bytes()).unwrap_err().len(), 4);
}
