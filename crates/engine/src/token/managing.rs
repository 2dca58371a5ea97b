//! Who manages this instance has proven the address that they have. Roles are given to addresses, and
//! an address that was only written down may be anybody's.

use std::borrow::Cow;

use oidc_core::{catalog::Api, grant::GrantContext, id::RoleId, interaction::EvidenceKind};
use store::{StoreError, Tx};

/// Those of the roles of a person that count at an API. At the one of this instance, while the address
/// of the account is not proven, only those count that were given before a code was mailed to the
/// person of this session; whoever has signed in by a code of the host needs no address.
pub(super) async fn counting<'r>(
    tx: &mut Tx,
    grant_context: &GrantContext,
    api: &Api,
    held: &'r [RoleId],
) -> Result<Cow<'r, [RoleId]>, StoreError> {
    let user = grant_context.user.as_ref();
    let user = user.filter(|user| api.resource.is_management() && user.has_unproven_email());
    let Some(user) = user else {
        return Ok(Cow::Borrowed(held));
    };
    let session = match &grant_context.grant.session_id {
        Some(id) => tx.sessions().find(id).await?,
        None => None,
    };
    let proofs = session.map(|session| session.proofs).unwrap_or_default();
    if proofs.has(EvidenceKind::AdministratorCode) {
        return Ok(Cow::Borrowed(held));
    }
    let roles = match proofs.newest_of(EvidenceKind::EmailCode) {
        Some(at) => tx.roles().of_user_before(&user.id, at).await?,
        None => Vec::new(),
    };
    Ok(Cow::Owned(roles))
}
