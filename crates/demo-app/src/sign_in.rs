//! Off to the provider: the authorization request (OIDC Core §3.1.2.1).

use std::collections::HashMap;

use axum::{
    Form,
    extract::{Query, State, rejection::FormRejection},
    response::{IntoResponse, Redirect, Response},
};
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, Scope, core::CoreAuthenticationFlow};
use serde::Deserialize;

use crate::{app::App, clock, jar::Jar, pending::Pending, registration::SCOPE, trouble::Trouble};

/// What we ask for besides `openid`, which the library adds.
const SCOPES: [&str; 3] = ["profile", "email", "offline_access"];

/// Parameters that visitors may put on our own link, to see what the provider makes of them.
const PASSED_ON: [&str; 4] = ["prompt", "max_age", "login_hint", "ui_locales"];

/// The longest of them.
const LONGEST: usize = 200;

/// Parameters of the request beyond the usual ones.
type Wishes = Vec<(&'static str, String)>;

/// Those of our link that are on the list. `offline_access` needs `prompt=consent` (OIDC Core
/// §11), which is therefore the default; an empty `prompt=` leaves it out.
fn wishes(query: &HashMap<String, String>) -> Wishes {
    let value = |name| match query.get(name) {
        None if name == "prompt" => Some("consent".to_owned()),
        value => value.cloned(),
    };
    let wishes = PASSED_ON.into_iter();
    wishes
        .filter_map(|name| Some((name, value(name)?)))
        .filter(|(_, value)| !value.is_empty() && value.len() <= LONGEST)
        // Checked again when the answer comes, and it can be checked only if it is a number.
        .filter(|(name, value)| *name != "max_age" || value.parse::<u32>().is_ok())
        .collect()
}

pub(crate) async fn sign_in(
    State(app): State<App>,
    jar: Jar,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    start(&app, jar, wishes(&query)).await
}

/// The same request, with a hint (`first_screen`) that the visitor has no account yet.
pub(crate) async fn sign_up(
    State(app): State<App>,
    jar: Jar,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let mut wishes = wishes(&query);
    wishes.push(("first_screen", "register".to_owned()));
    start(&app, jar, wishes).await
}

/// The parameters of OIDC Core §4. `target_link_uri` is not followed: there is only one page.
#[derive(Deserialize)]
pub(crate) struct Initiation {
    iss: Option<String>,
    login_hint: Option<String>,
}

/// A sign-in begun elsewhere, for example by the provider's own pages (OIDC Core §4).
pub(crate) async fn initiate(
    State(app): State<App>,
    jar: Jar,
    initiation: Result<Form<Initiation>, FormRejection>,
) -> Response {
    let Ok(Form(initiation)) = initiation else {
        return app.stopped_early(jar, &Trouble::Unreadable);
    };
    let ours = app.provider.issuer.as_str();
    let stated = initiation
        .iss
        .as_deref()
        .map(|iss| iss.trim_end_matches('/'));
    if stated != Some(ours.trim_end_matches('/')) {
        return app.stopped_early(jar, &Trouble::NotOurIssuer(initiation.iss));
    }
    let hint = initiation
        .login_hint
        .map(|hint| ("login_hint".to_owned(), hint));
    start(&app, jar, wishes(&hint.into_iter().collect())).await
}

async fn start(app: &App, jar: Jar, wishes: Wishes) -> Response {
    let discovered = match app.provider.discover().await {
        Ok(discovered) => discovered,
        Err(why) => return app.stopped_early(jar, &why.into()),
    };
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let mut request = discovered
        .client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge);
    if let Some(api) = &app.provider.api {
        // RFC 8707 §2.1: what the tokens may be for, and what they may allow there.
        request = request
            .add_scope(Scope::new(SCOPE.to_owned()))
            .add_extra_param("resource", &api.indicator);
    }
    for (name, value) in wishes {
        request = request.add_extra_param(name, value);
    }
    let (url, state, nonce) = request.url();
    let pending = Pending {
        state,
        nonce,
        verifier,
        started_at: clock::now(),
        request: url.clone(),
    };
    (pending.write(jar), Redirect::to(url.as_str())).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &[(&str, &str)]) -> Wishes {
        let owned = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        wishes(&owned.collect())
    }

    #[test]
    fn consent_is_asked_for_unless_the_link_says_otherwise() {
        assert_eq!(of(&[]), [("prompt", "consent".to_owned())]);
        assert_eq!(of(&[("prompt", "login")]), [("prompt", "login".to_owned())]);
        assert_eq!(of(&[("prompt", "")]), []);
    }

    #[test]
    fn only_listed_parameters_of_sensible_size_are_passed_on() {
        let long = "x".repeat(LONGEST + 1);
        let query = [
            ("prompt", ""),
            ("redirect_uri", "http://evil"),
            ("ui_locales", "fr"),
            ("login_hint", &long),
            ("max_age", "soon"),
        ];
        assert_eq!(of(&query), [("ui_locales", "fr".to_owned())]);
    }
}
