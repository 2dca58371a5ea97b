//! A token request (RFC 6749 §4.1.3, §4.4.2, §6): parsed at the door, so that inside there is no text
//! left to interpret.

pub use crate::grant_type::GrantType;
use crate::{
    client::Client,
    id::CodeId,
    opaque::Opaque,
    params::Params,
    pkce::{CodeVerifier, PkceFailed},
    redirect_uri,
    refresh::RefreshToken,
    resource,
    scope::Scope,
    token::{error::TokenError, invalid_grant::InvalidGrant},
};

/// A code to be redeemed (RFC 6749 §4.1.3).
#[derive(Debug)]
pub struct CodeExchange {
    /// The code.
    pub code: Opaque<CodeId>,
    /// Where it was sent, as the client remembers it.
    pub redirect_uri: Option<String>,
    /// PKCE.
    pub code_verifier: Option<CodeVerifier>,
    /// For which API the access token shall be (RFC 8707 §2.2).
    pub resource: Option<String>,
}

/// A refresh token to be used (RFC 6749 §6).
#[derive(Debug)]
pub struct RefreshExchange {
    /// The token.
    pub refresh_token: RefreshToken,
    /// What the new access token shall allow; all that was granted when none.
    pub scope: Option<Scope>,
    /// For which API it shall be (RFC 8707 §2.2).
    pub resource: Option<String>,
}

/// A client that asks for itself (RFC 6749 §4.4.2).
#[derive(Debug)]
pub struct ClientCredentials {
    /// What the access token shall allow; nothing when none.
    pub scope: Scope,
    /// For which API it shall be; for the default one when none.
    pub resource: Option<String>,
}

/// A token request.
#[derive(Debug)]
pub enum TokenRequest {
    /// `grant_type=authorization_code`
    AuthorizationCode(CodeExchange),
    /// `grant_type=refresh_token`
    RefreshToken(RefreshExchange),
    /// `grant_type=client_credentials`
    ClientCredentials(ClientCredentials),
}

impl TokenRequest {
    /// Reads the request of an authenticated client.
    ///
    /// # Errors
    /// [`TokenError`]; a grant type the client may not use is told before anything else is read.
    pub fn read(params: &Params, client: &Client) -> Result<Self, TokenError> {
        params.once_each(&["resource"])?;
        let grant_type = grant_type(params)?;
        if !client.allows_grant(grant_type) {
            return Err(TokenError::GrantNotAllowed);
        }
        match grant_type {
            GrantType::AuthorizationCode => {
                CodeExchange::try_from(params).map(Self::AuthorizationCode)
            }
            GrantType::RefreshToken => RefreshExchange::try_from(params).map(Self::RefreshToken),
            GrantType::ClientCredentials => {
                ClientCredentials::try_from(params).map(Self::ClientCredentials)
            }
        }
    }
}

fn grant_type(params: &Params) -> Result<GrantType, TokenError> {
    let text = params.required("grant_type")?;
    text.parse()
        .map_err(|_| TokenError::GrantType(text.chars().take(128).collect()))
}

impl TryFrom<&Params> for CodeExchange {
    type Error = TokenError;

    fn try_from(params: &Params) -> Result<Self, TokenError> {
        // A text that is no code was never issued: the same answer as for any wrong code.
        let code = Opaque::parse(params.required("code")?).map_err(|_| InvalidGrant::Unknown)?;
        let verifier = params.optional("code_verifier")?;
        Ok(Self {
            code,
            redirect_uri: redirect_uri::requested(params)?.map(str::to_owned),
            code_verifier: verifier
                .map(|text| text.parse().map_err(|_| PkceFailed::Malformed))
                .transpose()?,
            resource: resource::of_token_request(params)?,
        })
    }
}

impl TryFrom<&Params> for RefreshExchange {
    type Error = TokenError;

    fn try_from(params: &Params) -> Result<Self, TokenError> {
        let token = params.required("refresh_token")?;
        let refresh_token = token.parse().map_err(|_| InvalidGrant::Unknown)?;
        if params.optional("organization_id")?.is_some() {
            return Err(TokenError::Organization);
        }
        Ok(Self {
            refresh_token,
            scope: Scope::requested::<TokenError>(params)?,
            resource: resource::of_token_request(params)?,
        })
    }
}

impl TryFrom<&Params> for ClientCredentials {
    type Error = TokenError;

    fn try_from(params: &Params) -> Result<Self, TokenError> {
        if params.optional("organization_id")?.is_some() {
            return Err(TokenError::NoMember);
        }
        Ok(Self {
            scope: Scope::requested::<TokenError>(params)?.unwrap_or_default(),
            resource: resource::of_token_request(params)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;
    use crate::{
        client::{ClientKind, tests::client},
        error::{ErrorCode, ProtocolError},
        id::SessionId,
        pkce::tests::VERIFIER,
        refresh::tests::{family, key},
        time::Timestamp,
    };

    fn read(body: &str) -> Result<TokenRequest, TokenError> {
        let spa = client(ClientKind::Spa, &["https://rp.example/cb"]);
        TokenRequest::read(&Params::parse(body).unwrap(), &spa)
    }

    fn code() -> String {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        Opaque::<CodeId>::mint(Timestamp::EPOCH, &mut rng)
            .expose()
            .to_owned()
    }

    fn refusal(body: &str) -> ErrorCode {
        read(body).unwrap_err().code()
    }

    #[test]
    fn a_code_exchange_is_understood() {
        let body = format!(
            "grant_type=authorization_code&code={}&code_verifier={VERIFIER}\
             &redirect_uri=https://rp.example/cb&client_id=demo-app",
            code()
        );
        let TokenRequest::AuthorizationCode(exchange) = read(&body).unwrap() else {
            panic!("another grant");
        };
        assert_eq!(
            exchange.redirect_uri.as_deref(),
            Some("https://rp.example/cb")
        );
        assert!(exchange.code_verifier.is_some());
    }

    #[test]
    fn a_refresh_names_scopes_and_a_resource() {
        let token = RefreshToken::issue(&key(), &family(), 0);
        let body = format!(
            "grant_type=refresh_token&scope=openid+read&resource=urn:x&refresh_token={}",
            token.expose()
        );
        let TokenRequest::RefreshToken(exchange) = read(&body).unwrap() else {
            panic!("another grant");
        };
        assert_eq!(exchange.scope.unwrap().to_string(), "openid read");
        assert_eq!(exchange.resource.as_deref(), Some("urn:x"));
    }

    #[test]
    fn a_machine_asks_for_itself_and_for_nothing_that_it_does_not_name() {
        let machine = client(ClientKind::Machine, &[]);
        let read = |body: &str| {
            let params = Params::parse(&format!("grant_type=client_credentials{body}")).unwrap();
            TokenRequest::read(&params, &machine)
        };
        let Ok(TokenRequest::ClientCredentials(asked)) = read("") else {
            panic!("another grant");
        };
        assert!(asked.scope.is_empty() && asked.resource.is_none());
        let Ok(TokenRequest::ClientCredentials(asked)) = read("&scope=a+b&resource=urn:x") else {
            panic!("another grant");
        };
        assert_eq!(asked.scope.to_string(), "a b");
        assert_eq!(asked.resource.as_deref(), Some("urn:x"));
        let organization = read("&organization_id=o1").unwrap_err();
        assert_eq!(organization.code(), ErrorCode::AccessDenied);
        let two = read("&resource=urn:x&resource=urn:y").unwrap_err();
        assert_eq!(two.code(), ErrorCode::InvalidTarget);
        assert!(read("&resource=urn:x&resource=urn:x").is_ok());
    }

    #[test]
    fn grant_types_that_are_not_on_offer_are_told_apart_from_those_not_allowed() {
        assert_eq!(
            refusal("grant_type=password"),
            ErrorCode::UnsupportedGrantType
        );
        assert_eq!(refusal(""), ErrorCode::InvalidRequest);
        let machine = client(ClientKind::Machine, &[]);
        let params = Params::parse("grant_type=refresh_token").unwrap();
        let refused = TokenRequest::read(&params, &machine).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::UnauthorizedClient);
    }

    #[test]
    fn t_13_a_token_of_another_kind_is_no_code_and_no_refresh_token() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let session = Opaque::<SessionId>::mint(Timestamp::EPOCH, &mut rng);
        let refresh = RefreshToken::issue(&key(), &family(), 0);
        for text in [session.expose(), refresh.expose(), "x"] {
            let body = format!("grant_type=authorization_code&code={text}");
            assert_eq!(refusal(&body), ErrorCode::InvalidGrant);
        }
        for text in [session.expose(), &code(), "x"] {
            let body = format!("grant_type=refresh_token&refresh_token={text}");
            assert_eq!(refusal(&body), ErrorCode::InvalidGrant);
        }
    }

    #[test]
    fn t_10_an_empty_verifier_counts_as_none_and_a_malformed_one_is_refused() {
        let body = format!(
            "grant_type=authorization_code&code={}&code_verifier=",
            code()
        );
        assert!(matches!(
            read(&body),
            Ok(TokenRequest::AuthorizationCode(CodeExchange {
                code_verifier: None,
                ..
            }))
        ));
        assert_eq!(refusal(&format!("{body}short")), ErrorCode::InvalidGrant);
    }

    #[test]
    fn t_21_organisations_nobody_registered_are_refused() {
        let token = RefreshToken::issue(&key(), &family(), 0);
        let body = format!("grant_type=refresh_token&refresh_token={}", token.expose());
        assert!(read(&body).is_ok());
        let organization = refusal(&format!("{body}&organization_id=o1"));
        assert_eq!(organization, ErrorCode::AccessDenied);
    }

    #[test]
    fn t_06_a_repeated_parameter_is_refused() {
        assert_eq!(
            refusal("grant_type=refresh_token&grant_type=refresh_token"),
            ErrorCode::InvalidRequest
        );
        let body = format!("grant_type=authorization_code&code={0}&code={0}", code());
        assert_eq!(refusal(&body), ErrorCode::InvalidRequest);
    }
}
