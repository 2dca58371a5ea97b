//! Mails as an operator sees to them: what became of each, one more try, and an end to it.

use oidc_core::{
    account::usage_type::UsageType,
    id::{DeliveryId, InteractionId},
    mail_report::Reported,
    record::Record,
    secret::Digest,
    time::{Lifetime, Timestamp, Validity},
};

use crate::{
    composed::Composed,
    db::{Flavour, Tx, execute, fetch_all, fetch_optional},
    delivery::{DeliveryKind, DeliveryState},
    dialect::Pair,
    error::StoreError,
    readable::Found,
    rows::{Each, Numbered},
    sql::sql,
};

/// How long the text of a mail stays that the development mailbox shows.
const SHOWN: Lifetime = Lifetime::days(1);

const ALL: &str = sql!(
    COLUMNS,
    " where kind = 'mail' and id < $1 order by id desc limit $2"
);
const OF_STATE: &str = sql!(
    COLUMNS,
    " where kind = 'mail' and state <> 'waiting' and state = $3 \
     and id < $1 order by id desc limit $2"
);
/// Those that wait are few. Of SQLite's indexes, the one that has the wanted order goes through all
/// mails: it is told which one to use.
const WAITING: Pair = Pair {
    sqlite: sql!(COLUMNS, " indexed by deliveries_due", THAT_WAIT),
    postgres: sql!(COLUMNS, THAT_WAIT),
};
const COLUMNS: &str = sql!("select ", Mail::COLUMNS, " from deliveries");
const THAT_WAIT: &str = " where kind = 'mail' and state = 'waiting' \
    and next_attempt_at >= 0 and id < $1 order by id desc limit $2";
const FORGET_TEXTS: &str = "update deliveries set sealed = null where kind = 'mail' \
    and state <> 'waiting' and sealed is not null \
    and (id < $1 or state = 'dead' and (expires_at <= $2 or expires_at > $3))";

/// The mails among the rows of the table `deliveries`.
#[derive(Debug)]
pub struct Mails<'a>(&'a mut Tx);

/// A mail, and what became of it.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "deliveries")]
pub struct Mail {
    /// Its id.
    pub id: DeliveryId,
    /// What became of it.
    pub state: DeliveryState,
    /// What it is for.
    pub usage_type: Option<UsageType>,
    /// How often it was claimed for sending.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is worth nothing any more.
    pub expires_at: Timestamp,
    /// Not to be tried before; of one that was given up, when.
    pub next_attempt_at: Timestamp,
    /// Until when whoever claimed it has it in hand.
    pub leased_until: Option<Timestamp>,
    /// When it was handed over.
    pub sent_at: Option<Timestamp>,
    /// When the last try was over, or it was taken back.
    pub tried_at: Option<Timestamp>,
    /// By which kind of connector.
    pub connector: Option<String>,
    /// How long the other side took.
    pub took: Option<Lifetime>,
    /// Why it is not handed over.
    pub failure: Option<String>,
    /// The sign-in that it belongs to.
    pub flow: Option<InteractionId>,
    /// The keyed digest of the address it goes to.
    pub recipient: Option<Digest>,
    /// Address and text under the master key, until they are wiped.
    pub sealed: Option<Vec<u8>>,
    /// What its provider reported of it since it was handed over.
    pub reported: Option<Reported>,
    /// When that was, by the clock of the provider.
    pub reported_at: Option<Timestamp>,
    /// In which words.
    pub report: Option<String>,
}

/// A part of the mails.
#[derive(Debug, Clone, PartialEq)]
pub struct MailPage {
    /// Those of it that can be read, the newest first.
    pub mails: Vec<Mail>,
    /// Before which the others are, whether or not that one can be read; none when these are all.
    pub next: Option<DeliveryId>,
}

impl Tx {
    /// Mails, as an operator sees to them.
    pub const fn mails(&mut self) -> Mails<'_> {
        Mails(self)
    }
}

impl Mails<'_> {
    /// The newest mails, of one state or of all, that are older than `before`; `most` at most.
    pub async fn page(
        &mut self,
        state: Option<DeliveryState>,
        before: Option<&DeliveryId>,
        most: u32,
    ) -> Result<MailPage, StoreError> {
        // No id is above that.
        let before = before.map_or([u8::MAX; 16], |id| *id.as_bytes());
        // One more tells whether there are more.
        let (before, limit) = (before.as_slice(), i64::from(most) + 1);
        let waiting = WAITING.text(self.0.flavour());
        let each: Result<Vec<Numbered<DeliveryId, Mail>>, _> = match state {
            None => fetch_all!(self.0, ALL, before, limit),
            Some(DeliveryState::Waiting) => fetch_all!(self.0, waiting, before, limit),
            Some(state) => fetch_all!(self.0, OF_STATE, before, limit, state.as_str()),
        };
        let mut each = each?;
        let more = each.len() > most as usize;
        each.truncate(most as usize);
        let next = each.last().map(|mail| mail.id).filter(|_| more);
        let each = each.into_iter().map(|mail| mail.row);
        let mails = readable(each.collect());
        Ok(MailPage { mails, next })
    }

    /// The mail with that id.
    pub async fn find(&mut self, id: &DeliveryId) -> Result<Option<Mail>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Mail::COLUMNS,
            " from deliveries where id = $1 and kind = 'mail'"
        );
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }

    /// Those of these sign-ins, oldest first.
    pub async fn of_flows(&mut self, flows: &[InteractionId]) -> Result<Vec<Mail>, StoreError> {
        if flows.is_empty() {
            return Ok(Vec::new());
        }
        let sql = of_flows(flows, self.0.flavour());
        Ok(readable(sql.fetch_all(self.0).await?))
    }

    /// Has a mail tried at once that was given up, or that waits for its next try; none when it is
    /// neither, has no text any more or is worth nothing.
    pub async fn send_now(
        &mut self,
        id: &DeliveryId,
        now: Timestamp,
    ) -> Result<Option<Mail>, StoreError> {
        const SQL: &str = sql!(
            "update deliveries set state = 'waiting', next_attempt_at = $2, leased_until = null \
             where id = $1 and kind = 'mail' and sealed is not null \
             and expires_at > $2 and expires_at <= $3 \
             and (state = 'dead' or state = 'waiting' and next_attempt_at > $2 \
             and (leased_until is null or leased_until <= $2 or leased_until > $3)) returning ",
            Mail::COLUMNS
        );
        let (id, at) = (id.as_bytes().as_slice(), now.as_millis());
        fetch_optional!(self.0, SQL, id, at, latest(now))
    }

    /// Gives up a mail that waits, for this reason, and wipes it, or wipes one that was given up, for
    /// the reason that it has; none when it is neither, or is being sent.
    pub async fn cancel(
        &mut self,
        id: &DeliveryId,
        now: Timestamp,
        why: &str,
    ) -> Result<Option<Mail>, StoreError> {
        const SQL: &str = sql!(
            "update deliveries set state = 'dead', sealed = null, \
             failure = case when state = 'dead' then failure else $4 end, \
             next_attempt_at = $2, leased_until = null where id = $1 and kind = 'mail' \
             and sealed is not null and (state = 'dead' or state = 'waiting' \
             and (leased_until is null or leased_until <= $2 or leased_until > $3)) returning ",
            Mail::COLUMNS
        );
        let (id, at) = (id.as_bytes().as_slice(), now.as_millis());
        fetch_optional!(self.0, SQL, id, at, latest(now), why)
    }

    /// Wipes texts that nobody may have sent any more: of mails that were given up, when their codes
    /// have expired; of those that the development mailbox shows, after a day.
    pub async fn forget_texts(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let shown = DeliveryId::floor(now.minus(SHOWN));
        let shown = shown.as_bytes().as_slice();
        execute!(self.0, FORGET_TEXTS, shown, now.as_millis(), latest(now))
    }
}

/// SQLite is told which index to use: from two sign-ins on, it would go through all mails.
fn of_flows(flows: &[InteractionId], flavour: Flavour) -> Composed {
    let mut sql = Composed::of(COLUMNS);
    if flavour == Flavour::Sqlite {
        sql.push(" indexed by deliveries_of_flow");
    }
    sql.push(" where flow in (");
    sql.bind_ids(flows.iter().map(InteractionId::as_bytes));
    sql.push(") and kind = 'mail' order by id");
    sql
}

/// The latest end of a mail that was written in the past.
fn latest(now: Timestamp) -> i64 {
    Validity::latest(DeliveryKind::Mail.lifetime(), now).as_millis()
}

/// Those that can be read: what a newer version wrote hides no other.
fn readable(each: Vec<Each<Mail>>) -> Vec<Mail> {
    Found::sort(each).rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    #[tokio::test]
    async fn mails_are_found_by_their_indexes_on_sqlite() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let flows = [1, 2, 3].map(|number| InteractionId::from_bytes([number; 16]));
        for (statement, index) in [
            (of_flows(&flows, Flavour::Sqlite), "_of_flow (flow=?)"),
            (of_flows(&flows[..1], Flavour::Sqlite), "_of_flow (flow=?)"),
            (
                Composed::of(WAITING.text(Flavour::Sqlite)),
                "_due (kind=? AND next_attempt_at>?)",
            ),
            (Composed::of(OF_STATE), "_of_state (state=? AND id<?)"),
            (Composed::of(ALL), "_of_kind (kind=? AND id<?)"),
            (Composed::of(FORGET_TEXTS), "_kept (kind=?)"),
        ] {
            let plan = statement.plan(&store).await.unwrap();
            let found = format!("SEARCH deliveries USING INDEX deliveries{index}");
            assert_eq!(plan[0], found, "{plan:?}");
            let mut others = plan.iter().skip(1);
            assert!(others.all(|step| step.starts_with("USE TEMP")), "{plan:?}");
        }
    }
}
