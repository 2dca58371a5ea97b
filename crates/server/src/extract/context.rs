//! What events say of a request: where it came from, what sent it, and its reference.

use axum::http::{Extensions, HeaderMap, header::USER_AGENT};
use engine::network::ClientIp;
use oidc_core::{event::EventContext, user_agent::UserAgent};

use crate::layer::request_id::RequestId;

/// What is known of it before anything of it is understood.
pub fn of(headers: &HeaderMap, extensions: &Extensions) -> EventContext {
    let agent = headers.get(USER_AGENT);
    let reference = extensions.get::<RequestId>();
    EventContext {
        ip: extensions.get::<ClientIp>().map(ClientIp::to_string),
        agent: agent.and_then(|value| UserAgent::of(value.as_bytes())),
        request_id: reference.map(|id| id.as_str().to_owned()),
        flow: None,
    }
}
