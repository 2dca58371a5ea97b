//! The dialect of what is neither a page nor the protocol: the status in words.

use axum::{
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::{app::App, door::Dialect};

/// Plain text.
pub struct Plain;

impl Dialect for Plain {
    type Asked = ();

    fn listen(_: &App, _: &mut Request) {}

    fn refuse(_: &App, (): &(), status: StatusCode) -> Response {
        (status, format!("{status}\n")).into_response()
    }
}
