//! Sign-ins by what they have left behind: events, mails, and the interaction while it is there.
//!
//! Which sign-ins there are is found by walking an index from one to the next, newest first: it does
//! not matter how much happened in each, or how many there are.

use oidc_core::{
    event::Event,
    id::{ClientId, InteractionId, UserId},
    interaction::Interaction,
    record::Record,
    secret::Digest,
};

use crate::{
    composed::Composed,
    db::{Tx, fetch_all},
    error::StoreError,
    readable::Found,
    sql::sql,
};

/// What sign-ins have left behind.
#[derive(Debug)]
pub struct SignIns<'a>(&'a mut Tx);

/// By what a sign-in is found.
#[derive(Debug, Clone, Copy)]
pub enum Trace<'a> {
    /// Something happened in it.
    Event,
    /// Something happened in it to this person.
    EventOf(&'a UserId),
    /// Something happened in it on behalf of this application.
    EventFor(&'a ClientId),
    /// A mail was written in it.
    Mail,
    /// A mail was written in it to the address of this digest.
    MailTo(&'a Digest),
    /// It was begun, and not long ago.
    Begun,
    /// It was begun by a request of this application, and not long ago.
    BegunFor(&'a ClientId),
}

impl Tx {
    /// What sign-ins have left behind.
    pub const fn sign_ins(&mut self) -> SignIns<'_> {
        SignIns(self)
    }
}

/// A walk along the index of a table whose rows are narrowed down so: each step is one look.
macro_rules! walk {
    ($table:literal, $only:literal) => {
        concat!(
            "with recursive walk (flow, step) as (select (select flow from ",
            $table,
            " where ",
            $only,
            "flow < $1 order by flow desc limit 1), 1 union all select (select flow from ",
            $table,
            " where ",
            $only,
            "flow < walk.flow order by flow desc limit 1), walk.step + 1 from walk \
             where walk.flow is not null and walk.step < $2) \
             select flow from walk where flow is not null"
        )
    };
}

impl SignIns<'_> {
    /// The newest sign-ins that are found so and are older than `before`, newest first.
    pub async fn newest(
        &mut self,
        trace: Trace<'_>,
        before: Option<&InteractionId>,
        most: u32,
    ) -> Result<Vec<InteractionId>, StoreError> {
        const EVENT: &str = walk!("events", "");
        const EVENT_OF: &str = walk!("events", "user_id = $3 and ");
        const EVENT_FOR: &str = walk!("events", "client_id = $3 and ");
        const MAIL: &str = walk!("deliveries", "");
        const MAIL_TO: &str = walk!("deliveries", "recipient = $3 and ");
        const BEGUN: &str = "select id from interactions where id < $1 order by id desc limit $2";
        // As the index `interactions_of_client` has it.
        const BEGUN_FOR: &str = "select id from interactions \
            where goal -> 'authorize' ->> 'client_id' = $3 and id < $1 order by id desc limit $2";
        // No id is above that.
        let before = before.map_or([u8::MAX; 16], |flow| *flow.as_bytes());
        let (before, most) = (before.as_slice(), i64::from(most));
        match trace {
            Trace::Event => fetch_all!(self.0, EVENT, before, most),
            Trace::EventOf(user) => fetch_all!(self.0, EVENT_OF, before, most, user.as_str()),
            Trace::EventFor(client) => {
                fetch_all!(self.0, EVENT_FOR, before, most, client.as_str())
            }
            Trace::Mail => fetch_all!(self.0, MAIL, before, most),
            Trace::MailTo(digest) => {
                let digest = digest.as_bytes().as_slice();
                fetch_all!(self.0, MAIL_TO, before, most, digest)
            }
            Trace::Begun => fetch_all!(self.0, BEGUN, before, most),
            Trace::BegunFor(client) => {
                fetch_all!(self.0, BEGUN_FOR, before, most, client.as_str())
            }
        }
    }

    /// What happened in these, oldest first. What a newer version wrote hides nothing else.
    pub async fn events(&mut self, flows: &[InteractionId]) -> Result<Vec<Event>, StoreError> {
        if flows.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Composed::of(sql!(
            "select ",
            Event::COLUMNS,
            " from events where flow in ("
        ));
        sql.bind_ids(flows.iter().map(InteractionId::as_bytes));
        sql.push(") order by id");
        Ok(Found::sort(sql.fetch_all(self.0).await?).rows)
    }

    /// What is remembered of those among them that are under way, or were not long ago.
    pub async fn interactions(
        &mut self,
        flows: &[InteractionId],
    ) -> Result<Vec<Interaction>, StoreError> {
        if flows.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Composed::of(sql!(
            "select ",
            Interaction::COLUMNS,
            " from interactions where id in ("
        ));
        sql.bind_ids(flows.iter().map(InteractionId::as_bytes));
        sql.push(")");
        Ok(Found::sort(sql.fetch_all(self.0).await?).rows)
    }
}
