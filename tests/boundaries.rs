//! Reads the sources and says where one reaches over a boundary that `docs/architecture.md` draws.

#[path = "boundaries/source.rs"]
mod source;

use source::Source;

/// Which top-level modules each one may use. `testing` exists in tests only and may be used by all;
/// `fuzzing` exists for tests and fuzz targets and may use all.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("strategy", &["domain"]),
    ("access", &["domain"]),
    ("store", &["access", "domain"]),
    ("backups", &["store", "access", "domain", "clock", "config", "random", "sealed"]),
    (
        "actions",
        &[
            "backups", "store", "access", "strategy", "domain", "app", "clock", "config", "provider",
            "pulse", "random", "sealed",
        ],
    ),
    (
        "drill",
        &["actions", "backups", "store", "access", "domain", "app", "clock", "config", "random", "sealed"],
    ),
    ("engine", &["actions", "store", "access", "domain", "app", "clock", "config", "pulse", "random"]),
    ("ui", &["domain"]),
    (
        "web",
        &[
            "ui", "actions", "backups", "store", "access", "strategy", "domain", "app", "clock", "config",
            "kernel", "provider", "pulse", "random",
        ],
    ),
    (
        "cli",
        &[
            "web",
            "drill",
            "engine",
            "actions",
            "backups",
            "store",
            "access",
            "strategy",
            "domain",
            "app",
            "clock",
            "config",
            "kernel",
            "provider",
            "pulse",
            "random",
            "sealed",
            "telemetry",
        ],
    ),
    ("main", &["cli"]),
    // Beside the layers, see BESIDE.
    (
        "app",
        &[
            "backups", "store", "strategy", "domain", "clock", "config", "provider", "pulse", "random",
            "sealed",
        ],
    ),
    ("clock", &["domain"]),
    ("config", &["domain"]),
    ("kernel", &["domain", "config"]),
    ("provider", &["access", "domain", "config", "random", "sealed"]),
    ("pulse", &["store", "access", "domain"]),
    ("random", &[]),
    ("sealed", &["random"]),
    ("telemetry", &["config"]),
];

/// Beside the layers: the one place that holds what every action needs, and what it is made of.
const BESIDE: [&str; 9] =
    ["app", "clock", "config", "kernel", "provider", "pulse", "random", "sealed", "telemetry"];

/// A word of the program that belongs in some places only: the word, the places, and why.
type Belongs = (&'static [&'static str], &'static [&'static str], &'static str);

const WORDS: &[Belongs] = &[
    (&["sqlx"], &["store"], "all SQL is in the store"),
    (
        &["begin_with", "\"BEGIN IMMEDIATE\""],
        &["store.rs"],
        "a write transaction is opened by `Store::write()` only",
    ),
    (&["leptos"], &["ui", "web"], "HTML is made by components and pages"),
    (&["axum"], &["web", "cli"], "HTTP ends at the web layer"),
    (&["tower_http", "tower_sessions"], &["web"], "HTTP ends at the web layer"),
    (&["inner_html"], &[], "what people wrote is text, never markup"),
    (&["reqwest"], &["engine", "provider"], "only steps of a plan and the sign-in provider are called"),
    (&["openidconnect"], &["provider"], "what the sign-in provider says is checked in one place"),
    (&["by_provider"], &["access", "provider"], "the sign-in provider vouches where its token was checked"),
    (&["Ruleset"], &["engine", "kernel"], "the kernel is told by commands and asked by who tells of it"),
    (&["process_wrap", "close_fds"], &["engine"], "only steps of a plan start processes"),
    (&["OPERATOR", "at_command_line"], &["access", "cli"], "the operator acts at the command line only"),
    (&["ENGINE", "of_engine"], &["access", "actions", "engine"], "no page and no command acts as the engine"),
    (&["pulldown_cmark", "serde_saphyr"], &["strategy"], "only the strategy layer reads documents"),
];

fn at(source: &Source, line: usize, rule: &str) -> String {
    format!("src/{}:{line}: {rule}", source.path)
}

fn upward(source: &Source) -> Vec<String> {
    let layer = source.layer();
    if matches!(layer, "lib" | "testing" | "fuzzing") {
        return Vec::new();
    }
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![at(
            source,
            1,
            &format!("`{layer}` has no place among the layers of tests/boundaries.rs"),
        )];
    };
    let is_module = |name: &str| LAYERS.iter().any(|(module, _)| *module == name);
    let is_over = |name: &str| is_module(name) && name != layer && !allowed.contains(&name);
    let used = source.modules_used();
    used.iter()
        .filter(|used| is_over(&used.text))
        .map(|used| {
            let may = if allowed.is_empty() { "nothing else".to_owned() } else { allowed.join(", ") };
            at(source, used.line, &format!("`{layer}` uses `{}`; it may use {may}", used.text))
        })
        .collect()
}

fn out_of_place(source: &Source) -> Vec<String> {
    if source.is_test() {
        return Vec::new();
    }
    let stands_in = |place: &str| source.path == place || source.layer() == place;
    let program = source.program();
    let mut found = Vec::new();
    for (words, places, why) in WORDS {
        if places.iter().any(|place| stands_in(place)) {
            continue;
        }
        for token in program.iter().filter(|token| words.contains(&token.text.as_str())) {
            found.push(at(source, token.line, &format!("`{}` stands here, but {why}", token.text)));
        }
    }
    found
}

fn out_of_form(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    if !source.text.starts_with("//! ") && !source.is_test() {
        found.push(at(source, 1, "a file begins with `//!` and a sentence that says what it is for"));
    }
    if source.path.ends_with("mod.rs") {
        found.push(at(source, 1, "a module is `foo.rs` beside `foo/`; there is no `mod.rs`"));
    }
    found
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "{} places:\n{}", found.len(), found.join("\n"));
}

#[test]
fn no_layer_reaches_upwards() {
    assert_none(&Source::all().iter().flat_map(upward).collect::<Vec<_>>());
}

#[test]
fn every_word_stands_in_its_place() {
    assert_none(&Source::all().iter().flat_map(out_of_place).collect::<Vec<_>>());
}

#[test]
fn every_file_says_what_it_is_for() {
    let sources = Source::all();
    assert!(sources.len() > 20, "the sources are found");
    assert_none(&sources.iter().flat_map(out_of_form).collect::<Vec<_>>());
}

#[test]
fn what_reaches_over_a_boundary_is_named_with_its_line() {
    let table = [
        ("domain/gate.rs", "//! X.\nuse crate::store::Db;", "src/domain/gate.rs:2: `domain` uses `store`"),
        (
            "access/scope.rs",
            "fn f() {\n  crate::{domain::id, store::Db};\n}",
            "src/access/scope.rs:2: `access`",
        ),
        ("store/a.rs", "use crate::{\n  access::Actor,\n  web,\n};", "src/store/a.rs:3: `store` uses `web`"),
        ("odd.rs", "fn f() {}", "src/odd.rs:1: `odd` has no place"),
        ("store.rs", "use super::web;", "src/store.rs:1: `store` uses `web`"),
        ("access/a.rs", "use super::super::store::Db;", "src/access/a.rs:1: `access` uses `store`"),
    ];
    for (path, text, expected) in table {
        let found = upward(&Source::new(path, text));
        assert!(found.len() == 1 && found[0].starts_with(expected), "{expected}: {found:?}");
    }
}

/// What a row of the table in `docs/architecture.md` names in its first two cells: a layer, and what it may use.
fn told(row: &str) -> Option<(String, Vec<String>)> {
    let mut cells = row.strip_prefix("| `")?.split('|');
    let layer = cells.next()?.trim().strip_suffix('`')?.to_owned();
    let mut used: Vec<String> = cells.next()?.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    used.sort();
    Some((layer, used))
}

#[test]
fn the_map_in_the_documentation_is_this_one() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let text = std::fs::read_to_string(path).expect("the map is there");
    let mut told: Vec<_> = text.lines().filter_map(told).collect();
    let layers = LAYERS.iter().filter(|(name, _)| !BESIDE.contains(name));
    let mut drawn: Vec<_> = layers
        .map(|(name, used)| {
            let layers = used.iter().filter(|one| !BESIDE.contains(one));
            let mut used: Vec<String> = layers.map(|one| (*one).to_owned()).collect();
            used.sort();
            ((*name).to_owned(), used)
        })
        .collect();
    told.sort();
    drawn.sort();
    assert_eq!(told, drawn);
}

#[test]
fn a_word_out_of_place_is_named_and_comments_and_tests_are_not() {
    let table = [
        ("web/page.rs", "use axum::Router;\nuse sqlx::query;", 1),
        ("actions/a.rs", "// sqlx is not used here\n/// Nor is `sqlx` here.\nfn f() {}", 0),
        ("actions/a.rs", "fn f() {}\n#[cfg(test)]\nmod tests { use axum::body; }", 0),
        ("actions/a.rs", "const SQL: &str = \"BEGIN IMMEDIATE\";", 1),
        ("store/a.rs", "async fn f(p: Pool) { p.begin_with(\"BEGIN IMMEDIATE\").await; }", 2),
        ("web/a.rs", "fn f() { g(Actor::OPERATOR) }", 1),
        ("testing/app.rs", "use axum::Router; use sqlx::query;", 0),
    ];
    for (path, text, expected) in table {
        let found = out_of_place(&Source::new(path, text));
        assert_eq!(found.len(), expected, "{path}: {text}: {found:?}");
    }
}
