//! The dialect of the management API.

use axum::{extract::Request, http::StatusCode, response::Response};
use management::wire::error::of_status;

use super::plain::Plain;
use crate::{app::App, door::Dialect, extract::context};

/// `code` and `message`, whoever asks.
pub struct Api;

impl Dialect for Api {
    type Asked = ();

    /// What a call changes is written down with the request it came in.
    fn listen(_: &App, request: &mut Request) {
        let context = context::of(request.headers(), request.extensions());
        request.extensions_mut().insert(context);
    }

    /// An address that is none, and a method that is none of its address, are told in plain text:
    /// programs compare it.
    fn refuse(app: &App, asked: &(), status: StatusCode) -> Response {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
                Plain::refuse(app, asked, status)
            }
            _ => of_status(status),
        }
    }
}
