//! By whom a call is made, and in which request.

use axum::{extract::FromRequestParts, http::request::Parts};
use engine::{author::Author, token::admit::Caller};
use oidc_core::event::EventContext;

use crate::wire::{code::Code, error::ApiError};

/// The caller, whom authorization let pass.
#[derive(Debug, Clone)]
pub struct By {
    /// Who calls.
    pub caller: Caller,
    /// Whether they may change something, and so read what opens something.
    pub may_write: bool,
    /// Whether they have proven not long ago who they are (RFC 9470).
    pub is_fresh: bool,
    /// In which request.
    pub context: EventContext,
}

impl By {
    /// Whether they are shown secrets without asking for each: programs that may change everything.
    /// People look at a screen.
    pub const fn reads_secrets(&self) -> bool {
        self.may_write && matches!(self.caller, Caller::Machine(_))
    }

    /// As whom events name them.
    pub fn author(&self) -> Author {
        Author {
            actor: self.caller.actor(),
            context: self.context.clone(),
            is_fresh: self.is_fresh,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for By {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let by = parts.extensions.get::<Self>().cloned();
        by.ok_or(Code::Unauthorized.into())
    }
}
