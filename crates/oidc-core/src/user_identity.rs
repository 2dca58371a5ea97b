//! Who a person is elsewhere: the account that another provider knows them by.

use serde_json::{Map, Value};

use crate::{id::UserId, record::Record, time::Timestamp};

/// An account of a person at another provider. A person has one at each; each belongs to one person.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "user_identities")]
pub struct UserIdentity {
    /// Whose.
    #[record(key)]
    pub user_id: UserId,
    /// At which provider: a name that the operator chooses.
    #[record(key)]
    pub target: String,
    /// What the provider calls the person.
    pub external_id: String,
    /// What else it tells of the person.
    #[record(json)]
    pub details: Option<Map<String, Value>>,
    /// Since when it is known.
    #[record(fixed)]
    pub created_at: Timestamp,
}
