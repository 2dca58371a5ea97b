//! The cookie that says which browser gave the evidence of a sign-in: one for each flow, so that
//! two tabs before two offers do not take each other's away.

use axum::response::Response;
use engine::browser_key::BrowserKey;
use oidc_core::id::InteractionId;

use super::cookie::{self, CookieKind};
use crate::{app::App, extract::visit::Visit};

/// How many sign-ins of one browser may wait for a choice; the oldest gives way.
const MOST: usize = 8;

/// Makes the browser the holder, and takes back those that are too many.
pub fn keep(
    response: &mut Response,
    app: &App,
    visit: &Visit,
    flow: InteractionId,
    holder: &BrowserKey,
) {
    let mut others = visit.proven_flows(app);
    others.remove(&flow);
    let surplus = (others.len() + 1).saturating_sub(MOST);
    for oldest in others.into_iter().take(surplus) {
        cookie::clear(response, &app.urls, CookieKind::Proof(oldest));
    }
    let kind = CookieKind::Proof(flow);
    cookie::set(response, &app.urls, kind, holder.expose(), None);
}

/// Takes the cookie of a sign-in back that has ended.
pub fn end(response: &mut Response, app: &App, visit: &Visit, flow: InteractionId) {
    let kind = CookieKind::Proof(flow);
    if visit.has(app, kind) {
        cookie::clear(response, &app.urls, kind);
    }
}
