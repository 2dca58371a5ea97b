//! Accounts as they are shown, with what stands beside their rows.

use oidc_core::{
    id::{RoleId, UserId},
    order::{AccountKey, Order},
    search::Search,
    user::Account,
};
use store::{StoreError, WantedAccounts};

use super::users::Users;

/// Which accounts are listed.
#[derive(Debug, Clone)]
pub struct Listing {
    /// What they are searched by.
    pub search: Search,
    /// Those that hold this role.
    pub with_role: Option<RoleId>,
    /// Those that do not hold this one.
    pub without_role: Option<RoleId>,
    /// Those that are barred, or those that are not.
    pub suspended: Option<bool>,
    /// Those that never signed in, or those that did.
    pub never_signed_in: Option<bool>,
    /// In which order.
    pub order: Order<AccountKey>,
    /// How many come before.
    pub offset: u64,
    /// How many at most.
    pub most: u32,
}

impl Users {
    /// The account with that id.
    pub async fn account(&self, id: &UserId) -> Result<Option<Account>, StoreError> {
        self.store
            .read(|mut tx| async move { tx.accounts().find(id).await })
            .await
    }

    /// A part of the accounts in their order, and how many there are altogether. One that cannot
    /// be read is named in the log and takes no other with it.
    pub async fn listed(&self, listing: &Listing) -> Result<(Vec<Account>, u64), StoreError> {
        let wanted = &WantedAccounts {
            search: &listing.search,
            with_role: listing.with_role.as_ref(),
            without_role: listing.without_role.as_ref(),
            suspended: listing.suspended,
            never_signed_in: listing.never_signed_in,
            order: listing.order,
            // Past every end all the same.
            offset: i64::try_from(listing.offset).unwrap_or(i64::MAX),
            most: i64::from(listing.most),
        };
        let listed = self
            .store
            .read(|mut tx| async move { tx.accounts().page(wanted).await })
            .await?;
        for row in listed.page.unreadable {
            tracing::warn!(user.id = row.id, what = row.what, "cannot be read");
        }
        Ok((listed.page.rows, listed.total))
    }
}
