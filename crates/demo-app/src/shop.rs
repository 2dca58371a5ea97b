//! The shop itself: books for everybody, claims for those who are signed in.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    api_call::ApiToken,
    app::App,
    clock,
    jar::Jar,
    journal::Journal,
    moment::Moment,
    page::{ApiPanel, Reader, Shop, Story},
    pending::Pending,
    sign_out,
};

/// What a sign-out brings back (RP-Initiated Logout §3).
#[derive(Deserialize)]
pub(crate) struct Return {
    state: Option<String>,
}

pub(crate) async fn shop(
    State(app): State<App>,
    jar: Jar,
    query: Result<Query<Return>, QueryRejection>,
) -> Response {
    let now = clock::now();
    let (mut journal, mut lost) = match app.journal(&jar, now) {
        Ok(journal) => (journal, None),
        Err(lost) => (Journal::default(), Some(lost)),
    };
    if let Ok(Query(Return { state: Some(state) })) = query {
        let jar = if sign_out::returned(&mut journal, &state, now) {
            app.keep(jar, journal, now)
        } else {
            jar
        };
        return (jar, Redirect::to("/")).into_response();
    }
    let session = app.session(&jar);
    let pending = Pending::latest(&jar, now);
    if let (None, Some(pending)) = (&session, pending)
        && journal.latest() < Some(pending.started_at)
    {
        // Sent to the provider and came back by the browser's button: say where things stand.
        journal = Journal {
            sign_in: vec![pending.step()],
            ..Journal::default()
        };
        lost = None;
    }
    let reader = session.as_ref().map(|session| Reader::new(session, now));
    let kept = ApiToken::read(&jar, now);
    let api = app.provider.api.as_ref();
    let api = api.filter(|_| reader.is_some() || kept.is_some());
    let page = Shop {
        api: api.map(|api| ApiPanel {
            indicator: &api.indicator,
            ends: kept.and_then(|kept| Moment::new(kept.expires_at, now)),
            call: journal.call.as_ref(),
        }),
        reader,
        story: Story::new(&journal, lost),
        issuer: app.provider.issuer.as_str(),
    };
    app.pages.render(StatusCode::OK, "shop.html", &page)
}
