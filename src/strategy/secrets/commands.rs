//! Secrets that a command or a connection is given: `DB_PASSWORD=hunter2`, `--token abc`, `Authorization: Bearer abc`.

use super::{is_literal, is_name};

/// The name of a secret that a text gives literally.
pub fn given(text: &str) -> Option<&str> {
    let separators = |c: char| c.is_whitespace() || matches!(c, ';' | '&' | '|');
    let quotes = ['"', '\''];
    let words: Vec<&str> = text
        .split(separators)
        .map(|word| word.trim_matches(quotes))
        .filter(|word| !word.is_empty())
        .collect();
    let assigned = words.iter().find_map(|word| {
        let (name, value) = word.split_once('=')?;
        let name = name.trim_start_matches('-');
        (is_name(name) && is_value(value)).then_some(name)
    });
    let option = words.windows(2).find_map(|pair| {
        let name = pair[0].strip_prefix("--")?;
        let value = !pair[1].starts_with('-') && is_value(pair[1]);
        (!name.contains('=') && is_name(name) && value).then_some(name)
    });
    let bearer = words.windows(2).find_map(|pair| {
        let scheme = pair[0].eq_ignore_ascii_case("bearer");
        (scheme && pair[1].len() >= 8 && is_value(pair[1])).then_some(pair[0])
    });
    assigned.or(option).or(bearer)
}

fn is_value(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    !value.is_empty() && !value.starts_with('`') && is_literal(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_give_secrets_away() {
        for text in [
            "DB_PASSWORD=hunter2 ./ship.sh",
            "mysql -u root --password=hunter2",
            "ship --token abcdef",
            "curl -H 'Authorization: Bearer abcdefghijkl' https://example.org",
            "Server=x;Password=y",
            "export API_KEY=\"abc\"; ./ship.sh",
        ] {
            assert!(given(text).is_some(), "{text}");
        }
        for text in [
            "DB_PASSWORD=$DB_PASSWORD ./ship.sh --token \"$TOKEN\"",
            "curl -H \"Authorization: Bearer $TOKEN\"",
            "DB_PASSWORD=$(cat /run/secrets/db) ./ship.sh",
            "DB_PASSWORD=`cat x` ./ship.sh",
            "ship --password-file /run/x --token-ttl 5m",
            "ship --token --verbose",
            "./ship.sh production",
        ] {
            assert_eq!(given(text), None, "{text}");
        }
    }
}
