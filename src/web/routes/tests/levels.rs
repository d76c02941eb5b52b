//! Every route as every role, with production at every level.

use super::*;
use crate::domain::role::Access;
use std::collections::BTreeMap;

/// What a role can have on production, as the access page writes it.
const CELLS: [&str; 7] =
    ["None", "Read", "Read + Approve", "Deploy", "Deploy + Rollback", "Deploy + Approve", "Full"];

/// The installation with this cell on production for every role.
async fn leveled(database: &[u8], cell: &str) -> Vec<u8> {
    let app = TestApp::of_database(database).await;
    let Access { level, approve, rollback } = Access::parse(cell).unwrap();
    let level = level.word().to_lowercase();
    app.sql(&format!(
        "UPDATE role_access SET until = since
         WHERE until IS NULL AND environment_id = (SELECT id FROM environments WHERE slug = 'production');
         INSERT INTO role_access (role_id, environment_id, level, approve, rollback, since)
         SELECT r.id, e.id, '{level}', {approve}, {rollback}, e.created_at
         FROM roles r, environments e WHERE e.slug = 'production'"
    ))
    .await;
    app.into_database().await
}

/// One role at one level. It begins anew after each request that may have changed something.
struct World<'a> {
    database: &'a [u8],
    who: &'static str,
    now: Option<Now>,
}

/// The installation before any request.
struct Now {
    app: TestApp,
    /// Made once: a hundred routes with their layers take longer to put together than to ask.
    router: Router,
    person: Brings,
    machine: Brings,
    rows: Vec<String>,
}

impl World<'_> {
    async fn begin(&self) -> Now {
        let app = TestApp::of_database(self.database).await;
        let (person, machine) = (brings(&app, self.who, false).await, brings(&app, self.who, true).await);
        let rows = rows(&app).await;
        let router = crate::web::router(app.app.clone());
        Now { app, router, person, machine, rows }
    }

    async fn word(&mut self, route: &Route, example: &Example) -> String {
        let now = match self.now.take() {
            Some(now) => now,
            None => self.begin().await,
        };
        let asking = Asking { app: &now.app, router: now.router.clone(), who: self.who, route, example };
        let brings = if asking.is_machine() { &now.machine } else { &now.person };
        let came = asking.came(brings, &now.rows).await;
        if came.denied || route.method.is_safe() {
            self.now = Some(now);
        }
        came.word
    }
}

/// `None 404, Read to Deploy 403, Full 303`: levels in a row that are answered alike stand together.
fn by_level(words: &[String]) -> String {
    let cells: Vec<(&str, &String)> = CELLS.into_iter().zip(words).collect();
    let runs = cells.chunk_by(|one, next| one.1 == next.1).map(|run| match run {
        [(cell, word)] => format!("{cell} {word}"),
        run if run.len() == CELLS.len() => run[0].1.clone(),
        [(one, word), (two, _)] => format!("{one} and {two} {word}"),
        run => format!("{} to {} {}", run[0].0, run[run.len() - 1].0, run[0].1),
    });
    runs.collect::<Vec<_>>().join(", ")
}

/// Who is answered alike stands on one line.
fn told(answers: &[(&str, String)]) -> String {
    let mut lines: Vec<(Vec<&str>, &str)> = Vec::new();
    for (who, answer) in answers {
        match lines.iter_mut().find(|(_, said)| said == answer) {
            Some((people, _)) => people.push(who),
            None => lines.push((vec![who], answer)),
        }
    }
    lines.iter().map(|(people, answer)| format!("  {}: {answer}\n", people.join(", "))).collect()
}

/// SECURITY 19: the whole matrix holds, whichever cell a role has, and a denial changes nothing.
#[tokio::test]
async fn every_route_answers_every_role_by_its_cell_at_every_level() {
    let plain = examples::installation(&WHO[1..]).await.into_database().await;
    let routes: Vec<(String, Route)> =
        all().into_iter().map(|route| (format!("{} {}", route.method, route.path), route)).collect();
    let mut words: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for cell in CELLS {
        let database = leveled(&plain, cell).await;
        for who in WHO {
            let mut world = World { database: &database, who, now: None };
            for (line, route) in &routes {
                let word = world.word(route, &examples::of(line).unwrap()).await;
                words.entry((line, who)).or_default().push(word);
            }
        }
    }
    let snapshot = routes.iter().map(|(line, route)| {
        let answers = WHO.map(|who| (who, by_level(&words[&(line.as_str(), who)])));
        format!("{line} ({:?})\n{}", route.requires, told(&answers))
    });
    insta::assert_snapshot!(snapshot.collect::<String>());
}
