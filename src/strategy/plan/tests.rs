mod pinned;

use super::*;
use crate::domain::strategy::{Program, Strategy};
use crate::strategy::read;
use crate::strategy::tests::{STOREFRONT, lines};

fn strategy(edits: &[(&str, &str)]) -> Strategy {
    let mut document = STOREFRONT.to_owned();
    for (from, to) in edits {
        assert!(document.contains(from), "{from:?} is not in the document");
        document = document.replacen(from, to, 1);
    }
    read(document.as_bytes()).map_err(|problems| lines(&problems)).unwrap()
}

fn plan_of(strategy: &Strategy, environment: &str, kind: &str) -> Plan {
    let files = [("smoke.sh".to_owned(), "b".to_owned()), ("deploy.sh".to_owned(), "a".to_owned())];
    let of = PlanFor {
        environment: &Slug::parse(environment).unwrap(),
        kind,
        release_digest: "d1",
        strategy_version: 3,
        strategy_sha256: "s1",
        files: &files,
    };
    resolve(strategy, of).unwrap()
}

fn texts(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|step| step.text.as_str()).collect()
}

#[test]
fn the_plan_for_production() {
    insta::assert_json_snapshot!("production", plan_of(&strategy(&[]), "production", "deploy"));
}

#[test]
fn each_environment_has_its_own_steps() {
    let strategy = strategy(&[]);
    let common = [
        "Verify build artifacts",
        "Check environment health",
        "Notify stakeholders",
        "Prepare rollback plan",
    ];
    let plan = plan_of(&strategy, "development", "deploy");
    assert_eq!(texts(&plan)[..4], common);
    assert_eq!(texts(&plan)[4..], ["Deploy to development", "Verify deployment", "Monitor metrics"]);
    assert_eq!((plan.gates.len(), plan.checklist.len()), (0, 0), "gates are off");
    let plan = plan_of(&strategy, "staging", "deploy");
    assert_eq!(
        texts(&plan)[4..],
        ["Deploy to staging", "Run smoke tests", "Verify deployment", "Monitor metrics"]
    );
    assert_eq!((plan.gates.len(), plan.checklist.len()), (5, 5));
}

#[test]
fn in_execution_an_unnamed_step_belongs_to_the_one_before() {
    let strategy = strategy(&[
        (", only: [development, staging, production] }", " }"),
        ("   - Deploy to development\n", "   - Warm up\n"),
        ("  Deploy to development: { run: ./deploy.sh, per: target }\n", ""),
    ]);
    assert!(texts(&plan_of(&strategy, "production", "deploy")).contains(&"Verify deployment"));
    assert!(!texts(&plan_of(&strategy, "staging", "deploy")).contains(&"Verify deployment"));
    assert!(texts(&plan_of(&strategy, "staging", "deploy")).contains(&"Warm up"));
}

#[test]
fn an_environment_that_no_step_deploys_to_gets_a_manual_step_first_in_execution() {
    let strategy = strategy(&[
        ("   - Deploy to development\n", ""),
        ("  Deploy to development: { run: ./deploy.sh, per: target }\n", ""),
    ]);
    let plan = plan_of(&strategy, "development", "deploy");
    assert_eq!(texts(&plan)[4..6], ["Deploy to development", "Verify deployment"]);
    assert_eq!((plan.steps[4].work.clone(), plan.steps[4].deploys), (Work::Manual, true));
    assert_eq!(plan.steps[4].phase, "Execution");
}

#[test]
fn a_rollback_asks_for_less_and_runs_the_reverse_command() {
    let deploy = "Deploy to production: { run: ./deploy.sh, per: target, batch: 1";
    let strategy = strategy(&[(deploy, &format!("{deploy}, rollback: [./back.sh, now]"))]);
    let plan = plan_of(&strategy, "production", "rollback");
    assert_eq!(plan.requires, []);
    assert_eq!(plan.gates, []);
    let lines: Vec<&str> = plan.checklist.iter().map(|rule| rule.text.as_str()).collect();
    assert_eq!(lines, ["Documentation updated", "Stakeholder approval received"]);
    assert!(plan.approvals.are_asked());
    let step = plan.steps.iter().find(|step| step.deploys).unwrap();
    let arguments = vec!["./back.sh".to_owned(), "now".to_owned()];
    assert!(
        matches!(&step.work, Work::Automatic { does: Does::Run(Program::Arguments(a)), .. } if *a == arguments)
    );
    let plan = plan_of(&strategy, "production", "redeploy");
    assert_eq!(plan.requires.len(), 1);
}

#[test]
fn an_environment_that_the_document_does_not_name_has_no_plan() {
    let of = PlanFor {
        environment: &Slug::parse("moon").unwrap(),
        kind: "deploy",
        release_digest: "",
        strategy_version: 1,
        strategy_sha256: "",
        files: &[],
    };
    assert_eq!(resolve(&strategy(&[]), of), None);
}

#[test]
fn files_are_in_path_order() {
    let plan = plan_of(&strategy(&[]), "staging", "deploy");
    let paths: Vec<&str> = plan.files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["deploy.sh", "smoke.sh"]);
}

#[test]
fn every_plan_of_every_document_deploys() {
    let documents: [&[(&str, &str)]; 4] = [
        &[],
        &[("development, staging, production", "development, qa, staging, production"), QA_COLUMN],
        &[("**Deployment Type**: Rolling", "**Deployment Type**: rolling update")],
        &[("Deploy to staging: { run: ./deploy.sh, per: target }", "Deploy to staging: { deploys: false }")],
    ];
    for edits in documents {
        let strategy = strategy(edits);
        for environment in &strategy.environments {
            for kind in ["deploy", "rollback", "redeploy"] {
                let plan = plan_of(&strategy, environment.slug.as_str(), kind);
                assert!(plan.steps.iter().any(|step| step.deploys), "{} {kind}", environment.slug);
            }
        }
    }
}

/// The table's lines with a column for qa.
const QA_COLUMN: (&str, &str) = (
    "| Role | Development | Staging | Production |
|------|------------|---------|------------|
| Developer | Full | Read | None |
| DevOps | Full | Full | Deploy + Rollback |
| SRE | Full | Full | Full |
| Stakeholder | Read | Read | Read + Approve |
",
    "| Role | Development | Staging | Production | QA |
|------|------------|---------|------------|----|
| Developer | Full | Read | None | Read |
| Stakeholder | Read | Read | Read + Approve | Read |
",
);

/// Every value in the plan's JSON, one after the other, is given another value: the hash must follow.
#[test]
fn the_hash_covers_every_field() {
    let plan = plan_of(&strategy(&[]), "production", "deploy");
    let others = others(&plan);
    assert!(others.len() > 50);
    for (path, other) in others {
        assert_ne!(other.hash(), plan.hash(), "{path}");
    }
}

/// SECURITY 31: what voids an approval is named.
#[test]
fn every_change_of_a_plan_is_named() {
    let plan = plan_of(&strategy(&[]), "production", "deploy");
    for (path, other) in others(&plan) {
        let words = plan.changes(&other).join(", ");
        let around = ["/project", "/strategy_version", "/strategy_sha256"].contains(&path.as_str());
        assert_eq!(words == "the words of the document", around, "{path}: {words}");
        let begins = [
            ("/gates", "the gates"),
            ("/targets", "the targets"),
            ("/approvals", "who must agree"),
            ("/checklist", "the checklist"),
            ("/files", "the file "),
            ("/steps", "the step “"),
        ];
        for (part, name) in begins {
            assert!(!path.starts_with(part) || words.starts_with(name), "{path}: {words}");
        }
    }
    let mut turned = plan.clone();
    turned.steps.reverse();
    assert_eq!(plan.changes(&turned), ["the order of the steps"]);
}

/// The plans that differ from this one in one value, and in which.
fn others(plan: &Plan) -> Vec<(String, Plan)> {
    let json = serde_json::to_value(plan).unwrap();
    let mut paths = Vec::new();
    leaves(&json, String::new(), &mut paths);
    let mut others = Vec::new();
    for path in paths {
        for value in other_values(json.pointer(&path).unwrap()) {
            let mut json = json.clone();
            *json.pointer_mut(&path).unwrap() = value;
            let other = serde_json::from_value::<Plan>(json).ok().filter(|other| other != plan);
            others.extend(other.map(|other| (path.clone(), other)));
        }
    }
    others
}

fn leaves(value: &serde_json::Value, path: String, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            map.iter().for_each(|(key, value)| leaves(value, format!("{path}/{key}"), found));
        }
        serde_json::Value::Array(list) if !list.is_empty() => {
            list.iter().enumerate().for_each(|(n, value)| leaves(value, format!("{path}/{n}"), found));
        }
        _ => found.push(path),
    }
}

fn other_values(value: &serde_json::Value) -> Vec<serde_json::Value> {
    use serde_json::{Value, json};
    match value {
        Value::String(text) => vec![json!(format!("{text}x")), json!("warn"), json!("manual")],
        Value::Number(number) => vec![json!(number.as_f64().unwrap() as i64 + 1)],
        Value::Bool(truth) => vec![json!(!truth)],
        _ => vec![json!(["x"])],
    }
}
