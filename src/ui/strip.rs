//! Strips: which release was live when, one strip of time for each environment.

use super::state::{Shape, state};
use leptos::prelude::*;

/// A span of a strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Where it begins, of a hundred.
    pub from: f64,
    /// How long it is, of a hundred.
    pub width: f64,
    /// What it says where there is room: a version.
    pub label: String,
    /// What it says in full, where it is pointed at.
    pub title: String,
    /// What it is.
    pub look: Look,
}

/// What a span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// It is live now.
    Now,
    /// It was live.
    Earlier,
    /// A rollback took it away.
    Bad,
}

/// Something that happened at one moment: a deployment that failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Where, of a hundred.
    pub at: f64,
    /// What it says where it is pointed at.
    pub title: String,
}

/// The strip of one environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// The environment.
    pub name: String,
    /// All of it in words, for people who don't see it.
    pub words: String,
    /// Its spans.
    pub parts: Vec<Part>,
    /// What happened at one moment.
    pub points: Vec<Point>,
}

/// Shorter spans are not drawn, of a hundred; a bad one becomes a point.
const SLIVER: f64 = 0.4;
/// How wide a sign of a label is, of a hundred, on a wide page and on a narrow one.
const SIGN: (f64, f64) = (0.9, 3.4);

/// The strips above each other, with the days below: where each stands, of a hundred, and what it is called.
pub fn strips(strips: Vec<Strip>, days: Vec<(f64, String)>) -> AnyView {
    let strips = strips.into_iter().map(strip).collect_view();
    let last = days.len().saturating_sub(1);
    let days = days.into_iter().enumerate().map(|(index, (at, name))| day(at, name, index, last));
    view! {
        <dl class="strips">
            {strips}
            <dt class="axis-of"><span class="hidden">"Days"</span></dt>
            <dd><svg class="axis" aria-hidden="true">{days.collect_view()}</svg></dd>
        </dl>
    }
    .into_any()
}

/// What the colours and the sign mean.
pub fn key() -> AnyView {
    view! {
        <span class="key">
            <span class="state live sq">"Live now"</span>
            <span class="state empty sq">"Live earlier"</span>
            {state(Shape::Failed, "Failed or rolled back")}
        </span>
    }
    .into_any()
}

fn strip(strip: Strip) -> AnyView {
    let (drawn, slivers): (Vec<Part>, Vec<Part>) =
        strip.parts.into_iter().partition(|part| part.width >= SLIVER);
    let lost = slivers.into_iter().filter(|part| part.look == Look::Bad);
    let lost = lost.map(|part| Point { at: part.from + part.width / 2.0, title: part.title });
    let points: Vec<Point> = strip.points.into_iter().chain(lost).collect();
    let (drawn, points) =
        (drawn.into_iter().map(part).collect_view(), points.into_iter().map(point).collect_view());
    view! {
        <dt>{strip.name}</dt>
        <dd><svg role="img" aria-label=strip.words height="24">{drawn} {points}</svg></dd>
    }
    .into_any()
}

fn part(part: Part) -> AnyView {
    let class = match part.look {
        Look::Now => "cur",
        Look::Earlier => "was",
        Look::Bad => "bad",
    };
    let signs = part.label.chars().count() as f64 + 2.0;
    let fits = |sign: f64| part.width >= signs * sign;
    let label = fits(SIGN.0).then(|| {
        let class = (!fits(SIGN.1)).then_some("roomy");
        view! { <text x="7" y="16" class=class>{part.label.clone()}</text> }
    });
    let sign = (part.look == Look::Bad && label.is_none()).then(|| diamond("50%".to_owned(), None));
    view! {
        <svg class=class x=percent(part.from) width=percent(part.width) height="24">
            <title>{part.title}</title>
            <rect x="0.5" y="1" width="100%" height="22" rx="3"></rect>
            {label} {sign}
        </svg>
    }
    .into_any()
}

fn point(point: Point) -> AnyView {
    diamond(percent(point.at), Some(point.title))
}

fn diamond(x: String, title: Option<String>) -> AnyView {
    let title = title.map(|title| view! { <title>{title}</title> });
    view! { <svg x=x y="12" overflow="visible">{title}<path class="bad" d="M0-6 6 0 0 6-6 0z"></path></svg> }
        .into_any()
}

fn day(at: f64, name: String, index: usize, last: usize) -> AnyView {
    if index == last {
        return view! { <text x="100%" y="14" text-anchor="end">{name}</text> }.into_any();
    }
    let class = (index % 2 == 1).then_some("roomy");
    let x = percent(at);
    view! {
        <line x1=x.clone() x2=x.clone() y1="0" y2="4"></line>
        <text x=x dx="3" y="14" class=class>{name}</text>
    }
    .into_any()
}

fn percent(of: f64) -> String {
    format!("{of:.2}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    fn part_of(from: f64, width: f64, look: Look) -> Part {
        Part { from, width, label: "2.8.0".to_owned(), title: "2.8.0: 1 Nov to 4 Nov".to_owned(), look }
    }

    fn of(parts: Vec<Part>, points: Vec<Point>) -> String {
        let (name, words) = ("staging".to_owned(), "staging: 2.8.0 from 1 Nov".to_owned());
        let days = vec![(0.0, "1 Nov".to_owned()), (50.0, "8 Nov".to_owned()), (100.0, "today".to_owned())];
        strips(vec![Strip { name, words, parts, points }], days).to_html().replace("<!>", "")
    }

    #[test]
    fn a_strip_has_words_and_no_style() {
        let html = of(vec![part_of(0.0, 60.0, Look::Earlier), part_of(60.0, 40.0, Look::Now)], Vec::new());
        assert!(html.contains("<dt>staging</dt>"), "{html}");
        assert!(
            html.contains("role=\"img\"") && html.contains("aria-label=\"staging: 2.8.0 from 1 Nov\""),
            "{html}"
        );
        assert!(html.contains("x=\"60.00%\"") && html.contains("class=\"cur\""), "{html}");
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn a_label_stands_where_there_is_room_and_a_bad_span_never_vanishes() {
        let roomy = of(vec![part_of(0.0, 10.0, Look::Earlier)], Vec::new());
        assert!(roomy.contains("class=\"roomy\"") && roomy.contains(">2.8.0</text>"), "{roomy}");
        let narrow = of(vec![part_of(0.0, 3.0, Look::Earlier)], Vec::new());
        assert!(!narrow.contains(">2.8.0</text>"), "{narrow}");
        let gone = of(vec![part_of(0.0, 0.1, Look::Earlier)], Vec::new());
        assert!(!gone.contains("2.8.0: 1 Nov"), "{gone}");
        let bad = of(vec![part_of(50.0, 0.1, Look::Bad)], Vec::new());
        assert!(
            bad.contains("2.8.0: 1 Nov") && bad.contains("class=\"bad\"") && bad.contains("x=\"50.05%\""),
            "{bad}"
        );
    }

    #[test]
    fn names_stay_text() {
        hostile::assert_stays_text(|text| {
            let text = || text.to_owned();
            let part = Part { from: 0.0, width: 90.0, label: text(), title: text(), look: Look::Now };
            let points = vec![Point { at: 3.0, title: text() }];
            let strip = Strip { name: text(), words: text(), parts: vec![part], points };
            // A long text would leave its label out.
            strips(vec![strip], Vec::new()).to_html()
        });
    }
}
