//! Codes that a program of the operator sends to any address, for a page of its own.

mod code;

use engine::sign_in::send_code::Limited;

use crate::wire::{code::Code, error::ApiError, route::Described};

pub(crate) fn routes() -> Vec<Described> {
    code::routes()
}

/// The recipient has got as many mails as an operator may have sent, until then.
pub(crate) fn rate_limited(limited: Limited) -> ApiError {
    let until = serde_json::json!({"until": limited.until.as_millis()});
    ApiError::new(Code::MessageRateLimited).with_data(until)
}
