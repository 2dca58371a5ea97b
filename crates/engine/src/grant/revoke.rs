//! Takes back what a person has granted to a client. The consent is forgotten with it: the client
//! asks anew.

use oidc_core::{
    client::Registrant,
    event::{Event, EventKind},
    grant::Grant,
    id::{ClientId, EventId, GrantId, UserId},
    time::Timestamp,
};
use rand_core::CryptoRng;
use store::{Store, StoreError, Tx, Wanted};

use super::list::LISTED;
use crate::{author::Author, failure::Failure, precondition::Precondition};

/// What was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// How many grants.
    pub grants: u64,
    /// Whether a consent was forgotten.
    pub consent: bool,
}

/// What a person has granted is not what a change of it was decided on any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantsChanged;

/// Revokes one grant. Where it was given by a consent, that is forgotten, and what else was given by it is
/// revoked with it: a smaller one must not bring it back one day. None when no person gave it to
/// anybody.
pub async fn revoke_one(
    store: &Store,
    author: &Author,
    id: &GrantId,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Option<Revoked>, StoreError> {
    let found = store
        .read(|mut tx| async move { tx.grants().find(id).await })
        .await?;
    let Some(grant) = found else { return Ok(None) };
    let Some(user) = grant.subject.user() else {
        return Ok(None);
    };
    // What was agreed to since must not go with what has ended before.
    if !is_live(&grant, now) {
        return Ok(Some(Revoked {
            grants: 0,
            consent: false,
        }));
    }
    let event = &event(author, (user, &grant.client_id), now, rng);
    let grant = &grant;
    let revoked =
        store.transact(|mut tx| async move { take_back(&mut tx, (user, grant), event, now).await });
    revoked.await.map(Some)
}

async fn take_back(
    tx: &mut Tx,
    (user, grant): (&UserId, &Grant),
    event: &Event,
    now: Timestamp,
) -> Result<Revoked, StoreError> {
    let client = &grant.client_id;
    let consent = tx.consents().forget(user, client).await?;
    let grants = if consent {
        tx.grants().revoke_all(user, client, now).await?
    } else {
        u64::from(tx.grants().revoke(&grant.id, now).await?)
    };
    tell(tx, Revoked { grants, consent }, event).await
}

fn is_live(grant: &Grant, now: Timestamp) -> bool {
    grant.revoked_at.is_none() && !grant.expires_at.is_over(now)
}

/// The same for a grant of this person, if the newest [`LISTED`] of theirs are still what that was
/// decided on. None when it is not theirs, or has ended.
pub async fn revoke_one_of(
    store: &Store,
    author: &Author,
    (user, id): (&UserId, &GrantId),
    precondition: &Precondition<'_, [Grant]>,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Option<Revoked>, Failure<GrantsChanged>> {
    let found: Result<_, StoreError> = store
        .read(|mut tx| async move { tx.grants().find(id).await })
        .await;
    let found = found?.filter(|grant| grant.subject.user() == Some(user) && is_live(grant, now));
    let Some(grant) = &found else { return Ok(None) };
    let event = &event(author, (user, &grant.client_id), now, rng);
    let revoked = store.transact(|mut tx| async move {
        check(&mut tx, (user, grant), precondition, now).await?;
        let revoked = take_back(&mut tx, (user, grant), event, now).await?;
        Ok::<_, Failure<GrantsChanged>>(revoked)
    });
    revoked.await.map(Some)
}

/// Whether what a person has granted is what a change of it was decided on. Everybody takes the consent
/// before the grants.
async fn check(
    tx: &mut Tx,
    (user, grant): (&UserId, &Grant),
    precondition: &Precondition<'_, [Grant]>,
    now: Timestamp,
) -> Result<(), Failure<GrantsChanged>> {
    if precondition.is_none() {
        return Ok(());
    }
    let client = Registrant {
        id: &grant.client_id,
        registration: grant.registration.as_ref(),
    };
    tx.consents().hold(user, client).await?;
    tx.grants().hold_all_of(user).await?;
    let wanted = Wanted {
        user: Some(user),
        client: None,
        before: None,
        now,
        most: i64::try_from(LISTED).unwrap_or(i64::MAX),
    };
    if precondition.holds(&tx.grants().page(&wanted).await?) {
        Ok(())
    } else {
        Err(Failure::Refused(GrantsChanged))
    }
}

/// Revokes all that a person has granted to a client, and forgets the consent.
pub async fn revoke_all(
    store: &Store,
    author: &Author,
    (user, client): (&UserId, &ClientId),
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Revoked, StoreError> {
    let event = &event(author, (user, client), now, rng);
    let revoked = store.transact(|mut tx| async move {
        // The consent first: whoever grants something by it has then committed, and is found.
        let consent = tx.consents().forget(user, client).await?;
        let grants = tx.grants().revoke_all(user, client, now).await?;
        tell(&mut tx, Revoked { grants, consent }, event).await
    });
    revoked.await
}

async fn tell(tx: &mut Tx, revoked: Revoked, event: &Event) -> Result<Revoked, StoreError> {
    if revoked.consent || revoked.grants > 0 {
        let mut event = event.clone();
        event
            .data
            .insert("grants".to_owned(), revoked.grants.into());
        tx.events().append(&event).await?;
    }
    Ok(revoked)
}

fn event(
    author: &Author,
    (user, client): (&UserId, &ClientId),
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Event {
    let (id, kind) = (EventId::mint(now, rng), EventKind::ConsentRevoked);
    Event {
        actor: Some(author.actor.clone()),
        user_id: Some(user.clone()),
        client_id: Some(client.clone()),
        ..Event::new(id, kind, now, author.context.clone())
    }
}
