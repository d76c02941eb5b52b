//! A backup of Slipway's own state: its name, what its manifest says, and how a file is compared with it.

mod keep;
mod manifest;
mod proof;

pub use keep::{Candidate, Keep, Proven, kept};
pub use manifest::{Found, Known, Manifest, Reason, Table, differences, differences_once_restored};
pub use proof::{Check, Proof};

use super::time::Time;
use serde::{Deserialize, Serialize};

/// The length of a file for people: `9 KiB`, `1.4 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let mut tenths = bytes.saturating_mul(10).div_ceil(1024);
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths = tenths.div_ceil(1024);
        unit += 1;
    }
    match (tenths / 10, tenths % 10) {
        (whole, tenth) if whole < 10 && unit > 0 => format!("{whole}.{tenth} {}", UNITS[unit]),
        (whole, _) => format!("{whole} {}", UNITS[unit]),
    }
}

/// The name of a backup: `20261124-100000-3fa9`, the second it was made in UTC and four random digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BackupId(String);

impl BackupId {
    /// The name of a backup that is made at this moment, with two random bytes.
    pub fn at(time: Time, random: [u8; 2]) -> Self {
        let [one, other] = random;
        Self(format!("{}-{one:02x}{other:02x}", time.compact()))
    }

    /// Reads a name. The error says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fits = |(at, byte): (usize, u8)| match at {
            8 | 15 => byte == b'-',
            16.. => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            _ => byte.is_ascii_digit(),
        };
        if text.len() == 20 && text.bytes().enumerate().all(fits) {
            return Ok(Self(text.to_owned()));
        }
        Err("the name of a backup is expected, such as 20261124-100000-3fa9".to_owned())
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for BackupId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for BackupId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<BackupId> for String {
    fn from(id: BackupId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_say_them() {
        for (bytes, words) in
            [(0, "0 KiB"), (9 * 1024, "9 KiB"), (1_500_000, "1.5 MiB"), (1 << 30, "1.0 GiB")]
        {
            assert_eq!(size(bytes), words);
        }
    }

    #[test]
    fn a_name_is_a_moment_and_never_a_path() {
        let id = BackupId::at(Time(1_795_514_400_000_000), [0x3f, 0xa9]);
        assert_eq!(id.as_str(), "20261124-100000-3fa9");
        assert_eq!(BackupId::parse(id.as_str()), Ok(id));
        for bad in ["", "latest", "../../20261124-10000", "20261124-100000-3FA9", "20261124-100000-3fa9.db"] {
            assert!(BackupId::parse(bad).is_err(), "{bad}");
        }
    }
}
