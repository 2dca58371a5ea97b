//! Events that are looked for, newest first. Their ids are ordered by time: a span of time is a range
//! of ids, and every index of `events` ends with the id.
//!
//! One condition leads: its index is walked from the newest event on, and what else is wanted is
//! looked up in the rows that it finds. PostgreSQL knows from its statistics which one that is best.
//! SQLite has none, so it is told which index to walk (`indexed by`). Several kinds are several walks, whose newest events are merged.

use oidc_core::{
    actor::Actor,
    event::{Event, EventKind},
    id::{ClientId, EventId, InteractionId, UserId},
    record::Record,
    time::{Lifetime, Timestamp},
};

use crate::{
    composed::Composed,
    db::{Flavour, Tx},
    error::StoreError,
    event_page::EventPage,
    sql::sql,
};

/// So many kinds are walks of their own; of more than that, few events are of another one.
const WALKS: usize = 16;

/// The last point in time that an id can hold.
const LAST: i64 = (1 << 48) - 1;

/// The table `events`, searched.
#[derive(Debug)]
pub struct EventSearch<'a>(&'a mut Tx);

/// Of which kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WantedKinds<'a> {
    /// Of any.
    #[default]
    Any,
    /// Of one of these.
    Only(&'a [EventKind]),
    /// Of none of these.
    Except(&'a [EventKind]),
}

/// Which events are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct WantedEvents<'a> {
    /// Of which kinds.
    pub kinds: WantedKinds<'a>,
    /// About this person.
    pub user: Option<&'a UserId>,
    /// In which this client was involved.
    pub client: Option<&'a ClientId>,
    /// Done by this one.
    pub actor: Option<&'a Actor>,
    /// In the request with this reference.
    pub request_id: Option<&'a str>,
    /// In this sign-in.
    pub flow: Option<&'a InteractionId>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub until: Option<Timestamp>,
    /// Older than this one.
    pub before: Option<&'a EventId>,
    /// How many come before.
    pub offset: i64,
    /// How many at most.
    pub most: i64,
}

/// What leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    Request,
    Flow,
    User,
    Actor,
    Client,
    Kind,
    Time,
}

impl Lead {
    /// The index that SQLite walks, for one kind or for whichever there are.
    const fn indexed_by(self, kind: Option<EventKind>) -> &'static str {
        match (self, kind) {
            (Self::Request, _) => " indexed by events_of_request",
            (Self::Flow, _) => " indexed by events_of_flow",
            (Self::User, _) => " indexed by events_of_user",
            (Self::Actor, _) => " indexed by events_of_actor",
            (Self::Client, None) => " indexed by events_of_client",
            (Self::Client, Some(_)) => " indexed by events_of_client_and_kind",
            (Self::Kind, _) => " indexed by events_of_kind",
            (Self::Time, _) => "",
        }
    }
}

/// In which order a walk goes, if that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    NewestFirst,
    Any,
}

impl Tx {
    /// Events, searched.
    pub const fn event_search(&mut self) -> EventSearch<'_> {
        EventSearch(self)
    }
}

impl EventSearch<'_> {
    /// Those that are wanted, the newest first. The page is found by an index before the rows are
    /// read.
    pub async fn page(&mut self, wanted: &WantedEvents<'_>) -> Result<EventPage, StoreError> {
        if wanted.nothing() {
            return Ok(EventPage::default());
        }
        // One more tells whether there are more.
        let one_more = WantedEvents {
            most: wanted.most.saturating_add(1),
            ..*wanted
        };
        let sql = one_more.page(self.0.flavour());
        Ok(EventPage::of(sql.fetch_all(self.0).await?, wanted.most))
    }

    /// How many are wanted on all pages, as far as `most`: no more are counted.
    pub async fn count(&mut self, wanted: &WantedEvents<'_>, most: i64) -> Result<i64, StoreError> {
        if wanted.nothing() {
            return Ok(0);
        }
        let sql = wanted.count(most, self.0.flavour());
        sql.count(self.0).await
    }
}

impl WantedEvents<'_> {
    /// Whether it is plain that there are none.
    fn nothing(&self) -> bool {
        self.kinds == WantedKinds::Only(&[])
    }

    fn page(&self, flavour: Flavour) -> Composed {
        let mut sql = Composed::of(sql!("select ", Event::COLUMNS, " from ("));
        self.add_walks(
            &mut sql,
            Order::NewestFirst,
            (self.offset, self.most),
            flavour,
        );
        sql.push(") as page cross join events where events.id = page.id order by events.id desc");
        sql
    }

    fn count(&self, most: i64, flavour: Flavour) -> Composed {
        let mut sql = Composed::of("select count(*) from (");
        self.add_walks(&mut sql, Order::Any, (0, most), flavour);
        sql.push(") as counted");
        sql
    }

    /// The ids of those that are wanted, by one walk or by one for each kind.
    fn add_walks(
        &self,
        sql: &mut Composed,
        order: Order,
        (offset, most): (i64, i64),
        flavour: Flavour,
    ) {
        let lead = self.lead();
        let each = match self.kinds {
            WantedKinds::Only(kinds)
                if kinds.len() <= WALKS && matches!(lead, Lead::Client | Lead::Kind) =>
            {
                kinds
            }
            _ => {
                self.add_walk(sql, order, None, (lead, flavour));
                return add_part(sql, offset, most);
            }
        };
        if let [kind] = each {
            self.add_walk(sql, order, Some(*kind), (lead, flavour));
            return add_part(sql, offset, most);
        }
        sql.push("select id from (");
        for (index, kind) in each.iter().enumerate() {
            if index > 0 {
                sql.push(" union all ");
            }
            sql.push("select id from (");
            self.add_walk(sql, order, Some(*kind), (lead, flavour));
            add_part(sql, 0, offset.saturating_add(most));
            sql.push(") as walk");
        }
        sql.push(") as merged");
        if order == Order::NewestFirst {
            sql.push(" order by id desc");
        }
        add_part(sql, offset, most);
    }

    /// What finds the fewest, as far as that can be told.
    fn lead(&self) -> Lead {
        let few_kinds = matches!(self.kinds, WantedKinds::Only(kinds) if kinds.len() <= WALKS);
        if self.request_id.is_some() {
            Lead::Request
        } else if self.flow.is_some() {
            Lead::Flow
        } else if self.user.is_some() {
            Lead::User
        } else if self.client.is_some() && few_kinds {
            Lead::Client
        } else if self.actor.is_some() {
            Lead::Actor
        } else if self.client.is_some() {
            Lead::Client
        } else if few_kinds {
            Lead::Kind
        } else {
            Lead::Time
        }
    }

    fn add_walk(
        &self,
        sql: &mut Composed,
        order: Order,
        kind: Option<EventKind>,
        (lead, flavour): (Lead, Flavour),
    ) {
        sql.push("select id from events");
        if flavour == Flavour::Sqlite {
            sql.push(lead.indexed_by(kind));
        }
        sql.push(" where ");
        self.add_span(sql);
        for (column, value) in [
            ("request_id = ", self.request_id),
            ("user_id = ", self.user.map(UserId::as_str)),
            ("client_id = ", self.client.map(ClientId::as_str)),
        ] {
            if let Some(value) = value {
                sql.push(" and ");
                sql.push(column);
                sql.bind(value);
            }
        }
        if let Some(actor) = self.actor {
            sql.push(" and actor = ");
            sql.bind(actor.to_string());
        }
        if let Some(flow) = self.flow {
            sql.push(" and flow = ");
            sql.bind_bytes(flow.as_bytes());
        }
        match (kind, self.kinds) {
            (Some(kind), _) => {
                sql.push(" and kind = ");
                sql.bind(kind.as_str());
            }
            (None, WantedKinds::Any) => {}
            (None, WantedKinds::Only(kinds)) => {
                sql.push(match flavour {
                    // Where nothing leads, no index of kinds must.
                    Flavour::Sqlite => " and +kind in (",
                    Flavour::Postgres => " and kind in (",
                });
                add_kinds(sql, kinds);
            }
            (None, WantedKinds::Except(kinds)) => {
                sql.push(" and kind not in (");
                add_kinds(sql, kinds);
            }
        }
        if order == Order::NewestFirst {
            sql.push(" order by id desc");
        }
    }

    /// The range of ids.
    fn add_span(&self, sql: &mut Composed) {
        let floor = |at: i64| EventId::floor(Timestamp::from_millis(at.clamp(0, LAST)));
        sql.push("id >= ");
        let from = self.from.map_or(0, Timestamp::as_millis);
        sql.bind_bytes(floor(from).as_bytes());
        let until = self.until.map(|until| until.plus(Lifetime::millis(1)));
        let end = until.map(|until| floor(until.as_millis()));
        let before = match (end, self.before) {
            (Some(end), Some(before)) => Some(end.min(*before)),
            (end, before) => end.or(before.copied()),
        };
        if let Some(before) = before {
            sql.push(" and id < ");
            sql.bind_bytes(before.as_bytes());
        }
    }
}

fn add_kinds(sql: &mut Composed, kinds: &[EventKind]) {
    for (index, kind) in kinds.iter().enumerate() {
        if index > 0 {
            sql.push(", ");
        }
        sql.bind(kind.as_str());
    }
    sql.push(")");
}

fn add_part(sql: &mut Composed, offset: i64, most: i64) {
    sql.push(" limit ");
    sql.bind_number(most);
    if offset > 0 {
        sql.push(" offset ");
        sql.bind_number(offset);
    }
}

#[cfg(test)]
mod tests;
