//! All checks of a sign-in hold: the browser gets a session token that it never held before (T-40).

use oidc_core::{
    account::{identifier::Identifier, lockout},
    event::{Event, EventKind},
    id::{ClientId, SessionId},
    interaction::{EvidenceKind, Proofs},
    opaque::Opaque,
    secret::Digest,
    session::Session,
    time::Timestamp,
    user::User,
};
use store::{StoreError, Tx};

use super::{register::Owner, visitor::Visitor};
use crate::{
    administrator::given, browser_key::BrowserKey, engine::Engine, session::telling::Telling,
};

/// What the browser gets.
#[derive(Debug)]
pub struct SignInResult {
    /// The session, for its cookie.
    pub session: Opaque<SessionId>,
    /// A new value for the cookie that says this browser has signed in before, unless it has a
    /// good one.
    pub device: Option<BrowserKey>,
}

/// A session to be, with its random parts made before the transaction begins.
#[derive(Debug)]
pub struct NewSession {
    token: Opaque<SessionId>,
    former: Option<Former>,
    device: Option<BrowserKey>,
    new_device: BrowserKey,
    /// As far as it is known before the person is.
    event: Event,
    /// The same, of somebody who becomes an administrator with it: the configuration names the
    /// address.
    given: Option<Event>,
    /// None: nothing was proven of an address, and the browser is not remembered for one.
    address: Option<Digest>,
    /// For the clients of another person's session, which ends.
    telling: Telling,
    now: Timestamp,
}

/// The session the browser came with, and a new token for it.
#[derive(Debug)]
struct Former {
    presented: Opaque<SessionId>,
    renewed: Opaque<SessionId>,
}

impl NewSession {
    /// Mints everything a sign-in may need: with this identifier, for this client, if it has them.
    pub fn prepare(
        engine: &Engine,
        visitor: &Visitor,
        client: Option<&ClientId>,
        identifier: Option<&Identifier>,
        now: Timestamp,
    ) -> Self {
        let mut rng = engine.entropy.rng();
        let former = visitor.session.clone().map(|presented| Former {
            renewed: Opaque::with_id(*presented.id(), &mut rng),
            presented,
        });
        let email = identifier.and_then(Identifier::email);
        let mut named = engine.config.administrators.iter();
        let is_named = email.is_some_and(|email| named.any(|named| named.is(email)));
        Self {
            token: Opaque::mint(now, &mut rng),
            given: is_named.then(|| Event {
                data: given::data("configuration"),
                ..visitor.event(engine, EventKind::RolesGiven, client, now)
            }),
            former,
            device: visitor.device.clone(),
            new_device: BrowserKey::mint(&mut rng),
            event: visitor.event(engine, EventKind::SessionStarted, client, now),
            address: identifier
                .map(|identifier| lockout::identifier(&engine.secrets.addresses, identifier)),
            telling: Telling::prepare(&engine.secrets, &engine.entropy, now),
            now,
        }
    }

    /// Takes the row of the live session the browser came with until the unit of work is over.
    /// Rows are taken in one order: this one before the interaction's.
    pub async fn hold_former(&self, tx: &mut Tx) -> Result<Option<Session>, StoreError> {
        let Some(Former { presented, .. }) = &self.former else {
            return Ok(None);
        };
        let found = tx.sessions().find(presented.id()).await?;
        let live = found.filter(|s| s.digest == presented.digest() && s.is_live(self.now));
        if let Some(session) = &live {
            tx.sessions().hold(&session.id, self.now).await?;
        }
        Ok(live)
    }

    /// Makes or renews the session of a user who proved who they are; the row, and what the
    /// browser gets. `former` is the session that [`hold_former`](Self::hold_former) took. None, and
    /// then nothing was written: the account has been barred or removed since it was looked at.
    pub async fn save(
        &self,
        tx: &mut Tx,
        former: Option<&Session>,
        Owner { user, registered }: Owner<'_>,
        proofs: Proofs,
    ) -> Result<Option<(Session, SignInResult)>, StoreError> {
        // Before the session is made: whoever bars the account ends the sessions there are. Who has
        // just registered was written with this time.
        if registered.is_none() && !tx.users().touch_sign_in(&user.id, self.now).await? {
            return Ok(None);
        }
        // An address that an operator wrote down is proven by the first code that was mailed to it.
        let mailed = proofs.has(EvidenceKind::EmailCode);
        if let Some(email) = user.email.as_ref().filter(|_| mailed)
            && user.email_verified_at.is_none()
        {
            tx.users().verify_email(&user.id, email, self.now).await?;
        }
        if let Some(given) = self.given.as_ref().filter(|_| mailed)
            && tx.administrators().add(&user.id, self.now).await?
        {
            tx.events().append(&given.clone().by_user(&user.id)).await?;
        }
        let (session, token) = self.session(tx, former, user, proofs).await?;
        let device = self.device(tx).await?;
        let started = self.event.clone().by_user(&user.id);
        match registered {
            Some(registered) => tx.events().append_both([registered, &started]).await?,
            None => tx.events().append(&started).await?,
        }
        let result = SignInResult {
            session: token,
            device,
        };
        Ok(Some((session, result)))
    }

    /// The same person again keeps the session, with a new secret: other clients in it stay signed
    /// in. Another person's session is ended first.
    async fn session(
        &self,
        tx: &mut Tx,
        former: Option<&Session>,
        user: &User,
        proofs: Proofs,
    ) -> Result<(Session, Opaque<SessionId>), StoreError> {
        if let (Some(former), Some(Former { renewed, .. })) = (former, &self.former) {
            if former.user_id == user.id {
                let kept = former.renewed(renewed.digest(), proofs.clone(), self.now);
                if tx.sessions().renew(&kept, &former.digest).await? {
                    return Ok((kept, renewed.clone()));
                }
            } else if tx.sessions().end(&former.id, self.now).await? {
                let mut telling = self.telling.clone();
                telling.tell(tx, &former.id, &former.user_id).await?;
            }
        }
        let session = Session::begun(&self.token, user.id.clone(), proofs, self.now);
        tx.sessions().insert(&session).await?;
        Ok((session, self.token.clone()))
    }

    /// Remembers the browser for this identifier. A cookie that proved nothing for it is replaced,
    /// so that a planted one never becomes this person's.
    async fn device(&self, tx: &mut Tx) -> Result<Option<BrowserKey>, StoreError> {
        let Some(address) = &self.address else {
            return Ok(None);
        };
        let mut browsers = tx.known_browsers();
        if let Some(device) = self.device.as_ref().map(BrowserKey::digest)
            && browsers.knows(&device, address, self.now).await?
        {
            browsers.remember(&device, address, self.now).await?;
            return Ok(None);
        }
        browsers
            .remember(&self.new_device.digest(), address, self.now)
            .await?;
        Ok(Some(self.new_device.clone()))
    }
}
