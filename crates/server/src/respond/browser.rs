//! The dialect of the protocol's endpoints that browsers are sent to: a page for people, JSON for
//! everything else.

use axum::{extract::Request, http::StatusCode, response::Response};

use super::{oauth::OAuth, page::Html};
use crate::{app::App, door::Dialect, extract::visit::Visit};

/// A page or JSON, as `Accept` prefers.
pub struct Browser;

impl Dialect for Browser {
    type Asked = Visit;

    fn listen(app: &App, request: &mut Request) -> Visit {
        Html::listen(app, request)
    }

    fn refuse(app: &App, visit: &Visit, status: StatusCode) -> Response {
        if visit.prefers_html() {
            Html::refuse(app, visit, status)
        } else {
            OAuth::refuse(app, &(), status)
        }
    }
}
