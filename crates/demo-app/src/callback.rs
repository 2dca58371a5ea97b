//! Back from the provider: the answer to an authorization request (OIDC Core §3.1.2.5 and §3.1.2.6).

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Redirect, Response},
};
use openidconnect::IssuerUrl;
use serde::Deserialize;

use crate::{
    api_call::ApiToken,
    app::App,
    clock,
    jar::Jar,
    journal::{Journal, Step, StepKind},
    pending::Pending,
    provider::Discovered,
    session::Session,
    token::BackChannel,
    trouble::{Refusal, Trouble},
};

/// The parameters of an answer.
#[derive(Deserialize)]
pub(crate) struct Answer {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

impl Answer {
    fn step(&self, now: i64) -> Step {
        Step::new(StepKind::AuthorizationAnswer, now)
            .maybe("code", self.code.as_deref())
            .maybe("state", self.state.as_deref())
            .maybe("iss", self.iss.as_deref())
            .maybe("error", self.error.as_deref())
            .maybe("error_description", self.error_description.as_deref())
    }

    /// RFC 9207 §2.4: an answer from another issuer is refused before anything in it is used,
    /// errors included; so is one without `iss` from a provider that always sends it.
    fn check_issuer(&self, discovered: &Discovered) -> Result<(), Trouble> {
        let ours: &IssuerUrl = &discovered.issuer;
        match &self.iss {
            Some(stated) if stated == ours.as_str() => Ok(()),
            None if !discovered.answers_with_issuer => Ok(()),
            stated => Err(Trouble::AnswerFromOther(stated.clone())),
        }
    }

    fn into_code(self) -> Result<String, Trouble> {
        match (self.error, self.code) {
            (Some(error), _) => {
                let description = self.error_description.as_deref();
                Err(Trouble::Refused(Refusal::new(&error, description)))
            }
            (None, Some(code)) => Ok(code),
            (None, None) => Err(Trouble::Unreadable),
        }
    }
}

pub(crate) async fn callback(
    State(app): State<App>,
    jar: Jar,
    answer: Result<Query<Answer>, QueryRejection>,
) -> Response {
    let now = clock::now();
    let Ok(Query(answer)) = answer else {
        return app.stopped_early(jar, &Trouble::Unreadable);
    };
    let mut journal = Journal::default();
    let Some(pending) = answer
        .state
        .as_deref()
        .and_then(|state| Pending::find(&jar, state))
    else {
        // Reloading the page of a finished sign-in, or a link somebody else made.
        journal.sign_in.push(answer.step(now).failed("state"));
        return app.stopped(jar, &journal, &Trouble::UnknownState);
    };
    let steps = &mut journal.sign_in;
    steps.push(pending.step());
    steps.push(answer.step(now));
    match finish(&app, &pending, answer, steps, now).await {
        Ok(session) => {
            let jar = ApiToken::forget(Session::end(pending.remove(jar)));
            let jar = session.write(jar);
            (app.keep(jar, journal, now), Redirect::to("/")).into_response()
        }
        Err(trouble) => {
            if let Some(last) = journal.sign_in.last_mut()
                && last.failure.is_none()
            {
                last.failure = Some(trouble.code().unwrap_or(trouble.name()).to_owned());
            }
            // What is answered is over, except when we could not even look at it: then reloading
            // the page may still succeed.
            let over = !matches!(
                trouble,
                Trouble::Unavailable(_) | Trouble::AnswerFromOther(_)
            );
            let jar = if over { pending.remove(jar) } else { jar };
            let jar = app.keep(jar, journal.clone(), now);
            app.stopped(jar, &journal, &trouble)
        }
    }
}

async fn finish(
    app: &App,
    pending: &Pending,
    answer: Answer,
    steps: &mut Vec<Step>,
    now: i64,
) -> Result<Session, Trouble> {
    let mut channel = BackChannel::open(&app.provider, steps, now).await?;
    answer.check_issuer(&channel.discovered)?;
    if pending.is_stale(now) {
        return Err(Trouble::TooLate);
    }
    channel.redeem(answer.into_code()?, pending).await
}
