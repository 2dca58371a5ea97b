//! What is remembered of a sign-in under way.

pub mod demand;
pub mod event;
pub mod evidence;
pub mod next_step;

use serde::{Deserialize, Serialize};

pub use self::{
    demand::{ConsentRule, Demand},
    event::InteractionEvent,
    evidence::{Evidence, EvidenceKind, Proof, Proofs, Proven},
};
use crate::{
    account::identifier::Identifier,
    authorize::request::AuthorizationRequest,
    id::{ClientId, InteractionId, SessionId, UserId},
    record::Record,
    secret::Digest,
    time::{Lifetime, Timestamp, Validity},
};

/// How long a sign-in may take.
pub const LIFETIME: Lifetime = Lifetime::hours(1);

/// What a sign-in is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// A client's request.
    Authorize(Box<AuthorizationRequest>),
}

impl Goal {
    /// The client whose request it is.
    pub fn client_id(&self) -> &ClientId {
        match self {
            Self::Authorize(request) => &request.client_id,
        }
    }

    /// The languages that are wanted, best first.
    pub fn ui_locales(&self) -> Option<&str> {
        match self {
            Self::Authorize(request) => request.ui_locales.as_deref(),
        }
    }

    /// The identifier to fill in.
    pub fn login_hint(&self) -> Option<&str> {
        match self {
            Self::Authorize(request) => request.login_hint.as_deref(),
        }
    }
}

/// A sign-in under way.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "interactions")]
pub struct Interaction {
    /// Stands in URLs as `flow`.
    pub id: InteractionId,
    /// The digest of the cookie of the browser that began it: it is served to no other.
    pub browser: Digest,
    /// What it is for.
    #[record(json)]
    pub goal: Goal,
    /// What the person came to do.
    pub event: InteractionEvent,
    /// The last identifier that was typed: a hint, and no proof of anything.
    pub identifier: Option<Identifier>,
    /// The digest of the cookie of the browser that gave the evidence: evidence counts for no other.
    pub holder: Option<Digest>,
    /// Who is identified.
    pub user_id: Option<UserId>,
    /// The session that was made when all checks held.
    pub session_id: Option<SessionId>,
    /// The session whose account the person chose to go on with (`prompt=select_account`).
    pub chosen_session: Option<SessionId>,
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
