//! The digests of passwords, for whoever takes them elsewhere.

use super::users::Users;
use crate::{breakdown::Breakdown, failure::Failure, password::digest::PasswordDigest};
use oidc_core::{event::EventKind, id::UserId};

impl Users {
    /// The digests of these accounts, in their order. That they were read is an event, in the same
    /// transaction, so that no reading is unseen. One that cannot be opened is named in the log, and takes
    /// no other with it: in its place is none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read_passwords(
        &self,
        ids: &[UserId],
    ) -> Result<Vec<Option<PasswordDigest>>, Breakdown> {
        let now = self.clock.now();
        let Some(first) = ids.first() else {
            return Ok(Vec::new());
        };
        let mut event = self.event(EventKind::PasswordsRead, first, now);
        if ids.len() > 1 {
            event.user_id = None;
            event.data.insert("users".to_owned(), ids.len().into());
        }
        let event = &event;
        let sealed = self.store.transact(|mut tx| async move {
            let mut sealed = Vec::with_capacity(ids.len());
            for id in ids {
                sealed.push(tx.passwords().find(id).await?);
            }
            tx.events().append(event).await?;
            Ok::<_, Failure<std::convert::Infallible>>(sealed)
        });
        let sealed = sealed.await.map_err(Breakdown::from)?;
        let key = &self.secrets.sealing;
        let pairs = ids.iter().zip(&sealed);
        let opened = pairs.map(|(id, sealed)| {
            let opened = PasswordDigest::unseal(sealed.as_ref()?, key, id);
            if let Err(why) = &opened {
                let why = why.chain();
                tracing::warn!(user.id = %id, why, "the digest of a password cannot be opened");
            }
            opened.ok()
        });
        Ok(opened.collect())
    }
}
