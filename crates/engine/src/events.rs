//! What happened, as an operator looks for it.

use oidc_core::{
    actor::Actor,
    event::{Event, EventKind},
    id::{ClientId, EventId, InteractionId, UserId},
    time::Timestamp,
};
use store::{StoreError, Tx, WantedEvents, WantedKinds};

use crate::engine::Engine;

/// Of which kinds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Kinds {
    /// Of any.
    #[default]
    Any,
    /// Of one of these.
    Only(Vec<EventKind>),
    /// Of none of these.
    Except(Vec<EventKind>),
}

impl Kinds {
    fn wants(&self, kind: EventKind) -> bool {
        match self {
            Self::Any => true,
            Self::Only(kinds) => kinds.contains(&kind),
            Self::Except(kinds) => !kinds.contains(&kind),
        }
    }
}

/// Which events are wanted. Each condition that is named must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Of which kinds.
    pub kinds: Kinds,
    /// About this person.
    pub user: Option<UserId>,
    /// In which this client was involved.
    pub client: Option<ClientId>,
    /// Done by this one.
    pub actor: Option<Actor>,
    /// In the request with this reference.
    pub request_id: Option<String>,
    /// In this sign-in.
    pub flow: Option<InteractionId>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub until: Option<Timestamp>,
    /// Older than this one.
    pub before: Option<EventId>,
    /// How many come before.
    pub offset: u64,
    /// How many at most.
    pub most: u32,
}

impl Sought {
    fn wanted(&self) -> WantedEvents<'_> {
        WantedEvents {
            kinds: match &self.kinds {
                Kinds::Any => WantedKinds::Any,
                Kinds::Only(kinds) => WantedKinds::Only(kinds),
                Kinds::Except(kinds) => WantedKinds::Except(kinds),
            },
            user: self.user.as_ref(),
            client: self.client.as_ref(),
            actor: self.actor.as_ref(),
            request_id: self.request_id.as_deref(),
            flow: self.flow.as_ref(),
            from: self.from,
            until: self.until,
            before: self.before.as_ref(),
            // Past every end all the same.
            offset: i64::try_from(self.offset).unwrap_or(i64::MAX),
            most: i64::from(self.most),
        }
    }
}

/// Those that are wanted, the newest first. What machines got of this node until now is written down
/// before, so that it is among them.
///
/// # Errors
/// When the database does not answer.
pub async fn find(engine: &Engine, sought: &Sought) -> Result<Vec<Event>, StoreError> {
    tell(engine, sought).await;
    let wanted = &sought.wanted();
    let read = |mut tx: Tx| async move { tx.event_search().page(wanted).await };
    let found = engine.store.read(read).await?;
    for row in found.unreadable {
        tracing::warn!(event.id = row.id, what = row.what, "cannot be read");
    }
    Ok(found.rows)
}

/// The same, and how many there are altogether, as far as `most`: no more are counted.
///
/// # Errors
/// When the database does not answer.
pub async fn count(engine: &Engine, sought: &Sought, most: u32) -> Result<u64, StoreError> {
    tell(engine, sought).await;
    let (wanted, most) = (&sought.wanted(), i64::from(most));
    let read = |mut tx: Tx| async move { tx.event_search().count(wanted, most).await };
    let counted = engine.store.read(read).await?;
    Ok(u64::try_from(counted).unwrap_or_default())
}

/// The one with this id.
///
/// # Errors
/// When the database does not answer, or its row cannot be read.
pub async fn one(engine: &Engine, id: &EventId) -> Result<Option<Event>, StoreError> {
    let read = |mut tx: Tx| async move { tx.events().find(id).await };
    engine.store.read(read).await
}

/// A reader is not refused what is there because something new cannot be written.
async fn tell(engine: &Engine, sought: &Sought) {
    if !sought.kinds.wants(EventKind::MachineTokensIssued) {
        return;
    }
    let record = engine.record(engine.clock.now());
    if let Err(error) = engine.tally.tell(record).await {
        tracing::debug!(%error, "cannot write down how many tokens machines got");
    }
}
