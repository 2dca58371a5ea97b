//! `GET /oidc/auth`: a query, put to every client there is (RFC 6749 §4.1.1).

use oidc_core::{
    authorize::{answer::Answer, callback::Callback, request::AuthorizationRequest},
    claims,
    client::Client,
    error::ProtocolError,
    id::UserId,
    indicator::ORGANIZATIONS,
    login_hint, nonce,
    params::Params,
    pkce::CodeChallenge,
    redirect_uri::RedirectUri,
    resource_server::MAX_RESOURCES,
    state, ui_locales,
};
use url::Url;

use crate::{
    Verdict, form, leak,
    redirect_uri::is_same_or_differs_in_loopback_port,
    registered::{CATALOG, CLIENTS},
};

const ISSUER: &str = "https://id.example/oidc";
/// The one hint that is an ID token of ours.
const GOOD_HINT: &str = "good";

/// What a log must not repeat.
const SENSITIVE: [&str; 5] = ["state", "nonce", "login_hint", "id_token_hint", "claims"];

/// Checks one query.
pub fn check(data: &[u8]) -> Verdict {
    let Some((text, params)) = form::read(data) else {
        return Verdict::Refused;
    };
    let mut is_accepted = false;
    for client in CLIENTS.iter() {
        let told = put_to(&params, client);
        is_accepted |= told.is_none();
    }
    let secret = leak::secret(text);
    for name in SENSITIVE {
        if let Ok(params) = Params::parse(&format!("{text}&{name}={secret}")) {
            leak::must_not(&format!("{params:?}"), &secret);
            for client in CLIENTS.iter() {
                let told = put_to(&params, client).unwrap_or_default();
                leak::must_not(&told, &secret);
            }
        }
    }
    Verdict::of(is_accepted)
}

/// What is told of the refusal; none when there is none.
fn put_to(params: &Params, client: &Client) -> Option<String> {
    let callback = match Callback::resolve(params, client) {
        Ok(callback) => callback,
        // An address that was not verified has no answer that could be sent there.
        Err(error) => return Some(leak::told(&error)),
    };
    must_be_registered(&callback, params, client);
    let hint = |token: &str| (token == GOOD_HINT).then(user);
    match AuthorizationRequest::check(params, client, &callback, &CATALOG, &hint) {
        Ok(request) => {
            must_be_within_bounds(&request, client);
            must_repeat_what_was_asked(&request, params, client);
            must_survive(&request, &callback, client);
            let code = callback.success("c0de", ISSUER);
            must_say(&code, &callback, &[("code", "c0de")]);
            None
        }
        Err(error) => {
            let (code, text) = (error.code().as_str(), error.error_description());
            let answer = callback.refuse(&error, ISSUER);
            must_say(
                &answer,
                &callback,
                &[("error", code), ("error_description", text)],
            );
            Some(leak::told(&error))
        }
    }
}

fn user() -> UserId {
    "ada".parse().expect("an id")
}

fn must_be_registered(callback: &Callback, params: &Params, client: &Client) {
    assert!(!client.disabled, "a disabled client is answered");
    let own = |uri: &RedirectUri| {
        is_same_or_differs_in_loopback_port(uri.as_str(), callback.uri(), client.kind)
    };
    assert!(client.redirect_uris.iter().any(own), "{}", callback.uri());
    let asked = params.optional("redirect_uri").expect("one at most");
    assert_eq!(callback.was_given(), asked.is_some());
    assert_eq!(asked.unwrap_or(callback.uri()), callback.uri());
    assert_eq!(params.optional("state"), Ok(callback.state()));
    assert!(
        callback
            .state()
            .is_none_or(|state| state.len() <= state::MAX_LENGTH)
    );
}

fn must_be_within_bounds(request: &AuthorizationRequest, client: &Client) {
    let most = |text: &Option<String>, most| text.as_ref().is_none_or(|text| text.len() <= most);
    assert!(most(&request.nonce, nonce::MAX_LENGTH));
    assert!(most(&request.login_hint, login_hint::MAX_LENGTH));
    assert!(most(&request.ui_locales, ui_locales::MAX_LENGTH));
    assert!(
        !request
            .login_hint
            .iter()
            .any(|hint| hint.contains(char::is_control))
    );
    assert!(request.resources.len() <= MAX_RESOURCES);
    for resource in &request.resources {
        assert!(
            resource == ORGANIZATIONS || CATALOG.for_people_of(client, resource).is_ok(),
            "{resource}"
        );
    }
    assert!(request.scope.iter().all(|name| CATALOG.knows_scope(name)));
    for (id, scope) in &request.resource_scopes {
        let api = CATALOG.by_id(id).expect("an API that is registered");
        let indicator = api.resource.indicator.as_str();
        assert!(request.resources.iter().any(|named| named == indicator));
        assert!(scope.is_within(&request.scope));
    }
    if let Some(challenge) = &request.code_challenge {
        let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        assert!((43..=128).contains(&challenge.as_str().len()));
        assert!(challenge.as_str().bytes().all(unreserved));
    }
    let names = request.claims.iter().flat_map(|claims| claims.names());
    for name in names {
        assert!(claims::known(name).is_some(), "{name}");
    }
}

fn must_repeat_what_was_asked(request: &AuthorizationRequest, params: &Params, client: &Client) {
    assert_eq!(params.repeated(&["resource"]), None);
    for never in ["request", "request_uri", "registration"] {
        assert_eq!(params.first(never), None);
    }
    assert_eq!(params.first("response_type"), Some("code"));
    assert_eq!(params.first("nonce"), request.nonce.as_deref());
    let challenge = request.code_challenge.as_ref();
    assert_eq!(
        params.first("code_challenge"),
        challenge.map(CodeChallenge::as_str)
    );
    assert!(challenge.is_some() || !client.needs_pkce());
    assert!(client.allows_response_mode(request.response_mode));
    let hint = params.first("id_token_hint");
    assert!(hint.is_none_or(|hint| hint == GOOD_HINT));
    if hint.is_some() {
        assert_eq!(request.hinted_user, Some(user()));
    }
}

/// A request is kept as JSON and answered later.
fn must_survive(request: &AuthorizationRequest, callback: &Callback, client: &Client) {
    let json = serde_json::to_string(request).expect("it can be kept");
    let kept: AuthorizationRequest = serde_json::from_str(&json).expect("it can be read again");
    assert_eq!(&kept, request);
    assert_eq!(kept.still_allowed(client), Ok(()));
    assert_eq!(Callback::again(&kept, client).as_ref(), Ok(callback));
}

/// The answer goes where it must, and says this, the state and who answers: nothing else.
fn must_say(answer: &Answer, callback: &Callback, said: &[(&str, &str)]) {
    let rest = [("state", callback.state()), ("iss", Some(ISSUER))];
    let rest = rest
        .iter()
        .filter_map(|(name, value)| Some((*name, (*value)?)));
    let expected: Vec<(&str, &str)> = said.iter().copied().chain(rest).collect();
    let to = match answer {
        Answer::FormPost(form) => {
            assert_eq!(form.action, callback.uri());
            let fields = form.fields.iter();
            assert!(
                fields
                    .map(|(name, value)| (*name, value.as_str()))
                    .eq(expected)
            );
            return;
        }
        Answer::Redirect(to) => to,
    };
    let added = to
        .strip_prefix(callback.uri())
        .expect("it begins with the address");
    assert!(to.bytes().all(|b| b.is_ascii_graphic()), "{to}");
    let pairs = url::form_urlencoded::parse(added.trim_start_matches(['?', '#', '&']).as_bytes());
    let pairs: Vec<_> = pairs.collect();
    let read = pairs
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_ref()));
    assert!(read.eq(expected), "{to}");
    // A browser understands it as the registered address with something added.
    let (own, there) = (Url::parse(callback.uri()), Url::parse(to));
    let place = |url: &Url| {
        (
            url.origin(),
            url.host_str().map(str::to_owned),
            url.path().to_owned(),
        )
    };
    let (own, there) = (own.expect("a URI"), there.expect("a URI"));
    assert_eq!(own.scheme(), there.scheme());
    assert_eq!(place(&own).1, place(&there).1);
    assert_eq!(place(&own).2, place(&there).2);
}
