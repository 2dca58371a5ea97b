//! What a client is to be told of a session that has ended: it waits in the deliveries, sealed, and
//! becomes a logout token when it is sent.

use oidc_core::{
    id::{ClientId, DeliveryId, Sid, UserId},
    seal::{SealingKey, Unsealable},
    time::Timestamp,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use store::{Delivery, DeliveryKind};

use crate::place;

/// What a client is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoutCall {
    /// Who has signed out.
    pub sub: UserId,
    /// Of which session, as this client calls it.
    pub sid: Sid,
}

/// The call cannot be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Sealed by another instance, or altered.
    #[error("the call is sealed with another key, or altered")]
    Sealed(#[from] Unsealable),
    /// Written by a version that knows other calls.
    #[error("the call holds what this version does not know")]
    Content,
}

impl LogoutCall {
    /// Seals it into a delivery that is due at once.
    ///
    /// # Errors
    /// [`Unreadable`] when it cannot be sealed, which its size cannot cause.
    pub fn seal(
        &self,
        to: &ClientId,
        key: &SealingKey,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Delivery, Unreadable> {
        let plain = serde_json::to_vec(self).map_err(|_| Unreadable::Content)?;
        let (id, kind) = (DeliveryId::mint(now, rng), DeliveryKind::BackchannelLogout);
        Ok(Delivery {
            id,
            kind,
            target: Some(to.to_string()),
            sealed: key.seal(&place::logout_call(&id), &plain, rng)?,
            usage_type: None,
            attempts: 0,
            created_at: now,
            expires_at: now.plus(kind.lifetime()),
            next_attempt_at: now,
            sent_at: None,
            flow: None,
            recipient: None,
        })
    }

    /// Reads a delivery.
    ///
    /// # Errors
    /// [`Unreadable`] when it was sealed by another instance or written by another version.
    pub fn unseal(call: &Delivery, key: &SealingKey) -> Result<Self, Unreadable> {
        let plain = key.unseal(&place::logout_call(&call.id), &call.sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Unreadable::Content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Entropy;

    #[test]
    fn a_call_that_waits_shows_nobody_and_reads_back() {
        let mut rng = Entropy::seeded(3).rng();
        let key = SealingKey::mint(&mut rng);
        let call = LogoutCall {
            sub: "ada-lovelace".parse().unwrap(),
            sid: Sid::from_bytes([5; 16]),
        };
        let shop = "shop".parse().unwrap();
        let now = Timestamp::from_millis(1);
        let waiting = call.seal(&shop, &key, now, &mut rng).unwrap();
        let plain = b"ada-lovelace";
        let mut windows = waiting.sealed.windows(plain.len());
        assert!(!windows.any(|part| part == plain));
        assert_eq!(waiting.target.as_deref(), Some("shop"));
        assert_eq!(LogoutCall::unseal(&waiting, &key), Ok(call));
        let other = SealingKey::mint(&mut rng);
        assert!(LogoutCall::unseal(&waiting, &other).is_err());
    }
}
