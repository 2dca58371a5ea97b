//! What an administrator sees at `/` who was let in by a code.

use axum::{http::StatusCode, response::Response};
use engine::{administrator::welcome::welcome, breakdown::Breakdown};
use sign_in_ui::page::{Administrator, AdministratorKind};

use super::{
    email::{ADDRESS, SEND, token},
    form::LET_IN,
};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::page::{Shell, page as show},
};

/// The page, for an administrator's browser whose address says that it was let in; none for any other.
///
/// # Errors
/// When the database does not answer.
pub async fn page(app: &App, visit: &Visit) -> Result<Option<Response>, Breakdown> {
    let params = visit.params();
    let kind = match params.first(LET_IN) {
        Some("setup") => AdministratorKind::Done,
        Some("recovery") => AdministratorKind::Recovered,
        _ => return Ok(None),
    };
    let session = visit.session(app);
    let Some(welcome) = welcome(app, session.clone()).await? else {
        return Ok(None);
    };
    let unproven = welcome.unproven;
    let model = Administrator {
        kind,
        change_href: unproven.as_ref().map(|_| app.urls.path(ADDRESS)),
        unproven: unproven.map(|email| email.as_typed().to_owned()),
        prove_action: app
            .snapshot()
            .connector
            .first()
            .is_some()
            .then(|| app.urls.path(SEND)),
        csrf: session.map_or_else(String::new, |session| token(app, &session)),
    };
    let shell = Shell::default();
    Ok(Some(show(app, visit, shell, StatusCode::OK, &model)))
}
