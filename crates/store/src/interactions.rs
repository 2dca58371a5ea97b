//! Sign-ins under way, and what has been proven in each.

use oidc_core::{
    account::{identifier::Identifier, verification_code::VerificationCode},
    id::{InteractionId, SessionId, VerificationId},
    interaction::{self, Evidence, Interaction, InteractionEvent, Proven},
    record::{Joined, Record},
    secret::Digest,
    session::Session,
    time::{Timestamp, Validity},
    user::User,
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_optional, insert},
    delivery::DeliveryState,
    dialect::Pair,
    error::StoreError,
    sql::sql,
    verification_codes::CodeWithMail,
};

/// Finishes an interaction while a session stands, whose row PostgreSQL takes first and holds: see
/// the order in which rows are taken (crate documentation). SQLite has one writer and knows no row
/// locks.
const FINISH: Pair = Pair {
    sqlite: sql!(FINISH_WHILE, ") ", OTHERS),
    postgres: sql!(FINISH_WHILE, " for update) ", OTHERS),
};

const FINISH_WHILE: &str = "update interactions set finished_at = $2, identifier = null \
    where id = $1 and finished_at is null and exists (select 1 from sessions \
    where id = $3 and ended_at is null and expires_at > $2";

const OTHERS: &str = "returning (select count(*) from interactions others \
    where others.browser = interactions.browser and others.id <> $1 \
    and others.finished_at is null and others.expires_at > $2 and others.expires_at <= $4)";

/// The tables `interactions` and `verifications`.
#[derive(Debug)]
pub struct Interactions<'a>(&'a mut Tx);

#[derive(Record)]
#[record(table = "verifications")]
struct EvidenceRow {
    id: VerificationId,
    interaction_id: InteractionId,
    kind: String,
    target: String,
    verified_at: Timestamp,
}

impl From<&Evidence> for EvidenceRow {
    fn from(evidence: &Evidence) -> Self {
        Self {
            id: evidence.id,
            interaction_id: evidence.interaction_id,
            kind: evidence.kind().to_string(),
            target: evidence.proven.to_stored(),
            verified_at: evidence.at,
        }
    }
}

impl EvidenceRow {
    /// None when it is of a kind that this version does not know: it counts for nothing here.
    fn known(self) -> Option<Evidence> {
        Some(Evidence {
            id: self.id,
            interaction_id: self.interaction_id,
            at: self.verified_at,
            proven: Proven::from_stored(&self.kind, &self.target)?,
        })
    }
}

/// What came of the wish to finish an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    /// It is finished, and its browser has no other under way. Of two that finish at once, neither
    /// may be told so.
    Last,
    /// It is finished; its browser has others under way.
    OneOfSeveral,
    /// It was finished before, or is unknown.
    Before,
    /// The session does not stand: nothing is finished.
    SignedOut,
}

impl Tx {
    /// Sign-ins under way.
    pub const fn interactions(&mut self) -> Interactions<'_> {
        Interactions(self)
    }
}

impl Interactions<'_> {
    /// Adds an interaction.
    pub async fn insert(&mut self, interaction: &Interaction) -> Result<(), StoreError> {
        insert!(self.0, Interaction::INSERT, interaction).map(drop)
    }

    /// The interaction with that id, live or not.
    pub async fn find(&mut self, id: &InteractionId) -> Result<Option<Interaction>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Interaction::COLUMNS,
            " from interactions where id = $1"
        );
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }

    /// The same with the session of that id and whose it is: all that resuming asks, in one
    /// statement.
    pub async fn find_with_session(
        &mut self,
        id: &InteractionId,
        session: &SessionId,
    ) -> Result<Option<(Interaction, Option<(Session, User)>)>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Interaction::COLUMNS,
            ", ",
            Session::COLUMNS,
            ", ",
            User::COLUMNS,
            " from interactions left join sessions on sessions.id = $2 \
             left join users on users.id = sessions.user_id where interactions.id = $1"
        );
        let (id, session) = (id.as_bytes().as_slice(), session.as_bytes().as_slice());
        let found: Option<(Interaction, Joined<Session>, Joined<User>)> =
            fetch_optional!(self.0, SQL, id, session)?;
        Ok(found
            .map(|(interaction, Joined(session), Joined(user))| (interaction, session.zip(user))))
    }

    /// The same with its code and what became of the mail: all that the code page asks, in one
    /// statement.
    pub async fn find_with_code(
        &mut self,
        id: &InteractionId,
    ) -> Result<Option<(Interaction, Option<CodeWithMail>)>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Interaction::COLUMNS,
            ", ",
            VerificationCode::COLUMNS,
            ", deliveries.state from interactions left join verification_codes \
             on verification_codes.interaction_id = interactions.id \
             left join deliveries on deliveries.id = verification_codes.mail_id \
             where interactions.id = $1"
        );
        let found: Option<(Interaction, Joined<VerificationCode>, Option<DeliveryState>)> =
            fetch_optional!(self.0, SQL, id.as_bytes().as_slice())?;
        Ok(found
            .map(|(interaction, Joined(code), mail)| (interaction, code.map(|code| (code, mail)))))
    }

    /// The newest live interaction of a browser. Ids are ordered by the clocks of the nodes that
    /// minted them; at worst a browser with two is shown the other, which it may finish as well.
    pub async fn newest_of_browser(
        &mut self,
        browser: &Digest,
        now: Timestamp,
    ) -> Result<Option<Interaction>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Interaction::COLUMNS,
            " from interactions where browser = $1 and finished_at is null and expires_at > $2 \
             and expires_at <= $3 order by id desc limit 1"
        );
        let latest = Validity::latest(interaction::LIFETIME, now).as_millis();
        let browser = browser.as_bytes().as_slice();
        fetch_optional!(self.0, SQL, browser, now.as_millis(), latest)
    }

    /// Takes the interaction's row until the unit of work is over, before its code is touched; see
    /// the order in which rows are taken (crate documentation). False when it is finished, or when
    /// its evidence does not count, or no longer, for the browser whose cookie has the digest
    /// `holder`.
    pub async fn hold(&mut self, id: &InteractionId, holder: &Digest) -> Result<bool, StoreError> {
        const SQL: &str = "update interactions set event = event \
            where id = $1 and finished_at is null and holder = $2";
        let (id, holder) = (id.as_bytes().as_slice(), holder.as_bytes().as_slice());
        Ok(execute!(self.0, SQL, id, holder)? == 1)
    }

    /// The same for what is proven without evidence that waits; false when it is finished.
    pub async fn hold_open(&mut self, id: &InteractionId) -> Result<bool, StoreError> {
        const SQL: &str = "update interactions set event = event \
            where id = $1 and finished_at is null";
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice())? == 1)
    }

    /// Notes the identifier that was typed last, and what the person came to do with it.
    pub async fn set_identifier(
        &mut self,
        id: &InteractionId,
        identifier: &Identifier,
        event: InteractionEvent,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update interactions set identifier = $2, event = $3 \
            where id = $1 and finished_at is null";
        execute!(
            self.0,
            SQL,
            id.as_bytes().as_slice(),
            identifier.to_stored(),
            event.as_str()
        )
        .map(drop)
    }

    /// Notes the session that was made when all checks held, whose it is and what the person came
    /// to do. The newest counts: a browser that lost the answer to the first one holds the cookie of
    /// the last. What was proven is used up by it and counts for no browser any more. False when
    /// the interaction is finished.
    pub async fn complete(
        &mut self,
        id: &InteractionId,
        session: &Session,
        event: InteractionEvent,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update interactions set session_id = $2, user_id = $3, event = $4, \
            holder = null where id = $1 and finished_at is null";
        let rows = execute!(
            self.0,
            SQL,
            id.as_bytes().as_slice(),
            session.id.as_bytes().as_slice(),
            session.user_id.as_str(),
            event.as_str()
        )?;
        Ok(rows == 1)
    }

    /// Notes the session, which the caller holds, whose account the person chose to go on with.
    /// False when the interaction is finished.
    pub async fn choose(
        &mut self,
        id: &InteractionId,
        session: &SessionId,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update interactions set chosen_session = $2 \
            where id = $1 and finished_at is null";
        let (id, session) = (id.as_bytes().as_slice(), session.as_bytes().as_slice());
        Ok(execute!(self.0, SQL, id, session)? == 1)
    }

    /// Finishes the interaction in a session that stands, forgets the address that was typed in it,
    /// and says what else its browser has under way. Takes both rows until the unit of work is over:
    /// what is written into the session after that cannot miss its end.
    pub async fn finish(
        &mut self,
        id: &InteractionId,
        session: &SessionId,
        now: Timestamp,
    ) -> Result<Finished, StoreError> {
        let sql = FINISH.text(self.0.flavour());
        let (id, at) = (id.as_bytes().as_slice(), now.as_millis());
        let in_session = session.as_bytes().as_slice();
        let latest = Validity::latest(interaction::LIFETIME, now).as_millis();
        let others: Option<i64> = fetch_optional!(self.0, sql, id, at, in_session, latest)?;
        Ok(match others {
            None if !self.0.sessions().hold(session, now).await? => Finished::SignedOut,
            None => Finished::Before,
            Some(0) => Finished::Last,
            Some(_) => Finished::OneOfSeveral,
        })
    }

    /// Adds evidence to the interaction it names, in place of what was proven by the same means
    /// before; it counts for the browser whose cookie has the digest `holder`.
    pub async fn add_evidence(
        &mut self,
        evidence: &Evidence,
        holder: &Digest,
    ) -> Result<(), StoreError> {
        const HOLDER: &str = "update interactions set holder = $2 where id = $1";
        const EVIDENCE: &str = sql!(
            EvidenceRow::INSERT,
            " on conflict (interaction_id, kind) do update set id = excluded.id, \
             target = excluded.target, verified_at = excluded.verified_at"
        );
        let interaction = evidence.interaction_id.as_bytes().as_slice();
        execute!(self.0, HOLDER, interaction, holder.as_bytes().as_slice())?;
        insert!(self.0, EVIDENCE, &EvidenceRow::from(evidence)).map(drop)
    }

    /// What has been proven in the interaction by the browser whose cookie has the digest
    /// `holder`, oldest first.
    pub async fn evidence(
        &mut self,
        id: &InteractionId,
        holder: &Digest,
    ) -> Result<Vec<Evidence>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            EvidenceRow::COLUMNS,
            " from verifications join interactions on interactions.id = interaction_id \
             where interactions.id = $1 and holder = $2 order by verifications.id"
        );
        let (id, holder) = (id.as_bytes().as_slice(), holder.as_bytes().as_slice());
        let rows: Vec<EvidenceRow> = fetch_all!(self.0, SQL, id, holder)?;
        Ok(rows.into_iter().filter_map(EvidenceRow::known).collect())
    }
}
