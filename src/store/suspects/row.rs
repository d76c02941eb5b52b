//! A cause as the database tells it: a rollback or a report.

use crate::domain::id::{DeploymentNumber, EnvironmentId, PersonId, ProjectId, ReleaseId, ReportId};
use crate::domain::suspect::{Cause, Clearing, What};
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;
use crate::store::StoreError;

/// One cause, with the release that was asked about.
pub(super) struct Row {
    pub(super) asked: ReleaseId,
    pub(super) rollback: Option<DeploymentNumber>,
    pub(super) report: Option<ReportId>,
    pub(super) release: ReleaseId,
    pub(super) version: Version,
    pub(super) project: ProjectId,
    pub(super) environment: EnvironmentId,
    pub(super) slug: Slug,
    pub(super) at: Time,
    pub(super) guarded: bool,
    pub(super) reason: String,
    pub(super) by: Option<String>,
    pub(super) sign_in_name: Option<String>,
    pub(super) person: Option<PersonId>,
    pub(super) creator: Option<PersonId>,
    pub(super) no_fault: Option<String>,
    pub(super) succeeded_since: bool,
    pub(super) decides: bool,
    pub(super) cleared_at: Option<Time>,
    pub(super) cleared_why: Option<String>,
    pub(super) cleared_by: Option<String>,
    pub(super) cleared_by_sign_in_name: Option<String>,
}

impl Row {
    /// The cause, with the release that it speaks against.
    pub(super) fn cause(self) -> Result<(ReleaseId, Cause), StoreError> {
        let (asked, what, cleared) = (self.asked, self.what()?, self.cleared());
        let cause = Cause {
            what,
            release: self.release,
            version: self.version,
            place: (self.project, self.environment),
            environment: self.slug,
            guarded: self.guarded,
            at: self.at,
            reason: self.reason,
            by: self.by.unwrap_or_else(|| "Slipway".to_owned()),
            by_sign_in_name: self.sign_in_name,
            people: self.person.into_iter().chain(self.creator).collect(),
            cleared,
        };
        Ok((asked, cause))
    }

    fn what(&self) -> Result<What, StoreError> {
        match (self.rollback, self.report) {
            (Some(by), _) => {
                let (no_fault, succeeded_since) = (self.no_fault.clone(), self.succeeded_since);
                Ok(What::RolledBack { by, no_fault, succeeded_since })
            }
            (None, Some(report)) => Ok(What::Reported { report, decides: self.decides }),
            (None, None) => {
                Err(StoreError::Damaged(format!("a cause against release {} says nothing", self.release)))
            }
        }
    }

    fn cleared(&self) -> Option<Clearing> {
        Some(Clearing {
            at: self.cleared_at?,
            by: self.cleared_by.clone()?,
            by_sign_in_name: self.cleared_by_sign_in_name.clone()?,
            reason: self.cleared_why.clone()?,
        })
    }
}
