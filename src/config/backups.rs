//! `[backups]`: how often Slipway's own state is kept, where else, and for how long.

use crate::domain::backup::Keep;
use crate::domain::time::Span;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// How Slipway's own state is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backups {
    /// How often the server makes a backup where something has changed; none where it makes none.
    pub every: Option<Span>,
    /// A folder on another disk that gets every backup too.
    pub second: Option<PathBuf>,
    /// Which are kept.
    pub keep: Keep,
    /// The time of day, in UTC, at which the server drills its own recovery; none where it does not.
    pub drill: Option<Span>,
}

impl Default for Backups {
    fn default() -> Self {
        let drill = Some(Span::hours(3));
        Self { every: Some(Span::minutes(15)), second: None, keep: Keep::default(), drill }
    }
}

/// The section as it stands in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    every: Option<String>,
    second: Option<PathBuf>,
    keep: Option<KeepSection>,
    drill: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeepSection {
    last: Option<usize>,
    hourly: Option<usize>,
    daily: Option<usize>,
    weekly: Option<usize>,
    monthly: Option<usize>,
}

impl Section {
    /// Reads and checks it. A relative `second` is one in the data folder, where it is of little use.
    pub(super) fn read(self, data: &Path) -> Result<Backups, String> {
        let default = Backups::default();
        let every = self.every.as_deref().map(every).transpose()?;
        let drill = self.drill.as_deref().map(time_of_day).transpose()?;
        let keep = self.keep.unwrap_or_default().read(default.keep)?;
        let second = self.second.map(|folder| data.join(folder));
        if second.as_deref() == Some(&data.join(super::BACKUPS)) {
            return Err("backups.second: another folder than the first is expected".to_owned());
        }
        let (every, drill) = (every.unwrap_or(default.every), drill.unwrap_or(default.drill));
        Ok(Backups { every, second, keep, drill })
    }
}

impl KeepSection {
    fn read(self, default: Keep) -> Result<Keep, String> {
        let last = self.last.unwrap_or(default.last);
        if last == 0 {
            return Err("backups.keep.last: at least 1 is expected".to_owned());
        }
        Ok(Keep {
            last,
            hourly: self.hourly.unwrap_or(default.hourly),
            daily: self.daily.unwrap_or(default.daily),
            weekly: self.weekly.unwrap_or(default.weekly),
            monthly: self.monthly.unwrap_or(default.monthly),
        })
    }
}

fn every(text: &str) -> Result<Option<Span>, String> {
    if text == "off" {
        return Ok(None);
    }
    let span = Span::parse(text).map_err(|why| format!("backups.every: {why}, or \"off\""))?;
    if span < Span::minutes(1) {
        return Err("backups.every: 1m or more is expected, or \"off\"".to_owned());
    }
    Ok(Some(span))
}

/// `03:00`, in UTC.
fn time_of_day(text: &str) -> Result<Option<Span>, String> {
    if text == "off" {
        return Ok(None);
    }
    let number = |text: &str, most: i64| {
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| is_number && *number <= most)
    };
    let parts =
        text.split_once(':').and_then(|(hour, minute)| Some((number(hour, 23)?, number(minute, 59)?)));
    let (hour, minute) = parts.ok_or_else(|| {
        format!(
            "backups.drill: {text:?} is not a time of day: one in UTC is expected, such as 03:00, or \"off\""
        )
    })?;
    Ok(Some(Span::minutes(hour * 60 + minute)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Backups, String> {
        let section: Section = toml::from_str(text).map_err(|error| error.to_string())?;
        section.read(Path::new("/data"))
    }

    #[test]
    fn what_is_left_out_is_the_default() {
        assert_eq!(read(""), Ok(Backups::default()));
        let some = read("every = \"1h\"\nsecond = \"/mnt/backups\"\n[keep]\nmonthly = 36").unwrap();
        assert_eq!(some.every, Some(Span::hours(1)));
        assert_eq!(some.second.as_deref(), Some(Path::new("/mnt/backups")));
        assert_eq!(some.keep, Keep { monthly: 36, ..Keep::default() });
        assert_eq!(read("every = \"off\"").unwrap().every, None);
        assert_eq!(read("drill = \"off\"").unwrap().drill, None);
        assert_eq!(read("drill = \"23:30\"").unwrap().drill, Some(Span::minutes(23 * 60 + 30)));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (text, said) in [
            ("every = \"10s\"", "backups.every: 1m or more"),
            ("every = \"often\"", "backups.every: \"often\" is not a length of time"),
            ("[keep]\nlast = 0", "backups.keep.last: at least 1"),
            ("second = \"backups\"", "backups.second: another folder"),
            ("drill = \"24:00\"", "backups.drill: \"24:00\" is not a time of day"),
            ("drill = \"3:00\"", "backups.drill: \"3:00\" is not a time of day"),
            ("third = \"x\"", "unknown field `third`"),
        ] {
            assert!(read(text).unwrap_err().contains(said), "{text}");
        }
    }
}
