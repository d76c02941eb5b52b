//! What happens until the power is cut: an installation is made, serves under load, is killed once, and is looked after.

use crate::installation::Installation;
use crate::load::Load;
use crate::world::World;
use slipway::actions::checkpoint::export_checkpoint;
use slipway::app::App;
use slipway::config::{Flags, Settings, keep_public_url};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The variable that names the folder.
pub const ROOT: &str = "SLIPWAY_POWER_CUT";
/// The file in which acknowledgements are told, one a line, each in one write.
pub const TOLD: &str = "acknowledged";
/// So much is acknowledged in each of the two lives of the server.
const ENOUGH: usize = 250;
/// A machine that does less than that is no use.
const LONGEST: Duration = Duration::from_secs(240);

/// The file of acknowledgements.
pub fn told(root: &Path) -> PathBuf {
    root.join(TOLD)
}

#[test]
#[ignore = "is started by the power cuts, under strace"]
fn takes_its_course() {
    let root = PathBuf::from(std::env::var_os(ROOT).expect("started by the power cuts"));
    let mut told = File::options().append(true).create(true).open(told(&root)).unwrap();
    let mut tell = |what: String| told.write_all(format!("{what}\n").as_bytes()).unwrap();
    let mut world = World::at(Installation::at(root.clone()));
    tell("SetUp(3)".to_owned());
    world.start();
    let load =
        Load::telling(&world, Some(File::options().append(true).open(super::scenario::told(&root)).unwrap()));
    for life in 1..=2 {
        wait_for(&load, life * ENOUGH / 2);
        tell(format!("Backup({})", backup(&world)));
        tell(format!("Checkpoint({})", checkpoint(&world)));
        wait_for(&load, life * ENOUGH);
        world.kill();
        world.start();
    }
    load.finish();
    world.kill();
    for number in 1..=5 {
        let file = format!("draft-{number}.md");
        world.at.ok(&["strategy", "init", "-o", &world.at.path(&file)]);
        tell(format!("Draft({file})"));
        let url = format!("https://slipway-{number}.example");
        keep_public_url(&world.at.data(), &url).unwrap();
        tell(format!("PublicUrl({url})"));
    }
    println!("{}", load.summary());
}

fn wait_for(load: &Load, enough: usize) {
    let began = Instant::now();
    while load.written().len() < enough {
        assert!(began.elapsed() < LONGEST, "{}", load.summary());
        sleep(Duration::from_millis(20));
    }
}

/// The name of a backup that was made.
fn backup(world: &World) -> String {
    let made = world.at.run(&["backup", "create", "--json"]);
    made.json()["id"].as_str().unwrap_or_else(|| panic!("{}{}", made.out, made.err)).to_owned()
}

/// How many events the checkpoint that was made covers.
fn checkpoint(world: &World) -> i64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let settings = Settings::load(&Flags { data: Some(world.at.data()), ..Flags::default() }).unwrap();
    runtime.block_on(async {
        let app = App::open(settings).await.unwrap();
        let checkpoint = export_checkpoint(&app).await.unwrap();
        app.store.close().await;
        checkpoint.events
    })
}
