//! Whoever ends a session has its clients told, in the same transaction: nobody is forgotten, and of
//! many who end it at once one tells.

use oidc_core::{
    id::{EventId, SessionId, UserId},
    seal::SealingKey,
    time::Timestamp,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use store::{StoreError, Tx};

use super::logout_call::LogoutCall;
use crate::{entropy::Entropy, instance_secrets::InstanceSecrets};

/// What is needed to tell the clients of sessions that end. How many there are is known in the
/// transaction only, which may run twice: what is random comes from a seed that was drawn before.
#[derive(Clone)]
pub struct Telling {
    rng: ChaCha20Rng,
    sealing: SealingKey,
    now: Timestamp,
}

impl Telling {
    /// Draws the seed.
    pub fn prepare(secrets: &InstanceSecrets, entropy: &Entropy, now: Timestamp) -> Self {
        let mut seed = [0; 32];
        entropy.rng().fill_bytes(&mut seed);
        Self {
            rng: ChaCha20Rng::from_seed(seed),
            sealing: secrets.sealing.clone(),
            now,
        }
    }

    /// An id for an event of the same transaction.
    pub fn event_id(&mut self) -> EventId {
        EventId::mint(self.now, &mut self.rng)
    }

    /// Writes a call to each client of a session that this transaction has ended and that wants
    /// one; how many. They wait for the job, and nobody waits for them.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn tell(
        &mut self,
        tx: &mut Tx,
        session: &SessionId,
        user: &UserId,
    ) -> Result<usize, StoreError> {
        let called = tx.session_clients().called(session).await?;
        for participant in &called {
            let call = LogoutCall {
                sub: user.clone(),
                sid: participant.sid,
            };
            let client = &participant.client_id;
            match call.seal(client, &self.sealing, self.now, &mut self.rng) {
                Ok(waiting) => tx.deliveries().push(&waiting).await?,
                // No sign-out fails for it.
                Err(error) => tracing::error!(%error, client.id = %client, "cannot tell a client"),
            }
        }
        Ok(called.len())
    }
}

impl std::fmt::Debug for Telling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Telling")
    }
}
