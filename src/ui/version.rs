//! Versions of releases and other names that machines gave.

use leptos::prelude::*;

/// The release that serves, large; with how many registered releases it is behind.
pub fn version(version: impl Into<String>, behind: usize) -> AnyView {
    let behind = (behind > 0).then(|| view! { <span class="behind">{format!("{behind} behind")}</span> });
    view! { <div class="version">{version.into()} {behind}</div> }.into_any()
}

/// A version, commit or digest within text.
pub fn mono(text: impl Into<String>) -> AnyView {
    view! { <span class="mono">{text.into()}</span> }.into_any()
}

/// A digest as people compare it: its first and last four characters, the whole in the title.
pub fn digest(digest: &str) -> AnyView {
    let (whole, short) = (digest.to_owned(), shorten(digest));
    view! { <span class="mono" title=whole>{short}</span> }.into_any()
}

fn shorten(digest: &str) -> String {
    match (digest.get(..4), digest.len().checked_sub(4).and_then(|at| digest.get(at..))) {
        (Some(start), Some(end)) if digest.len() > 12 => format!("{start}…{end}"),
        _ => digest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn a_version_says_how_far_it_is_behind() {
        let html = version("2.7.3", 1).to_html();
        assert!(html.contains("2.7.3") && html.contains("<span class=\"behind\">1 behind</span>"));
        assert!(!version("2.8.0", 0).to_html().contains("behind"));
    }

    #[test]
    fn digests_are_short_where_that_helps() {
        assert_eq!(shorten("4be1aaaaaaaaaaaaaaaaaaaaaaaa90c2"), "4be1…90c2");
        assert_eq!(shorten("4be190c2"), "4be190c2");
        assert_eq!(shorten("éééééééééé"), "éé…éé");
        hostile::assert_stays_text(|text| digest(text).to_html() + &mono(text).to_html());
    }
}
