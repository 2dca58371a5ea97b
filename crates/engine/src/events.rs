//! What happened, as an operator looks for it.

use oidc_core::{
    actor::Actor,
    event::{Event, EventKind},
    id::{ClientId, EventId, InteractionId, UserId},
    time::Timestamp,
};
use store::{EventPage, StoreError, Tx, WantedEvents, WantedKinds};

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
    /// Whether what machines got, written down now, would be among them: it names nobody and belongs
    /// to no request.
    fn wants_told(&self, now: Timestamp) -> bool {
        self.kinds.wants(EventKind::MachineTokensIssued)
            && self.user.is_none()
            && self.flow.is_none()
            && self.request_id.is_none()
            && self.before.is_none()
            && !matches!(self.actor, Some(Actor::User(_) | Actor::System))
            && self.until.is_none_or(|until| until >= now)
    }

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

/// Some of those that are wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The newest first.
    pub events: Vec<Event>,
    /// Before which one the older ones come; none when there are none.
    pub next: Option<EventId>,
}

impl From<EventPage> for Part {
    fn from(page: EventPage) -> Self {
        for row in page.found.unreadable {
            tracing::warn!(event.id = row.id, what = row.what, "cannot be read");
        }
        Self {
            events: page.found.rows,
            next: page.next,
        }
    }
}

/// Those that are wanted. What machines got of this node is written down before, if it was not within
/// the last ten seconds, so that it is among them.
///
/// # Errors
/// When the database does not answer.
pub async fn find(engine: &Engine, sought: &Sought) -> Result<Part, StoreError> {
    tell(engine, sought).await;
    let wanted = &sought.wanted();
    let read = |mut tx: Tx| async move { tx.event_search().page(wanted).await };
    Ok(engine.store.read(read).await?.into())
}

/// The same, and how many there are altogether: no more than `most` and one are counted, and none
/// that comes after `most` others is looked for.
///
/// # Errors
/// When the database does not answer.
pub async fn find_counted(
    engine: &Engine,
    sought: &Sought,
    most: u32,
) -> Result<(Vec<Event>, u64), StoreError> {
    tell(engine, sought).await;
    let wanted = &sought.wanted();
    let most = i64::from(most);
    let found = engine.store.read(|mut tx: Tx| async move {
        let mut search = tx.event_search();
        let counted = search.count(wanted, most.saturating_add(1)).await?;
        let left = counted.min(most).saturating_sub(wanted.offset);
        if left <= 0 {
            return Ok((EventPage::default(), counted));
        }
        let wanted = WantedEvents {
            most: wanted.most.min(left),
            ..*wanted
        };
        Ok::<_, StoreError>((search.page(&wanted).await?, counted))
    });
    let (page, counted) = found.await?;
    let counted = u64::try_from(counted).unwrap_or_default();
    Ok((Part::from(page).events, counted))
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
    let now = engine.clock.now();
    if !sought.wants_told(now) {
        return;
    }
    let record = engine.record(now);
    if let Err(error) = engine.tally.tell(record).await {
        tracing::debug!(%error, "cannot write down how many tokens machines got");
    }
}
