//! A person is in: this browser gets a session token it never held before (T-40).

use oidc_core::{
    account::{email::EmailAddress, lockout},
    event::{Event, EventKind},
    id::{EventId, InteractionId, SessionId},
    opaque::Opaque,
    secret::Digest,
    session::{self, Session},
    time::Timestamp,
    user::User,
};
use store::{StoreError, Tx};

use crate::{
    app::App,
    extract::visit::{BrowserKey, Visit},
    sign_in::flow::Flow,
};

/// How an e-mailed code is named in `amr`: a one-time password, and where it went. It is not an
/// authenticator in NIST's sense, and nothing here claims so.
fn amr() -> Vec<String> {
    ["otp", "email"].map(str::to_owned).to_vec()
}

/// What the browser gets.
#[derive(Debug)]
pub struct Arrival {
    /// The session, for its cookie.
    pub session: Opaque<SessionId>,
    /// A new value for the cookie that says this browser has signed in before, unless it has a
    /// good one.
    pub device: Option<BrowserKey>,
}

/// A sign-in whose random parts are made before its transaction begins.
#[derive(Debug)]
pub struct Prepared {
    session: Opaque<SessionId>,
    former: Option<Former>,
    device: Option<BrowserKey>,
    new_device: BrowserKey,
    event_id: EventId,
    interaction: InteractionId,
    address: Digest,
    now: Timestamp,
}

/// The session the browser came with, and a new token for it.
#[derive(Debug)]
struct Former {
    presented: Opaque<SessionId>,
    renewed: Opaque<SessionId>,
}

impl Prepared {
    /// Mints everything a sign-in may need.
    pub fn new(app: &App, visit: &Visit, flow: &Flow, email: &EmailAddress) -> Self {
        let now = app.clock.now();
        let mut rng = app.entropy.rng();
        let former = visit.session(app).map(|presented| Former {
            renewed: Opaque::with_id(*presented.id(), &mut rng),
            presented,
        });
        Self {
            session: Opaque::mint(now, &mut rng),
            former,
            device: visit.device(app),
            new_device: BrowserKey::mint(app),
            event_id: EventId::mint(now, &mut rng),
            interaction: flow.interaction.id,
            address: lockout::address(&app.secrets.addresses, email),
            now,
        }
    }

    /// Takes the rows that others may take with ours, in their order: the session this browser came
    /// with, then the interaction. First in every unit of work that ends in [`save`](Self::save).
    pub async fn hold(&self, tx: &mut Tx) -> Result<(), StoreError> {
        if let Some((former, _)) = self.former(tx).await? {
            tx.sessions().hold(&former.id, self.now).await?;
        }
        tx.interactions().hold(&self.interaction).await
    }

    /// Records that the person is in, and that it was proven in this interaction.
    pub async fn save(&self, tx: &mut Tx, user: &User) -> Result<Arrival, StoreError> {
        let session = self.session(tx, user).await?;
        self.prove(tx, session.id()).await?;
        tx.users().touch_sign_in(&user.id, self.now).await?;
        let device = self.device(tx).await?;
        tx.events()
            .append(&Event {
                id: self.event_id,
                kind: EventKind::SessionStarted,
                at: self.now,
                user_id: Some(user.id.clone()),
                client_id: None,
                data: serde_json::Map::new(),
            })
            .await?;
        Ok(Arrival { session, device })
    }

    /// The newest proof counts: a browser that lost the answer to the first one, or sent its form
    /// twice, holds the cookie of the last.
    async fn prove(&self, tx: &mut Tx, session: &SessionId) -> Result<(), StoreError> {
        let id = &self.interaction;
        if tx.interactions().prove(id, session).await? {
            return Ok(());
        }
        let found = tx.interactions().find(id).await?;
        if let Some(former) = found.and_then(|found| found.session_id) {
            tx.interactions().prove_again(id, &former, session).await?;
        }
        Ok(())
    }

    /// The same person again keeps the session, with a new secret: other clients in it stay signed
    /// in. Another person's session is ended first.
    async fn session(&self, tx: &mut Tx, user: &User) -> Result<Opaque<SessionId>, StoreError> {
        let Some((former, renewed)) = self.former(tx).await? else {
            return self.begin(tx, user).await;
        };
        if former.user_id != user.id {
            tx.sessions().end(&former.id, self.now).await?;
            return self.begin(tx, user).await;
        }
        let old = former.digest;
        let kept = Session {
            digest: renewed.digest(),
            auth_time: self.now,
            amr: amr(),
            seen_at: self.now,
            expires_at: session::expiry(former.created_at, self.now),
            ..former
        };
        if tx.sessions().renew(&kept, &old).await? {
            return Ok(renewed.clone());
        }
        self.begin(tx, user).await
    }

    async fn begin(&self, tx: &mut Tx, user: &User) -> Result<Opaque<SessionId>, StoreError> {
        let session = Session {
            id: *self.session.id(),
            digest: self.session.digest(),
            user_id: user.id.clone(),
            auth_time: self.now,
            amr: amr(),
            created_at: self.now,
            seen_at: self.now,
            expires_at: session::expiry(self.now, self.now),
            ended_at: None,
        };
        tx.sessions().insert(&session).await?;
        Ok(self.session.clone())
    }

    /// The live session the browser came with, and the new token prepared for it.
    async fn former(
        &self,
        tx: &mut Tx,
    ) -> Result<Option<(Session, &Opaque<SessionId>)>, StoreError> {
        let Some(Former { presented, renewed }) = &self.former else {
            return Ok(None);
        };
        let found = tx.sessions().find(presented.id()).await?;
        Ok(found
            .filter(|s| s.digest == presented.digest() && s.is_live(self.now))
            .map(|session| (session, renewed)))
    }

    /// Remembers the browser for this address. A cookie that proved nothing for it is replaced, so
    /// that a planted one never becomes this person's.
    async fn device(&self, tx: &mut Tx) -> Result<Option<BrowserKey>, StoreError> {
        let address = &self.address;
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
