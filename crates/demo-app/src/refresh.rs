//! New tokens without bothering anybody (OIDC Core §12).

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::Value;

use crate::{
    app::App, clock, jar::Jar, journal::Step, session::Session, token::BackChannel,
    trouble::Trouble,
};

/// A post: other sites cannot send one with our cookies (`SameSite=Lax`).
pub(crate) async fn refresh(State(app): State<App>, jar: Jar) -> Response {
    let now = clock::now();
    let Some(session) = app.session(&jar) else {
        return Redirect::to("/").into_response();
    };
    let mut journal = app.journal(&jar, now).unwrap_or_default();
    journal.refresh.clear();
    match renewed(&app, &session, &mut journal.refresh, now).await {
        Ok(fresh) => {
            let jar = fresh.after(session).write(jar);
            (app.keep(jar, journal, now), Redirect::to("/")).into_response()
        }
        Err(trouble) => {
            let jar = session.after_refusal(jar, &trouble);
            let jar = app.keep(jar, journal.clone(), now);
            app.stopped(jar, &journal, &trouble)
        }
    }
}

async fn renewed(
    app: &App,
    session: &Session,
    steps: &mut Vec<Step>,
    now: i64,
) -> Result<Session, Trouble> {
    let token = session.grant.refresh_token.clone();
    let token = token.ok_or(Trouble::NoRefreshToken)?;
    let subject = session.claims.get("sub").and_then(Value::as_str);
    let mut channel = BackChannel::open(&app.provider, steps, now).await?;
    channel.refresh(token, subject.unwrap_or_default()).await
}
