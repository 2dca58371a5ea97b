//! An authorization request, checked. The order of the checks stands in [`crate::authorize`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use crate::first_screen::FirstScreen;
use crate::{
    authorize::{callback::Callback, error::AuthorizeError},
    catalog::Catalog,
    claims,
    claims_request::{Authentication, Claims, ClaimsRequest, Subject},
    client::Client,
    consent::Consent,
    grant_type::GrantType,
    id::{ClientId, UserId},
    login_hint, max_age, nonce,
    params::Params,
    pkce::{self, CodeChallenge, PkceRefused},
    prompt::Prompts,
    resource,
    response_mode::ResponseMode,
    response_type::ResponseType,
    scope::Scope,
    time::Lifetime,
    ui_locales,
};

/// What a client asked for, after every check. Kept in the interaction as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// Who asks.
    pub client_id: ClientId,
    /// Where the answer goes, as requested and verified.
    pub redirect_uri: String,
    /// Whether the request named it; if so, the token request must repeat it (RFC 6749 §4.1.3).
    pub redirect_uri_given: bool,
    /// How the answer travels.
    pub response_mode: ResponseMode,
    /// The scopes asked for that we know.
    pub scope: Scope,
    /// The resources asked for (RFC 8707).
    pub resources: Vec<String>,
    /// Of the scopes, those that each API knows.
    #[serde(default)]
    pub resource_scopes: BTreeMap<String, Scope>,
    /// Returned byte for byte.
    pub state: Option<String>,
    /// Returned in the ID token.
    pub nonce: Option<String>,
    /// PKCE (RFC 7636).
    pub code_challenge: Option<CodeChallenge>,
    /// What to show.
    pub prompt: Prompts,
    /// How old the sign-in may be.
    pub max_age: Option<Lifetime>,
    /// The address to fill in.
    pub login_hint: Option<String>,
    /// The languages wanted, best first.
    pub ui_locales: Option<String>,
    /// Which page comes first.
    pub first_screen: FirstScreen,
    /// The `sub` of a verified `id_token_hint`, or the one that `claims` asks for: nobody else may
    /// answer this request.
    pub hinted_user: Option<UserId>,
    /// What is wanted by name.
    #[serde(default)]
    pub claims: Option<ClaimsRequest>,
}

impl AuthorizationRequest {
    /// Checks a request whose client and callback are known; `catalog` says which APIs there are.
    /// `hint` verifies an `id_token_hint` and returns its `sub`.
    ///
    /// # Errors
    /// [`AuthorizeError`], to be told to the client by [`Callback::refuse`].
    pub fn check(
        params: &Params,
        client: &Client,
        callback: &Callback,
        catalog: &Catalog,
        hint: &dyn Fn(&str) -> Option<UserId>,
    ) -> Result<Self, AuthorizeError> {
        params.once_each(&["resource"])?;
        refuse_request_objects(params)?;
        ResponseType::of(params)?;
        let response_mode = ResponseMode::of(params)?;
        if !client.allows_response_mode(response_mode) {
            return Err(AuthorizeError::ResponseMode);
        }
        if !client.allows_grant(GrantType::AuthorizationCode) {
            return Err(AuthorizeError::GrantNotAllowed);
        }
        let code_challenge = pkce::of_authorization::<AuthorizeError>(params, client)?;
        let scope = Scope::requested::<AuthorizeError>(params)?.unwrap_or_default();
        let resources = resource::of_authorization(params, client, catalog)?;
        let scope = catalog.asked_for(scope, &resources);
        let prompt = Prompts::of::<AuthorizeError>(params)?;
        let max_age = max_age::of::<AuthorizeError>(params)?;
        let nonce = nonce::of(params)?;
        let hinted = check_hint(params, hint)?;
        let claims = Claims::of(params)?;
        if claims.authentication == Authentication::OfClass {
            return Err(AuthorizeError::AuthenticationClass);
        }
        Ok(Self {
            client_id: client.id.clone(),
            redirect_uri: callback.uri().to_owned(),
            redirect_uri_given: callback.was_given(),
            response_mode,
            resource_scopes: catalog.by_resource(&scope, &resources),
            scope: effective_scope(scope, client),
            resources,
            state: callback.state().map(str::to_owned),
            nonce,
            code_challenge,
            prompt,
            max_age,
            login_hint: login_hint::of(params),
            ui_locales: ui_locales::of(params),
            first_screen: FirstScreen::of(params),
            hinted_user: expected(hinted, claims.subject)?,
            claims: Some(claims.request).filter(|claims| !claims.is_empty()),
        })
    }

    /// Whether the client, as it is now, may still have what it asked for a while ago.
    ///
    /// # Errors
    /// [`AuthorizeError::ResponseMode`], [`AuthorizeError::GrantNotAllowed`] and
    /// [`AuthorizeError::Pkce`].
    pub fn still_allowed(&self, client: &Client) -> Result<(), AuthorizeError> {
        if !client.allows_response_mode(self.response_mode) {
            return Err(AuthorizeError::ResponseMode);
        }
        if !client.allows_grant(GrantType::AuthorizationCode) {
            return Err(AuthorizeError::GrantNotAllowed);
        }
        if self.code_challenge.is_none() && client.needs_pkce() {
            return Err(PkceRefused::Missing.into());
        }
        Ok(())
    }

    /// The scope that the client, as it is now, gets for it.
    pub fn scope_for(&self, client: &Client) -> Scope {
        effective_scope(self.scope.clone(), client)
    }

    /// What the user of a third-party client, as it is now, must agree to. A claim that is asked for
    /// by name (Core §5.5) needs what the scope needs that opens it.
    pub fn consent_for(&self, client: &Client) -> Consent {
        let own = self.scope_for(client).known();
        let named = self.claims.iter().flat_map(ClaimsRequest::names);
        let opening = named.filter_map(claims::scope_of);
        Consent {
            scope: opening.fold(own, Scope::with),
            resources: self.resource_scopes.clone(),
        }
    }
}

fn refuse_request_objects(params: &Params) -> Result<(), AuthorizeError> {
    for (sent, error) in [
        (params.optional("request")?, AuthorizeError::RequestObject),
        (params.optional("request_uri")?, AuthorizeError::RequestUri),
        (
            params.optional("registration")?,
            AuthorizeError::Registration,
        ),
    ] {
        if sent.is_some() {
            return Err(error);
        }
    }
    Ok(())
}

/// The scopes asked for, but `offline_access` only where it can have an effect. It needs no
/// `prompt=consent` (`OpenID` Connect Core §11 allows other conditions; generic clients would
/// silently get no refresh token): of a third-party client the user must agree to it anyway.
fn effective_scope(scope: Scope, client: &Client) -> Scope {
    let offline = client.allows_grant(GrantType::RefreshToken);
    scope.only(|name| name != "offline_access" || offline)
}

fn check_hint(
    params: &Params,
    hint: &dyn Fn(&str) -> Option<UserId>,
) -> Result<Option<UserId>, AuthorizeError> {
    let token = params.optional("id_token_hint")?;
    token
        .map(|token| hint(token).ok_or(AuthorizeError::IdTokenHint))
        .transpose()
}

/// Who may answer. Nobody can be two at once; with another subject than the one that was asked for
/// there must be no answer (`OpenID` Connect Core §3.1.2.1, §5.5.1).
fn expected(hinted: Option<UserId>, named: Subject) -> Result<Option<UserId>, AuthorizeError> {
    match (hinted, named) {
        (hinted, Subject::Anybody) => Ok(hinted),
        (None, Subject::User(named)) => Ok(Some(named)),
        (Some(hinted), Subject::User(named)) if hinted == named => Ok(Some(named)),
        (Some(_), Subject::User(_)) | (_, Subject::Nobody) => Err(AuthorizeError::LoginRequired),
    }
}

#[cfg(test)]
pub(crate) mod tests;
