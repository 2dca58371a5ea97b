//! Who manages this instance has proven the address that they have. Roles are given to addresses: one
//! that was only written down may be anybody's, and a session that was begun under another address of
//! the account may be that of whoever reads that one.

use std::borrow::Cow;

use oidc_core::{
    account::identifier::Identifier, catalog::Api, grant::GrantContext, id::RoleId,
    interaction::EvidenceKind, secret::MacKey,
};
use store::{StoreError, Tx};

/// Those of the roles of a person that count at an API. At the one of this instance they count in a
/// session in which the address that the account has now was proven, and in one that was begun by a
/// code of the host. `key` is the one under which addresses are written down.
pub(super) async fn counting<'r>(
    tx: &mut Tx,
    grant_context: &GrantContext,
    (api, key): (&Api, &MacKey),
    held: &'r [RoleId],
) -> Result<Cow<'r, [RoleId]>, StoreError> {
    let Some(user) = &grant_context.user else {
        return Ok(Cow::Borrowed(held));
    };
    if !api.resource.is_management() || held.is_empty() {
        return Ok(Cow::Borrowed(held));
    }
    let session = match &grant_context.grant.session_id {
        Some(id) => tx.sessions().find(id).await?,
        None => None,
    };
    let proofs = session.map(|session| session.proofs).unwrap_or_default();
    let address = user
        .email
        .as_ref()
        .map(|email| Identifier::Email(email.canonical()));
    let counts = proofs.has(EvidenceKind::AdministratorCode)
        || address.is_some_and(|address| proofs.prove(&address, key));
    Ok(if counts {
        Cow::Borrowed(held)
    } else {
        Cow::Owned(Vec::new())
    })
}
