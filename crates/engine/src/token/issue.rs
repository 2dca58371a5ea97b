//! What the grants of people end with: an access token in the database or signed, and an ID token.
//! Both are signed after the commit, because signing is the slowest thing here and the database has one
//! writer.

use std::{borrow::Cow, sync::Arc};

use oidc_core::{
    access_token::{self, AccessToken},
    catalog::Api,
    grant::GrantContext,
    id::{AccessTokenId, RoleId},
    id_token::IdToken,
    jwt_access_token::{self, JwtAccessToken},
    key::sign::{KeyError, SigningKey},
    opaque::Opaque,
    resource,
    role::RoleKind,
    scope::{self, Scope},
    secret::{MacKey, Secret},
    time::Timestamp,
    token::{error::TokenError, response::TokenResponse},
    user::User,
};
use store::{StoreError, Tx};

use super::managing;
use crate::{
    breakdown::Breakdown,
    engine::Engine,
    failure::Failure,
    snapshot::{Snapshot, clients::Registered},
};

type Refused = Failure<TokenError>;

/// One answer with tokens in the making: what is random is minted before the transaction, and one
/// picture of keys, APIs and roles is used from the first check to the last signature.
pub struct Issuing<'a> {
    client: &'a Registered,
    snapshot: Arc<Snapshot>,
    issuer: &'a str,
    addresses: &'a MacKey,
    token: Opaque<AccessTokenId>,
    now: Timestamp,
}

/// What will be issued. All that can be refused is settled once there is one.
pub struct Plan {
    /// For which API; this provider's own endpoints when none.
    api: Option<Target>,
    /// What was granted, or less when less was asked for: of the ID token.
    granted: Scope,
    /// The names of the person's roles, if they are told.
    roles: Vec<String>,
    /// Signs the ID token; none when none belongs to the answer.
    id_token_key: Option<Arc<SigningKey>>,
}

struct Target {
    api: Arc<Api>,
    /// Signs the access token; none when it is opaque.
    key: Option<Arc<SigningKey>>,
    /// What it allows there.
    scope: Scope,
}

/// The access token of an answer.
pub enum Access {
    /// A reference to this row.
    Opaque(AccessToken),
    /// These claims, to be signed.
    Signed(Box<JwtAccessToken>, Arc<SigningKey>),
}

impl<'a> Issuing<'a> {
    /// As things are now.
    pub fn prepare(engine: &'a Engine, client: &'a Registered, now: Timestamp) -> Self {
        Self {
            client,
            snapshot: Arc::clone(&engine.snapshot()),
            issuer: &engine.config.issuer,
            addresses: &engine.secrets.addresses,
            token: Opaque::mint(now, &mut engine.entropy.rng()),
            now,
        }
    }

    /// Of a scope that was asked for, what means anything anywhere.
    pub fn known(&self, asked: &Scope) -> Scope {
        let catalog = &self.snapshot.access.catalog;
        asked.clone().only(|name| catalog.knows_scope(name))
    }

    /// Settles what will be issued for a grant. Ask before anything is used up: a resource that is
    /// refused, or a key that is missing, must not cost a code or a refresh token.
    ///
    /// # Errors
    /// [`TokenError::Resource`]; a breakdown when a key is missing.
    pub async fn plan(
        &self,
        tx: &mut Tx,
        grant_context: &GrantContext,
        resource: Option<&str>,
        granted: Scope,
    ) -> Result<Plan, Refused> {
        let (catalog, client) = (&self.snapshot.access.catalog, &self.client.client);
        let resources = &grant_context.grant.resources;
        let api = resource::of_token(resource, resources, &granted, client, catalog)
            .map_err(|error| Failure::Refused(error.into()))?;
        let user = grant_context.user.as_ref();
        let named = grant_context.grant.claims.as_ref();
        let is_named = named.is_some_and(|claims| claims.id_token.contains("roles"));
        let is_told = granted.has_openid() && (granted.contains("roles") || is_named);
        let roles: Vec<RoleId> = match user {
            Some(user) if api.is_some() || is_told => tx.roles().of_user(&user.id).await?,
            _ => Vec::new(),
        };
        let counting = match api {
            Some(api) => {
                managing::counting(tx, grant_context, (api, self.addresses), &roles).await?
            }
            None => Cow::default(),
        };
        let api = api.map(|api| {
            let asked = grant_context.agreed.at(api, granted.clone());
            let scope = catalog.granted(asked, api, &counting, RoleKind::User);
            let key = self.snapshot.access_token_signer(&api.resource)?;
            let api = Arc::clone(api);
            Ok::<_, KeyError>(Target { api, key, scope })
        });
        let needs_id_token = user.is_some() && granted.has_openid();
        let id_token_key = needs_id_token.then(|| self.snapshot.signer(client).cloned());
        Ok(Plan {
            api: api.transpose().map_err(Breakdown::from)?,
            roles: catalog.role_names(&roles),
            granted,
            id_token_key: id_token_key.transpose().map_err(Breakdown::from)?,
        })
    }

    /// Makes the access token, and its row if it has one.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn issue(
        &self,
        tx: &mut Tx,
        grant_context: &GrantContext,
        plan: &Plan,
    ) -> Result<Access, StoreError> {
        let (client, grant) = (&self.client.client, &grant_context.grant);
        let row = match &plan.api {
            Some(Target {
                api,
                key: Some(key),
                scope,
            }) => {
                let (jti, target) = (*self.token.id(), (&**api, client));
                let claims = JwtAccessToken::for_person(
                    jti,
                    self.issuer,
                    grant,
                    target,
                    scope.clone(),
                    self.now,
                );
                return Ok(Access::Signed(Box::new(claims), Arc::clone(key)));
            }
            Some(Target { api, scope, .. }) => AccessToken {
                audience: Some(api.resource.indicator.to_string()),
                ..AccessToken::new(
                    &self.token,
                    grant,
                    scope.clone(),
                    jwt_access_token::lifetime(api, client),
                    self.now,
                )
            },
            None => {
                let own = plan.granted.clone();
                let own = own.only(|name| scope::KNOWN.contains(&name));
                let lifetime = access_token::lifetime(client);
                AccessToken::new(&self.token, grant, own, lifetime, self.now)
            }
        };
        tx.access_tokens().insert(&row).await?;
        Ok(Access::Opaque(row))
    }
}

/// Tokens that were issued and committed.
pub struct Issued {
    /// The access token.
    pub access: Access,
    /// What was settled about the answer.
    pub plan: Plan,
    /// Whose and for whom.
    pub grant_context: GrantContext,
    /// From the authorization request; only the first ID token repeats it.
    pub nonce: Option<String>,
    /// The refresh token, if `offline_access` was granted.
    pub refresh_token: Option<Secret<String>>,
}

impl Issued {
    /// The answer (RFC 6749 §5.1, Core §3.1.3.3).
    ///
    /// # Errors
    /// When something cannot be signed.
    pub fn into_response(self, issuing: &Issuing<'_>) -> Result<TokenResponse, Breakdown> {
        let now = issuing.now;
        let mut answer = match &self.access {
            Access::Opaque(row) => {
                let (token, scope) = (issuing.token.expose(), row.scope.clone());
                TokenResponse::new(token, row.expires_at, scope, now)
            }
            Access::Signed(claims, key) => {
                let scope = claims.scope.clone().unwrap_or_default();
                let made = Timestamp::from_millis(claims.iat.saturating_mul(1000));
                TokenResponse::new(&claims.encode(key)?, claims.expires_at(), scope, made)
            }
        };
        let key = self.plan.id_token_key.as_deref();
        let signed = key.zip(self.grant_context.user.as_ref());
        answer.id_token = signed
            .map(|(key, user)| self.id_token(issuing, key, user, answer.access_token.expose()))
            .transpose()?;
        answer.refresh_token = self.refresh_token;
        Ok(answer)
    }

    fn id_token(
        &self,
        issuing: &Issuing<'_>,
        key: &SigningKey,
        user: &User,
        access_token: &str,
    ) -> Result<Secret<String>, Breakdown> {
        let token = IdToken {
            issuer: issuing.issuer,
            client: &issuing.client.client,
            grant: &self.grant_context.grant,
            user,
            roles: &self.plan.roles,
            scope: &self.plan.granted,
            sid: self.grant_context.session.and_then(|session| session.sid),
            nonce: self.nonce.as_deref(),
            access_token,
        };
        Ok(Secret::new(token.encode(key, issuing.now)?))
    }
}
