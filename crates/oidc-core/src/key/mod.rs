//! A signing key: its algorithm, its place in the order, and how it is stored.

pub mod generate;
pub mod jwk;
pub mod rotation;
pub mod set;
pub mod sign;
pub mod thumbprint;

use crate::{name::closed_set, record::Record, time::Timestamp};

closed_set! {
    /// A signature algorithm (RFC 7518 §3.1).
    Algorithm, "signature algorithm" {
        /// RSASSA-PKCS1-v1_5 with SHA-256: what every client speaks.
        Rs256 = "RS256",
        /// ECDSA on P-256 with SHA-256.
        Es256 = "ES256",
        /// ECDSA on P-384 with SHA-384.
        Es384 = "ES384",
    }
}

closed_set! {
    /// Where a key stands in the order of rotation.
    KeyStage, "key stage" {
        /// The newest of them signs; what the others signed still verifies.
        Current = "current",
        /// Published, so that clients know it before it signs.
        Next = "next",
        /// No longer signs; what it signed still verifies.
        Previous = "previous",
        /// No longer published, and its private half is gone: an ID token that it signed is still
        /// recognised when it comes back as a hint.
        Retired = "retired",
    }
}

/// A key as the database holds it.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "signing_keys")]
pub struct SealedKey {
    /// Its thumbprint (RFC 7638), base64url.
    pub kid: String,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// Its place in the order.
    pub stage: KeyStage,
    /// PKCS#8, sealed under the instance key; of a retired one the public half alone.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it begins to sign, or began. None: when it was made.
    pub activates_at: Option<Timestamp>,
    /// When its stage ends; only of those that sign no longer.
    pub retires_at: Option<Timestamp>,
}
