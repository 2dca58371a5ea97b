//! New tokens without bothering anybody (OIDC Core §12).

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::Value;

use crate::{
    app::App,
    clock,
    jar::Jar,
    journal::Journal,
    session::{IdTokenHint, Session},
    token::{BackChannel, Tokens},
    trouble::Trouble,
};

/// A post: other sites cannot send one with our cookies (`SameSite=Lax`).
pub(crate) async fn refresh(State(app): State<App>, jar: Jar) -> Response {
    let now = clock::now();
    let Some(mut session) = Session::read(&jar) else {
        return Redirect::to("/").into_response();
    };
    let mut journal = app.journal(&jar, now).unwrap_or_default();
    journal.refresh.clear();
    match renewed(&app, &session, &mut journal, now).await {
        Ok(tokens) => {
            let mut jar = session.renew(&tokens, now).write(jar);
            if let Some(id_token) = &tokens.id_token {
                jar = IdTokenHint::write(jar, id_token);
            }
            (app.keep(jar, journal, now), Redirect::to("/")).into_response()
        }
        Err(trouble) => {
            // RFC 6749 §5.2: `invalid_grant` is final, asking again would change nothing.
            let jar = if trouble.code() == Some("invalid_grant") {
                session.grant.refresh_token = None;
                session.write(jar)
            } else {
                jar
            };
            let jar = app.keep(jar, journal.clone(), now);
            app.stopped(jar, &journal, &trouble)
        }
    }
}

async fn renewed(
    app: &App,
    session: &Session,
    journal: &mut Journal,
    now: i64,
) -> Result<Tokens, Trouble> {
    let token = session
        .grant
        .refresh_token
        .clone()
        .ok_or(Trouble::NoRefreshToken)?;
    let subject = session
        .claims
        .get("sub")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let discovered = app.provider().discover().await?;
    let steps = &mut journal.refresh;
    BackChannel {
        provider: app.provider(),
        discovered,
        now,
        steps,
    }
    .refresh(token, subject)
    .await
}
