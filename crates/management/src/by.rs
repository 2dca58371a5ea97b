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
    /// In which request.
    pub context: EventContext,
}

impl By {
    /// As whom events name them.
    pub fn author(&self) -> Author {
        Author {
            actor: self.caller.actor(),
            context: self.context.clone(),
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
