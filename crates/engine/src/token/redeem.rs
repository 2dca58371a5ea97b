//! A code for tokens (RFC 6749 §4.1.3): everything is checked first, the code is claimed last.

use oidc_core::{
    actor::Actor,
    event::{Event, EventContext, EventKind},
    grant::GrantContext,
    id::{EventId, FamilyId},
    refresh::{self, RefreshFamily, RefreshToken},
    time::Timestamp,
    token::{
        error::TokenError,
        invalid_grant::InvalidGrant,
        request::{CodeExchange, GrantType},
        response::TokenResponse,
    },
};
use rand_core::Rng;
use store::{StoreError, Tx};

use super::{
    issuance::Issuance,
    issue::{Issued, Issuing},
};
use crate::{engine::Engine, failure::Failure, snapshot::clients::Registered};

type Refused = Failure<TokenError>;

/// Redeems a code. A wrong verifier spares it, and so does a resource that is refused; a second use
/// takes back what the first one got, and that stays, although the answer is a refusal.
///
/// # Errors
/// Why the code is not redeemed.
pub async fn redeem(
    engine: &Engine,
    client: &Registered,
    exchange: &CodeExchange,
    secret: Option<&str>,
    context: &EventContext,
) -> Result<TokenResponse, Failure<TokenError>> {
    let now = engine.clock.now();
    let token = &exchange.code;
    let mint = Mint::new(engine, context, now);
    let issuing = Issuing::prepare(engine, client, now);
    let issuance = Issuance::prepare(engine, EventKind::TokensIssued, (secret, context), now);
    let refused = |error: InvalidGrant| Failure::Refused(TokenError::from(error));
    let (issued, family) = engine
        .store
        .transact(|mut tx| {
            let (mint, issuing, issuance) = (&mint, &issuing, &issuance);
            async move {
                let found = tx.codes().find_with_grant(token.id()).await?;
                let (code, grant) = found.ok_or_else(|| refused(InvalidGrant::Unknown))?;
                let counting = grant.counting(&client.client);
                let grant_context = counting.map_err(StoreError::from)?;
                let checked = code.redeem(exchange, &client.client, &grant_context, now);
                if checked == Err(InvalidGrant::Replayed) {
                    return Err(mint.take_back(&mut tx, &grant_context).await);
                }
                checked.map_err(refused)?;
                let (resource, scope) = (exchange.resource.as_deref(), &grant_context.grant.scope);
                let plan = issuing
                    .plan(&mut tx, &grant_context, resource, scope.clone())
                    .await?;
                if !tx.codes().consume(&code.id, now).await? {
                    return Err(mint.take_back(&mut tx, &grant_context).await);
                }
                let access = issuing.issue(&mut tx, &grant_context, &plan).await?;
                let family = mint.family(client, &grant_context);
                if let Some(family) = &family {
                    tx.refresh_tokens().insert(family).await?;
                }
                issuance.note(&mut tx, &grant_context.grant).await?;
                let issued = Issued {
                    access,
                    plan,
                    grant_context,
                    nonce: code.nonce,
                    refresh_token: None,
                };
                Ok::<_, Refused>((issued, family))
            }
        })
        .await?;
    issuance.committed(&issued.grant_context.grant);
    let refresh_token = family
        .map(|family| RefreshToken::issue(&engine.secrets.refresh, &family, family.generation));
    let issued = Issued {
        refresh_token,
        ..issued
    };
    Ok(issued.into_response(&issuing)?)
}

/// What is random in an exchange.
struct Mint {
    family_id: FamilyId,
    salt: [u8; 16],
    event_id: EventId,
    context: EventContext,
    now: Timestamp,
}

impl Mint {
    fn new(engine: &Engine, context: &EventContext, now: Timestamp) -> Self {
        let mut rng = engine.entropy.rng();
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        Self {
            family_id: FamilyId::mint(now, &mut rng),
            salt,
            event_id: EventId::mint(now, &mut rng),
            context: context.clone(),
            now,
        }
    }

    fn family(&self, client: &Registered, grant_context: &GrantContext) -> Option<RefreshFamily> {
        let grant = &grant_context.grant;
        let wanted =
            grant.scope.has_offline_access() && client.client.allows_grant(GrantType::RefreshToken);
        wanted.then(|| RefreshFamily {
            id: self.family_id,
            salt: self.salt,
            grant_id: grant.id,
            client_id: grant.client_id.clone(),
            scope: grant.scope.clone(),
            audience: None,
            jkt: None,
            generation: 0,
            rotated_at: self.now,
            created_at: self.now,
            expires_at: refresh::expiry(client.client.refresh_token_lifetime, grant, self.now),
            revoked_at: None,
        })
    }

    /// RFC 6749 §4.1.2: a code that comes twice was stolen once.
    async fn take_back(&self, tx: &mut Tx, grant_context: &GrantContext) -> Refused {
        let grant = &grant_context.grant;
        let event = Event {
            actor: Some(Actor::Client(grant.client_id.clone())),
            user_id: grant.subject.user().cloned(),
            client_id: Some(grant.client_id.clone()),
            ..Event::new(
                self.event_id,
                EventKind::GrantCodeReplayed,
                self.now,
                self.context.clone(),
            )
        };
        let saved = async {
            // Once: whoever sends the code again and again must not fill the record of events.
            if tx.grants().revoke(&grant.id, self.now).await? {
                tx.events().append(&event).await?;
            }
            Ok::<_, StoreError>(())
        };
        match saved.await {
            Ok(()) => Failure::Refused(InvalidGrant::Replayed.into()),
            Err(error) => error.into(),
        }
    }
}
