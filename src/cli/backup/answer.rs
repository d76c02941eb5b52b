//! `slipway backup answer`, which a drill starts: pages alone, on what it restored. Nothing is carried out, sent, or made
//! by schedule. It ends with its input, so that it never outlives the drill.

use super::super::serve::connections::{Limits, serve};
use super::super::{Data, installation, output};
use crate::access::permit::Operator;
use crate::actions::add_person::{NewGrant, NewPerson, add_person};
use crate::app::App;
use crate::cli::lock::Lock;
use crate::config::Settings;
use crate::domain::id::PersonId;
use crate::domain::role::{Access, Level};
use crate::drill::MARK;
use crate::random::hexadecimal;
use crate::store::roles::{self, Cell};
use crate::store::sessions::{self, Beginning};
use crate::store::{Write, environments};
use crate::web::{self, session};
use anyhow::{Context, ensure};
use std::net::Ipv4Addr;
use std::process::ExitCode;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub async fn run(data: &Data) -> anyhow::Result<ExitCode> {
    let settings = installation::settings(data)?;
    let folder = settings.data.clone();
    ensure!(folder.join(MARK).is_file(), "{} is no drill's folder", folder.display());
    let _locks = (Lock::take(&folder)?, installation::enter(&settings)?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("a port of this machine")?;
    let listen = listener.local_addr()?;
    let settings = Settings { listen, public_url: format!("http://{listen}"), ..settings };
    let app = App::open(settings).await?;
    let cookie = sign_in(&app).await?;
    output::line(format_args!("{listen} {cookie}"))?;
    let stopping = CancellationToken::new();
    let pages = serve(listener, web::router(app.clone()), Limits::of_this_process(), stopping.clone());
    tokio::join!(pages, async {
        // However it ends, nobody waits for answers any more.
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
        stopping.cancel();
    });
    app.store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Signs somebody in who sees everything; gives their cookie. They are in this copy alone.
async fn sign_in(app: &App) -> anyhow::Result<String> {
    let operator = Operator::at_command_line();
    let name = format!("drill-{}", hexadecimal(&*app.random, 8));
    let mut write = app.store.write().await?;
    let roles = reading_roles(app, &mut write, &operator, &name).await?;
    write.commit().await?;
    let new = NewPerson { sign_in_name: name, roles, ..NewPerson::default() };
    let person = add_person(app, &operator, new).await?;
    session_of(app, person).await
}

/// Those that administer and read the audit log, and a new one that reads every environment.
async fn reading_roles(
    app: &App,
    write: &mut Write,
    operator: &Operator,
    name: &str,
) -> anyhow::Result<Vec<NewGrant>> {
    let at = app.clock.now();
    let known = roles::all(write).await?;
    let role = roles::insert(write, operator, name, at).await?;
    for environment in environments::all(write).await? {
        let cell = Cell { role, environment: environment.id, access: Access::level(Level::Read) };
        roles::set_cell(write, operator, cell, at).await?;
    }
    let names = known.into_iter().filter(|role| role.administers || role.reads_audit).map(|role| role.name);
    Ok(names.chain([name.to_owned()]).map(|role| NewGrant { role, project: None }).collect())
}

async fn session_of(app: &App, person: PersonId) -> anyhow::Result<String> {
    let id = session::new_id(&*app.random);
    let (key, now) = (session::SessionKey::of(&id), app.clock.now());
    let mut write = app.store.write().await?;
    sessions::create(
        &mut write,
        &key.0,
        &session::form_hash(&id),
        &Beginning::of(Some(person), now),
        "{}",
        now,
    )
    .await?;
    write.commit().await?;
    Ok(format!("{}={id}", web::csrf::session_cookie(app)))
}
