//! `/admin/audit/access`: who had which access on a day, and by what.

use crate::access::policy;
use crate::actions::access_on::{Had, What, access_on, day};
use crate::app::App;
use crate::domain::period::Period;
use crate::domain::time::Time;
use crate::ui::button::{Look, link_button};
use crate::ui::empty::empty;
use crate::ui::field::{Field, filters};
use crate::ui::page::Page;
use crate::ui::rail::Rail;
use crate::ui::table::Table;
use crate::web::addresses::with_query;
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use crate::web::path::Query;
use crate::web::render::{self, Frame};
use crate::web::{csv as file, narrowing, rail};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

const PATH: &str = "/admin/audit/access";
const COLUMNS: [&str; 5] = ["Person", "Environment", "Access", "By", "When"];

/// The query of the address; today unless it says another day.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    on: String,
}

impl Asked {
    fn day(&self, now: Time) -> Result<Time, WebError> {
        let today = Time::of_day(&now.date()).unwrap_or(now);
        Ok(narrowing::day("on", &self.on)?.unwrap_or(today))
    }
}

/// `GET /admin/audit/access`
pub async fn get(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    let permit = policy::read_audit(viewer.grants())?;
    let start = asked.day(viewer.now())?;
    let db = &mut *app.store.read().await?;
    let had = access_on(db, &permit, start).await?;
    let rail = rail::load(db, &viewer, PATH).await?;
    Ok(page(rail, start, had))
}

/// `GET /admin/audit/access.csv`
pub async fn csv(
    State(app): State<Arc<App>>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let permit = policy::read_audit(viewer.grants())?;
    let start = asked.day(viewer.now())?;
    let had = access_on(&mut *app.store.read().await?, &permit, start).await?;
    let head = "sign_in_name,name,environment,access,role,group,project,from,until\r\n";
    let body: String = std::iter::once(head.to_owned()).chain(had.iter().map(line)).collect();
    Ok((file::headers(&format!("access-{}.csv", start.date())), body).into_response())
}

fn line(had: &Had) -> String {
    let (environment, access) = words(&had.what);
    let (holding, period) = (&had.holding, had.period);
    let cells = [
        holding.sign_in_name.clone(),
        holding.name.clone(),
        environment,
        access,
        holding.role_name.clone(),
        holding.group.clone().unwrap_or_default(),
        holding.project.as_ref().map(ToString::to_string).unwrap_or_default(),
        period.since.rfc3339(),
        period.until.map(Time::rfc3339).unwrap_or_default(),
    ];
    file::line(cells.iter().map(|text| file::one_line(text)))
}

fn words(what: &What) -> (String, String) {
    match what {
        What::In(environment, access) => (environment.to_string(), access.to_string()),
        What::Administers => (String::new(), "manages people, roles and tokens".to_owned()),
        What::ReadsAudit => (String::new(), "reads the audit log".to_owned()),
    }
}

fn page(rail: Rail, start: Time, had: Vec<Had>) -> Html<String> {
    let on = start.date();
    render::page(Frame::new(format!("Access on {on}"), Some(rail)), || {
        let csv = link_button(
            Look::Plain,
            "CSV",
            with_query("/admin/audit/access.csv", [("on", Some(on.as_str()))]),
        );
        let about = view! {
            "Each line is one way to it; rights add up. " <a href="/admin/audit">"The audit log"</a>
            " says who changed it."
        };
        let list =
            if had.is_empty() { empty("Nobody had any access on this day.", ()) } else { table(start, &had) };
        let field = Field::date("on", "Day (UTC)").value(on.clone());
        let content = view! { {filters(PATH, vec![field])} {list} };
        Page::new(format!("Who had which access on {on}")).about(about).actions(csv).view(content)
    })
}

fn table(start: Time, had: &[Had]) -> AnyView {
    let table = Table::new("Access by person and environment", &COLUMNS);
    had.iter().fold(table, |table, had| table.row(cells(start, had))).view()
}

fn cells(start: Time, had: &Had) -> Vec<AnyView> {
    let holding = &had.holding;
    let (environment, access) = words(&had.what);
    let group = holding.group.as_ref().map(|group| format!(", in the group {group}")).unwrap_or_default();
    let project = holding.project.as_ref().map(|project| format!(", for {project} only")).unwrap_or_default();
    let by = format!("{}{group}{project}", holding.role_name);
    vec![
        view! { {holding.name.clone()} " " <span class="quiet">{holding.sign_in_name.clone()}</span> }
            .into_any(),
        if environment.is_empty() { "–".into_any() } else { environment.into_any() },
        access.into_any(),
        by.into_any(),
        hours(day(start), had.period).into_any(),
    ]
}

/// `all day`, `from 14:02:11`, `until 15:00:00`, `14:02:11 to 15:00:00`
fn hours(day: Period, period: Period) -> String {
    let from = (period.since > day.since).then(|| period.since.clock());
    let until = period.until.filter(|until| Some(*until) < day.until).map(Time::clock);
    match (from, until) {
        (None, None) => "all day".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(from), Some(until)) => format!("{from} to {until}"),
    }
}
