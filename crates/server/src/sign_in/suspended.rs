//! "Your account is suspended" – shown after a proof only.

use axum::{http::StatusCode, response::Response};
use sign_in_ui::page::Suspended;

use super::flow::Flow;
use crate::{app::App, extract::visit::Visit, respond::page::page};

/// The page.
pub fn respond(app: &App, visit: &Visit, flow: &Flow) -> Response {
    let restart_href = flow.client.client.home().map(String::from);
    page(
        app,
        visit,
        flow.shell(),
        StatusCode::FORBIDDEN,
        &Suspended { restart_href },
    )
}
