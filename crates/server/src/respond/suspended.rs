//! "Your account is suspended" – shown after a proof only.

use axum::{http::StatusCode, response::Response};
use sign_in_ui::page::Suspended;

use crate::{app::App, extract::visit::Visit, respond::page::page, site::flow::Flow};

/// The page.
pub(super) fn respond(app: &App, visit: &Visit, flow: &Flow) -> Response {
    let restart_href = flow.client.client.home().map(String::from);
    page(
        app,
        visit,
        flow.shell(),
        StatusCode::FORBIDDEN,
        &Suspended { restart_href },
    )
}
