//! What CI does before a release exists, and the rules that its evidence is judged by.

use super::blocks::Blocks;
use super::mapping::Mapping;
use super::number::{Limit, amount, percent};
use super::problem::Report;
use super::values::{plain_texts, truth};
use crate::domain::strategy::{GateRule, Pipeline};

/// The blocks `build` and `test`.
pub fn pipeline(blocks: &Blocks, report: &mut Report) -> Pipeline {
    let build = blocks.fixed("build").and_then(|n| Mapping::of(n, "build", &["steps", "outputs"], report));
    let test = blocks.fixed("test").and_then(|n| Mapping::of(n, "test", &["steps", "reports"], report));
    let mut list = |mapping: &Option<Mapping>, key: &str| {
        plain_texts(mapping.as_ref().and_then(|m| m.get(key)), key, report)
    };
    Pipeline {
        build_steps: list(&build, "steps"),
        build_outputs: list(&build, "outputs"),
        test_steps: list(&test, "steps"),
        test_reports: list(&test, "reports"),
    }
}

/// The block `quality`.
pub fn gates(blocks: &Blocks, report: &mut Report) -> Vec<GateRule> {
    let quality = blocks.fixed("quality");
    let Some(quality) = quality.and_then(|n| Mapping::of(n, "quality", &["metrics", "security"], report))
    else {
        return Vec::new();
    };
    let known = ["coverage", "duplication", "complexity"];
    let metrics = quality.get("metrics").and_then(|n| Mapping::of(n, "metrics", &known, report));
    let known = ["vulnerability_scan", "dependency_check"];
    let security = quality.get("security").and_then(|n| Mapping::of(n, "security", &known, report));
    let mut gates = metrics.map(|metrics| metric_gates(&metrics, report)).unwrap_or_default();
    gates.extend(security.map(|security| security_gates(&security, report)).unwrap_or_default());
    gates
}

fn metric_gates(metrics: &Mapping, report: &mut Report) -> Vec<GateRule> {
    let coverage = metrics.get("coverage").and_then(|n| percent(n, "coverage", Limit::AtLeast, report));
    let duplication =
        metrics.get("duplication").and_then(|n| percent(n, "duplication", Limit::AtMost, report));
    let complexity = metrics.get("complexity").and_then(|n| amount(n, "complexity", Limit::AtMost, report));
    [
        coverage.map(|at_least| GateRule::Coverage { at_least }),
        duplication.map(|at_most| GateRule::Duplication { at_most }),
        complexity.map(|at_most| GateRule::Complexity { at_most }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn security_gates(security: &Mapping, report: &mut Report) -> Vec<GateRule> {
    let mut asked = |key| security.get(key).and_then(|n| truth(n, key, report)) == Some(true);
    let scan = asked("vulnerability_scan").then_some(GateRule::VulnerabilityScan);
    let check = asked("dependency_check").then_some(GateRule::DependencyCheck);
    [scan, check].into_iter().flatten().collect()
}
