//! What we remember of a sign-in under way.

pub mod next_step;

use crate::{
    account::{email::EmailAddress, usage_type::UsageType},
    authorize::request::AuthorizationRequest,
    id::{ClientId, InteractionId, SessionId, VerificationId},
    name::closed_set,
    secret::Digest,
    time::{Lifetime, Timestamp, Validity},
};

/// How long a sign-in may take.
pub const LIFETIME: Lifetime = Lifetime::hours(1);

/// A sign-in under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Interaction {
    /// Its id; stands in URLs as `flow`.
    pub id: InteractionId,
    /// Of the cookie of the browser that began it: it is served to no other.
    pub browser: Digest,
    /// Who asked.
    pub client_id: ClientId,
    /// What was asked for.
    pub request: AuthorizationRequest,
    /// The last address that was typed.
    pub email: Option<EmailAddress>,
    /// The page the last code was asked from: `SignIn` or `Register`.
    pub purpose: UsageType,
    /// The session this interaction made: the fresh proof.
    pub session_id: Option<SessionId>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When an answer was sent to the client.
    pub finished_at: Option<Timestamp>,
}

impl Interaction {
    /// Whether it can still go on.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.finished_at.is_none() && Validity::new(self.expires_at, LIFETIME).is_live(now)
    }
}

closed_set! {
    /// The kinds of proof.
    VerificationKind, "verification kind" {
        /// A code that was mailed.
        EmailCode = "email_code",
    }
}

/// A proof gathered in an interaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    /// Its id.
    pub id: VerificationId,
    /// Where it was gathered, and the only place where it counts.
    pub interaction_id: InteractionId,
    /// What kind of proof.
    pub kind: VerificationKind,
    /// The address that was proven.
    pub target: EmailAddress,
    /// When.
    pub verified_at: Timestamp,
}
