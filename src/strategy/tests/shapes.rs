//! Documents that are written differently and read all the same, and what stands where a document says nothing.

use super::*;
use crate::domain::strategy::{ApprovalRule, DeploymentType, Does, GateMode, Program, Start, Strategy};
use crate::domain::text::Slug;
use crate::domain::time::Span;
use crate::strategy::placeholder::PLACEHOLDERS;
use proptest::prelude::*;

fn read_text(document: &str) -> Strategy {
    read(document.as_bytes()).map_err(|problems| lines(&problems)).unwrap()
}

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(STOREFRONT.to_owned(), |document, (from, to)| {
        assert!(document.contains(from), "{from:?} is not in the document");
        document.replacen(from, to, 1)
    })
}

fn slugs(slugs: &[Slug]) -> Vec<&str> {
    slugs.iter().map(Slug::as_str).collect()
}

/// The bare template with something in every place.
fn filled_template() -> String {
    let value = |name: &str| match name {
        "[Draft/Review/Approved]" => "Draft",
        "[Rolling/Blue-Green/Canary]" => "Rolling",
        "[List of environments]" => "development, staging, production",
        _ => "something",
    };
    PLACEHOLDERS.iter().fold(TEMPLATE.to_owned(), |text, (name, _)| text.replace(name, value(name)))
}

#[test]
fn the_template_filled_in_and_nothing_more_reads_with_the_defaults() {
    let strategy = read_text(&filled_template());
    assert_eq!(strategy.deployment_type, DeploymentType::Rolling);
    assert!(strategy.steps.iter().all(|step| step.automation.is_none()));
    let [development, staging, production] = strategy.environments.as_slice() else { panic!("three") };
    for early in [development, staging] {
        assert_eq!((early.gates, early.start), (GateMode::Off, Start::WhenReady));
        assert!(!early.approvals.are_asked());
        assert_eq!((slugs(&early.targets), slugs(&early.requires)), (vec![early.name.as_str()], vec![]));
    }
    let approvals =
        ApprovalRule { required: 1, from: vec!["Stakeholder".to_owned()], expires: Span::hours(24) };
    assert_eq!(production.approvals, approvals.into());
    assert_eq!((production.gates, production.start), (GateMode::Enforce, Start::ByHand));
    assert_eq!(slugs(&production.requires), ["staging"]);
}

#[test]
fn what_an_approval_rule_leaves_out_has_a_default() {
    let approvals = "  approvals:\n    required: 2\n    from: [Stakeholder]\n    expires: 24h\n";
    let production = |edit: &str| {
        let mut strategy = read_text(&edited(&[(approvals, edit)]));
        strategy.environments.pop().unwrap()
    };
    let rule = |edit: &str| production(edit).approvals.rules()[0].clone();
    let defaults = rule("  approvals: {}\n");
    assert_eq!(
        (defaults.required, defaults.from, defaults.expires),
        (1, vec!["Stakeholder".to_owned()], Span::hours(24))
    );
    let longer = rule("  approvals: { expires: 1h30m, required: 3 }\n");
    assert_eq!((longer.required, longer.expires), (3, Span::minutes(90)));
    assert_eq!(production("  start: when_ready\n").start, Start::WhenReady);
    let stakeholder = rule("  approvals: { from: stakeholder }\n");
    assert_eq!(stakeholder.from, ["Stakeholder"], "the role as the table writes it");
}

#[test]
fn an_environment_needs_no_block() {
    let first = STOREFRONT.find("### Development\n").unwrap();
    let last = STOREFRONT.find("## Deployment Process").unwrap();
    let strategy = read_text(&format!("{}{}", &STOREFRONT[..first], &STOREFRONT[last..]));
    assert_eq!(slugs(&strategy.environments[2].targets), ["production"]);
    assert_eq!(strategy.environments[2].gates, GateMode::Enforce);
}

#[test]
fn environments_may_be_a_nested_list_and_have_longer_names() {
    let nested = "- **Environments**:\n  - Development\n  - Staging\n  - Production EU\n";
    let strategy = read_text(&edited(&[
        ("- **Environments**: development, staging, production\n", nested),
        ("\nproduction:\n", "\nproduction-eu:\n"),
        ("   - Deploy to production\n", "   - Deploy to production eu\n"),
        ("  Deploy to production: {", "  deploy to  Production EU: {"),
        ("only: [development, staging, production]", "only: [Production EU, development, staging]"),
        ("Check logs: { only: [production] }", "Check logs: { only: production-eu }"),
        ("Verify functionality: { only: [production] }", "Verify functionality: { only: [production-eu] }"),
        ("Update documentation: { only: [production] }", "Update documentation: { only: [production-eu] }"),
        ("| Staging | Production |", "| Staging | production eu |"),
    ]));
    let names: Vec<&str> = strategy.environments.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(names, ["Development", "Staging", "Production EU"]);
    let step = strategy.steps.iter().find(|step| step.text == "Verify deployment").unwrap();
    assert_eq!(slugs(step.only.as_ref().unwrap()), ["development", "staging", "production-eu"]);
    let step = strategy.steps.iter().find(|step| step.text == "Deploy to production eu").unwrap();
    assert!(step.deploys && step.automation.is_some());
}

#[test]
fn prose_may_stand_anywhere() {
    let before = read_text(STOREFRONT);
    let prose = "> - **Project**: quoted\n\n```yaml\nhelm: {{ .Values.broken }\n```\n\n<!-- - **Status**: hidden -->\n\n\
                 See the [Policy](https://example.org), and `A[Process]`.\n\n| Any | Table |\n|---|---|\n| a | b |\n\n";
    for heading in ["## Deployment Overview\n", "## Deployment Process\n", "## Disaster Recovery\n"] {
        let document = STOREFRONT.replacen(heading, &format!("{heading}{prose}"), 1);
        assert_eq!(read_text(&document), before, "{heading}");
    }
}

#[test]
fn an_environment_may_be_called_test() {
    let strategy = read_text(&edited(&[
        ("development, staging, production", "test, staging, production"),
        ("\ndevelopment:\n", "\ntest:\n"),
        ("Deploy to development\n", "Deploy to test\n"),
        ("Deploy to development: {", "Deploy to test: {"),
        ("only: [development, staging, production]", "only: [test, staging, production]"),
        ("| Role | Development |", "| Role | Test |"),
    ]));
    assert_eq!(slugs(&strategy.environments[0].targets), ["dev-1"]);
    assert_eq!(strategy.pipeline.test_steps.len(), 3);
}

#[test]
fn an_automation_says_everything_it_can() {
    let entry = "{ run: [./check.sh, \"--all\", ''], per: target, batch: 2, timeout: 1h30m, retries: 3, \
                 deploys: true, rollback: ./back.sh, only: [staging, development] }";
    let strategy = read_text(&edited(&[
        ("Check logs: { only: [production] }", &format!("Check logs: {entry}")),
        ("{ wait: 5s }", "{ http: 'https://shop.example.org/health', retries: 2 }"),
    ]));
    let step = strategy.steps.iter().find(|step| step.text == "Check logs").unwrap();
    let automation = step.automation.clone().unwrap();
    let arguments = ["./check.sh", "--all", ""].map(str::to_owned).to_vec();
    assert_eq!(automation.does, Does::Run(Program::Arguments(arguments)));
    assert_eq!(automation.rollback, Some(Program::Shell("./back.sh".to_owned())));
    assert_eq!((automation.per_target, automation.batch, automation.retries), (true, 2, 3));
    assert_eq!((automation.timeout, step.deploys), (Span::minutes(90), true));
    assert_eq!(slugs(step.only.as_ref().unwrap()), ["development", "staging"]);
    let step = strategy.steps.iter().find(|step| step.text == "Monitor metrics").unwrap();
    let automation = step.automation.clone().unwrap();
    assert_eq!(automation.does, Does::Http("https://shop.example.org/health".to_owned()));
    assert_eq!(automation.timeout, Span::minutes(10));
}

#[test]
fn only_alone_leaves_a_step_to_a_person_and_lets_it_name_two() {
    let strategy = read_text(&edited(&[
        ("   - Verify deployment\n", "   - Compare staging with production\n"),
        (
            "Verify deployment: { run: ./smoke.sh, per: target, timeout: 2m, only: [development, staging, production] }",
            "Compare staging with production: { only: [production] }",
        ),
    ]));
    let step = strategy.steps.iter().find(|step| step.text.starts_with("Compare")).unwrap();
    assert_eq!((&step.automation, slugs(step.only.as_ref().unwrap())), (&None, vec!["production"]));
}

#[test]
fn free_keys_are_kept_as_written() {
    let strategy = read_text(&edited(&[(
        "    debug: true\n",
        "    debug: off\n    port: 0x1F90\n    ratio: 1.50\n    none:\n    hosts: [a, b]\n    rules:\n      - { name: x }\n",
    )]));
    let configuration = &strategy.environments[0].configuration;
    let words: Vec<String> = configuration.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(
        words[..6],
        ["debug=off", "port=0x1F90", "ratio=1.50", "none=", "hosts=a, b", "rules.0.name=x"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However far the filling in has come: what is left is told, each once, and nothing else.
    #[test]
    fn the_placeholders_that_are_left_are_the_only_problems(keep in proptest::collection::vec(any::<bool>(), 40)) {
        let filled = filled_template();
        let mut document = String::new();
        let mut left = 0;
        for ((bare, filled), keep) in TEMPLATE.lines().zip(filled.lines()).zip(keep.iter().cycle()) {
            let line = if *keep { bare } else { filled };
            left += PLACEHOLDERS.iter().map(|(name, _)| line.matches(name).count()).sum::<usize>();
            document.push_str(line);
            document.push('\n');
        }
        let problems = read(document.as_bytes()).err().unwrap_or_default();
        prop_assert_eq!(problems.len(), left, "{}", lines(&problems));
        prop_assert!(problems.iter().all(|p| p.message.contains("is still the template's placeholder")));
    }
}

/// An environment asks for a second factor where it says so, and a document that says nothing reads as before.
#[test]
fn an_environment_may_ask_for_a_second_factor() {
    let rule = "    expires: 24h\n";
    let with = |line: &str| edited(&[(rule, &format!("{rule}{line}"))]);
    let asks = |document: &str| read_text(document).environments.last().unwrap().second_factor;
    assert!(asks(&with("  second_factor: required\n")));
    assert!(!asks(&with("  second_factor: optional\n")));
    assert!(!asks(STOREFRONT));
    let problems = read(with("  second_factor: sometimes\n").as_bytes()).unwrap_err();
    insta::assert_snapshot!(lines(&problems), @r#"134:18: second_factor: required or optional is expected, not "sometimes""#);
}

/// An environment asks for a drill of the Recovery Plan where it says so.
#[test]
fn an_environment_may_ask_for_a_drill() {
    let rule = "    expires: 24h\n";
    let with = |line: &str| edited(&[(rule, &format!("{rule}{line}"))]);
    let asks = |document: &str| read_text(document).environments.last().unwrap().drill_within;
    assert_eq!(asks(&with("  drill: within 90d\n")), Some(Span::days(90)));
    assert_eq!(asks(STOREFRONT), None);
    for (line, told) in [
        ("  drill: 90d\n", "drill: a text such as `within 90d` is expected, not \"90d\""),
        ("  drill: within 0d\n", "drill: a text such as `within 90d` is expected, not \"within 0d\""),
    ] {
        assert_eq!(lines(&read(with(line).as_bytes()).unwrap_err()), format!("134:10: {told}"));
    }
    let off = edited(&[("development:\n  infra", "development:\n  drill: within 90d\n  infra")]);
    let told = lines(&read(off.as_bytes()).unwrap_err());
    assert!(told.ends_with(":10: drill: `gates: enforce` or `gates: warn` is expected beside it"), "{told}");
}

/// The Backup Strategy with a block below it.
fn with_jobs(block: &str) -> String {
    let verification = "- **Verification**: Nightly restore drill\n";
    edited(&[(verification, &format!("{verification}\n```yaml\nautomation:\n{block}```\n"))])
}

/// The lines of the Backup Strategy say how often where a job does not.
#[test]
fn a_backup_strategy_may_have_jobs() {
    let strategy = read_text(&with_jobs(
        "  Shop database: { environment: production, run: ./backup.sh, verify: [./verify.sh, all] }\n  \
         Pictures: { environment: Staging, run: ./pictures.sh, every: 6h, timeout: 2h }\n",
    ));
    let [shop, pictures] = strategy.backup_jobs.as_slice() else { panic!("two are expected") };
    assert_eq!(
        (shop.slug.as_str(), shop.every, shop.timeout),
        ("shop-database", Span::minutes(15), Span::minutes(30))
    );
    let verify = Program::Arguments(vec!["./verify.sh".to_owned(), "all".to_owned()]);
    assert_eq!(shop.verify, Some((verify, Span::days(1))));
    assert_eq!((pictures.environment.as_str(), pictures.every), ("staging", Span::hours(6)));
    assert_eq!((pictures.timeout, &pictures.verify), (Span::hours(2), &None));
    assert!(read_text(STOREFRONT).backup_jobs.is_empty());
}

#[test]
fn a_backup_job_that_does_not_fit_is_told_by_its_place() {
    let told = |document: &str| lines(&read(document.as_bytes()).unwrap_err());
    for (block, problems) in [
        ("  Shop: { run: x }\n", "243:3: `environment` is expected for a backup job"),
        ("  Shop: { environment: production }\n", "243:3: `run` is expected for a backup job"),
        ("  Shop: { environment: moon, run: x }\n", "243:24: \"moon\" is not an environment"),
        ("  Shop: { environment: production, run: x, every: 5s }\n", "243:51: every: 1m or more is expected"),
        (
            "  Shop: { environment: production, run: x, verify_every: 1d }\n",
            "243:44: verify_every: `verify` is expected",
        ),
        ("  Shop: { environment: production, runs: x }\n", "did you mean \"run\"?"),
        (
            "  Shop: { environment: production, run: x }\n  shop!: { environment: production, run: x }\n",
            "244:3: \"shop!\" has the short name of \"Shop\"",
        ),
    ] {
        let found = told(&with_jobs(block));
        assert!(found.contains(problems), "{block}: {found}");
    }
    let vague =
        with_jobs("  Shop: { environment: production, run: x }\n").replace("Every 15 minutes", "Often");
    assert!(told(&vague).contains("243:3: `every` is expected, such as 15m"), "{}", told(&vague));
}
