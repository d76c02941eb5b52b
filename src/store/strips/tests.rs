use super::*;
use crate::domain::strip::Served;
use crate::domain::time::Span;
use crate::testing::progress::asked;
use crate::testing::storefront::Storefront;

const PRODUCTION: PlaceId = (ProjectId(1), EnvironmentId(3));

async fn read(app: &Storefront, window: (Time, Time)) -> Strip {
    of_place(&mut app.store.read().await.unwrap(), PRODUCTION, window).await.unwrap()
}

fn words(strip: &Strip) -> Vec<String> {
    let word = |segment: &Segment| match &segment.served {
        Served::One(put) if segment.rolled_back => format!("{} rolled back", put.version),
        Served::One(put) => put.version.to_string(),
        Served::Mixed(versions) => format!("{} at once", versions.len()),
    };
    strip.segments.iter().map(word).collect()
}

#[tokio::test]
async fn a_strip_tells_what_was_live_what_was_rolled_back_and_what_failed() {
    let app = Storefront::new().await;
    app.in_production("1").await;
    let first = app.now();
    app.clock.advance(Span::days(2));
    app.in_production("2").await;
    app.clock.advance(Span::days(2));
    let number = app.roll_back(&app.sre, asked("storefront", "production", "1")).await;
    app.start(&app.sre, number).await;
    app.succeed(number).await;
    app.clock.advance(Span::days(1));
    let now = app.now();
    let strip = read(&app, (first + Span(-1), now)).await;
    assert_eq!(words(&strip), ["1", "2 rolled back", "1"]);
    assert_eq!(strip.segments.last().unwrap().until, now);
    // What was live before the window is known at its beginning.
    let later = read(&app, (first + Span::days(1), first + Span::days(3))).await;
    assert_eq!(words(&later), ["1", "2"]);
    assert_eq!(read(&app, (Time(0), Time(5))).await, Strip::default());
}

#[tokio::test]
async fn a_strip_reads_no_more_than_it_shows() {
    let app = Storefront::new().await;
    app.in_production("1").await;
    let at = app.now().0;
    app.sql(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
         INSERT INTO served (project_id, environment_id, target, release_id, deployment, at)
         SELECT 1, 3, 'web-1', 1, 1, {at} + i FROM n"
    ))
    .await;
    let strip = read(&app, (Time(at), Time(at + 10_000))).await;
    let first = strip.segments.first().unwrap().from;
    assert_eq!(first, Time(at + 5_000 - MOST + 1));
}
