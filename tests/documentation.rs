//! The documentation keeps step: every package has its reason, every security requirement its test.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn text(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The rows of every table in a document, as cells.
fn rows(document: &str) -> Vec<Vec<String>> {
    let lines = document.lines().filter(|line| line.starts_with('|') && !line.starts_with("| ---"));
    lines.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn packages() -> BTreeSet<String> {
    let manifest: toml::Value = toml::from_str(&text("Cargo.toml")).expect("it is TOML");
    let node: serde_json::Value = serde_json::from_str(&text("end2end/package.json")).expect("it is JSON");
    let crates = ["dependencies", "dev-dependencies", "build-dependencies"];
    let crates = crates.iter().filter_map(|section| manifest.get(section)?.as_table()).flat_map(|t| t.keys());
    let node = node["devDependencies"].as_object().into_iter().flat_map(|packages| packages.keys());
    let fuzz: toml::Value = toml::from_str(&text("fuzz/Cargo.toml")).expect("it is TOML");
    let fuzz = fuzz["dependencies"].as_table().into_iter().flat_map(|t| t.keys());
    crates.chain(node).chain(fuzz).filter(|name| *name != "slipway").cloned().collect()
}

#[test]
fn every_package_has_its_reason() {
    let told: BTreeSet<String> = rows(&text("docs/dependencies.md"))
        .into_iter()
        .filter_map(|row| Some(row.first()?.strip_prefix('`')?.strip_suffix('`')?.to_owned()))
        .collect();
    let packages = packages();
    let (missing, gone): (Vec<_>, Vec<_>) =
        (packages.difference(&told).collect(), told.difference(&packages).collect());
    assert!(missing.is_empty(), "docs/dependencies.md gives no reason for {missing:?}");
    assert!(gone.is_empty(), "docs/dependencies.md speaks of {gone:?}, which no manifest asks for");
}

/// Everything that may hold a test, as one text.
fn tests() -> String {
    let mut all = String::new();
    for folder in ["src", "tests", "end2end/journeys"] {
        gather(&root().join(folder), &mut all);
    }
    all
}

fn gather(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            gather(&path, all);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "ts") {
            all.push_str(&text(path));
        }
    }
}

#[test]
fn every_security_requirement_names_a_test_or_says_that_it_is_open() {
    let tests = tests();
    let mut numbers = Vec::new();
    for row in rows(&text("docs/security.md")) {
        let Some(number) = row.first().and_then(|cell| cell.parse::<u32>().ok()) else { continue };
        numbers.push(number);
        let shown = row.last().expect("a row has cells");
        let named: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
        assert!(shown.starts_with("open: ") || !named.is_empty(), "{number} names no test and is not open");
        for name in named {
            let name = name.rsplit("::").next().unwrap_or(name);
            let stands =
                tests.contains(&format!("fn {name}(")) || tests.contains(&format!("test(\"{name}\""));
            assert!(stands, "{number} names the test `{name}`, which does not exist");
        }
    }
    assert_eq!(numbers, (1..=61).chain([62, 67, 69, 70]).collect::<Vec<_>>());
}
