//! The codes that are made on the host: for the first administrator, and for one whom no mail reaches.
//! Whoever may run commands there may have them; the database keeps their digests.

use oidc_core::{
    account::administrator_code::AdministratorCode,
    event::{Event, EventKind},
    id::UserId,
    user::User,
};
use serde_json::Map;
use store::{Store, StoreError};

use super::{
    listed::listed,
    manager::{Manager, managers},
};
use crate::{author::Author, clock::Clock, entropy::Entropy, failure::Failure};

/// Administrators, as whoever runs commands on the host sees to them.
#[derive(Debug, Clone)]
pub struct Administrators {
    /// Where they are kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
}

/// Why somebody gets no code to sign in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoRecovery {
    /// They are no administrator.
    #[error("that is no administrator")]
    NoAdministrator,
    /// The account is barred.
    #[error("the account is suspended")]
    Suspended,
}

impl Administrators {
    /// Who they are, in the order in which they were made.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn all(&self) -> Result<Vec<User>, StoreError> {
        self.store
            .read(|mut tx| async move { listed(&mut tx).await })
            .await
    }

    /// Who manages this instance, administrators and viewers, in the order in which they were given
    /// their role.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn managers(&self) -> Result<Vec<Manager>, StoreError> {
        self.store
            .read(|mut tx| async move { managers(&mut tx).await })
            .await
    }

    /// A code that makes the first administrator, in the place of any before it; none when there is
    /// an administrator. That there is one is written down, and never which.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn setup_code(&self) -> Result<Option<AdministratorCode>, StoreError> {
        let (now, code) = (
            self.clock.now(),
            AdministratorCode::mint(&mut self.entropy.rng()),
        );
        let at = (&self.entropy, now);
        let event = &Author::system().event(EventKind::SetupCodeMade, at, Map::new());
        let digest = &code.digest();
        let is_needed = self
            .store
            .transact(|mut tx| async move {
                tx.resources().hold().await?;
                if tx.administrators().any().await? {
                    return Ok(false);
                }
                tx.setup_codes().put(digest, now).await?;
                tx.events().append(event).await?;
                Ok::<_, StoreError>(true)
            })
            .await?;
        Ok(is_needed.then_some(code))
    }

    /// A code that signs an administrator in, in the place of any before it. It is written down who
    /// got one.
    ///
    /// # Errors
    /// [`NoRecovery`].
    pub async fn recovery_code(
        &self,
        user: &UserId,
    ) -> Result<AdministratorCode, Failure<NoRecovery>> {
        let now = self.clock.now();
        let code = AdministratorCode::mint(&mut self.entropy.rng());
        let (kind, at) = (EventKind::RecoveryCodeMade, (&self.entropy, now));
        let event = &Event {
            user_id: Some(user.clone()),
            ..Author::system().event(kind, at, Map::new())
        };
        let digest = &code.digest();
        self.store
            .transact(|mut tx| async move {
                tx.resources().hold().await?;
                tx.users().hold(user).await?;
                let is_one = tx.administrators().has(user).await?;
                let found = tx.users().find(user).await?.filter(|_| is_one);
                let found = found.ok_or(Failure::Refused(NoRecovery::NoAdministrator))?;
                if found.is_suspended() {
                    return Err(Failure::Refused(NoRecovery::Suspended));
                }
                tx.recovery_codes().put(user, digest, now).await?;
                tx.events().append(event).await?;
                Ok::<_, Failure<NoRecovery>>(())
            })
            .await?;
        Ok(code)
    }
}
