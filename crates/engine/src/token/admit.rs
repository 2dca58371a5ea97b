//! Who calls the management API, and what they may do there.
//!
//! A signed token says what it was made for; whether that still holds is asked at every call: the
//! client may be disabled, the grant revoked, the session over, the person suspended, the role
//! taken away since.

use std::sync::Arc;

use oidc_core::{
    actor::Actor,
    id::{ClientId, UserId},
    jwt_access_token::JwtAccessToken,
    time::{Lifetime, SKEW, Timestamp},
};
use store::Tx;

use super::live::{Counted, Live};
use crate::{engine::Engine, failure::Failure, snapshot::Snapshot};

/// The scope that allows everything.
const ALL: &str = "all";
/// The scope that allows looking.
const READ: &str = "read";

/// How long ago a person may have proven who they are when something cannot be taken back
/// (RFC 9470).
pub const FRESH: Lifetime = Lifetime::minutes(10);

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A person, by one of the clients that this instance is managed with.
    Person {
        /// Who.
        user: UserId,
        /// By which client.
        client: ClientId,
        /// When they proved who they are.
        auth_time: Timestamp,
    },
    /// A machine client, for itself.
    Machine(ClientId),
}

impl Caller {
    /// As it stands in events.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Person { user, .. } => Actor::User(user.clone()),
            Self::Machine(client) => Actor::Client(client.clone()),
        }
    }

    /// The client that sent the request.
    pub const fn client(&self) -> &ClientId {
        match self {
            Self::Person { client, .. } | Self::Machine(client) => client,
        }
    }

    /// Whether who calls has proven not long ago who they are. A machine proves it with every
    /// token. What was proven in the future was proven by a clock that has been set back since.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        match self {
            Self::Person { auth_time, .. } => {
                *auth_time <= now.plus(SKEW) && !auth_time.plus(FRESH).is_over(now)
            }
            Self::Machine(_) => true,
        }
    }
}

/// A caller who was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Who.
    pub caller: Caller,
    /// Whether they may change something, too.
    pub may_write: bool,
}

/// Why a caller is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// It is no access token for this API, or does not count any more.
    #[error("the access token is not valid for this API")]
    Invalid,
    /// It counts and allows nothing here.
    #[error("the access token lacks the scope")]
    Scope,
}

/// Lets in whoever presents a signed token for the management API that counts now.
///
/// # Errors
/// [`NotAdmitted`].
pub async fn admit(engine: &Engine, token: &str) -> Result<Admitted, Failure<NotAdmitted>> {
    engine.look_after_sleep().await;
    engine.know_key_of(token).await;
    let snapshot = Arc::clone(&engine.snapshot());
    let live = Live {
        snapshot: &snapshot,
        addresses: &engine.secrets.addresses,
        now: engine.clock.now(),
    };
    let claims = live.signed(token, &engine.config.issuer);
    let claims = claims.filter(|claims| is_for_management(&snapshot, claims));
    let claims = claims.ok_or(Failure::Refused(NotAdmitted::Invalid))?;
    let (live, presented) = (&live, &claims);
    let read = |mut tx: Tx| async move { live.of_signed(&mut tx, presented).await };
    let counted = engine.store.read(read).await?;
    let counted = counted.filter(|counted| has_its_session(counted, live.now));
    let Counted { scope, grant } = counted.ok_or(Failure::Refused(NotAdmitted::Invalid))?;
    let may_write = scope.contains(ALL);
    if !may_write && !scope.contains(READ) {
        return Err(Failure::Refused(NotAdmitted::Scope));
    }
    let client = claims.client_id.clone();
    let caller = match grant {
        None => Caller::Machine(client),
        Some(grant) => {
            let user = grant.grant.subject.user();
            Caller::Person {
                user: user
                    .cloned()
                    .ok_or(Failure::Refused(NotAdmitted::Invalid))?,
                client,
                auth_time: grant.grant.auth_time,
            }
        }
    };
    Ok(Admitted { caller, may_write })
}

/// What a person does here they do in a session: with it their tokens end, whatever
/// `offline_access` lets them do elsewhere.
fn has_its_session(counted: &Counted, now: Timestamp) -> bool {
    let session = counted.grant.as_ref().and_then(|grant| grant.session);
    session.is_none_or(|session| !session.ended && !session.expires_at.is_over(now))
}

/// People's tokens count from the clients alone that this instance is managed with, also when one
/// has been taken off the list since.
fn is_for_management(snapshot: &Snapshot, claims: &JwtAccessToken) -> bool {
    let catalog = &snapshot.access.catalog;
    let Ok(api) = catalog.find(&claims.aud) else {
        return false;
    };
    let client = snapshot.clients.get(&claims.client_id);
    let is_reached = |client: &oidc_core::client::Client| {
        claims.gid.is_none() || catalog.for_people_of(client, &claims.aud).is_ok()
    };
    api.resource.is_management() && client.is_some_and(|found| is_reached(&found.client))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_fresh_for_ten_minutes_and_a_machine_always() {
        let start = Timestamp::from_millis(1_760_000_000_000);
        let ada = Caller::Person {
            user: "ada".parse().unwrap(),
            client: "console".parse().unwrap(),
            auth_time: start,
        };
        let end = start.plus(FRESH);
        assert!(ada.is_fresh(start) && ada.is_fresh(end.minus(Lifetime::millis(1))));
        assert!(!ada.is_fresh(end));
        assert!(ada.is_fresh(start.minus(Lifetime::seconds(90))));
        assert!(!ada.is_fresh(start.minus(Lifetime::seconds(91))));
        let robot = Caller::Machine("robot".parse().unwrap());
        assert!(robot.is_fresh(end.plus(FRESH)));
    }
}
