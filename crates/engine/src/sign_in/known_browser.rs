//! Who asks, as far as limits of an address are concerned (T-46).
//!
//! A browser that has signed in to this address before is counted apart, so that strangers who
//! exhaust what strangers have do not lock the owner out.

use oidc_core::{
    account::{identifier::Identifier, lockout},
    secret::{Digest, MacKey},
    time::Timestamp,
};
use store::{StoreError, Tx};

use crate::{browser_key::BrowserKey, engine::Engine};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Nobody we know: all strangers are counted together.
    Stranger,
    /// A browser that has signed in to this address before, by the digest of its cookie.
    Known(Digest),
}

impl Asker {
    /// Looks it up. Whether the address has an account is not asked.
    pub async fn find(
        engine: &Engine,
        tx: &mut Tx,
        device: Option<&BrowserKey>,
        identifier: &Identifier,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let Some(device) = device.map(BrowserKey::digest) else {
            return Ok(Self::Stranger);
        };
        let address = lockout::identifier(&engine.secrets.addresses, identifier);
        let is_known = tx.known_browsers().knows(&device, &address, now).await?;
        Ok(if is_known {
            Self::Known(device)
        } else {
            Self::Stranger
        })
    }

    /// The subject of what is counted for the address: its own, or this browser's for it.
    pub fn subject(&self, key: &MacKey, identifier: &Identifier) -> Digest {
        match self {
            Self::Stranger => lockout::identifier(key, identifier),
            Self::Known(device) => lockout::identifier_in_browser(key, identifier, device),
        }
    }
}
