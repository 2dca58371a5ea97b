//! The keys of this instance, all derived from the one that is sealed under the master key.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oidc_core::{
    seal::{SealingKey, Unsealable},
    secret::{Digest, MacKey, Secret},
};

/// A key for each purpose: what is made with one says nothing about another.
#[derive(Debug, Clone)]
pub struct InstanceSecrets {
    /// Seals what must be read back: signing keys, client secrets, mails.
    pub sealing: SealingKey,
    /// Makes and recognises refresh tokens.
    pub refresh: MacKey,
    /// Digests of mailed codes, which could be guessed from a bare hash.
    pub codes: MacKey,
    /// Digests of addresses (e-mail and IP) that limits are counted by.
    pub addresses: MacKey,
    /// Proves that a form is ours.
    pub csrf: MacKey,
    /// Says which browser gave a proof.
    pub proofs: MacKey,
    /// Digests of what the management API answers, secrets included (`ETag`).
    pub tags: MacKey,
    demo_cookies: Digest,
}

impl InstanceSecrets {
    /// Derives all of them.
    ///
    /// # Errors
    /// [`Unsealable`] when a derivation fails, which a key of 32 bytes cannot cause.
    pub fn derive(instance: SealingKey) -> Result<Self, Unsealable> {
        let demo = instance.derive_mac("demo cookies")?;
        Ok(Self {
            refresh: instance.derive_mac("refresh tokens")?,
            codes: instance.derive_mac("verification codes")?,
            addresses: instance.derive_mac("addresses")?,
            csrf: instance.derive_mac("forms")?,
            tags: instance.derive_mac("entity tags")?,
            proofs: instance.derive_mac("proofs")?,
            demo_cookies: Digest::keyed(&demo, &[b"seal"]),
            sealing: instance,
        })
    }

    /// What the demo app seals its cookies with: the same after a restart.
    pub fn demo_cookies(&self) -> Secret<String> {
        Secret::new(URL_SAFE_NO_PAD.encode(self.demo_cookies.as_bytes()))
    }
}
