//! Secrets that stand in a document. Everybody who can read the document can read them, so they are refused.

mod commands;
mod tokens;

use super::problem::Report;
use super::yaml::{Entry, Node, Value};
use crate::domain::text::clip;

/// Words at the end of a key whose value is a secret.
const WORDS: [&str; 13] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "credential",
    "credentials",
    "passwort",
    "contraseña",
    "senha",
    "apikey",
    "secretkey",
];
/// Words before `key` that make it a secret.
const KEYS: [&str; 9] =
    ["private", "api", "secret", "access", "encryption", "signing", "license", "ssh", "account"];
/// Words that say about a secret where it is or what it is like, not what it is.
const ABOUT: [&str; 7] = ["public", "no", "min", "max", "require", "requires", "rotate"];
/// Values that say where a secret is kept.
const KEPT_IN: [&str; 14] = [
    "vault", "env", "secret", "secrets", "ssm", "sm", "kms", "op", "aws", "gcp", "azure", "sops", "file",
    "arn",
];
/// Values that are no secrets.
const PLAIN: [&str; 28] = [
    "tbd",
    "todo",
    "changeme",
    "change-me",
    "change_me",
    "redacted",
    "hidden",
    "masked",
    "placeholder",
    "n/a",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "none",
    "null",
    "~",
    "required",
    "optional",
    "enabled",
    "disabled",
    "vault",
    "env",
    "environment",
    "secret",
    "secrets",
];
/// A value deeper than this is not looked at: no reader does either.
const DEEPEST: usize = 100;

/// Reports every key that looks like a secret and has a literal value, anywhere below a node.
pub fn check(node: &Node, report: &mut Report) {
    below(node, 0, report);
}

fn below(node: &Node, depth: usize, report: &mut Report) {
    if depth > DEEPEST || report.is_full() {
        return;
    }
    match &node.value {
        Value::Map(entries) => {
            check_pair(entries, report);
            entries.iter().for_each(|entry| {
                check_entry(entry, report);
                below(&entry.node, depth + 1, report);
            });
        }
        Value::List(nodes) => {
            nodes.iter().for_each(|node| below(node, depth + 1, report));
        }
        Value::Text(text) if tokens::find(text).is_some() => {}
        Value::Text(text) if has_password(text) => {
            report.add(node.at, refusal("an address with a password", ""))
        }
        Value::Text(text) => {
            if let Some(name) = commands::given(text) {
                report.add(node.at, refusal(&format!("`{}`", clip(name, 60)), name));
            }
        }
        Value::Nothing => {}
    }
}

fn check_entry(entry: &Entry, report: &mut Report) {
    if !is_name(&entry.key) {
        return;
    }
    let literal = match &entry.node.value {
        Value::Text(text) => is_literal(text) && tokens::find(text).is_none() && !is_about(&entry.key, text),
        Value::List(nodes) => {
            nodes.iter().any(|node| matches!(&node.value, Value::Text(text) if is_literal(text)))
        }
        Value::Map(_) | Value::Nothing => false,
    };
    if literal {
        report.add(entry.at, refusal(&format!("`{}`", clip(&entry.key, 60)), &entry.key));
    }
}

/// Text about all secrets of a kind: `passwords: rotated every 90 days`.
fn is_about(key: &str, text: &str) -> bool {
    key.ends_with('s') && text.split_whitespace().count() > 2
}

/// `name: DB_PASSWORD` beside `value: hunter2`.
fn check_pair(entries: &[Entry], report: &mut Report) {
    let get = |key: &str| match entries
        .iter()
        .find(|entry| entry.key == key)
        .map(|entry| (entry.at, &entry.node.value))
    {
        Some((at, Value::Text(text))) => Some((at, text.as_str())),
        _ => None,
    };
    if let (Some((_, name)), Some((at, value))) = (get("name"), get("value"))
        && is_name(name)
        && is_literal(value)
    {
        report.add(at, refusal(&format!("`{}`", clip(name, 60)), name));
    }
}

/// Reports every line of a document with what can be nothing but a secret, wherever it stands: a private key, an access
/// key of a cloud, a personal token.
pub fn check_text(text: &str, report: &mut Report) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if report.is_full() {
            return;
        }
        if let Some((start, what)) = tokens::find(line) {
            report.add(at + start, refusal(what, ""));
        }
        at += line.len();
    }
}

fn refusal(what: &str, key: &str) -> String {
    let name: String =
        key.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    let name = if what.starts_with('`') && name.len() <= 40 { name } else { "SECRET".to_owned() };
    format!(
        "{what} looks like a secret, and everybody who reads the document can see it: remove the value, make a new secret, \
         and refer to where it is kept, such as `${{{name}}}`"
    )
}

/// Whether a key names a secret: `db_password`, `apiToken`, `private-key`; not `token_ttl` or `secrets_management`.
fn is_name(key: &str) -> bool {
    let words = words(key);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.iter().any(|word| ABOUT.contains(word)) {
        return false;
    }
    let last = match words.as_slice() {
        [rest @ .., "value" | "literal" | "text" | "default" | "base"] if !rest.is_empty() => rest,
        all => all,
    };
    match last {
        [.., before, "key" | "keys"] => KEYS.contains(before),
        [.., last] => {
            WORDS.contains(last)
                || *last != "secrets" && last.strip_suffix('s').is_some_and(|one| WORDS.contains(&one))
        }
        [] => false,
    }
}

/// The words of a key: `apiToken`, `api_token` and `API-TOKEN` have the same.
fn words(key: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in key.chars() {
        let ends = !c.is_alphanumeric() || c.is_uppercase() && before.is_lowercase();
        if ends && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a value is the secret, and not a reference to it or a word about it.
fn is_literal(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_lowercase();
    let masked = text.chars().all(|c| matches!(c, '*' | '•' | '.' | 'x' | 'X' | '-' | '_'));
    let plain = PLAIN.contains(&lower.as_str()) || KEPT_IN.contains(&lower.as_str());
    !(masked || plain || is_reference(text, &lower) || is_placeholder(text))
}

/// `${DB_PASSWORD}`, `$DB_PASSWORD`, `{{ password }}`, `vault:shop/db`, `/run/secrets/db`, `DB_PASSWORD`
fn is_reference(text: &str, lower: &str) -> bool {
    let name = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    let variable = text.strip_prefix('$').is_some_and(|rest| {
        rest.starts_with(['{', '('])
            || rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !rest.is_empty()
    });
    let kept = lower.split_once([':', '.', '/']).is_some_and(|(kept, rest)| {
        let kind = kept.split(['-', '_']).next().unwrap_or_default();
        KEPT_IN.contains(&kind) && !rest.is_empty()
    });
    let constant = name(text) && text.contains('_') && text.starts_with(|c: char| c.is_ascii_uppercase());
    let path = text.starts_with(['/', '~']) && text[1..].contains('/') || text.starts_with("./");
    variable
        || kept
        || constant
        || path
        || text.contains("{{")
        || text.contains("${")
        || lower.starts_with("from ")
}

/// `<password>`, `[secret]`
fn is_placeholder(text: &str) -> bool {
    text.is_empty()
        || text.starts_with('<') && text.ends_with('>')
        || text.starts_with('[') && text.ends_with(']')
}

/// `postgres://shop:hunter2@db/shop`
fn has_password(text: &str) -> bool {
    let addresses = text.match_indices("://").map(|(at, mark)| &text[at + mark.len()..]);
    let mut hosts =
        addresses.map(|rest| rest.split(|c: char| c.is_whitespace() || matches!(c, '/' | '"')).next());
    hosts.any(|host| {
        let user = host.and_then(|host| host.rsplit_once('@')).map(|(user, _)| user);
        user.and_then(|user| user.split_once(':')).is_some_and(|(_, password)| is_literal(password))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_told(key: &str, value: &str) -> bool {
        let node = |value: Value| Node { at: 0, value };
        let entry = Entry { at: 0, key: key.to_owned(), node: node(Value::Text(value.to_owned())) };
        let outer = Entry { at: 0, key: "configuration".to_owned(), node: node(Value::Map(vec![entry])) };
        let mut report = Report::default();
        check(&node(Value::List(vec![node(Value::Map(vec![outer]))])), &mut report);
        check_text(value, &mut report);
        !report.is_empty()
    }

    #[test]
    fn literal_secrets_are_refused() {
        for (key, value) in [
            ("password", "hunter2"),
            ("Password", "correct horse"),
            ("db_password", "hunter2"),
            ("DB_PASSWORD", "Hunter2!"),
            ("dbPassword", "hunter2"),
            ("postgres-password", "12345"),
            ("secret", "s3cr3t"),
            ("client_secret", "abc123def"),
            ("token", "ghp_abcdefghij"),
            ("apiToken", "abc"),
            ("api_key", "AKIAABCDEFGH"),
            ("apikey", "abc"),
            ("private_key", "MIIEvQ"),
            ("privateKey", "-----BEGIN RSA PRIVATE KEY-----\nMII"),
            ("certificate", "-----BEGIN PRIVATE KEY-----\nMII"),
            ("secret_key", "abc"),
            ("access_key", "AKIAABCDEFGH"),
            ("passphrase", "open sesame"),
            ("api_tokens", "abc"),
            ("password_value", "hunter2"),
            ("token", "$2y$10$abc"),
            ("secret_key_base", "abc"),
            ("database", "postgres://shop:hunter2@db/shop"),
        ] {
            assert!(is_told(key, value), "{key}: {value}");
        }
    }

    #[test]
    fn references_and_other_keys_are_not() {
        for (key, value) in [
            ("token_ttl", "5m"),
            ("password_policy", "12 characters"),
            ("password_min_length", "12"),
            ("min_password", "12"),
            ("secrets_management", "Vault"),
            ("secrets", "vault"),
            ("secret", "required"),
            ("token", "true"),
            ("public_key", "ssh-ed25519 AAAA"),
            ("key", "value"),
            ("cache_key", "v1"),
            ("tokenizer", "fast"),
            ("password", "${DB_PASSWORD}"),
            ("password", "$DB_PASSWORD"),
            ("password", "$(pass show db)"),
            ("password", "{{ db_password }}"),
            ("password", "vault:shop/db#password"),
            ("password", "env:DB_PASSWORD"),
            ("password", "secrets/db"),
            ("password", "arn:aws:secretsmanager:eu-central-1:1:secret:x"),
            ("password", "DB_PASSWORD"),
            ("password", "/run/secrets/db"),
            ("password", "<password>"),
            ("password", "********"),
            ("password", ""),
            ("password_file", "db.txt"),
            ("secret_name", "db"),
            ("api_key_id", "one"),
            ("secrets", "kept in the safe"),
            ("password", "sops"),
            ("database", "postgres://shop:${DB_PASSWORD}@db/shop"),
            ("database", "postgres://shop@db/shop"),
            ("url", "https://example.org:8080/a@b"),
        ] {
            assert!(!is_told(key, value), "{key}: {value}");
        }
    }
}
