//! `slipway strategy init [FILE] [-o OUT]`

use crate::backups::files::sync_name;
use crate::cli::output;
use crate::strategy::{MOST_BYTES, draft};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct Init {
    /// A document of any shape; without one the template is printed
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Where to write the draft; standard output where it is left out. An existing file is not overwritten
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

pub fn run(init: &Init) -> anyhow::Result<ExitCode> {
    let text = match &init.file {
        None => draft::blank(),
        Some(path) => draft::draft(&output::file(path, MOST_BYTES)?)
            .map_err(|problem| anyhow::anyhow!("{}:{problem}", path.display()))?,
    };
    match &init.output {
        None => output::bytes(text.as_bytes())?,
        Some(path) => write_new(path, &text)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn write_new(path: &PathBuf, text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let file = std::fs::File::options().write(true).create_new(true).open(path);
    let mut file = file.map_err(|error| anyhow::anyhow!("{} can't be written: {error}", path.display()))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    sync_name(path)?;
    let left = text.matches("[Decide").count();
    output::line(format_args!("Wrote {}. {left} decisions are left: look for [Decide", path.display()))
}
