//! How the domain's small types stand in columns.

use crate::domain::id::{
    AccessChangeId, DeploymentNumber, EnvironmentId, ExecutionId, GroupId, PersonId, ProjectId, ReleaseId,
    ReportId, RoleId, RunAttemptId, RunNumber, RunbookId, RunbookVersionId, StepId, StrategyVersionId,
    TokenId,
};
use crate::domain::reading::Reader;
use crate::domain::text::{Slug, Version};
use crate::domain::time::Time;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Sqlite, Type};

macro_rules! integers {
    ($($name:ty),+ $(,)?) => {$(
        impl Type<Sqlite> for $name {
            fn type_info() -> SqliteTypeInfo {
                <i64 as Type<Sqlite>>::type_info()
            }
            fn compatible(ty: &SqliteTypeInfo) -> bool {
                <i64 as Type<Sqlite>>::compatible(ty)
            }
        }
        impl Encode<'_, Sqlite> for $name {
            fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
                <i64 as Encode<Sqlite>>::encode_by_ref(&self.0, buffer)
            }
        }
        impl<'r> Decode<'r, Sqlite> for $name {
            fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
                Ok(Self(<i64 as Decode<Sqlite>>::decode(value)?))
            }
        }
    )+};
}

macro_rules! texts {
    ($($name:ty),+ $(,)?) => {$(
        impl Type<Sqlite> for $name {
            fn type_info() -> SqliteTypeInfo {
                <String as Type<Sqlite>>::type_info()
            }
            fn compatible(ty: &SqliteTypeInfo) -> bool {
                <String as Type<Sqlite>>::compatible(ty)
            }
        }
        impl Encode<'_, Sqlite> for $name {
            fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
                <String as Encode<Sqlite>>::encode_by_ref(&self.to_string(), buffer)
            }
        }
        impl<'r> Decode<'r, Sqlite> for $name {
            fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
                Ok(<$name>::parse(<&str as Decode<Sqlite>>::decode(value)?)?)
            }
        }
    )+};
}

integers!(
    AccessChangeId,
    DeploymentNumber,
    EnvironmentId,
    ExecutionId,
    GroupId,
    PersonId,
    ProjectId,
    ReleaseId,
    ReportId,
    RoleId,
    RunbookId,
    RunbookVersionId,
    RunNumber,
    RunAttemptId,
    StepId,
    StrategyVersionId,
    Time,
    TokenId,
);
texts!(Slug, Version);

impl Type<Sqlite> for Reader {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
    fn compatible(ty: &SqliteTypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(ty)
    }
}
impl Encode<'_, Sqlite> for Reader {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<Sqlite>>::encode_by_ref(&self.number(), buffer)
    }
}
impl<'r> Decode<'r, Sqlite> for Reader {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        let number = <i64 as Decode<Sqlite>>::decode(value)?;
        Self::of_number(number).ok_or_else(|| format!("no reader has the number {number}").into())
    }
}
