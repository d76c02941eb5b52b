//! Whatever comes in, the reader answers: no panic, no waiting, no place outside the document.

use super::*;
use proptest::prelude::*;

/// Either a strategy, or problems in order with places inside the document.
fn check(bytes: &[u8]) {
    let Err(problems) = read(bytes) else { return };
    assert!(!problems.is_empty());
    assert!(problems.is_sorted_by_key(|p| (p.line, p.column)), "{}", lines(&problems));
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
    let of_document: Vec<&str> = text.split('\n').collect();
    for problem in problems {
        let line = of_document.get(problem.line - 1);
        let width = line.map(|line| line.chars().count() + 1);
        assert!(width.is_some_and(|width| problem.column <= width), "{problem} is outside");
        assert!(!problem.message.is_empty());
    }
}

/// Something that goes wrong while a document is written.
#[derive(Debug, Clone)]
pub enum Mutation {
    Delete(usize),
    Double(usize),
    Swap(usize, usize),
    Insert(usize, String),
    Cut(usize),
    Flip(usize, u8),
}

/// Any of them.
pub fn mutation() -> impl Strategy<Value = Mutation> {
    let piece = prop_oneof![
        Just("```".to_owned()),
        Just("  - ".to_owned()),
        Just("| a | b |".to_owned()),
        Just("## Deployment Steps".to_owned()),
        Just("> quoted".to_owned()),
        Just("   production: {".to_owned()),
        Just("- **Environments**: staging".to_owned()),
        Just("&a [*a, \"\\0\\u0000\"]".to_owned()),
        "\\PC{0,12}",
    ];
    prop_oneof![
        any::<usize>().prop_map(Mutation::Delete),
        any::<usize>().prop_map(Mutation::Double),
        any::<(usize, usize)>().prop_map(|(a, b)| Mutation::Swap(a, b)),
        (any::<usize>(), piece).prop_map(|(at, text)| Mutation::Insert(at, text)),
        any::<usize>().prop_map(Mutation::Cut),
        any::<(usize, u8)>().prop_map(|(at, byte)| Mutation::Flip(at, byte)),
    ]
}

/// Lets it happen.
pub fn mutate(document: &mut Vec<u8>, mutation: Mutation) {
    let mut lines: Vec<Vec<u8>> = document.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    let count = lines.len();
    match mutation {
        Mutation::Delete(at) => drop(lines.remove(at % count)),
        Mutation::Double(at) => lines.insert(at % count, lines[at % count].clone()),
        Mutation::Swap(a, b) => lines.swap(a % count, b % count),
        Mutation::Insert(at, text) => lines.insert(at % count, text.into_bytes()),
        Mutation::Cut(at) => {
            let line = &mut lines[at % count];
            line.truncate(at / count % (line.len() + 1));
        }
        Mutation::Flip(at, byte) => {
            let line = &mut lines[at % count];
            if let Some(old) = line.first().map(|_| at / count % line.len()) {
                line[old] = byte;
            }
        }
    }
    *document = lines.join(&b'\n');
    if document.is_empty() {
        document.push(b'x');
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }

    #[test]
    fn any_text(text in "(?s)([#>|`*\\[\\]{}:,&\\-\\n \\r\\t]|\\PC){0,300}") {
        check(text.as_bytes());
    }

    #[test]
    fn any_yaml(yaml in "(?s)([#>|'\"\\[\\]{}:,&*!%@\\-\\n \\ta-z0-9]){0,200}") {
        let document = format!("## Environment Configuration\n```yaml\n{yaml}\n```\n- **Environments**: a\n");
        check(document.as_bytes());
        check(STOREFRONT.replacen("  targets: [dev-1]\n", &yaml, 1).as_bytes());
    }

    #[test]
    fn any_mutation_of_the_document(mutations in proptest::collection::vec(mutation(), 1..8)) {
        let mut document = STOREFRONT.as_bytes().to_vec();
        mutations.into_iter().for_each(|m| mutate(&mut document, m));
        check(&document);
    }
}

#[test]
fn other_line_ends_and_a_byte_order_mark_read_the_same() {
    let expected = read(STOREFRONT.as_bytes()).unwrap();
    assert_eq!(read(STOREFRONT.replace('\n', "\r\n").as_bytes()).unwrap(), expected);
    assert_eq!(read(format!("\u{feff}{STOREFRONT}").as_bytes()).unwrap(), expected);
    let template = lines(&read(TEMPLATE.as_bytes()).unwrap_err());
    let other = format!("\u{feff}{}", TEMPLATE.replace('\n', "\r\n"));
    assert_eq!(lines(&read(other.as_bytes()).unwrap_err()), template);
}

/// As many pieces as a document may have, each with its number.
fn distinct(before: &str, after: &str) -> String {
    let most = 900_000 / (before.len() + after.len() + 5);
    (0..most).map(|n| format!("{before}{n}{after}")).collect()
}

/// Nothing is measured: each of these takes less than a second, and hours where something is quadratic.
#[test]
fn noise_is_answered_soon() {
    let steps: String = (0..20_000).map(|n| format!("   - Step {n} of production and staging\n")).collect();
    let keys: String = (0..20_000).map(|n| format!("  Step {n}x: {{ runn: x }}\n")).collect();
    let rows = "| Developer | Some | Some | Some |\n".repeat(20_000);
    let documents = [
        "x".repeat(10_000_000),
        "- ".repeat(500_000),
        format!("{}\n{}", "- ".repeat(100_000), "\n".repeat(500_000)),
        "[Date]".repeat(150_000),
        "# Deployment Steps\n".repeat(50_000),
        "```yaml\nproduction: [\n```\n".repeat(40_000),
        format!("## Environment Configuration\n```yaml\n{}\n```\n", "[".repeat(1_000_000)),
        format!("## Environment Configuration\n```yaml\n{}\n```\n", "? ".repeat(400_000)),
        format!("## Environment Configuration\n```yaml\n{}\n```\n", "a: &a *a\n".repeat(100_000)),
        format!("### Recovery Plan\n```mermaid\n{}\n```\n", "A & B --> C\n".repeat(80_000)),
        format!("### Recovery Plan\n```mermaid\n{0}A --> {0}B\n```\n", "A & ".repeat(100_000)),
        format!("### Recovery Plan\n```mermaid\n{}\n```\n", distinct("A", " & ")),
        format!("### Recovery Plan\n```mermaid\n{}\n```\n", distinct("A --> B", "\n")),
        distinct("# Some other heading ", "\n"),
        distinct("# Deployment Step", "\n"),
        STOREFRONT.replacen("Verify build", &"production ".repeat(90_000), 1),
        STOREFRONT.replacen("development, staging", &distinct("e", ","), 1),
        STOREFRONT.replacen("| SRE |", &distinct("| R", "| Full | Full | Full |\n"), 1),
        STOREFRONT.replacen("[web-1, web-2", &distinct("[w", ","), 1),
        STOREFRONT.replacen("targets: [dev-1]", &distinct("  k", ": 1\n"), 1),
        STOREFRONT.replacen("automation:\n", &format!("automation:\n{}", distinct("  s", ": {}\n")), 1),
        STOREFRONT.replacen("   - Verify build artifacts\n", &distinct("   - s", "\n"), 1),
        format!("## Document Control\n{}", distinct("- **Version**: ", "\n")),
        STOREFRONT.replacen("   - Verify build artifacts\n", &steps, 1),
        STOREFRONT.replacen("automation:\n", &format!("automation:\n{keys}"), 1),
        STOREFRONT.replacen("| SRE | Full | Full | Full |\n", &rows, 1),
        STOREFRONT.replacen("- [ ] All tests passing\n", &"- [ ] x\n- [ ] y\n".repeat(50_000), 1),
    ];
    for document in documents {
        check(document.as_bytes());
    }
}
