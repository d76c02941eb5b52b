//! The name that was probably meant.

/// Longer texts are not compared: nobody misspells a paragraph.
const LONGEST: usize = 120;

/// The candidate nearest to what was written, if one is near: about one slip in five letters.
pub fn nearest<'a>(written: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let written = written.to_lowercase();
    if written.len() > LONGEST {
        return None;
    }
    let near = written.len().div_ceil(5).max(1);
    candidates
        .iter()
        .filter(|candidate| candidate.len().abs_diff(written.len()) <= near)
        .map(|candidate| (strsim::osa_distance(&written, &candidate.to_lowercase()), *candidate))
        .filter(|(distance, _)| *distance <= near)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `; did you mean "staging"?`, or nothing.
pub fn did_you_mean(written: &str, candidates: &[&str]) -> String {
    nearest(written, candidates).map(|name| format!("; did you mean {name:?}?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let names = ["staging", "production"];
        assert_eq!(nearest("stagign", &names), Some("staging"));
        assert_eq!(nearest("Productoin", &names), Some("production"));
        assert_eq!(nearest("banana", &names), None);
        assert_eq!(nearest("", &names), None);
        assert_eq!(did_you_mean("stage", &["staging"]), "");
        assert_eq!(did_you_mean("stagin", &["staging"]), "; did you mean \"staging\"?");
    }
}
