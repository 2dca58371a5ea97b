//! A refresh token for new tokens (RFC 6749 §6): rotated at every use, and the old one keeps
//! getting the same successor until that successor is first used.

use oidc_core::{
    actor::Actor,
    event::{Event, EventContext, EventKind},
    grant::GrantContext,
    id::EventId,
    refresh::{Decision, RefreshFamily, RefreshToken},
    scope::Scope,
    secret::Digest,
    time::{Lifetime, Timestamp},
    token::{
        error::TokenError, invalid_grant::InvalidGrant, request::RefreshExchange,
        response::TokenResponse,
    },
};
use store::{Claim, Counter, StoreError, Tx};

use super::{
    issuance::Issuance,
    issue::{Issued, Issuing, Plan},
};
use crate::{engine::Engine, failure::Failure, snapshot::clients::Registered};

type Refused = Failure<TokenError>;

/// Refreshes.
///
/// # Errors
/// Why the token is not accepted.
pub async fn refresh(
    engine: &Engine,
    client: &Registered,
    exchange: &RefreshExchange,
    secret: Option<&str>,
    context: &EventContext,
) -> Result<TokenResponse, Failure<TokenError>> {
    let now = engine.clock.now();
    let issuing = Issuing::prepare(engine, client, now);
    let issuance = Issuance::prepare(engine, EventKind::TokensRefreshed, (secret, context), now);
    let event_id = EventId::mint(now, &mut engine.entropy.rng());
    let asked = exchange.scope.as_ref().map(|scope| issuing.known(scope));
    let (access, claimed) = engine
        .store
        .transact(|mut tx| {
            let attempt = Attempt {
                engine,
                client,
                exchange,
                asked: asked.as_ref(),
                context,
                issuing: &issuing,
                event_id,
                now,
            };
            let issuance = &issuance;
            async move {
                let claimed = attempt.claim(&mut tx).await?;
                let (grant_context, plan) = (&claimed.grant_context, &claimed.plan);
                let access = attempt.issuing.issue(&mut tx, grant_context, plan).await?;
                issuance.note(&mut tx, &grant_context.grant).await?;
                Ok::<_, Refused>((access, claimed))
            }
        })
        .await?;
    issuance.committed(&claimed.grant_context.grant);
    let family = &claimed.family;
    let refresh_token = RefreshToken::issue(&engine.secrets.refresh, family, family.generation);
    let issued = Issued {
        access,
        plan: claimed.plan,
        grant_context: claimed.grant_context,
        nonce: None,
        refresh_token: Some(refresh_token),
    };
    Ok(issued.into_response(&issuing)?)
}

struct Attempt<'a> {
    engine: &'a Engine,
    client: &'a Registered,
    exchange: &'a RefreshExchange,
    /// Of the scope asked for, what means anything.
    asked: Option<&'a Scope>,
    context: &'a EventContext,
    issuing: &'a Issuing<'a>,
    event_id: EventId,
    now: Timestamp,
}

/// What may be issued.
struct Claimed {
    /// As it stands after this use: its generation is the one to answer with.
    family: RefreshFamily,
    grant_context: GrantContext,
    plan: Plan,
}

impl Attempt<'_> {
    /// Uses the token. A second look is needed only when another request rotated between our look
    /// and our claim.
    async fn claim(&self, tx: &mut Tx) -> Result<Claimed, Refused> {
        let presented = &self.exchange.refresh_token;
        for _ in 0..2 {
            let (family, grant_context) = self.find(tx).await?;
            let client = &self.client.client;
            let decision = family.decide(presented.generation, client, &grant_context, self.now);
            if let Some(refusal) = decision.refusal() {
                self.write_down(tx, decision, &family, &grant_context)
                    .await?;
                return Err(Failure::Refused(refusal.into()));
            }
            let scope = family.narrow(self.asked).map_err(Failure::Refused)?;
            let scope = grant_context.counting(scope);
            let resource = self.exchange.resource.as_deref();
            let plan = self
                .issuing
                .plan(tx, &grant_context, resource, scope)
                .await?;
            let mut claimed = Claimed {
                family,
                grant_context,
                plan,
            };
            let Decision::Rotate { expires_at } = decision else {
                return Ok(claimed);
            };
            let grant = &claimed.grant_context.grant;
            if let Some(end) = grant.drawn_in(self.now) {
                tx.grants().draw_in(&grant.id, end).await?;
            }
            let (id, from) = (claimed.family.id, claimed.family.generation);
            if tx
                .refresh_tokens()
                .rotate(&id, from, self.now, expires_at)
                .await?
            {
                claimed.family.generation += 1;
                return Ok(claimed);
            }
        }
        Err(Failure::Refused(InvalidGrant::Replaced.into()))
    }

    /// What a refusal leaves behind: reuse ends the family and its grant (RFC 9700 §4.14.2).
    async fn write_down(
        &self,
        tx: &mut Tx,
        decision: Decision,
        family: &RefreshFamily,
        grant_context: &GrantContext,
    ) -> Result<(), Refused> {
        match decision {
            Decision::Reuse => {
                tx.grants().revoke(&family.grant_id, self.now).await?;
                let is_first = tx.refresh_tokens().revoke(&family.id, self.now).await?;
                if is_first {
                    self.report(tx, EventKind::RefreshReused, grant_context)
                        .await?;
                }
                Ok(())
            }
            Decision::WrongClient => {
                let told = [self.told_of_wrong_client(family)];
                if let Claim::Counted(_) = tx.attempts().claim(&told, self.now).await? {
                    self.report(tx, EventKind::RefreshWrongClient, grant_context)
                        .await?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Once an hour for each family and presenter: nothing is revoked, so a client that goes on
    /// presenting the token would fill the record of events.
    fn told_of_wrong_client(&self, family: &RefreshFamily) -> Counter {
        let presenter = self.client.client.id.as_str().as_bytes();
        let parts = [family.id.as_bytes().as_slice(), presenter];
        Counter {
            kind: "told.wrong_client",
            subject: Digest::keyed(&self.engine.secrets.addresses, &parts),
            limit: 1,
            window: Lifetime::hours(1),
        }
    }

    async fn find(&self, tx: &mut Tx) -> Result<(RefreshFamily, GrantContext), Refused> {
        let found = tx
            .refresh_tokens()
            .find_with_grant(&self.exchange.refresh_token.family)
            .await?;
        let own = found.filter(|(family, _)| {
            self.exchange
                .refresh_token
                .verify(&self.engine.secrets.refresh, family)
        });
        let (family, grant) = own.ok_or_else(|| Failure::Refused(InvalidGrant::Unknown.into()))?;
        let counting = grant.counting(&self.client.client);
        Ok((family, counting.map_err(StoreError::from)?))
    }

    async fn report(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        grant_context: &GrantContext,
    ) -> Result<(), Refused> {
        let grant = &grant_context.grant;
        tracing::warn!(
            event = kind.as_str(), grant.id = %grant.id, presenter.id = %self.client.client.id,
            "a refresh token was presented that should not have been"
        );
        let event = Event {
            actor: Some(Actor::Client(self.client.client.id.clone())),
            user_id: grant.subject.user().cloned(),
            client_id: Some(self.client.client.id.clone()),
            ..Event::new(self.event_id, kind, self.now, self.context.clone())
        };
        Ok(tx.events().append(&event).await?)
    }
}
