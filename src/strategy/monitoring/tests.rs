use crate::domain::strategy::AlertRule;
use crate::strategy::{Outcome, examine};

const HEAD: &str = "# Strategy\n## Document Control\n- **Project**: Lantern\n- **Version**: 1\n- **Last Updated**: 2026-11-20\n\
    - **Status**: Draft\n### Strategy Summary\n- **Deployment Type**: Rolling\n- **Release Frequency**: Weekly\n\
    - **Environments**: staging, production\n- **Rollback Strategy**: Back\n";

fn examined(text: &str) -> Outcome {
    examine(format!("{HEAD}{text}").as_bytes(), Default::default())
}

/// What is told, by the line of the text.
fn told(outcome: &Outcome) -> Vec<(usize, &str)> {
    let before = HEAD.lines().count();
    outcome.problems.iter().map(|problem| (problem.line - before, problem.message.as_str())).collect()
}

fn lines(text: &str) -> Vec<usize> {
    told(&examined(text)).iter().map(|(line, _)| *line).collect()
}

fn metrics(rows: &str) -> String {
    format!("### Key Metrics\n| Metric | Warning | Critical | Action |\n|---|---|---|---|\n{rows}\n")
}

#[test]
fn rows_need_thresholds_in_order_and_of_one_unit() {
    let good = "| Error Rate | > 0.1% | > 1% | Look |\n| Delay | 500 ms | 1 s | Look |\n| Uptime | < 99.9% | < 99,0 % | Look |\n";
    assert_eq!(lines(&metrics(good)), [0; 0]);
    let bad = "| Errors | often | > 1% | Look |\n| Delay | > 900ms | > 300ms | Look |\n| Logins | > 5/min | 10+ in 10min | Look |\n\
        | CPU | > 70% | > 2s | Look |\n| Memory | > 80% | < 95% | Look |\n";
    assert_eq!(lines(&metrics(bad)), [4, 5, 6, 7, 8]);
    let unread = examined("### Key Metrics\n- Errors below 1%\n").unread;
    assert_eq!(unread.iter().map(|unread| unread.line).collect::<Vec<_>>(), [HEAD.lines().count() + 1]);
}

fn alerts(yaml: &str) -> String {
    let table = metrics("| Error Rate | > 0.1% | > 1% | Look |\n| Response Time | > 500ms | > 1s | Look |");
    format!("{table}### Alert Configuration\n```yaml\n{yaml}```\n")
}

/// The line before the YAML.
const BEFORE: usize = 7;

fn read(yaml: &str) -> Vec<AlertRule> {
    let outcome = examined(&alerts(yaml));
    assert_eq!(told(&outcome), [], "{yaml}");
    outcome.strategy.unwrap().alerts
}

#[test]
fn alerts_are_a_map_or_a_list_or_stand_below_rules() {
    let rule = "threshold: 1%, window: 5m, channels: [slack]";
    let map = read(&format!("alerts:\n  error_rate: {{{rule}}}\n"));
    assert_eq!(
        (map[0].name.as_str(), map[0].threshold.as_str(), map[0].window.as_str()),
        ("error_rate", "1%", "5m")
    );
    for yaml in [
        format!("alerts:\n  - {{name: error_rate, {rule}}}\n"),
        format!("alerts:\n  - error_rate: {{{rule}}}\n"),
        format!("alerts:\n  rules:\n    - {{name: error_rate, {rule}}}\n"),
        format!("alerts:\n  rules:\n    error_rate: {{{rule}}}\n"),
    ] {
        assert_eq!(read(&yaml), map, "{yaml}");
    }
    for name in ["Error Rate", "error-rate", "ErrorRate", "high_error_rate"] {
        assert_eq!(read(&format!("alerts:\n  - {{name: {name}, {rule}}}\n"))[0].name, name);
    }
}

#[test]
fn what_is_wrong_with_an_alert_is_told_at_its_line() {
    let all = |yaml: &str| -> Vec<usize> { lines(&alerts(yaml)).iter().map(|line| line - BEFORE).collect() };
    for (yaml, expected) in [
        ("alerts:\n  - name: error rate\n    condition: error_rate > 5%\n    duration: 5m\n", vec![3, 4]),
        ("alerts:\n  - alert: error_rate\n    expr: x\n", vec![2]),
        ("alerts:\n  error_rates:\n    threshold: 1%\n    window: 5m\n", vec![2]),
        ("alerts:\n  error_rate:\n    threshold: often\n    window: 5 minutes\n", vec![3]),
        ("alerts:\n  error_rate:\n    threshold: 5s\n    window: 5m\n", vec![3]),
        ("alerts:\n  error_rate:\n    threshold: 1%\n    window: 5\n", vec![4]),
        (
            "alerts:\n  error_rate:\n    threshold: 1%\n    window: 5m\n    channels: [tell everyone]\n",
            vec![5],
        ),
        ("alerts:\n  error_rate:\n    threshold: 1%\n    window: 5m\n    severity: high\n", vec![5]),
        ("alerts:\n  error_rate:\n    threshold: 1%\n", vec![2]),
        ("alerts:\n  - error_rate\n", vec![2]),
        ("alerts: none of them\n", vec![1]),
    ] {
        assert_eq!(all(yaml), expected, "{yaml}: {:?}", told(&examined(&alerts(yaml))));
    }
    let outcome = examined(&alerts("alerts:\n  - name: error rate\n    condition: x\n    duration: 5m\n"));
    let messages: Vec<&str> = told(&outcome).into_iter().map(|(_, message)| message).collect();
    assert_eq!(
        messages,
        [
            "`condition` is not read: write `threshold: 5%` instead",
            "`duration` is not read: write `window: 5m` instead",
        ]
    );
}

#[test]
fn without_a_table_an_alert_may_have_any_name() {
    let text = "### Alert Configuration\n```yaml\nalerts:\n  anything: {threshold: 1%, window: 5m}\n```\n";
    assert_eq!(lines(text), [0; 0]);
}
