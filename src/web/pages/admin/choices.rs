//! The choice of a role and of a project, as forms offer it.

use crate::actions::add_person::NewGrant;
use crate::store::projects::{self, Project};
use crate::store::roles::{self, Role};
use crate::store::{Db, StoreError};
use crate::ui::field::{Choice, Field};
use crate::web::context::Viewer;
use serde::Deserialize;

/// What can be chosen.
pub struct Choices {
    roles: Vec<Role>,
    projects: Vec<Project>,
}

/// What was chosen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// The role's name; nothing where none was.
    #[serde(default)]
    pub role: String,
    /// The slug of the one project; nothing for all.
    #[serde(default)]
    pub project: String,
}

impl Choices {
    /// Reads what there is.
    pub async fn read(db: &mut Db, viewer: &Viewer) -> Result<Self, StoreError> {
        Ok(Self { roles: roles::all(db).await?, projects: projects::known(db, &viewer.scope).await? })
    }

    /// The two fields. Where no role is an answer too, `none` says so.
    pub fn fields(&self, chosen: &Chosen, none: Option<&str>) -> [Field; 2] {
        let none = none.map(|words| Choice::new("", words));
        let roles = self.roles.iter().map(|role| Choice::new(&role.name, &role.name));
        let all = Choice::new("", "All projects");
        let projects = self.projects.iter().map(|project| Choice::new(project.slug.as_str(), &project.name));
        [
            Field::select("role", "Role", none.into_iter().chain(roles).collect()).value(&chosen.role),
            Field::select("project", "For", [all].into_iter().chain(projects).collect())
                .value(&chosen.project),
        ]
    }
}

impl Chosen {
    /// The grant; none where no role was chosen.
    pub fn grant(&self) -> Option<NewGrant> {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        given(&self.role).map(|role| NewGrant { role, project: given(&self.project) })
    }
}
