//! The end of all that a person is signed in to.

use oidc_core::id::UserId;

use super::{
    ending::end_in_parts,
    sessions::{Listed, NotEnded, Sessions, SignedOutEverywhere, Whose, find, listed},
};
use crate::{failure::Failure, precondition::Precondition};

impl Sessions {
    /// Signs a person out everywhere, if what is listed of their sessions is still what that was decided
    /// on: ends every session, revokes every grant and forgets every consent. A sign-in that is being
    /// written is waited for, and its session ends as well.
    ///
    /// # Errors
    /// [`NotEnded::NoUser`] and [`NotEnded::Changed`].
    pub async fn end_all_of(
        &self,
        whose: &Whose,
        precondition: &Precondition<'_, [Listed]>,
    ) -> Result<SignedOutEverywhere, Failure<NotEnded>> {
        let (ending, now) = (self.ending(), self.clock.now());
        let begun = self.store.transact(|mut tx| {
            let mut ending = ending.clone();
            async move {
                let user = find(&mut tx, whose).await?;
                tx.consents().hold_all_of(&user).await?;
                tx.grants().hold_all_of(&user).await?;
                // Whoever signs in takes the account until their session is there.
                tx.users().hold(&user).await?;
                if !precondition.is_none()
                    && !precondition.holds(&listed(&mut tx, Some(&user), now).await?)
                {
                    return Err(Failure::Refused(NotEnded::Changed));
                }
                tx.consents().forget_all_of(&user).await?;
                let grants = tx.grants().revoke_all_of(&user, now).await?;
                ending.tell_revoked(&mut tx, &user, grants).await?;
                let unended = tx.sessions().unended_of(&user, i64::MAX).await?;
                Ok::<(UserId, _, _), _>((user, unended, grants))
            }
        });
        let (user, unended, grants) = begun.await?;
        // In transactions of their own: sessions are taken before users, and there may be thousands.
        let prepare = || self.ending();
        let sessions = end_in_parts(&self.store, (&user, &unended), now, prepare).await?;
        Ok(SignedOutEverywhere { sessions, grants })
    }
}
