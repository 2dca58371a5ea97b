//! Sign-ins under way, and what has been proven in each.

use oidc_core::{
    account::identifier::Identifier,
    id::{InteractionId, SessionId, UserId, VerificationId},
    interaction::{self, Evidence, EvidenceKind, Goal, Interaction, InteractionEvent, Proven},
    secret::Digest,
    session::Session,
    time::{Timestamp, Validity},
};
use sqlx::types::Json;

use crate::{
    columns::{Bytes, Text, Time, columns},
    db::{Tx, execute, fetch_all, fetch_optional},
    error::StoreError,
};

/// The tables `interactions` and `verifications`.
#[derive(Debug)]
pub struct Interactions<'a>(&'a mut Tx);

columns!("interactions" => Interaction {
    id: Bytes<InteractionId>,
    browser: Bytes<Digest>,
    goal: Json<Goal>,
    event: Text<InteractionEvent>,
    identifier: Option<Text<Identifier>>,
    holder: Option<Bytes<Digest>>,
    user_id: Option<Text<UserId>>,
    session_id: Option<Bytes<SessionId>>,
    created_at: Time,
    expires_at: Time,
    finished_at: Option<Time>,
});

macro_rules! columns_of_interactions {
    () => {
        "id, browser, goal, event, identifier, holder, user_id, session_id, created_at, \
         expires_at, finished_at"
    };
}

struct EvidenceRow {
    id: VerificationId,
    interaction_id: InteractionId,
    kind: String,
    target: String,
    verified_at: Timestamp,
}

columns!("verifications" => EvidenceRow {
    id: Bytes<VerificationId>,
    interaction_id: Bytes<InteractionId>,
    kind: String,
    target: String,
    verified_at: Time,
});

impl EvidenceRow {
    /// None when it is of a kind that this version does not know: it counts for nothing here.
    fn known(self) -> Option<Evidence> {
        let proven = match self.kind.parse().ok()? {
            EvidenceKind::EmailCode => Proven::Identifier(self.target.parse().ok()?),
        };
        Some(Evidence {
            id: self.id,
            interaction_id: self.interaction_id,
            at: self.verified_at,
            proven,
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
        const SQL: &str = concat!(
            "insert into interactions (",
            columns_of_interactions!(),
            ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        );
        execute!(
            self.0,
            SQL,
            interaction.id.as_bytes().as_slice(),
            interaction.browser.as_bytes().as_slice(),
            Json(&interaction.goal),
            interaction.event.as_str(),
            interaction.identifier.as_ref().map(Identifier::to_stored),
            interaction
                .holder
                .as_ref()
                .map(|digest| digest.as_bytes().as_slice()),
            interaction.user_id.as_ref().map(UserId::as_str),
            interaction
                .session_id
                .as_ref()
                .map(|id| id.as_bytes().as_slice()),
            interaction.created_at.as_millis(),
            interaction.expires_at.as_millis(),
            interaction.finished_at.map(Timestamp::as_millis),
        )
        .map(drop)
    }

    /// The interaction with that id, live or not.
    pub async fn find(&mut self, id: &InteractionId) -> Result<Option<Interaction>, StoreError> {
        const SQL: &str = concat!(
            "select ",
            columns_of_interactions!(),
            " from interactions where id = $1"
        );
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }

    /// The newest live interaction of a browser. Ids are ordered by the clocks of the nodes that
    /// minted them; at worst a browser with two is shown the other, which it may finish as well.
    pub async fn newest_of_browser(
        &mut self,
        browser: &Digest,
        now: Timestamp,
    ) -> Result<Option<Interaction>, StoreError> {
        const SQL: &str = concat!(
            "select ",
            columns_of_interactions!(),
            " from interactions where browser = $1 and finished_at is null and expires_at > $2 \
             and expires_at <= $3 order by id desc limit 1"
        );
        let latest = Validity::latest(interaction::LIFETIME, now).as_millis();
        let browser = browser.as_bytes().as_slice();
        fetch_optional!(self.0, SQL, browser, now.as_millis(), latest)
    }

    /// Takes the interaction's row until the unit of work is over, before its code is touched; see
    /// the order in which rows are taken (crate documentation). False when it is finished.
    pub async fn hold(&mut self, id: &InteractionId) -> Result<bool, StoreError> {
        const SQL: &str =
            "update interactions set event = event where id = $1 and finished_at is null";
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
    /// to do. The newest counts: a browser that lost the answer to the first one, or sent its form
    /// twice, holds the cookie of the last. False when the interaction is finished.
    pub async fn complete(
        &mut self,
        id: &InteractionId,
        session: &Session,
        event: InteractionEvent,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update interactions set session_id = $2, user_id = $3, event = $4 \
            where id = $1 and finished_at is null";
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

    /// Finishes the interaction, forgets the address that was typed in it, and says what else its
    /// browser has under way.
    pub async fn finish(
        &mut self,
        id: &InteractionId,
        now: Timestamp,
    ) -> Result<Finished, StoreError> {
        const SQL: &str = "update interactions set finished_at = $2, identifier = null \
             where id = $1 and finished_at is null \
             returning (select count(*) from interactions others \
             where others.browser = interactions.browser and others.id <> $1 \
             and others.finished_at is null and others.expires_at > $2)";
        let others: Option<i64> =
            fetch_optional!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis())?;
        Ok(match others {
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
        const EVIDENCE: &str = "insert into verifications \
            (interaction_id, kind, id, target, verified_at) values ($1, $2, $3, $4, $5) \
            on conflict (interaction_id, kind) do update set id = excluded.id, \
            target = excluded.target, verified_at = excluded.verified_at";
        let interaction = evidence.interaction_id.as_bytes().as_slice();
        execute!(self.0, HOLDER, interaction, holder.as_bytes().as_slice())?;
        execute!(
            self.0,
            EVIDENCE,
            interaction,
            evidence.kind().as_str(),
            evidence.id.as_bytes().as_slice(),
            evidence.identifier().to_stored(),
            evidence.at.as_millis(),
        )
        .map(drop)
    }

    /// What has been proven in the interaction by the browser whose cookie has the digest
    /// `holder`, oldest first.
    pub async fn evidence(
        &mut self,
        id: &InteractionId,
        holder: &Digest,
    ) -> Result<Vec<Evidence>, StoreError> {
        const SQL: &str = "select v.id, v.interaction_id, v.kind, v.target, v.verified_at \
            from verifications v join interactions i on i.id = v.interaction_id \
            where i.id = $1 and i.holder = $2 order by v.id";
        let (id, holder) = (id.as_bytes().as_slice(), holder.as_bytes().as_slice());
        let rows: Vec<EvidenceRow> = fetch_all!(self.0, SQL, id, holder)?;
        Ok(rows.into_iter().filter_map(EvidenceRow::known).collect())
    }
}
