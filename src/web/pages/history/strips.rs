//! Which release was live when: a strip for each environment of one project that the viewer sees.

use super::filters::{Filters, Options};
use crate::clock::Moment;
use crate::domain::strip::{Segment, Served};
use crate::domain::text::list_words;
use crate::domain::time::{Span, Time};
use crate::store::history::Filter;
use crate::store::strips::{self, Failure, Strip};
use crate::store::{Db, StoreError};
use crate::ui::panel::Panel;
use crate::ui::strip::{self as drawn, Look, Part, Point};
use crate::web::context::Viewer;
use leptos::prelude::*;

/// So many days are shown where the filter names none.
const DAYS: i64 = 30;
/// So many spans are told in words, the newest.
const TOLD: usize = 40;
/// So many days are named below.
const NAMED: i64 = 4;

/// The strips.
pub struct Strips {
    project: String,
    window: (Time, Time),
    /// Whether the window ends today: what it ends with is live now.
    to_now: bool,
    places: Vec<(String, Strip)>,
}

impl Strips {
    /// Reads them; none where the filter leaves more than one project, or no span of time.
    pub async fn load(
        db: &mut Db,
        viewer: &Viewer,
        options: &Options,
        filter: &Filter,
    ) -> Result<Option<Self>, StoreError> {
        let Some(project) = options.only(filter.project) else { return Ok(None) };
        let today = end_of_day(&viewer.moment);
        let window = window(filter, today);
        let mut places = Vec::new();
        for environment in options.environments() {
            let wanted = filter.environment.is_none_or(|wanted| wanted == environment.id);
            if !wanted || !viewer.scope.sees(project.id, environment.id) {
                continue;
            }
            let strip = strips::of_place(db, (project.id, environment.id), window).await?;
            if !strip.segments.is_empty() || !strip.failures.is_empty() {
                places.push((environment.slug.to_string(), strip));
            }
        }
        if places.is_empty() {
            return Ok(None);
        }
        let mut strips = Self { project: project.name.clone(), to_now: window.1 == today, window, places };
        if strips.to_now {
            strips.draw_near(&viewer.moment, filter.from.is_some());
        }
        Ok(Some(strips))
    }

    /// Leaves out what is empty at both ends: the time before anything was live, unless it was asked for, and that to
    /// come.
    fn draw_near(&mut self, moment: &Moment, from_is_asked: bool) {
        let begins =
            self.places.iter().filter_map(|(_, strip)| strip.begins()).min().unwrap_or(self.window.0);
        let from = if from_is_asked { self.window.0 } else { begins.max(self.window.0) };
        let next = |now: Time| now.start_of(unit(now - from)) + unit(now - from);
        let (end, until) = (self.window.1, next(moment.until(|now| Some(next(now)))));
        for segment in self.places.iter_mut().flat_map(|(_, strip)| &mut strip.segments) {
            segment.until = if segment.until == end { until } else { segment.until };
        }
        // A window of no width shows nothing; it ends now all the same, so that what is live reaches its end.
        self.window = (from.min(until + Span(-Span::minutes(1).0)), until);
    }

    /// The panel.
    pub fn panel(&self) -> AnyView {
        let strips = self.places.iter().map(|(name, strip)| self.strip(name, strip)).collect();
        let title = format!("{}: which release was live when", self.project);
        Panel::new(title).aside(drawn::key()).view(drawn::strips(strips, self.days()))
    }

    fn strip(&self, name: &str, strip: &Strip) -> drawn::Strip {
        let parts = strip.segments.iter().map(|segment| self.part(segment)).collect();
        let point = |failure: &Failure| Point { at: self.place(failure.at), title: failed(failure) };
        drawn::Strip {
            name: name.to_owned(),
            words: words(name, strip),
            parts,
            points: strip.failures.iter().map(point).collect(),
        }
    }

    fn part(&self, segment: &Segment) -> Part {
        let from = self.place(segment.from);
        let is_now = self.to_now && segment.until == self.window.1;
        let look = match (segment.rolled_back, is_now) {
            (true, _) => Look::Bad,
            (false, true) => Look::Now,
            (false, false) => Look::Earlier,
        };
        let until = if is_now { "now".to_owned() } else { segment.until.for_people() };
        let ended = if segment.rolled_back { ", rolled back" } else { "" };
        let title = format!("{}: {} to {until}{ended}", served(segment), segment.from.for_people());
        let label = match &segment.served {
            Served::One(put) => put.version.to_string(),
            Served::Mixed(_) => "mixed".to_owned(),
        };
        Part { from, width: self.place(segment.until) - from, label, title, look }
    }

    /// Where a moment stands, of a hundred.
    fn place(&self, at: Time) -> f64 {
        let (from, until) = self.window;
        let of = (at.0 - from.0) as f64 / (until.0 - from.0).max(1) as f64;
        of.clamp(0.0, 1.0) * 100.0
    }

    fn days(&self) -> Vec<(f64, String)> {
        let (from, until) = self.window;
        let each = (until.0 - from.0) / NAMED;
        let short = until - from < Span::days(2);
        let named = (0..NAMED).map(|index| {
            let at = Time(from.0 + index * each);
            let at = if short { at } else { at.start_of_day().max(from) };
            (self.place(at), if short { at.minute() } else { at.day() })
        });
        let last = if self.to_now { "now".to_owned() } else { (until + Span(-1)).day() };
        named.chain([(100.0, last)]).collect()
    }
}

/// How exactly the end of a strip is drawn that shows so much: to the minute where it is short.
fn unit(shown: Span) -> Span {
    match shown {
        shown if shown < Span::hours(2) => Span::minutes(1),
        shown if shown < Span::days(2) => Span::hours(1),
        _ => Span::days(1),
    }
}

/// The days that the filter names, whole; else the last ones and today.
fn window(filter: &Filter, end: Time) -> (Time, Time) {
    let until = filter.until.unwrap_or(end).min(end);
    let from = filter.from.filter(|from| *from < until).unwrap_or(until + Span(-Span::days(DAYS).0));
    (from, until)
}

/// The end of today in UTC: what is drawn changes then.
fn end_of_day(moment: &Moment) -> Time {
    let tomorrow = |now: Time| now.start_of_day() + Span::days(1);
    tomorrow(moment.until(|now| Some(tomorrow(now))))
}

fn served(segment: &Segment) -> String {
    match &segment.served {
        Served::One(put) => put.version.to_string(),
        Served::Mixed(versions) => {
            let versions: Vec<&str> = versions.iter().map(|version| version.as_str()).collect();
            format!("mixed, {}", list_words(&versions))
        }
    }
}

fn failed(failure: &Failure) -> String {
    format!("#{} ({}) failed on {}", failure.number, failure.version, failure.at.for_people())
}

/// `production: 2.7.3 from 17 Nov; 2.8.0 from 24 Nov (rolled back). #12 (2.8.0) failed on 6 Nov`
fn words(name: &str, strip: &Strip) -> String {
    let skipped = strip.segments.len().saturating_sub(TOLD);
    let spans = strip.segments.iter().skip(skipped).map(|segment| {
        let ended = if segment.rolled_back { " (rolled back)" } else { "" };
        format!("{} from {}{ended}", served(segment), segment.from.day())
    });
    let mut told: Vec<String> = spans.collect();
    if skipped > 0 {
        told.insert(0, format!("{skipped} earlier changes"));
    }
    let failures =
        strip.failures.iter().take(TOLD).map(|one| format!(". {}", failed(one))).collect::<String>();
    format!("{name}: {}{failures}", told.join("; "))
}

impl Filters {
    /// The presets: what people look for most. Each replaces all other filters but the project.
    pub fn presets(&self, viewer: &Viewer) -> AnyView {
        let from = (end_of_day(&viewer.moment) + Span(-Span::days(DAYS).0)).date();
        let project = self.project();
        let own = viewer.person.to_string();
        let presets = [
            ("Last 30 days", Filters::of(project, [("from", from.as_str())])),
            ("Failed", Filters::of(project, [("state", "failed")])),
            ("Rollbacks", Filters::of(project, [("state", "rollback")])),
            ("Waiting", Filters::of(project, [("state", "waiting")])),
            ("Requested by me", Filters::of(project, [("person", own.as_str())])),
        ];
        let links = presets.map(|(words, preset)| {
            let address = preset.address("/history", None);
            let current = (address == self.address("/history", None)).then_some("true");
            view! { <li><a href=address aria-current=current>{words}</a></li> }
        });
        view! { <ul class="chips" aria-label="Presets">{links.collect_view()}</ul> }.into_any()
    }
}
