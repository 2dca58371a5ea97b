//! What comes of an authorization request: a code at once, or a sign-in to be gone through.

use std::convert::Infallible;

use oidc_core::{
    authorize::{
        answer::Answer, callback::Callback, error::AuthorizeError, request::AuthorizationRequest,
    },
    client::Client,
    consent::Consent,
    event::EventContext,
    id::{InteractionId, SessionId},
    interaction::{
        self, Demand, Goal, Interaction,
        next_step::{Situation, Step, next_step},
    },
    opaque::Opaque,
    time::{Lifetime, Timestamp},
};
use store::{Claim, Tx};

use super::{
    issue_code::{self, Asked, Issued, SignedIn},
    limit_reached::{LimitReached, Report},
    standing::remembered,
};
use crate::{
    browser_key::BrowserKey,
    engine::Engine,
    failure::Failure,
    network::ClientIp,
    stored_bytes::{Room, StoredBytes, cost, pieces},
};

/// The answer to a request that was checked.
#[derive(Debug)]
pub enum Authorized {
    /// The person is signed in: the client gets a code.
    To(Answer),
    /// The person is to be asked, for this first.
    Ask(Box<AuthorizationRequest>, Step),
}

/// Single sign-on, if it is enough for what is asked (OpenID Connect Core §3.1.2.3).
///
/// # Errors
/// The request is refused, as with `prompt=none` and nobody signed in.
pub async fn authorize(
    engine: &Engine,
    client: &Client,
    callback: &Callback,
    request: AuthorizationRequest,
    session: Option<Opaque<SessionId>>,
) -> Result<Authorized, Failure<AuthorizeError>> {
    let now = engine.clock.now();
    let signed_in = issue_code::signed_in(engine, session, &client.id, now).await?;
    let demand = Demand::of(&request, client);
    let snapshot = engine.snapshot();
    let remembered = remembered(engine, client, signed_in.as_ref()).await?;
    let step_of = |signed_in: Option<&SignedIn>, remembered: Option<&Consent>| {
        let situation = Situation {
            demand: &demand,
            experience: &snapshot.policy.experience,
            event: request.first_screen.into(),
            held: None,
            has_new_password: false,
            session: signed_in.map(|s| (&s.session, &s.user)),
            completed: None,
            chosen: None,
            remembered,
            now,
        };
        next_step(&situation, &mut ())
    };
    let mut step = step_of(signed_in.as_ref(), remembered.as_ref());
    if let (Step::Done, Some(signed_in)) = (&step, &signed_in) {
        let asked = Asked {
            client,
            request: &request,
            callback,
            said: None,
        };
        let outcome = issue_code::issue(engine, asked, signed_in, None).await;
        step = match outcome.map_err(crate::breakdown::Breakdown::from)? {
            Issued::To(answer) => return Ok(Authorized::To(answer)),
            // It was taken back while we looked.
            Issued::NotAgreed => step_of(Some(signed_in), None),
            Issued::Last(_) | Issued::Before | Issued::SignedOut => step_of(None, None),
        };
    }
    match step {
        Step::Refuse(error) => Err(Failure::Refused(error)),
        Step::Identify
        | Step::NoAccount
        | Step::AccountExists
        | Step::CreatePassword
        | Step::Suspended
        | Step::SelectAccount
        | Step::Consent(_)
        | Step::Done => Ok(Authorized::Ask(Box::new(request), step)),
    }
}

/// A sign-in that was begun, or not.
#[derive(Debug)]
pub enum Begun {
    /// It is remembered for this browser.
    Flow(Box<Interaction>, BrowserKey),
    /// The network has written as much as it may; come back after this time.
    TooMuch(Lifetime),
}

/// Remembers the request for a browser, which is given a key unless it has one.
pub async fn begin(
    engine: &Engine,
    request: Box<AuthorizationRequest>,
    browser: Option<BrowserKey>,
    ip: Option<ClientIp>,
    context: &EventContext,
) -> Result<Begun, Failure<Infallible>> {
    let now = engine.clock.now();
    let mut rng = engine.entropy.rng();
    let browser = browser.unwrap_or_else(|| BrowserKey::mint(&mut rng));
    let interaction = Interaction {
        id: InteractionId::mint(now, &mut rng),
        browser: browser.digest(),
        event: request.first_screen.into(),
        goal: Goal::Authorize(request),
        identifier: None,
        holder: None,
        user_id: None,
        session_id: None,
        chosen_session: None,
        created_at: now,
        expires_at: now.plus(interaction::LIFETIME),
        finished_at: None,
    };
    Ok(match keep(engine, ip, &interaction, context).await? {
        Ok(()) => Begun::Flow(Box::new(interaction), browser),
        Err(until) => Begun::TooMuch(until.since(now)),
    })
}

/// Writes the interaction, if the visitor's network may still write that much; else until when it
/// may not.
async fn keep(
    engine: &Engine,
    ip: Option<ClientIp>,
    interaction: &Interaction,
    context: &EventContext,
) -> Result<Result<(), Timestamp>, Failure<Infallible>> {
    let (now, bytes) = (interaction.created_at, cost(interaction));
    let room = engine.stored.take(ip, bytes, now);
    if let Room::None(until) = room {
        return Ok(Err(until));
    }
    let report = Report::new(engine, Some(interaction.goal.client_id()), context, now);
    let drawn = engine
        .store
        .transact(|mut tx| {
            let report = &report;
            async move {
                let drawn = match room {
                    Room::Draw => Some(draw(engine, ip, report, &mut tx).await?),
                    _ => None,
                };
                if !matches!(drawn, Some(Claim::Full { .. })) {
                    tx.interactions().insert(interaction).await?;
                }
                Ok::<_, Failure<Infallible>>(drawn)
            }
        })
        .await?;
    if let Some(claim) = &drawn {
        engine.stored.drawn(ip, claim, bytes, now);
    }
    Ok(match drawn {
        Some(Claim::Full { until, .. }) => Err(until),
        _ => Ok(()),
    })
}

async fn draw(
    engine: &Engine,
    ip: Option<ClientIp>,
    report: &Report,
    tx: &mut Tx,
) -> Result<Claim, Failure<Infallible>> {
    let budget = engine.snapshot().policy.limits.stored_mb_per_network;
    let pieces = pieces(ip, &engine.secrets.addresses, budget);
    let claim = StoredBytes::draw(tx, pieces, report.now()).await?;
    if let Claim::Full { until, .. } = claim {
        let reached = LimitReached {
            limit: pieces.kind,
            subject: pieces.subject,
            until,
        };
        report.write(engine, tx, &reached).await?;
    }
    Ok(claim)
}
