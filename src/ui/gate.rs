//! A gate: its rule, the value that was found, and what it comes to.

use super::row::{Mark, Row};
use crate::domain::gate::{Judged, Verdict};

/// `✓ Coverage at least 80%   83.4%`; a gate without evidence says that it is missing.
pub fn gate(gate: &Judged) -> Row {
    let mark = match gate.verdict {
        Verdict::Pass => Mark::Yes,
        Verdict::Warn => Mark::Warn,
        Verdict::Fail | Verdict::Missing => Mark::No,
    };
    let value = match gate.verdict {
        Verdict::Missing => "missing: no evidence".to_owned(),
        Verdict::Pass => gate.value.clone(),
        verdict => format!("{}, {}", gate.value, verdict.word()),
    };
    Row::new(mark, gate.name).note(gate.threshold.clone()).end(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::row::rows;
    use leptos::prelude::*;

    fn shown(value: &str, verdict: Verdict) -> String {
        let (threshold, value) = ("at least 80%".to_owned(), value.to_owned());
        rows([gate(&Judged { name: "Coverage", threshold, value, verdict })]).to_html().replace("<!>", "")
    }

    #[test]
    fn a_verdict_is_a_mark_and_words() {
        for (value, verdict, mark, words) in [
            ("83.4%", Verdict::Pass, "✓", ">83.4%<"),
            ("71.2%", Verdict::Fail, "✗", ">71.2%, fail<"),
            ("71.2%", Verdict::Warn, "!", ">71.2%, warn<"),
            ("", Verdict::Missing, "✗", ">missing: no evidence<"),
        ] {
            let html = shown(value, verdict);
            assert!(html.contains(mark) && html.contains(words) && html.contains("at least 80%"), "{html}");
        }
    }
}
