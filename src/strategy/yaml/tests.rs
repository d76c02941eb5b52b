use super::*;
use crate::strategy::outline;

fn first(document: &str) -> Result<Node, (usize, String)> {
    parse(&outline::scan(document, Default::default()).fences[0])
}

#[test]
fn values_keep_their_spelling_and_their_place() {
    let document = "1. x\r\n   ```yaml\r\n   a: 1.0\r\n   b: [off, 0x10]\r\n   c:\r\n   ```\r\n";
    let Value::Map(entries) = first(document).unwrap().value else { panic!("a mapping") };
    let words: Vec<String> = entries.iter().map(|e| format!("{}={}", e.key, e.node.words())).collect();
    assert_eq!(words, ["a=1.0", "b=off, 0x10", "c="]);
    assert!(document[entries[0].node.at..].starts_with("1.0"));
    assert!(document[entries[1].node.at..].starts_with("[off"));
    assert!(document[entries[1].at..].starts_with("b:"));
}

#[test]
fn an_alias_has_the_spelling_of_its_anchor_and_its_own_place() {
    let document = "```yaml\na: &x 7\nb: *x\n```\n";
    let Value::Map(entries) = first(document).unwrap().value else { panic!("a mapping") };
    assert_eq!(entries[1].node.words(), "7");
    assert!(document[entries[1].node.at..].starts_with("*x"));
}

#[test]
fn what_cannot_be_read_says_where() {
    let document = "- x\n\n  ```yaml\n  a:\n   - x\n  b: 'y\n  ```\n";
    let (at, message) = first(document).unwrap_err();
    assert!(document[at..].starts_with("'y"), "{at} {message}");
    assert_eq!(message, "the YAML block cannot be read: unclosed quote");
}

#[test]
fn bombs_are_refused() {
    let deep = format!("```yaml\na: {}1{}\n```\n", "[".repeat(5000), "]".repeat(5000));
    assert!(first(&deep).is_err());
    let mut bomb = "```yaml\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..20 {
        let before = format!("*a{}, ", n - 1).repeat(9);
        bomb.push_str(&format!("a{n}: &a{n} [{}]\n", before.trim_end_matches(", ")));
    }
    bomb.push_str("```\n");
    assert!(first(&bomb).is_err());
}

#[test]
fn keys_are_seen_in_a_block_that_cannot_be_read() {
    let keys: Vec<&str> = visible_keys("# c\nbuild:\n  a: b\n\"quality\": [\nhttp://x\n").collect();
    assert_eq!(keys, ["build", "quality"]);
}
