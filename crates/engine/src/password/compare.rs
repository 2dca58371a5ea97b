//! A password that was typed, compared with the one of an account. Where there is none to compare with,
//! as much is computed all the same: how long an answer takes tells nobody which accounts there are.

use oidc_core::{
    account::{
        identifier::Identifier,
        password::{Password, SealedPassword},
    },
    id::UserId,
};

use super::{
    digest::PasswordDigest,
    hashing::{Hashing, Likeness},
};
use crate::{
    breakdown::Breakdown, engine::Engine, entropy::Entropy, instance_secrets::InstanceSecrets,
};

/// What a password is compared with.
#[derive(Debug, Clone, Copy)]
pub enum Against<'a> {
    /// The password of an account.
    Account(&'a UserId, &'a SealedPassword),
    /// No account has this identifier, or the one that has it has no password: a decoy is compared,
    /// always the same for one identifier, and chosen as if it had one of the accounts' passwords.
    Decoy(&'a Identifier),
}

/// What came of comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// It is the password; with a better digest of it, where there can be one.
    Same(Option<SealedPassword>),
    /// It is another one, or there is none.
    Other,
}

/// Compares a password. One digest is computed for it, and two where it was typed otherwise than it is
/// prepared, whatever it is compared with; one more for a better digest of the right one.
///
/// # Errors
/// When too much is being computed; it can be tried again.
pub async fn compare(
    engine: &Engine,
    against: Against<'_>,
    password: &Password,
) -> Result<Compared, Breakdown> {
    let means = Means {
        hashing: &engine.hashing,
        secrets: &engine.secrets,
        entropy: &engine.entropy,
    };
    means.compare(against, password).await
}

/// What comparing takes.
struct Means<'a> {
    hashing: &'a Hashing,
    secrets: &'a InstanceSecrets,
    entropy: &'a Entropy,
}

impl Means<'_> {
    async fn compare(
        &self,
        against: Against<'_>,
        password: &Password,
    ) -> Result<Compared, Breakdown> {
        match against {
            Against::Account(user, sealed) => self.with_account(user, sealed, password).await,
            Against::Decoy(identifier) => {
                let decoys = self.hashing.decoys();
                let decoy = decoys.of(identifier, self.secrets, self.entropy)?;
                self.hashing.compare(decoy, password).await?;
                Ok(Compared::Other)
            }
        }
    }

    async fn with_account(
        &self,
        user: &UserId,
        sealed: &SealedPassword,
        password: &Password,
    ) -> Result<Compared, Breakdown> {
        let Ok(digest) = PasswordDigest::unseal(sealed, &self.secrets.sealing, user) else {
            // It was sealed for another account. It lets no one in, and is answered as any other is.
            tracing::warn!(%user, "the password of an account cannot be opened: set it anew");
            let decoy = PasswordDigest::native_decoy();
            self.hashing.compare(decoy, password).await?;
            return Ok(Compared::Other);
        };
        // Of a longer one bcrypt has compared the beginning alone: made anew it could be another one.
        let is_cut = digest.cuts(password.prepared()) || digest.cuts(password.typed());
        let is_outdated = digest.is_outdated();
        let could_be_better = match self.hashing.compare(digest, password).await? {
            Likeness::None => return Ok(Compared::Other),
            Likeness::Prepared => is_outdated,
            // The next keyboard may type it otherwise.
            Likeness::TypedAlone => true,
        };
        if is_cut || !could_be_better {
            return Ok(Compared::Same(None));
        }
        // Where too much is computed just now, the one there is goes on for a while.
        let Ok(made) = self.hashing.make(password, self.entropy).await else {
            return Ok(Compared::Same(None));
        };
        let better = made.seal(&self.secrets.sealing, user, &mut self.entropy.rng())?;
        Ok(Compared::Same(Some(better)))
    }
}

#[cfg(test)]
mod tests;
