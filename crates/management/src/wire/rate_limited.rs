//! A recipient who has got as many mails as an operator may have sent.

use engine::sign_in::send_code::Limited;

use super::{code::Code, error::ApiError};

/// Until when there is no other.
pub(crate) fn rate_limited(limited: Limited) -> ApiError {
    let until = serde_json::json!({"until": limited.until.as_millis()});
    ApiError::new(Code::MessageRateLimited).with_data(until)
}
