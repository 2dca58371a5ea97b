//! An administrator who is signed in to this browser.

use oidc_core::{
    account::email::EmailAddress,
    id::{SessionId, UserId},
    opaque::Opaque,
};
use store::{StoreError, Tx};

use crate::{breakdown::Breakdown, engine::Engine, sign_in::live_session::live_session};

/// Who is signed in, and what they are still to do.
#[derive(Debug)]
pub struct Welcome {
    /// Who.
    pub user: UserId,
    /// The address they gave when they set the instance up, as long as it is not proven.
    pub unproven: Option<EmailAddress>,
}

/// The administrator whose session this is; none when it is nobody's, or not an administrator's.
///
/// # Errors
/// When the database does not answer.
pub async fn welcome(
    engine: &Engine,
    session: Option<Opaque<SessionId>>,
) -> Result<Option<Welcome>, Breakdown> {
    let Some((_, session)) = live_session(engine, session).await? else {
        return Ok(None);
    };
    let user = &session.user_id;
    let read = |mut tx: Tx| async move {
        let is_one = tx.administrators().has(user).await?;
        let found = tx.users().find(user).await?;
        if !is_one || found.is_none_or(|user| user.is_suspended()) {
            return Ok(None);
        }
        Ok(Some(Welcome {
            user: user.clone(),
            unproven: tx.setup_codes().unproven(user).await?,
        }))
    };
    let found: Result<Option<Welcome>, StoreError> = engine.store.read(read).await;
    Ok(found?)
}
