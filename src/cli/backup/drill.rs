//! `slipway backup drill`.

use super::super::{Data, installation, output};
use crate::actions::recovery_drill::Report;
use crate::domain::recovery_drill::{Damage, Measured};
use crate::drill::{Program, now};
use crate::store::recovery_drills;
use anyhow::bail;
use serde_json::{Value, json};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct Drill {
    /// Damage the copy first, each time in another way: restoring it must be refused
    #[arg(long)]
    damaged: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(data: &Data, drill: Drill) -> anyhow::Result<ExitCode> {
    let drilled = installation::in_existing(data, async |app| {
        let turn = recovery_drills::damaged(&mut *app.store.read().await?).await?;
        let damage = drill.damaged.then(|| Damage::after(turn));
        Ok((Box::pin(now(app, &Program, damage)).await?, damage))
    });
    let (Some(report), damage) = drilled.await? else {
        bail!("a drill is asked for or under way already");
    };
    if drill.json {
        output::json(&value(&report, damage))?;
    } else {
        tell(&report, damage)?;
    }
    match report.problem {
        Some(problem) if !drill.json => bail!("{problem}"),
        Some(_) => Ok(ExitCode::FAILURE),
        None => Ok(ExitCode::SUCCESS),
    }
}

fn value(report: &Report, damage: Option<Damage>) -> Value {
    let proof = |one: &Measured| json!({ "case": one.case.name(), "backup": one.backup, "took_us": one.took.0, "lost_us": one.lost.0 });
    let proofs: Vec<Value> = report.proofs.iter().map(proof).collect();
    json!({ "problem": report.problem, "damage": damage.map(Damage::name), "proofs": proofs })
}

fn tell(report: &Report, damage: Option<Damage>) -> anyhow::Result<()> {
    for Measured { case, backup, took, lost } in &report.proofs {
        output::line(format_args!("{}: back after {took}, with {lost} lost, from {backup}", case.words()))?;
    }
    match damage {
        Some(damage) if report.problem.is_none() => {
            output::line(format_args!("A copy {} was refused, as it must be.", damage.words()))
        }
        _ => Ok(()),
    }
}
