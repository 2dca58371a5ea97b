//! The accounts there are, and what is written into them.

use oidc_core::{
    custom_data::InvalidCustomData,
    event::{Event, EventKind},
    id::{SessionId, UserId},
    time::Timestamp,
    user::User,
    user_field::{InvalidField, UserField},
};
use serde_json::Map;
pub use store::Unique;
use store::{Store, StoreError, Taken, Tx};

use crate::{
    administrator::last::LastAdministrator, author::Author, clock::Clock, entropy::Entropy,
    instance_secrets::InstanceSecrets, password::hashing::Hashing, session::ending::AT_ONCE,
};

/// The accounts there are.
#[derive(Debug, Clone)]
pub struct Users {
    /// Where they are kept.
    pub store: Store,
    /// What calls to clients are sealed under.
    pub secrets: InstanceSecrets,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
    /// Where passwords are digested.
    pub hashing: Hashing,
    /// Who changes them.
    pub author: Author,
}

/// What is to be set, by field.
pub type Changes = [(UserField, String)];

/// Why an account was not made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotWritten {
    /// There is none.
    Unknown,
    /// A value cannot be accepted.
    Invalid(UserField, InvalidField),
    /// The operator's own data cannot be kept.
    CustomData(InvalidCustomData),
    /// Whoever changes it has not proven lately who they are.
    NotFresh,
    /// It belongs to another account.
    Taken(Unique),
    /// It is not what the change was made on any more.
    Changed,
    /// The account at another provider belongs to somebody else.
    IdentityTaken,
    /// Nothing is known of the person at that provider.
    NoIdentity,
    /// It is the last administrator's.
    LastAdministrator(LastAdministrator),
}

impl NotWritten {
    /// Of what the database has found to be another account's.
    pub(super) const fn taken(taken: Taken) -> Option<Self> {
        match taken {
            Taken::User(unique) => Some(Self::Taken(unique)),
            Taken::Identity => Some(Self::IdentityTaken),
            Taken::ClientId
            | Taken::SecretName
            | Taken::Indicator
            | Taken::ScopeName
            | Taken::RoleName => None,
        }
    }
}

/// The first sessions of a person that have not ended, as many as one transaction ends, and whether
/// there may be more.
pub(super) async fn unended(
    tx: &mut Tx,
    user: &UserId,
) -> Result<(Vec<SessionId>, bool), StoreError> {
    let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    let listed = tx.sessions().unended_of(user, limit).await?;
    let may_be_more = listed.len() >= AT_ONCE;
    Ok((listed, may_be_more))
}

impl Users {
    /// An event about an account. Its data never holds what belongs to a person: events are kept
    /// when the account is gone.
    pub(super) fn event(&self, kind: EventKind, user: &UserId, now: Timestamp) -> Event {
        let at = (&self.entropy, now);
        Event {
            user_id: Some(user.clone()),
            ..self.author.event(kind, at, Map::new())
        }
    }
}

/// Sets the fields in the order in which they count.
pub(super) fn apply(user: &mut User, changes: &Changes, now: Timestamp) -> Result<(), NotWritten> {
    for field in UserField::ALL {
        for (_, text) in changes.iter().filter(|(changed, _)| changed == field) {
            let set = field.set(user, text, now);
            set.map_err(|why| NotWritten::Invalid(*field, why))?;
        }
    }
    user.updated_at = now;
    Ok(())
}
