//! Applications as they are shown.

use oidc_core::{
    client::{Client, ClientKind, details::ClientDetails},
    id::{ClientId, RoleId},
    source::Source,
    time::Timestamp,
};
use serde_json::{Map, Value};
pub use store::WantedApplications;

use store::{Store, StoreError, Tx};

use crate::difference::difference;

/// The role that opens the management API to machines.
const MANAGEMENT_ROLE: &str = "management-api-access";

/// The application beside `signet dev`. Programs ask for it by this id, and expect it to be there
/// wherever they ask.
pub const DEMO_APP: &str = "demo-app";

/// What people see of it.
pub const DEMO_APP_NAME: &str = "Bookstore";

/// An application with what is written down of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Application {
    /// The client.
    pub client: Client,
    /// What is written down of it.
    pub details: ClientDetails,
    /// Whether it may manage this instance.
    pub is_admin: bool,
}

/// One of a page.
#[derive(Debug)]
pub struct ListedItem {
    /// The client.
    pub client: Client,
    /// What is written down of it.
    pub details: ClientDetails,
    /// When a person last signed in to it, or one of its secrets was last used.
    pub last_used_at: Option<Timestamp>,
}

/// A page of them.
#[derive(Debug)]
pub struct Listed {
    /// Its items; whether they may manage the instance is not looked up.
    pub items: Vec<ListedItem>,
    /// How many there are on all pages, with those that cannot be read: pages go on behind them.
    pub total: u64,
}

/// The role that opens the management API to machines.
pub fn management_role() -> Option<RoleId> {
    MANAGEMENT_ROLE.parse().ok()
}

/// One, unless it is disabled.
///
/// # Errors
/// When the database does not answer, or its row cannot be read.
pub async fn find(tx: &mut Tx, id: &ClientId) -> Result<Option<Application>, StoreError> {
    let found = tx.clients().find(id).await?;
    let Some(client) = found.filter(|client| !client.disabled) else {
        return Ok(None);
    };
    let details = tx.applications().details(id).await?;
    let roles = tx.client_roles().of(id).await?;
    Ok(Some(Application {
        details: details.unwrap_or_else(|| ClientDetails::new(id.clone())),
        is_admin: roles.iter().any(|role| role.as_str() == MANAGEMENT_ROLE),
        client,
    }))
}

/// One of the operator's own, of the file's or of Signet itself.
///
/// # Errors
/// As [`find`].
pub async fn show(store: &Store, id: &ClientId) -> Result<Option<Application>, StoreError> {
    store
        .read(|mut tx| async move {
            let found = find(&mut tx, id).await?;
            if found.is_some() || id.as_str() != DEMO_APP {
                return Ok::<_, StoreError>(found);
            }
            let is_disabled = tx.clients().find(id).await?.is_some();
            Ok((!is_disabled).then(|| not_served(id)))
        })
        .await
}

/// The demo app where it is not served: part of Signet, and without an address.
fn not_served(id: &ClientId) -> Application {
    let begin = Timestamp::from_millis(0);
    let client = Client::new(id.clone(), ClientKind::Traditional, Source::BuiltIn, begin);
    Application {
        client: Client {
            name: DEMO_APP_NAME.to_owned(),
            ..client
        },
        details: ClientDetails::new(id.clone()),
        is_admin: false,
    }
}

/// A page of those that are wanted, in their order. One that cannot be read is named in the log,
/// and takes no other with it.
///
/// # Errors
/// When the database does not answer.
pub async fn page(store: &Store, wanted: &WantedApplications<'_>) -> Result<Listed, StoreError> {
    let listed = store
        .read(|mut tx| async move { tx.applications().page(wanted).await })
        .await?;
    for row in listed.page.unreadable {
        tracing::warn!(client.id = row.id, what = row.what, "cannot be read");
    }
    let rows = listed.page.rows.into_iter().map(|row| ListedItem {
        details: row
            .details
            .unwrap_or_else(|| ClientDetails::new(row.client.id.clone())),
        client: row.client,
        last_used_at: row.last_used_at,
    });
    Ok(Listed {
        items: rows.collect(),
        total: listed.total,
    })
}

/// What differs of what is written down. Of the operator's own data only that it differs: it may be
/// about people.
pub(super) fn of_details(
    before: Option<&ClientDetails>,
    after: &ClientDetails,
) -> Map<String, Value> {
    let mut changed = difference(before, Some(after));
    if let Some(data) = changed.get_mut("custom_data") {
        *data = Value::Null;
    }
    changed
}
