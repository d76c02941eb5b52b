//! Where a request comes from: the address, as far as it can be believed, and the kind of browser.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr};

/// Where a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The address of who asked, or of the first proxy that nobody configured.
    pub address: IpAddr,
    /// Browser and system in a few words: `Firefox on Linux`.
    pub device: String,
}

impl Client {
    /// From nowhere that is known.
    pub const UNKNOWN_ADDRESS: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);

    /// What tries are counted for: an address, or the network of it that one household or server has.
    pub fn network(&self) -> String {
        match self.address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let kept = u128::from(address) & !u128::from(u64::MAX);
                format!("{}/64", Ipv6Addr::from(kept))
            }
        }
    }
}

/// The address of who asked: `peer`, unless that is a trusted proxy. Then the rightmost of the addresses that proxies
/// wrote down (`X-Forwarded-For`, in order) which is no trusted proxy itself. What stands left of it anybody could have
/// written.
pub fn behind_proxies<'a>(
    peer: IpAddr,
    written: impl DoubleEndedIterator<Item = &'a str>,
    trusted: &[IpNet],
) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut last = peer.to_canonical();
    for hop in written.rev() {
        if !is_trusted(&last) {
            break;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        last = address.to_canonical();
    }
    last
}

/// A proxy or a network of them: `10.0.0.1`, `10.0.0.0/8`.
///
/// # Errors
/// A sentence that says what was expected.
pub fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse::<IpNet>().or_else(|_| address()).map_err(|_| {
        format!("{text:?} is no address and no network: such as 10.0.0.1 or 10.0.0.0/8 is expected")
    })
}

/// The words for a browser's `User-Agent`; only words of ours, whatever it says.
pub fn device(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |words: &[(&str, &'static str)]| {
        words.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, word)| *word)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "An unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SECURITY 7: the rightmost hop that nobody configured counts; what anybody can write does not.
    #[test]
    fn the_address_is_the_rightmost_one_that_no_trusted_proxy_has() {
        let trusted = [network("10.0.0.0/8").unwrap(), network("::1").unwrap()];
        let table: [(&str, &[&str], &[IpNet], &str); 9] = [
            ("198.51.100.1", &["203.0.113.9"], &[], "198.51.100.1"),
            ("198.51.100.1", &["203.0.113.9"], &trusted, "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.9"], &trusted, "203.0.113.9"),
            ("10.0.0.1", &["1.1.1.1", "203.0.113.9"], &trusted, "203.0.113.9"),
            ("10.0.0.1", &["1.1.1.1", " 203.0.113.9", "10.2.3.4 "], &trusted, "203.0.113.9"),
            ("10.0.0.1", &["203.0.113.9", "unknown"], &trusted, "10.0.0.1"),
            ("10.0.0.1", &[], &trusted, "10.0.0.1"),
            ("::ffff:10.0.0.1", &["::ffff:203.0.113.9"], &trusted, "203.0.113.9"),
            ("::1", &["2001:db8::7"], &trusted, "2001:db8::7"),
        ];
        for (peer, written, trusted, expected) in table {
            let found = behind_proxies(peer.parse().unwrap(), written.iter().copied(), trusted);
            assert_eq!(found.to_string(), expected, "{peer} {written:?}");
        }
        assert!(network("10.0.0.0/99").unwrap_err().contains("10.0.0.0/8"));
    }

    #[test]
    fn tries_are_counted_for_a_network_that_one_has_whole() {
        let of =
            |address: &str| Client { address: address.parse().unwrap(), device: String::new() }.network();
        assert_eq!(of("203.0.113.9"), "203.0.113.9");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::9"));
        assert_ne!(of("2001:db8:1:2::9"), of("2001:db8:1:3::9"));
    }

    #[test]
    fn a_device_is_told_in_words_of_ours() {
        for (agent, words) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 \
                 Safari/537.36 Edg/141.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 \
                 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("curl/8.5.0", "curl"),
            ("<script>alert(1)</script>", "An unknown browser"),
            ("", "An unknown browser"),
        ] {
            assert_eq!(device(agent), words);
        }
    }
}
