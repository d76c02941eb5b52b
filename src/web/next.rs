//! Where a person goes after signing in: a page of this server, whatever an address says.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Long enough for every page with its filters.
const LONGEST: usize = 1000;
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The page to go to: `next` where that is plainly a path on this server, else the board.
pub fn or_board(next: &str) -> &str {
    if is_page(next) { next } else { "/" }
}

/// The address of the sign-in page that leads back to a page.
pub fn sign_in(next: &str) -> String {
    match or_board(next) {
        "/" => "/sign-in".to_owned(),
        page => format!("/sign-in?next={}", utf8_percent_encode(page, KEPT)),
    }
}

/// Only what pages' own addresses are made of is let through, so that no browser's way of reading an odd address
/// matters: no second slash, no backslash, no colon or at sign in the path, no encoded slash, nothing invisible.
fn is_page(next: &str) -> bool {
    let (path, query) = next.split_once('?').unwrap_or((next, ""));
    let plain = |b: u8, more: &[u8]| b.is_ascii_alphanumeric() || more.contains(&b);
    next.len() <= LONGEST
        && path.starts_with('/')
        && path.bytes().all(|b| plain(b, b"/-_.~+"))
        && !path.contains("//")
        && !path.contains("/.")
        && !path.starts_with("/sign-")
        && query.bytes().all(|b| plain(b, b"-_.~+%=&:,"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_this_server_are_gone_back_to() {
        for page in [
            "/",
            "/history",
            "/history?project=storefront&state=failed&after=42",
            "/history?find=a%20b&from=2026-11-23",
            "/projects/storefront/releases/2.8.0-rc.1+build_7",
            "/deployments/42",
            "/environments/production",
        ] {
            assert_eq!(or_board(page), page);
        }
    }

    #[test]
    fn everything_else_leads_to_the_board() {
        let long = format!("/{}", "a".repeat(LONGEST));
        let hostile = [
            "",
            " ",
            "evil.example",
            "//evil.example",
            "///evil.example",
            "////evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "\\\\evil.example",
            "/\\/evil.example",
            "\\evil.example",
            "https:evil.example",
            "https://evil.example",
            "https:/evil.example",
            "https:///evil.example",
            "HTTPS://evil.example",
            "http://evil.example",
            "ftp://evil.example",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "/javascript:alert(1)",
            "javascript://evil.example/%0aalert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://evil.example/x",
            "%2f%2fevil.example",
            "%2F%2Fevil.example",
            "/%2fevil.example",
            "/%2Fevil.example",
            "/%5cevil.example",
            "/%5Cevil.example",
            "%5c%5cevil.example",
            "/%09/evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            "/\r\n/evil.example",
            "/\u{0}/evil.example",
            " //evil.example",
            "/ /evil.example",
            "/history\nSet-Cookie: a=b",
            "/history\r\nLocation: https://evil.example",
            "https://slipway.example@evil.example",
            "//slipway.example@evil.example",
            "/@evil.example",
            "//evil.example@slipway.example",
            "@evil.example",
            "user:password@evil.example",
            "//xn--e1afmkfd.example",
            "//пример.example",
            "/пример",
            "//evil。example",
            "/\u{2028}/evil.example",
            "/\u{202e}evil",
            "\u{feff}//evil.example",
            "/./evil",
            "/.//evil.example",
            "/..//evil.example",
            "/../evil",
            "/history/../../evil",
            "/history//evil.example",
            "?next=//evil.example",
            "#//evil.example",
            "/history#//evil.example",
            "/history?next=//evil.example",
            "/history?next=https://evil.example",
            "/history?a=\\b",
            "/history?a=<script>",
            "/;@evil.example",
            "/history;.jsp",
            "/sign-in?next=/",
            "/sign-out",
            "//[::1]/",
            "//127.0.0.1",
            "//2130706433",
            "/$evil",
            "/history?a=b?c",
            "/{evil}",
            "/\"evil",
            "/'evil",
            "/<evil>",
            long.as_str(),
        ];
        assert!(hostile.len() >= 60, "{}", hostile.len());
        for next in hostile {
            assert_eq!(or_board(next), "/", "{next:?}");
        }
    }

    #[test]
    fn the_sign_in_page_is_told_where_to_lead_back() {
        assert_eq!(sign_in("/history?state=failed"), "/sign-in?next=/history%3Fstate%3Dfailed");
        assert_eq!(sign_in("//evil.example"), "/sign-in");
        assert_eq!(sign_in("/"), "/sign-in");
    }
}
