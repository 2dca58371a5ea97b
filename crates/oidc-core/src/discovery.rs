//! What the provider says about itself (`OpenID` Connect Discovery §3, RFC 8414 §2). Only what is
//! on is listed, and every list has its one source.

use serde_json::{Value, json};

use crate::{
    claims, key::Algorithm, pkce, prompt::Prompt, response_mode::ResponseMode,
    response_type::ResponseType, scope, token::request::GrantType,
};

/// How clients may authenticate.
const AUTH_METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

/// How those may that can keep a secret.
const CONFIDENTIAL_AUTH_METHODS: [&str; 2] = ["client_secret_basic", "client_secret_post"];

/// Where applications send people to sign in (RFC 6749 §3.1).
pub fn authorization_endpoint(issuer: &str) -> String {
    format!("{issuer}/auth")
}

/// The metadata document. `algorithms` are those there is a signing key for.
pub fn metadata(issuer: &str, algorithms: &[Algorithm]) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": authorization_endpoint(issuer),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "jwks_uri": format!("{issuer}/jwks"),
        "revocation_endpoint": format!("{issuer}/token/revocation"),
        "introspection_endpoint": format!("{issuer}/token/introspection"),
        "end_session_endpoint": format!("{issuer}/session/end"),
        "response_types_supported": ResponseType::ALL,
        "response_modes_supported": ResponseMode::ALL,
        "grant_types_supported": GrantType::ALL,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": AUTH_METHODS,
        "revocation_endpoint_auth_methods_supported": AUTH_METHODS,
        // Public clients may not ask (RFC 7662 §2.1).
        "introspection_endpoint_auth_methods_supported": CONFIDENTIAL_AUTH_METHODS,
        "code_challenge_methods_supported": [pkce::METHOD],
        "scopes_supported": scope::KNOWN,
        "claims_supported": claims::all(),
        "prompt_values_supported": Prompt::ALL,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_document_lists_what_is_on_and_nothing_else() {
        let document = metadata("https://id.example/oidc", &[Algorithm::Rs256]);
        // Sorted here, whatever order the JSON library is told to keep.
        let sorted: BTreeMap<_, _> = document.as_object().unwrap().iter().collect();
        insta::assert_snapshot!(serde_json::to_string_pretty(&sorted).unwrap());
    }

    #[test]
    fn t_12_plain_and_implicit_are_not_advertised() {
        let document = metadata("i", Algorithm::ALL);
        assert_eq!(
            document["code_challenge_methods_supported"],
            json!(["S256"])
        );
        assert_eq!(document["response_types_supported"], json!(["code"]));
    }
}
