//! Six digits by mail: ten minutes, five tries, one use.

use crate::{
    account::{email::EmailAddress, usage_type::UsageType},
    id::{InteractionId, MailId, VerificationCodeId},
    secret::Digest,
    time::{Lifetime, Timestamp},
};

/// How long a code lives.
pub const LIFETIME: Lifetime = Lifetime::minutes(10);

/// A code that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct VerificationCode {
    /// Its id.
    pub id: VerificationCodeId,
    /// The flow that asked, and the only one in which it counts (T-51).
    pub interaction_id: Option<InteractionId>,
    /// Where it was sent.
    pub recipient: EmailAddress,
    /// What for.
    pub usage_type: UsageType,
    /// Keyed: six digits can be guessed from a bare hash.
    pub digest: Digest,
    /// How often somebody tried.
    pub tries: u32,
    /// The mail that carries it.
    pub mail_id: MailId,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was used.
    pub consumed_at: Option<Timestamp>,
}
