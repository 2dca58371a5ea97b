//! The API of the demo app and the role that opens it, made at the first start and kept.

use engine::entropy::Entropy;
use oidc_core::{
    id::{ClientId, ResourceId, RoleId, ScopeId},
    resource_server::{Resource, ResourceScope},
    role::{Role, RoleKind},
    source::Source,
    time::Timestamp,
};
use store::{Store, StoreError, Tx};

use super::demo_client;
use crate::app::App;

/// What requests call it. A name and no address, so that it stays when the demo app moves to another
/// port.
pub const INDICATOR: &str = "https://api.bookstore.example";
const SCOPE: &str = "orders:read";
const ROLE: &str = "Bookstore reader";

/// Makes the API, its scope, and the role that every new person gets.
///
/// # Errors
/// When the database refuses.
pub async fn ensure(store: &Store, now: Timestamp, entropy: &Entropy) -> anyhow::Result<()> {
    let asking = demo_client::is_ours(store, demo_client::API_ID).await?;
    let asking = asking
        .then(|| demo_client::API_ID.parse::<ClientId>())
        .transpose()?;
    let mut rng = entropy.rng();
    let id = ResourceId::mint(&mut rng);
    let resource = Resource {
        name: "Bookstore API".to_owned(),
        introspected_by: asking.into_iter().collect(),
        ..Resource::new(id, INDICATOR.parse()?, Source::BuiltIn, now)
    };
    let scope = ResourceScope {
        id: ScopeId::mint(&mut rng),
        resource_id: resource.id.clone(),
        name: SCOPE.to_owned(),
        description: Some("See what you ordered".to_owned()),
        created_at: now,
        position: 0,
    };
    let role = Role {
        id: RoleId::mint(&mut rng),
        name: ROLE.to_owned(),
        description: "May see their own orders in the demo app".to_owned(),
        kind: RoleKind::User,
        is_default: true,
        source: Source::BuiltIn,
        declared_at: None,
        disabled: false,
        created_at: now,
        updated_at: now,
    };
    let (resource, scope, role) = (&resource, &scope, &role);
    store.transact(|tx| put(tx, resource, scope, role)).await?;
    Ok(())
}

/// What is there stays as it is, whoever made it. Servers that start together wait here for each
/// other.
async fn put(
    mut tx: Tx,
    resource: &Resource,
    scope: &ResourceScope,
    role: &Role,
) -> Result<(), StoreError> {
    tx.resources().hold().await?;
    if tx.resources().insert(resource).await? {
        tx.resources().put_scope(scope).await?;
        if tx.roles().insert(role).await? {
            let allowed = std::slice::from_ref(&scope.id);
            tx.roles().set_scopes(&role.id, allowed).await?;
        }
    }
    Ok(())
}

/// Whether the API is that of the demo app, and not one of somebody's own by the same name.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_ours(app: &App) -> anyhow::Result<bool> {
    let indicator = INDICATOR.parse()?;
    let indicator = &indicator;
    let owner = app
        .store
        .read(|mut tx| async move { tx.resources().owner(indicator).await })
        .await?;
    Ok(owner.is_some_and(|(_, source)| source == Source::BuiltIn))
}
