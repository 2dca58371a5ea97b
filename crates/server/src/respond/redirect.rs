//! Redirects: always 303, so that no browser ever repeats a POST elsewhere (T-17).

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::internal::Internal;

/// `303 See Other` to an address that was checked or made by us.
pub fn see_other(location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(location) => (
            StatusCode::SEE_OTHER,
            [
                (header::LOCATION, location),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ],
        )
            .into_response(),
        Err(error) => Internal::new(error).into_response(),
    }
}
