//! Addresses that people and machines hand in, fit to be a link on a page.

use serde::{Deserialize, Serialize};

/// The longest address that is kept, in bytes.
const MOST_BYTES: usize = 2048;

/// An absolute http or https address without credentials: the only kind of given address that becomes a link.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExternalUrl(String);

impl ExternalUrl {
    /// Reads an address as a browser would and keeps what the browser would go to; the error says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MOST_BYTES {
            return Err(format!("an address of at most {MOST_BYTES} bytes is expected"));
        }
        let url = url::Url::parse(text)
            .map_err(|_| "an address that begins with https:// or http:// is expected".to_owned())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("addresses with {}: are not accepted, only http and https", url.scheme()));
        }
        // "https://github.com@evil.example/" reads like another place than it is.
        if !url.username().is_empty() || url.password().is_some() {
            return Err("an address without a user name or password in it is expected".to_owned());
        }
        Ok(Self(url.into()))
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ExternalUrl {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<ExternalUrl> for String {
    fn from(url: ExternalUrl) -> String {
        url.0
    }
}

/// The address of an installation, as its people type it: scheme, host and perhaps a port, and nothing behind them.
///
/// # Errors
/// What was expected.
pub fn installation_address(text: &str) -> Result<String, String> {
    let expected = "The address is expected as people type it, such as https://slipway.example.org";
    let text = ExternalUrl::parse(text.trim()).map_err(|_| format!("{expected}."))?;
    let url = url::Url::parse(text.as_str()).map_err(|_| format!("{expected}."))?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("{expected}, without anything behind it."));
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_an_installation_is_an_origin() {
        for (given, kept) in [
            ("https://slipway.example/", "https://slipway.example"),
            (" http://127.0.0.1:3000 ", "http://127.0.0.1:3000"),
            ("HTTPS://Slipway.Example:443", "https://slipway.example"),
        ] {
            assert_eq!(installation_address(given).as_deref(), Ok(kept));
        }
        for bad in
            ["", "slipway.example", "ftp://x", "https://a@b", "https://x/y", "https://x?y", "https://x#y"]
        {
            assert!(installation_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn web_addresses_are_kept_as_the_browser_reads_them() {
        for (given, kept) in [
            ("https://git.example/shop/commit/4be1", "https://git.example/shop/commit/4be1"),
            ("HTTP://Example.com", "http://example.com/"),
            ("https://example.com/a b?q=\"x\"#<i>", "https://example.com/a%20b?q=%22x%22#%3Ci%3E"),
            (" https://exa\nmple.com/", "https://example.com/"),
        ] {
            assert_eq!(ExternalUrl::parse(given).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in [
            "",
            "/deployments/42",
            "//evil.example/",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:msgbox(1)",
            "file:///etc/passwd",
            "blob:https://example.com/1",
            "ftp://example.com/",
            "https://",
            "https://github.com@evil.example/",
            "https://:secret@evil.example/",
        ] {
            assert!(ExternalUrl::parse(bad).is_err(), "{bad}");
        }
        assert!(ExternalUrl::parse(&format!("https://example.com/{}", "a".repeat(MOST_BYTES))).is_err());
    }
}
