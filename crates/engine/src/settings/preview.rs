//! Settings that are looked at before they are saved.

use oidc_core::preview::{self, Preview, PreviewId};
use store::StoreError;

use super::experience::{Change, Experience, ExperienceRefused};
use crate::{engine::Engine, failure::Failure};

impl Experience {
    /// Keeps the settings as they would be after a change, for its author to look at; in the place
    /// of what they looked at before.
    ///
    /// # Errors
    /// [`ExperienceRefused`], as if it were made.
    pub async fn preview(&self, change: &Change) -> Result<Preview, Failure<ExperienceRefused>> {
        let standing = self.standing().await?;
        let preview = &Preview {
            maker: self.author.actor.clone(),
            id: PreviewId::mint(&mut self.entropy.rng()),
            settings: self.judge(&standing, change)?.in_force,
            expires_at: self.clock.now().plus(preview::LIFETIME),
        };
        self.store
            .transact(|mut tx| async move { tx.previews().put(preview).await })
            .await?;
        Ok(preview.clone())
    }
}

/// The preview of this name, while it can be looked at.
///
/// # Errors
/// When the database does not answer.
pub async fn find(engine: &Engine, id: &PreviewId) -> Result<Option<Preview>, StoreError> {
    let found = engine
        .store
        .read(|mut tx| async move { tx.previews().find(id).await });
    let found: Option<Preview> = found.await?;
    Ok(found.filter(|preview| preview.is_live(engine.clock.now())))
}
