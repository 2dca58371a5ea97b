//! `POST /oidc/token`: a form, put to every client there is (RFC 6749 §4.1.3, §4.4.2, §6).

use oidc_core::{
    client::Client,
    grant_type::GrantType,
    opaque::Opaque,
    params::Params,
    refresh::RefreshToken,
    scope::Scope,
    token::request::{ClientCredentials, CodeExchange, RefreshExchange, TokenRequest},
};

use crate::{Verdict, form, leak, registered::CLIENTS};

/// What a log must not repeat.
const SENSITIVE: [&str; 5] = [
    "code",
    "code_verifier",
    "refresh_token",
    "client_secret",
    "client_assertion",
];

/// Checks one form.
pub fn check(data: &[u8]) -> Verdict {
    let Some((text, params)) = form::read(data) else {
        return Verdict::Refused;
    };
    let mut is_accepted = false;
    for client in CLIENTS.iter() {
        match TokenRequest::read(&params, client) {
            Ok(request) => {
                is_accepted = true;
                must_be_what_was_sent(&request, &params, client);
            }
            Err(error) => drop(leak::told(&error)),
        }
    }
    let secret = leak::secret(text);
    for name in SENSITIVE {
        // In the place of what was sent, so that it is looked at and found wrong.
        let others = text
            .split('&')
            .filter(|pair| pair.split('=').next() != Some(name));
        let others = others.collect::<Vec<_>>().join("&");
        if let Ok(params) = Params::parse(&format!("{others}&{name}={secret}")) {
            leak::must_not(&format!("{params:?}"), &secret);
            for client in CLIENTS.iter() {
                let told = match TokenRequest::read(&params, client) {
                    Ok(request) => format!("{request:?}"),
                    Err(error) => leak::told(&error),
                };
                leak::must_not(&told, &secret);
            }
        }
    }
    Verdict::of(is_accepted)
}

fn must_be_what_was_sent(request: &TokenRequest, params: &Params, client: &Client) {
    assert_eq!(params.repeated(&["resource"]), None);
    let (named, resource, grant_type) = match request {
        TokenRequest::AuthorizationCode(exchange) => {
            must_be_this_code(exchange, params);
            must_not_print(request, params, &["code", "code_verifier"]);
            (
                "authorization_code",
                &exchange.resource,
                GrantType::AuthorizationCode,
            )
        }
        TokenRequest::RefreshToken(exchange) => {
            must_be_this_token(exchange, params);
            must_not_print(request, params, &["refresh_token"]);
            ("refresh_token", &exchange.resource, GrantType::RefreshToken)
        }
        TokenRequest::ClientCredentials(ClientCredentials { scope, resource }) => {
            must_be_this_scope(Some(scope), params);
            ("client_credentials", resource, GrantType::ClientCredentials)
        }
    };
    assert_eq!(params.first("grant_type"), Some(named));
    assert!(client.allows_grant(grant_type), "{named} for {}", client.id);
    assert!(
        params
            .all("resource")
            .iter()
            .all(|one| Some(*one) == resource.as_deref())
    );
}

fn must_be_this_code(exchange: &CodeExchange, params: &Params) {
    let code = exchange.code.expose();
    assert_eq!(params.first("code"), Some(code));
    let again = Opaque::<oidc_core::id::CodeId>::parse(code).expect("it was one");
    assert_eq!(again.id(), exchange.code.id());
    assert_eq!(again.expose(), code);
    assert_eq!(
        params.first("redirect_uri"),
        exchange.redirect_uri.as_deref()
    );
    let verifier = params.first("code_verifier");
    assert_eq!(verifier.is_some(), exchange.code_verifier.is_some());
    assert!(verifier.is_none_or(|text| (43..=128).contains(&text.len())));
}

fn must_be_this_token(exchange: &RefreshExchange, params: &Params) {
    let text = params.first("refresh_token").expect("it was sent");
    let again = RefreshToken::parse(text).expect("it was one");
    let token = &exchange.refresh_token;
    assert_eq!(
        (again.family, again.generation),
        (token.family, token.generation)
    );
    must_be_this_scope(exchange.scope.as_ref(), params);
    assert_eq!(params.first("organization_id"), None);
}

/// Every name that was sent, once, and no other.
fn must_be_this_scope(scope: Option<&Scope>, params: &Params) {
    let sent = params.first("scope");
    let Some(scope) = scope else {
        assert_eq!(sent, None);
        return;
    };
    assert_eq!(
        &scope.to_string().parse::<Scope>().expect("it was one"),
        scope
    );
    let sent: Vec<&str> = sent.unwrap_or_default().split(' ').collect();
    assert!(scope.iter().all(|name| sent.contains(&name)));
    assert!(
        sent.iter()
            .all(|name| name.is_empty() || scope.contains(name))
    );
}

/// A request that is printed shows no secret, unless it stands somewhere else as well.
fn must_not_print(request: &TokenRequest, params: &Params, names: &[&str]) {
    let printed = format!("{request:?}");
    let elsewhere = ["resource", "redirect_uri", "scope"];
    let elsewhere: Vec<&str> = elsewhere.iter().flat_map(|name| params.all(name)).collect();
    for secret in names.iter().filter_map(|name| params.first(name)) {
        let is_shown = printed.contains(secret);
        assert!(
            !is_shown || elsewhere.iter().any(|text| text.contains(secret)),
            "{printed}"
        );
    }
}
