//! The log of a step: what it printed, line by line, as text. The same lines go into pages and over the stream.

use super::ansi::{Piece, pieces};
use super::time::clock;
use crate::domain::{log::Stream, time::Time};
use leptos::prelude::*;
use serde::Serialize;

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, rising within the log; a page that reconnects asks for what follows the last it has.
    pub id: i64,
    /// When it was printed.
    pub at: Time,
    /// Where it comes from; shown as a class.
    pub stream: Stream,
    /// The target it is about, where the step goes from target to target.
    pub target: Option<String>,
    /// What was printed, with whatever terminal sequences were in it.
    pub text: String,
}

/// The log of a step, below its row. `of` names the step; `open` shows it at once; `more` stands below the lines, such
/// as the way to the whole log.
pub fn log(step: i64, of: &str, open: bool, lines: &[Line], more: Option<AnyView>) -> AnyView {
    let summary = view! { "Log" <span class="hidden">{format!(" of {of}")}</span> };
    log_under(summary.into_any(), step, of, open, lines, more)
}

/// The same below a line that tells what printed it.
pub fn log_under(
    summary: AnyView,
    step: i64,
    of: &str,
    open: bool,
    lines: &[Line],
    more: Option<AnyView>,
) -> AnyView {
    let last = lines.last().map_or(0, |line| line.id).to_string();
    let shown = lines.iter().map(line).collect_view();
    let more = more.map(|more| view! { <div class="more-log">{more}</div> });
    view! {
        <details class="output" id=format!("output-{step}") open=open>
            <summary>{summary}</summary>
            // Silent for screen readers: a command may print a thousand lines, and the state of the step is told anyway.
            <div
                class="log"
                id=format!("log-{step}")
                role="log"
                aria-live="off"
                aria-label=format!("Log of {of}")
                tabindex="0"
                data-last=last
            >
                {shown}
            </div>
            {more}
        </details>
    }
    .into_any()
}

fn line(line: &Line) -> AnyView {
    let target = line.target.clone().map(|target| view! { <span class="target">{target}</span> });
    let text = pieces(&line.text).into_iter().map(piece).collect_view();
    view! { <div class=line.stream.as_str() data-id=line.id.to_string()>{clock(line.at)} {target} {text}</div> }
        .into_any()
}

fn piece(Piece(class, text): Piece) -> AnyView {
    if class.is_empty() { text.into_any() } else { view! { <span class=class>{text}</span> }.into_any() }
}

/// The data of a `log` event: lines that were added to the log of a step, as JSON.
pub fn event(step: i64, lines: &[Line]) -> String {
    let lines: Vec<_> = lines.iter().map(StreamedLine::new).collect();
    serde_json::json!({ "step": step, "lines": lines }).to_string()
}

#[derive(Serialize)]
struct StreamedLine<'a> {
    id: i64,
    at: String,
    stream: Stream,
    target: Option<&'a str>,
    parts: Vec<Piece>,
}

impl<'a> StreamedLine<'a> {
    fn new(line: &'a Line) -> Self {
        let (at, target) = (line.at.clock(), line.target.as_deref());
        Self { id: line.id, at, stream: line.stream, target, parts: pieces(&line.text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    fn printed(id: i64, text: &str) -> Line {
        let at = Time(1_763_906_531_000_000);
        Line { id, at, stream: Stream::Out, target: Some("web-1".into()), text: text.into() }
    }

    #[test]
    fn a_log_says_where_it_ends_and_each_line_its_number() {
        let lines = [printed(7, "installing"), printed(9, "\u{1b}[31mfailed\u{1b}[0m")];
        let html = log(12, "Deploy", true, &lines, None).to_html().replace("<!>", "");
        assert!(html.contains("id=\"log-12\" role=\"log\" aria-live=\"off\""), "{html}");
        assert!(html.contains("data-last=\"9\""));
        assert!(html.contains("<div data-id=\"7\" class=\"out\"><time"));
        assert!(html.contains("<span class=\"target\">web-1</span>installing</div>"));
        assert!(html.contains("<span class=\"c1\">failed</span>"));
        assert!(log(12, "Deploy", false, &[], None).to_html().contains("data-last=\"0\""));
    }

    #[test]
    fn the_stream_carries_the_same_pieces() {
        assert_eq!(
            event(12, &[printed(9, "\u{1b}[31mfailed\u{1b}[0m at <b>")]),
            "{\"lines\":[{\"at\":\"14:02:11\",\"id\":9,\"parts\":[[\"c1\",\"failed\"],[\"\",\" at <b>\"]],\
             \"stream\":\"out\",\"target\":\"web-1\"}],\"step\":12}"
        );
        // One event is one line of the stream: nothing printed can begin another.
        for text in hostile::STRINGS {
            assert!(!event(1, &[printed(1, text)]).contains(['\n', '\r']), "{text:?}");
        }
    }

    #[test]
    fn what_was_printed_stays_text() {
        // Colours are the one thing that a line may bring.
        let shape = |text: &str| {
            let mut shape = hostile::structure(&log(1, "Deploy", true, &[printed(1, text)], None).to_html());
            shape.retain(|element| !matches!(element.as_str(), "span class=" | "/span"));
            shape
        };
        for text in hostile::STRINGS {
            assert_eq!(shape(text), shape("calm"), "{text:?}");
        }
    }
}
