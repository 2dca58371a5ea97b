//! *Call the API*: the shop calls its API with a token that was made for it, and shows side by side
//! what verifying says of the token and what the provider says.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use openidconnect::OAuth2TokenResponse;
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    call::Call,
    clock,
    config::Api,
    introspection,
    jar::{Jar, Slot},
    journal::{Step, StepKind},
    orders_api::{self, Decision},
    registration::SCOPE,
    session::Session,
    token::{self, BackChannel},
    trouble::Trouble,
};

/// The token outlives the session on purpose, so that it can be tried after signing out. An
/// application that has nothing to teach forgets it with the session.
const NAME: &str = "bookstore_api_token";

/// An access token for the API.
#[derive(Deserialize, Serialize)]
pub(crate) struct ApiToken {
    token: String,
    /// In seconds since the epoch.
    pub(crate) expires_at: i64,
}

impl ApiToken {
    /// The one that this browser brings along, unless it has ended.
    pub(crate) fn read(jar: &Jar, now: i64) -> Option<Self> {
        jar.read(NAME).filter(|kept: &Self| kept.expires_at > now)
    }

    fn write(&self, jar: Jar, now: i64) -> Jar {
        let slot = Slot {
            max_age: Some(self.expires_at - now),
            ..Slot::whole_shop(NAME)
        };
        jar.write(&slot, self)
    }

    pub(crate) fn forget(jar: Jar) -> Jar {
        jar.remove(&Slot::whole_shop(NAME))
    }
}

/// A post: other sites cannot send one with our cookies (`SameSite=Lax`).
pub(crate) async fn call_api(State(app): State<App>, jar: Jar) -> Response {
    let now = clock::now();
    let session = app.session(&jar);
    let Some(api) = &app.provider.api else {
        return Redirect::to("/").into_response();
    };
    let kept = ApiToken::read(&jar, now);
    if session.is_none() && kept.is_none() {
        return Redirect::to("/").into_response();
    }
    let mut journal = app.journal(&jar, now).unwrap_or_default();
    journal.api.clear();
    journal.call = None;
    let (jar, token) = match (kept, session) {
        (Some(kept), _) => (jar, Ok(kept)),
        (None, Some(session)) => fetch(&app, api, jar, session, &mut journal.api, now).await,
        (None, None) => (jar, Err(Trouble::NoRefreshToken)),
    };
    match token {
        Ok(kept) => {
            let call = call(&app, api, &kept.token, &mut journal.api, now).await;
            journal.call = Some(call);
            (app.keep(jar, journal, now), Redirect::to("/#api")).into_response()
        }
        Err(trouble) => {
            let jar = app.keep(jar, journal.clone(), now);
            app.stopped(jar, &journal, &trouble)
        }
    }
}

/// A token for the API: the refresh names it, because a token has one audience (RFC 8707 §2.2).
async fn fetch(
    app: &App,
    api: &Api,
    jar: Jar,
    mut session: Session,
    steps: &mut Vec<Step>,
    now: i64,
) -> (Jar, Result<ApiToken, Trouble>) {
    let Some(refresh_token) = session.grant.refresh_token.clone() else {
        return (jar, Err(Trouble::NoRefreshToken));
    };
    let answer = match BackChannel::open(&app.provider, steps, now).await {
        Ok(mut channel) => channel.for_api(refresh_token, &api.indicator).await,
        Err(trouble) => Err(trouble),
    };
    match answer {
        Ok(answer) => {
            let lifetime = token::lifetime(&answer).unwrap_or_default();
            let token = ApiToken {
                token: answer.access_token().secret().clone(),
                expires_at: now.saturating_add(lifetime),
            };
            if let Some(next) = answer.refresh_token() {
                session.grant.refresh_token = Some(next.secret().clone());
            }
            (token.write(session.write(jar), now), Ok(token))
        }
        Err(trouble) => (session.after_refusal(jar, &trouble), Err(trouble)),
    }
}

async fn call(app: &App, api: &Api, token: &str, steps: &mut Vec<Step>, now: i64) -> Call {
    let url = &app.provider.registration.orders_api;
    let request = Step::request(StepKind::ApiRequest, now, "GET", url);
    steps.push(request.fact("access_token", token));
    let authorization = format!("Bearer {token}");
    let decision = orders_api::decide(app, api, Some(&authorization), now).await;
    let Decision { verified, outcome } = decision;
    let step = Step::new(StepKind::ApiChecks, now);
    let checks = verified.map(|verified| verified.checks).unwrap_or_default();
    let step = checks
        .iter()
        .fold(step, |step, (name, value)| step.fact(name, value));
    let refused = outcome.err();
    steps.push(match refused {
        None => step,
        Some(why) => step.failed(why.name()),
    });
    let status = refused.map_or(200, |why| why.status().as_u16());
    let answer = Step::new(StepKind::ApiAnswer, now).fact("status", &status.to_string());
    let needed = refused.is_some_and(|why| why.status() == 403);
    steps.push(answer.maybe("scope", needed.then_some(SCOPE)));
    Call {
        status,
        refused: refused.map_or("", |why| why.name()),
        told: introspection::ask(&app.provider, api, token, steps, now).await,
    }
}
