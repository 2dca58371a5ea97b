//! The back channel: codes and refresh tokens become tokens.

use std::{collections::BTreeMap, sync::Arc};

use openidconnect::{
    AccessToken, AdditionalClaims, AuthType, AuthorizationCode, OAuth2TokenResponse, RefreshToken,
    RequestTokenError, SubjectIdentifier, TokenResponse, UserInfoClaims,
    core::{CoreErrorResponseType, CoreGenderClaim, CoreIdToken, CoreTokenResponse},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    claim::Claims,
    id_token::{Expected, Unverified, payload, verify},
    journal::{Step, StepKind},
    pending::Pending,
    provider::{Client, Discovered, Provider},
    session::{Grant, Session},
    transport::TransportError,
    trouble::{Refusal, Trouble},
};

type TokenError =
    RequestTokenError<TransportError, openidconnect::StandardErrorResponse<CoreErrorResponseType>>;

/// What a refresh token is traded for.
#[derive(Clone, Copy)]
enum Renewal<'a> {
    /// The tokens of the sign-in, anew.
    Everything,
    /// An access token for this API.
    ForApi(&'a str),
}

impl<'a> Renewal<'a> {
    /// How the request and its answer are told, and the API it names.
    fn told(self) -> (StepKind, StepKind, Option<&'a str>) {
        match self {
            Self::Everything => (StepKind::RefreshRequest, StepKind::RefreshAnswer, None),
            Self::ForApi(resource) => (
                StepKind::ApiTokenRequest,
                StepKind::ApiTokenAnswer,
                Some(resource),
            ),
        }
    }
}

/// Talks to the provider on behalf of one request, and writes down what happens.
pub(crate) struct BackChannel<'a> {
    provider: &'a Provider,
    pub(crate) discovered: Arc<Discovered>,
    now: i64,
    steps: &'a mut Vec<Step>,
}

impl<'a> BackChannel<'a> {
    pub(crate) async fn open(
        provider: &'a Provider,
        steps: &'a mut Vec<Step>,
        now: i64,
    ) -> Result<Self, Trouble> {
        Ok(Self {
            discovered: provider.discover().await?,
            provider,
            now,
            steps,
        })
    }

    /// Redeems the code of a sign-in (OIDC Core §3.1.3, RFC 7636 §4.5).
    pub(crate) async fn redeem(
        &mut self,
        code: String,
        pending: &Pending,
    ) -> Result<Session, Trouble> {
        let discovered = self.discovered.clone();
        let request = self
            .request(StepKind::TokenRequest)
            .fact("grant_type", "authorization_code")
            .fact("code", &code)
            .fact(
                "redirect_uri",
                self.provider.registration.redirect_uri.as_str(),
            )
            .fact("code_verifier", pending.verifier.secret());
        self.steps.push(request);
        let verifier = openidconnect::PkceCodeVerifier::new(pending.verifier.secret().clone());
        let answer = discovered
            .client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|why| Trouble::TokenFailed(why.to_string()))?
            .set_pkce_verifier(verifier)
            .request_async(&self.provider.transport)
            .await;
        let answer = self.answered(StepKind::TokenAnswer, answer)?;
        if answer.id_token().is_none() {
            return Err(Trouble::NoIdToken);
        }
        self.believe(&answer, Expected::SignIn(pending)).await
    }

    /// Trades a refresh token for new tokens (OIDC Core §12).
    pub(crate) async fn refresh(
        &mut self,
        token: String,
        subject: &str,
    ) -> Result<Session, Trouble> {
        let answer = self.renew(token, Renewal::Everything).await?;
        self.believe(&answer, Expected::Subject(subject)).await
    }

    /// An access token for an API, by its name (RFC 8707 §2.2).
    pub(crate) async fn for_api(
        &mut self,
        token: String,
        resource: &str,
    ) -> Result<CoreTokenResponse, Trouble> {
        self.renew(token, Renewal::ForApi(resource)).await
    }

    async fn renew(
        &mut self,
        token: String,
        renewal: Renewal<'_>,
    ) -> Result<CoreTokenResponse, Trouble> {
        let discovered = self.discovered.clone();
        let (asking, answered, resource) = renewal.told();
        let request = self
            .request(asking)
            .fact("grant_type", "refresh_token")
            .fact("refresh_token", &token)
            .maybe("resource", resource);
        self.steps.push(request);
        let token = RefreshToken::new(token);
        let mut exchange = discovered
            .client
            .exchange_refresh_token(&token)
            .map_err(|why| Trouble::TokenFailed(why.to_string()))?;
        if let Some(resource) = resource {
            exchange = exchange.add_extra_param("resource", resource);
        }
        let answer = exchange.request_async(&self.provider.transport).await;
        self.answered(answered, answer)
    }

    async fn believe(
        &mut self,
        answer: &CoreTokenResponse,
        expected: Expected<'_>,
    ) -> Result<Session, Trouble> {
        let claims = match answer.id_token() {
            Some(id_token) => Some(
                self.check(id_token, answer.access_token(), expected)
                    .await?,
            ),
            None => None,
        };
        let subject = match (&claims, expected) {
            (Some(claims), _) => claims.get("sub").and_then(Value::as_str).map(str::to_owned),
            (None, Expected::Subject(subject)) => Some(subject.to_owned()),
            (None, Expected::SignIn(_)) => None,
        };
        let userinfo = match subject {
            Some(subject) => self.userinfo(answer.access_token(), subject).await,
            None => None,
        };
        Ok(Session {
            id_token: answer.id_token().map(ToString::to_string),
            claims: claims.unwrap_or_default(),
            userinfo,
            grant: Grant {
                refresh_token: answer.refresh_token().map(|token| token.secret().clone()),
                expires_at: lifetime(answer).map(|seconds| self.now.saturating_add(seconds)),
                scope: scope(answer),
                signed_in_at: self.now,
                refreshed_at: None,
            },
        })
    }

    /// OIDC Core §3.1.3.7, and §3.1.3.8 for the access token's hash.
    async fn check(
        &mut self,
        id_token: &CoreIdToken,
        access_token: &AccessToken,
        expected: Expected<'_>,
    ) -> Result<Claims, Trouble> {
        let mut outcome = verify(&self.discovered, id_token, access_token, expected, self.now);
        if matches!(outcome, Err(Unverified::UnknownKey)) {
            // The provider may have changed its keys since we looked (§10.1.1).
            self.discovered = self.provider.rediscover().await?;
            outcome = verify(&self.discovered, id_token, access_token, expected, self.now);
        }
        let step = Step::new(StepKind::IdTokenChecks, self.now);
        match outcome {
            Ok(checks) => {
                let step = checks
                    .iter()
                    .fold(step, |step, (name, value)| step.fact(name, value));
                self.steps.push(step);
                payload(id_token).ok_or(Trouble::IdToken("form"))
            }
            Err(why) => {
                let check = match why {
                    Unverified::UnknownKey => "signature",
                    Unverified::Failed(check) => check,
                };
                self.steps.push(step.failed(check));
                Err(Trouble::IdToken(check))
            }
        }
    }

    /// OIDC Core §5.3. A failure costs the extra claims, not the sign-in: the ID token is proof
    /// enough. Claims about another subject are never used (§5.3.2).
    async fn userinfo(&mut self, access_token: &AccessToken, subject: String) -> Option<Claims> {
        let url = self.discovered.client.user_info_url()?.url().clone();
        let step = Step::request(StepKind::Userinfo, self.now, "GET", &url)
            .fact("access_token", access_token.secret());
        let outcome = fetch_userinfo(self, access_token, subject).await;
        self.steps.push(match &outcome {
            Ok(claims) => {
                let names: Vec<_> = claims.keys().map(String::as_str).collect();
                step.fact("claims", &names.join(" "))
            }
            Err(why) => step.failed(why),
        });
        outcome.ok()
    }

    /// A request to the token endpoint, with how we prove who we are (RFC 6749 §2.3).
    fn request(&self, kind: StepKind) -> Step {
        let client = &self.discovered.client;
        let registration = &self.provider.registration;
        let step = match client.token_uri() {
            Some(uri) => Step::request(kind, self.now, "POST", uri.url()),
            None => Step::new(kind, self.now),
        };
        match (&registration.client_secret, client.auth_type()) {
            (None, _) => step.fact("client_id", &registration.client_id),
            (Some(_), AuthType::RequestBody) => step
                .fact("client_id", &registration.client_id)
                .fact("client_secret", "••••••"),
            (Some(_), _) => step.fact(
                "authorization",
                &format!("Basic ({}, ••••••)", &*registration.client_id),
            ),
        }
    }

    fn answered(
        &mut self,
        kind: StepKind,
        answer: Result<CoreTokenResponse, TokenError>,
    ) -> Result<CoreTokenResponse, Trouble> {
        let step = Step::new(kind, self.now);
        match answer {
            Ok(answer) => {
                self.steps.push(describe(step, &answer));
                Ok(answer)
            }
            Err(why) => {
                let trouble = Trouble::from(why);
                let step = match &trouble {
                    Trouble::TokenRefused(refusal) => step
                        .fact("error", &refusal.code)
                        .maybe("error_description", refusal.description.as_deref())
                        .failed(&refusal.code),
                    other => step.failed(&other.detail().unwrap_or_default()),
                };
                self.steps.push(step);
                Err(trouble)
            }
        }
    }
}

fn describe(step: Step, answer: &CoreTokenResponse) -> Step {
    let id_token = answer.id_token().map(ToString::to_string);
    let refresh_token = answer.refresh_token().map(|token| token.secret().as_str());
    let expires_in = lifetime(answer).map(|seconds| seconds.to_string());
    step.fact("access_token", answer.access_token().secret())
        .maybe("id_token", id_token.as_deref())
        .maybe("refresh_token", refresh_token)
        .fact("token_type", answer.token_type().as_ref())
        .maybe("expires_in", expires_in.as_deref())
        .maybe("scope", scope(answer).as_deref())
}

pub(crate) fn lifetime(answer: &CoreTokenResponse) -> Option<i64> {
    i64::try_from(answer.expires_in()?.as_secs()).ok()
}

fn scope(answer: &CoreTokenResponse) -> Option<String> {
    let scopes: Vec<_> = answer
        .scopes()?
        .iter()
        .map(|scope| scope.as_str())
        .collect();
    Some(scopes.join(" "))
}

/// Claims that no specification foresaw.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Others(BTreeMap<String, Value>);

impl AdditionalClaims for Others {}

async fn fetch_userinfo(
    channel: &BackChannel<'_>,
    access_token: &AccessToken,
    subject: String,
) -> Result<Claims, &'static str> {
    // The library puts the token into a header and does not expect it to be unfit for one.
    if !access_token
        .secret()
        .bytes()
        .all(|byte| byte.is_ascii_graphic())
    {
        return Err("the access token is not fit for a header");
    }
    let client: &Client = &channel.discovered.client;
    let subject = SubjectIdentifier::new(subject);
    let claims: UserInfoClaims<Others, CoreGenderClaim> = client
        .user_info(access_token.clone(), Some(subject))
        .map_err(|_| "there is no userinfo endpoint")?
        .request_async(&channel.provider.transport)
        .await
        .map_err(|why| match why {
            openidconnect::UserInfoError::ClaimsVerification(_) => {
                "the answer is about somebody else, or its signature is wrong"
            }
            openidconnect::UserInfoError::Request(_) => "no answer",
            openidconnect::UserInfoError::Response(..) => "the provider refused",
            _ => "the answer cannot be read",
        })?;
    match serde_json::to_value(&claims) {
        Ok(Value::Object(claims)) => Ok(claims),
        _ => Err("the answer cannot be read"),
    }
}

impl From<TokenError> for Trouble {
    fn from(why: TokenError) -> Self {
        match why {
            RequestTokenError::ServerResponse(refusal) => {
                let description = refusal.error_description().map(String::as_str);
                Self::TokenRefused(Refusal::new(refusal.error().as_ref(), description))
            }
            RequestTokenError::Request(why) => Self::TokenFailed(why.to_string()),
            // Its text may repeat the answer, and the answer may hold tokens.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                Self::TokenFailed("the answer is not what RFC 6749 §5 describes".to_owned())
            }
        }
    }
}
