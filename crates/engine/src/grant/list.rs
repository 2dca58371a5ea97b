//! The grants that stand, a page at a time.

use oidc_core::{
    account::identifier::Identifier,
    grant::Grant,
    id::{ClientId, GrantId, UserId},
    time::Timestamp,
};
use store::{Store, StoreError, Wanted};

/// How many grants are read at once.
pub const PAGE: usize = 50;

/// How many of the newest of a person are looked through where all of them are wanted.
pub const LISTED: usize = 1_000;

/// Which grants are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this person.
    pub user: Option<UserId>,
    /// To this client.
    pub client: Option<ClientId>,
    /// Older than this one.
    pub before: Option<GrantId>,
}

/// A page of grants, newest first.
#[derive(Debug)]
pub struct Grants {
    /// The grants.
    pub grants: Vec<Grant>,
    /// Where the next page begins, if there may be one.
    pub next: Option<GrantId>,
}

/// The next grants that are neither revoked nor over.
pub async fn list(store: &Store, filter: &Filter, now: Timestamp) -> Result<Grants, StoreError> {
    let wanted = Wanted {
        user: filter.user.as_ref(),
        client: filter.client.as_ref(),
        before: filter.before.as_ref(),
        now,
        most: i64::try_from(PAGE).unwrap_or(i64::MAX),
    };
    let wanted = &wanted;
    let grants = store
        .read(|mut tx| async move { tx.grants().page(wanted).await })
        .await?;
    let last = grants.last().filter(|_| grants.len() == PAGE);
    let next = last.map(|grant| grant.id);
    Ok(Grants { grants, next })
}

/// The person with this identifier.
pub async fn find_user(
    store: &Store,
    identifier: &Identifier,
) -> Result<Option<UserId>, StoreError> {
    let found = store
        .read(|mut tx| async move { tx.users().find_by_identifier(identifier).await })
        .await?;
    Ok(found.map(|user| user.id))
}
