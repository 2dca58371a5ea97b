//! An answer to a client, sent through the browser.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use oidc_core::authorize::answer::{Answer, FormPost};
use sign_in_ui::page;

use super::{
    page::{Shell, page},
    redirect::see_other,
};
use crate::{app::App, extract::visit::Visit};

/// A redirect, or the page of a form that posts itself.
pub fn answer(app: &App, visit: &Visit, shell: Shell<'_>, answer: Answer) -> Response {
    let FormPost { action, fields } = match answer {
        Answer::Redirect(location) => return see_other(&location),
        Answer::FormPost(form) => form,
    };
    let form = page::FormPost { action, fields };
    let mut response = page(app, visit, shell, StatusCode::OK, &form);
    // With any stricter policy browsers send `Origin: null`, and a relying party that compares it
    // could not tell us from others. Our origin is no secret to it: the answer holds `iss`.
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("origin"));
    response
}
