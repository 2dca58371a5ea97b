//! The end of an authorization: a grant, a code, and the way back to the client.

use std::{collections::BTreeMap, convert::Infallible};

use oidc_core::{
    authorize::{answer::Answer, callback::Callback, request::AuthorizationRequest},
    client::Client,
    code::{self, AuthorizationCode},
    grant::{self, Grant},
    id::{ClientId, CodeId, GrantId, InteractionId, SessionId, Sid},
    indicator::Indicator,
    interaction::Demand,
    opaque::Opaque,
    session::Session,
    subject::Subject,
    time::Timestamp,
    user::User,
};
use store::{Finished, StoreError, Tx};

use super::agreement::{Agreement, Said};
use crate::{breakdown::Breakdown, engine::Engine, failure::Failure};

/// Who is signed in to this browser, and whether the client was there before.
#[derive(Debug)]
pub struct SignedIn {
    /// The live session.
    pub session: Session,
    /// Whose it is.
    pub user: User,
    /// Whether this client is known to have had a code in this session.
    pub joined: bool,
}

impl SignedIn {
    /// Believes what was found for a token: not when the token was altered or the session is over.
    pub fn of(
        (session, user): (Session, User),
        token: &Opaque<SessionId>,
        now: Timestamp,
    ) -> Option<Self> {
        let stands = session.digest == token.digest() && session.is_live(now);
        stands.then_some(Self {
            session,
            user,
            joined: false,
        })
    }
}

/// Looks up the session a browser's token names; a token that was altered names none.
pub async fn signed_in(
    engine: &Engine,
    session: Option<Opaque<SessionId>>,
    client: &ClientId,
    now: Timestamp,
) -> Result<Option<SignedIn>, Breakdown> {
    let Some(token) = session else {
        return Ok(None);
    };
    let found = engine
        .store
        .read(|mut tx| {
            let (id, client) = (*token.id(), client.clone());
            async move { tx.sessions().find_with_user(&id, &client).await }
        })
        .await?;
    Ok(found.and_then(|(session, user, joined)| {
        let signed_in = SignedIn::of((session, user), &token, now)?;
        Some(SignedIn {
            joined,
            ..signed_in
        })
    }))
}

/// What is answered, to whom, and where.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The client, as it is now.
    pub client: &'a Client,
    /// Its request.
    pub request: &'a AuthorizationRequest,
    /// Verified for that client.
    pub callback: &'a Callback,
    /// What the person has just agreed to on a page, if one has asked.
    pub said: Option<&'a Said>,
}

/// What came of the wish for a code.
#[derive(Debug)]
pub enum Issued {
    /// Grant and code are saved, and this is the answer with the code.
    To(Answer),
    /// The same, and this browser has no other sign-in under way.
    Last(Answer),
    /// The session was ended while we looked: nobody is signed in.
    SignedOut,
    /// The interaction has ended before, with a code of its own.
    Before,
    /// The person has not agreed to all of it, or not any more.
    NotAgreed,
}

/// Mints grant and code, and ends the interaction, if there is one, with them.
pub async fn issue(
    engine: &Engine,
    asked: Asked<'_>,
    signed_in: &SignedIn,
    interaction: Option<InteractionId>,
) -> Result<Issued, Failure<Infallible>> {
    let prepared = Prepared::new(engine, asked, signed_in);
    let saved = engine
        .store
        .transact(|mut tx| {
            let prepared = &prepared;
            async move {
                prepared
                    .save(&mut tx, interaction)
                    .await
                    .map_err(Failure::<Infallible>::from)
            }
        })
        .await?;
    Ok(match saved {
        Saved::Yes => Issued::To(prepared.answer),
        Saved::Last => Issued::Last(prepared.answer),
        Saved::SignedOut => Issued::SignedOut,
        Saved::Before => Issued::Before,
        Saved::NotAgreed => Issued::NotAgreed,
    })
}

enum Saved {
    Yes,
    Last,
    SignedOut,
    Before,
    NotAgreed,
}

/// Everything random and everything timed, made before the transaction begins.
struct Prepared {
    grant: Grant,
    /// By which the client gets it; none when the client is the operator's own.
    agreement: Option<Agreement>,
    code: AuthorizationCode,
    slides_to: Option<Timestamp>,
    session: SessionId,
    /// What this client will call the session, if it has no name for it yet.
    sid: Option<Sid>,
    answer: Answer,
}

impl Prepared {
    fn new(engine: &Engine, asked: Asked<'_>, signed_in: &SignedIn) -> Self {
        let Asked {
            client,
            request,
            callback,
            said,
        } = asked;
        let now = engine.clock.now();
        let mut rng = engine.entropy.rng();
        let session = &signed_in.session;
        let grant = Grant {
            id: GrantId::mint(now, &mut rng),
            subject: Subject::User(signed_in.user.id.clone()),
            client_id: client.id.clone(),
            registration: client.registration.clone(),
            session_id: Some(session.id),
            auth_time: session.auth_time,
            amr: session.amr(),
            scope: request.scope_for(client),
            resources: request.resource_scopes.keys().cloned().collect(),
            claims: request.claims.clone(),
            created_at: now,
            expires_at: now.plus(grant::LIFETIME),
            revoked_at: None,
        };
        let token = Opaque::<CodeId>::mint(now, &mut rng);
        let code = AuthorizationCode {
            id: *token.id(),
            digest: token.digest(),
            grant_id: grant.id,
            client_id: client.id.clone(),
            redirect_uri: callback.uri().to_owned(),
            redirect_uri_given: callback.was_given(),
            nonce: request.nonce.clone(),
            code_challenge: request.code_challenge.clone(),
            audience: None,
            jkt: None,
            expires_at: now.plus(code::LIFETIME),
            consumed_at: None,
        };
        Self {
            answer: callback.success(token.expose(), &engine.config.issuer),
            slides_to: session.slide(now),
            sid: (!signed_in.joined).then(|| Sid::mint(now, &mut rng)),
            session: session.id,
            agreement: client.third_party.then(|| Agreement {
                rule: Demand::of(request, client).consent,
                user: signed_in.user.id.clone(),
                client: client.id.clone(),
                registration: client.registration.clone(),
                names: names(engine, request),
                said: said.cloned(),
            }),
            grant,
            code,
        }
    }

    async fn save(
        &self,
        tx: &mut Tx,
        interaction: Option<InteractionId>,
    ) -> Result<Saved, StoreError> {
        let (session, now) = (&self.session, self.grant.created_at);
        let mut grant = self.grant.clone();
        let mut agreed = None;
        if let Some(agreement) = &self.agreement {
            if !tx.sessions().hold(session, now).await? {
                return Ok(Saved::SignedOut);
            }
            let Some(settled) = agreement.settle(tx).await? else {
                return Ok(Saved::NotAgreed);
            };
            let agreed_to = settled.granted.all_scopes();
            grant.scope = grant.scope.only(|name| agreed_to.contains(name));
            agreed = Some((agreement, settled));
        }
        // Looked at once more, and held: a sign-out beside us must not leave a grant behind.
        let saved = match interaction {
            None if agreed.is_some() || tx.sessions().hold(session, now).await? => Saved::Yes,
            None => return Ok(Saved::SignedOut),
            Some(flow) => match tx.interactions().finish(&flow, session, now).await? {
                Finished::SignedOut => return Ok(Saved::SignedOut),
                Finished::Before => return Ok(Saved::Before),
                Finished::OneOfSeveral => Saved::Yes,
                Finished::Last => Saved::Last,
            },
        };
        if let Some(expires_at) = self.slides_to {
            tx.sessions().slide(session, now, expires_at).await?;
        }
        if let Some(sid) = &self.sid {
            let client = self.grant.registrant();
            tx.sessions().join_client(session, client, sid, now).await?;
        }
        if let Some((agreement, settled)) = &agreed {
            agreement.keep(tx, settled, now).await?;
        }
        tx.grants().insert(&grant).await?;
        tx.codes().insert(&self.code).await?;
        Ok(saved)
    }
}

/// What the APIs are called that a request names, by id.
fn names(engine: &Engine, request: &AuthorizationRequest) -> BTreeMap<String, Indicator> {
    let snapshot = engine.snapshot();
    let catalog = &snapshot.access.catalog;
    let asked = request.resource_scopes.keys();
    let named = asked.filter_map(|id| {
        let api = catalog.by_id(id)?;
        Some((id.clone(), api.resource.indicator.clone()))
    });
    named.collect()
}
