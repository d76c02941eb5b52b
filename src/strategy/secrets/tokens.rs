//! Passages that can be nothing but a secret, by their shape.

/// How a kind of secret begins, how many characters of which kind must follow, and what it is called.
type Shape = (&'static str, usize, fn(char) -> bool, &'static str);

const SHAPES: [Shape; 19] = [
    ("AKIA", 16, is_upper, "an access key of AWS"),
    ("ASIA", 16, is_upper, "an access key of AWS"),
    ("ghp_", 20, is_word, "a token of GitHub"),
    ("gho_", 20, is_word, "a token of GitHub"),
    ("ghu_", 20, is_word, "a token of GitHub"),
    ("ghs_", 20, is_word, "a token of GitHub"),
    ("ghr_", 20, is_word, "a token of GitHub"),
    ("github_pat_", 20, is_word, "a token of GitHub"),
    ("glpat-", 16, is_word, "a token of GitLab"),
    ("xoxb-", 12, is_word, "a token of Slack"),
    ("xoxp-", 12, is_word, "a token of Slack"),
    ("xapp-", 12, is_word, "a token of Slack"),
    ("sk_live_", 10, is_word, "a key of Stripe"),
    ("rk_live_", 10, is_word, "a key of Stripe"),
    ("AIza", 30, is_word, "a key of Google"),
    ("npm_", 30, is_word, "a token of npm"),
    ("dop_v1_", 30, is_word, "a token of DigitalOcean"),
    ("hooks.slack.com/services/T", 15, is_path, "a webhook of Slack"),
    ("eyJ", 20, is_path, "a signed token"),
];

fn is_upper(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn is_path(c: char) -> bool {
    is_word(c) || c == '/' || c == '.'
}

/// No secret is looked at beyond so many bytes.
const LONGEST: usize = 200;

/// The first secret of a text: where it begins, and what it is.
pub fn find(text: &str) -> Option<(usize, &'static str)> {
    let shaped = SHAPES.iter().filter_map(|(begins, length, follows, what)| {
        let fits = |at: usize| {
            let rest = head(&text[at + begins.len()..]);
            let token = &rest[..rest.find(|c| !follows(c)).unwrap_or(rest.len())];
            let signed = *begins != "eyJ" || token.matches('.').count() > 1;
            token.len() >= *length && signed && !text[..at].ends_with(is_word)
        };
        let place = text.match_indices(begins).map(|(at, _)| at).find(|at| fits(*at));
        place.map(|at| (at, *what))
    });
    shaped.chain(private_key(text)).min_by_key(|(at, _)| *at)
}

fn head(text: &str) -> &str {
    let end = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

fn private_key(text: &str) -> Option<(usize, &'static str)> {
    let mut places = text.match_indices("-----BEGIN ").map(|(at, mark)| (at, at + mark.len()));
    places.find_map(|(at, end)| {
        let name = head(&text[end..]).find("PRIVATE KEY").filter(|name| *name < 40);
        name.map(|_| (at, "a private key"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_by_their_shape() {
        for text in [
            "aws: AKIAIOSFODNN7EXAMPLE",
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
            "token glpat-abcdefghij1234567890.",
            "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----",
            "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXX",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijkl",
        ] {
            assert!(find(text).is_some(), "{text}");
        }
        for text in [
            "AKIA",
            "the ghp_ prefix",
            "-----BEGIN CERTIFICATE-----",
            "MYAKIAIOSFODNN7EXAMPLE",
            "eyJust a word here to read",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
