use super::*;
use crate::{
    catalog::tests::catalog,
    client::{ClientKind, tests::client},
    error::{ErrorCode, ProtocolError},
    indicator::ORGANIZATIONS,
    params::ParamsError,
    pkce::{PkceRefused, tests::CHALLENGE},
    prompt::Prompt,
};

fn check(kind: ClientKind, query: &str) -> Result<AuthorizationRequest, AuthorizeError> {
    check_for(&client(kind, &["https://rp.example/cb"]), query)
}

fn check_for(client: &Client, query: &str) -> Result<AuthorizationRequest, AuthorizeError> {
    let params = Params::parse(query).unwrap();
    let callback = Callback::resolve(&params, client).unwrap();
    let hint = |token: &str| (token == "good").then(|| "ada".parse().unwrap());
    AuthorizationRequest::check(&params, client, &callback, &catalog(), &hint)
}

pub(crate) fn request(query: &str) -> AuthorizationRequest {
    check(
        ClientKind::Traditional,
        &format!("response_type=code&{query}"),
    )
    .unwrap()
}

fn refusal(query: &str) -> AuthorizeError {
    check(
        ClientKind::Traditional,
        &format!("response_type=code&{query}"),
    )
    .unwrap_err()
}

/// What `@logto/node` sends, in its order.
fn logto() -> String {
    format!(
        "client_id=demo-app&redirect_uri=https%3A%2F%2Frp.example%2Fcb&code_challenge={CHALLENGE}\
         &code_challenge_method=S256&state=st&response_type=code&prompt=consent\
         &scope=openid+offline_access+profile+email+teapot&first_screen=register"
    )
}

#[test]
fn the_request_of_the_node_sdk_is_understood() {
    let request = check(ClientKind::Spa, &logto()).unwrap();
    assert_eq!(
        request.scope.to_string(),
        "openid offline_access profile email"
    );
    assert_eq!(request.redirect_uri, "https://rp.example/cb");
    assert!(request.redirect_uri_given);
    assert_eq!(request.state.as_deref(), Some("st"));
    assert_eq!(request.code_challenge.unwrap().as_str(), CHALLENGE);
    assert!(request.prompt.contains(Prompt::Consent));
    assert_eq!(request.first_screen, FirstScreen::Register);
}

#[test]
fn a_request_survives_being_stored() {
    let query = format!(
        "{}&nonce=n&max_age=60&login_hint=a%40ex.com&id_token_hint=good",
        logto()
    );
    let request = check(ClientKind::Native, &query).unwrap();
    let json = serde_json::to_value(&request).unwrap();
    assert_eq!(
        serde_json::from_value::<AuthorizationRequest>(json).unwrap(),
        request
    );
}

#[test]
fn t_06_any_repeated_parameter_but_resource_is_refused() {
    for query in [
        "nonce=a&nonce=b",
        "scope=openid&scope=openid",
        "teapot=1&teapot=2",
    ] {
        assert!(matches!(
            refusal(query),
            AuthorizeError::Params(ParamsError::Repeated { .. })
        ));
    }
    let organizations = ORGANIZATIONS;
    let twice = request(&format!(
        "resource={organizations}&resource={organizations}"
    ));
    assert_eq!(twice.resources, [organizations]);
}

#[test]
fn t_07_no_other_response_type_is_served() {
    let of = |query: &str| check(ClientKind::Traditional, query).unwrap_err().code();
    for text in [
        "token",
        "id_token+token",
        "code+id_token",
        "none",
        "code+token",
    ] {
        let code = of(&format!("response_type={text}"));
        assert_eq!(code, ErrorCode::UnsupportedResponseType, "{text}");
    }
    assert_eq!(of("scope=openid"), ErrorCode::InvalidRequest);
}

#[test]
fn t_08_no_other_response_mode_is_served() {
    for text in ["query.jwt", "form_post.jwt", "web_message"] {
        let error = refusal(&format!("response_mode={text}"));
        assert_eq!(error.code(), ErrorCode::UnsupportedResponseMode);
    }
    for mode in ResponseMode::ALL {
        let request = request(&format!("response_mode={mode}"));
        assert_eq!(request.response_mode, *mode);
    }
}

#[test]
fn t_08_a_mode_the_client_may_not_have_is_unsupported() {
    let mut web = client(ClientKind::Traditional, &["https://rp.example/cb"]);
    web.response_modes = Some([ResponseMode::FormPost].into());
    for (query, allowed) in [
        ("response_mode=form_post", true),
        ("response_mode=fragment", false),
        // The default is a mode like the others.
        ("", false),
    ] {
        let checked = check_for(&web, &format!("response_type=code&{query}"));
        assert_eq!(checked.is_ok(), allowed, "{query}");
        if let Err(error) = checked {
            assert_eq!(error, AuthorizeError::ResponseMode);
        }
    }
}

#[test]
fn t_12_a_public_client_without_a_challenge_is_refused() {
    let error = check(ClientKind::Spa, "response_type=code").unwrap_err();
    assert_eq!(error, AuthorizeError::Pkce(PkceRefused::Missing));
    let plain =
        format!("response_type=code&code_challenge={CHALLENGE}&code_challenge_method=plain");
    let error = check(ClientKind::Native, &plain).unwrap_err();
    assert_eq!(error, AuthorizeError::Pkce(PkceRefused::Method));
    assert_eq!(error.code(), ErrorCode::InvalidRequest);
}

#[test]
fn t_21_an_unknown_resource_is_an_invalid_target() {
    let error = refusal("resource=https%3A%2F%2Fapi.example");
    assert_eq!(error.code(), ErrorCode::InvalidTarget);
}

#[test]
fn objects_by_value_and_reference_are_not_supported() {
    for (query, code) in [
        ("request=eyJ", ErrorCode::RequestNotSupported),
        (
            "request_uri=https%3A%2F%2Frp.example%2Fr",
            ErrorCode::RequestUriNotSupported,
        ),
        ("registration=%7B%7D", ErrorCode::RegistrationNotSupported),
    ] {
        assert_eq!(refusal(query).code(), code);
    }
}

#[test]
fn a_machine_may_not_send_people_here() {
    let error = check(ClientKind::Machine, "response_type=code").unwrap_err();
    assert_eq!(error.code(), ErrorCode::UnauthorizedClient);
}

#[test]
fn offline_access_is_asked_for_whatever_the_prompt_and_needs_the_refresh_grant() {
    let offline = |third_party, query: &str, grant_types| {
        let mut client = client(ClientKind::Traditional, &["https://rp.example/cb"]);
        client.third_party = third_party;
        client.grant_types = grant_types;
        let query = format!("response_type=code&scope=openid+offline_access&{query}");
        let request = check_for(&client, &query).unwrap();
        let scope = request.consent_for(&client).scope;
        assert_eq!(scope, request.scope_for(&client));
        scope.has_offline_access()
    };
    let code_only = || Some([GrantType::AuthorizationCode].into());
    for third_party in [false, true] {
        for query in ["", "prompt=login", "prompt=consent"] {
            assert!(offline(third_party, query, None), "{query}");
            assert!(!offline(third_party, query, code_only()), "{query}");
        }
    }
}

#[test]
fn a_missing_scope_is_allowed_and_asks_for_no_id_token() {
    assert!(request("").scope.is_empty());
    assert_eq!(refusal("scope=a%22b").code(), ErrorCode::InvalidScope);
}

#[test]
fn prompt_and_max_age_must_make_sense() {
    for query in [
        "prompt=none+login",
        "prompt=none+select_account",
        "max_age=-1",
        "max_age=soon",
    ] {
        assert_eq!(refusal(query).code(), ErrorCode::InvalidRequest, "{query}");
    }
    assert_eq!(request("max_age=0").max_age, Some(Lifetime::ZERO));
}

#[test]
fn a_hint_that_cannot_be_verified_is_refused() {
    assert_eq!(refusal("id_token_hint=bad"), AuthorizeError::IdTokenHint);
    assert_eq!(
        request("id_token_hint=good").hinted_user.unwrap().as_str(),
        "ada"
    );
}

#[test]
fn what_is_stored_is_bounded() {
    let long = "x".repeat(5000);
    assert_eq!(
        refusal(&format!("nonce={long}")),
        AuthorizeError::TooLong { name: "nonce" }
    );
    assert_eq!(request(&format!("login_hint={long}")).login_hint, None);
    assert_eq!(
        request("ui_locales=fr+en").ui_locales.as_deref(),
        Some("fr en")
    );
}

#[test]
fn a_request_is_judged_by_what_its_client_is_when_it_is_answered() {
    let asked = request("scope=openid+offline_access");
    let now = |kind| client(kind, &["https://rp.example/cb"]);
    assert_eq!(asked.still_allowed(&now(ClientKind::Traditional)), Ok(()));
    assert_eq!(
        asked.still_allowed(&now(ClientKind::Machine)),
        Err(AuthorizeError::GrantNotAllowed)
    );
    assert_eq!(
        asked.still_allowed(&now(ClientKind::Spa)),
        Err(AuthorizeError::Pkce(PkceRefused::Missing))
    );
    let mut less = now(ClientKind::Traditional);
    assert_eq!(asked.scope_for(&less), asked.scope);
    less.grant_types = Some([GrantType::AuthorizationCode].into());
    assert_eq!(asked.scope_for(&less).to_string(), "openid");
}

#[test]
fn claims_that_are_wanted_by_name_are_kept_by_name() {
    let claims = "%7B%22id_token%22%3A%7B%22email%22%3Anull%2C%22acr%22%3Anull%7D%7D";
    let kept = request(&format!("claims={claims}")).claims.unwrap();
    assert!(kept.names().into_iter().eq(["email"]) && kept.userinfo.is_empty());
    for nothing in [
        "",
        "%7B%7D",
        "%7B%22id_token%22%3A%7B%22acr%22%3Anull%7D%7D",
    ] {
        let request = request(&format!("claims={nothing}"));
        assert_eq!(request.claims, None, "{nothing}");
    }
    assert_eq!(refusal("claims=email").code(), ErrorCode::InvalidRequest);
}

#[test]
fn a_subject_that_claims_ask_for_is_the_one_that_is_hinted_at_or_nobody() {
    let sub = |id: &str| {
        format!("claims=%7B%22id_token%22%3A%7B%22sub%22%3A%7B%22value%22%3A%22{id}%22%7D%7D%7D")
    };
    let ada: Option<UserId> = Some("ada".parse().unwrap());
    assert_eq!(request(&sub("ada")).hinted_user, ada);
    let both = format!("{}&id_token_hint=good", sub("ada"));
    assert_eq!(request(&both).hinted_user, ada);
    for query in [format!("{}&id_token_hint=good", sub("eve")), sub("no+user")] {
        assert_eq!(refusal(&query), AuthorizeError::LoginRequired, "{query}");
    }
}

#[test]
fn a_request_that_was_kept_before_there_were_claims_is_still_understood() {
    let kept = request("state=s");
    let mut json = serde_json::to_value(&kept).unwrap();
    json.as_object_mut().unwrap().remove("claims");
    let read: AuthorizationRequest = serde_json::from_value(json).unwrap();
    assert_eq!(read, kept);
}
