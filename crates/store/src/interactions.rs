//! Sign-ins under way, and what has been proven in each.

use oidc_core::{
    account::{email::EmailAddress, usage_type::UsageType},
    authorize::request::AuthorizationRequest,
    id::{ClientId, InteractionId, SessionId, VerificationId},
    interaction::{Interaction, Verification, VerificationKind},
    secret::Digest,
    time::Timestamp,
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
    client_id: Text<ClientId>,
    request: Json<AuthorizationRequest>,
    email: Option<Text<EmailAddress>>,
    purpose: Text<UsageType>,
    session_id: Option<Bytes<SessionId>>,
    created_at: Time,
    expires_at: Time,
    finished_at: Option<Time>,
});

columns!("verifications" => Verification {
    id: Bytes<VerificationId>,
    interaction_id: Bytes<InteractionId>,
    kind: Text<VerificationKind>,
    target: Text<EmailAddress>,
    verified_at: Time,
});

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

macro_rules! columns_of_interactions {
    () => {
        "id, browser, client_id, request, email, purpose, session_id, created_at, expires_at, \
         finished_at"
    };
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
            ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        );
        execute!(
            self.0,
            SQL,
            interaction.id.as_bytes().as_slice(),
            interaction.browser.as_bytes().as_slice(),
            interaction.client_id.as_str(),
            Json(&interaction.request),
            interaction.email.as_ref().map(EmailAddress::as_str),
            interaction.purpose.as_str(),
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

    /// The newest live interaction of a browser.
    pub async fn newest_of_browser(
        &mut self,
        browser: &Digest,
        now: Timestamp,
    ) -> Result<Option<Interaction>, StoreError> {
        const SQL: &str = concat!(
            "select ",
            columns_of_interactions!(),
            " from interactions where browser = $1 and finished_at is null and expires_at > $2 \
             order by id desc limit 1"
        );
        fetch_optional!(self.0, SQL, browser.as_bytes().as_slice(), now.as_millis())
    }

    /// Notes the address that was typed last, and on which page.
    pub async fn set_email(
        &mut self,
        id: &InteractionId,
        email: &EmailAddress,
        purpose: UsageType,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update interactions set email = $2, purpose = $3 where id = $1";
        execute!(
            self.0,
            SQL,
            id.as_bytes().as_slice(),
            email.as_str(),
            purpose.as_str()
        )
        .map(drop)
    }

    /// Notes the session that was made in this interaction: the fresh proof. False when there is
    /// one already, or the interaction is finished: of two that prove at once, one is told true.
    pub async fn prove(
        &mut self,
        id: &InteractionId,
        session: &SessionId,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update interactions set session_id = $2 \
            where id = $1 and finished_at is null and session_id is null";
        let (id, session) = (id.as_bytes().as_slice(), session.as_bytes().as_slice());
        Ok(execute!(self.0, SQL, id, session)? == 1)
    }

    /// Notes a fresher proof in place of the one before it, for a browser that proves itself once
    /// more. False when `former` is not the proof, or the interaction is finished.
    pub async fn prove_again(
        &mut self,
        id: &InteractionId,
        former: &SessionId,
        session: &SessionId,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update interactions set session_id = $3 \
            where id = $1 and finished_at is null and session_id = $2";
        let (former, session) = (former.as_bytes().as_slice(), session.as_bytes().as_slice());
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice(), former, session)? == 1)
    }

    /// Finishes the interaction, and says what else its browser has under way.
    pub async fn finish(
        &mut self,
        id: &InteractionId,
        now: Timestamp,
    ) -> Result<Finished, StoreError> {
        const SQL: &str = "update interactions set finished_at = $2 where id = $1 and finished_at is null \
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

    /// Adds a proof to the interaction it names.
    pub async fn add_verification(&mut self, proof: &Verification) -> Result<(), StoreError> {
        const SQL: &str = "insert into verifications \
            (id, interaction_id, kind, target, verified_at) values ($1, $2, $3, $4, $5)";
        execute!(
            self.0,
            SQL,
            proof.id.as_bytes().as_slice(),
            proof.interaction_id.as_bytes().as_slice(),
            proof.kind.as_str(),
            proof.target.as_str(),
            proof.verified_at.as_millis(),
        )
        .map(drop)
    }

    /// What has been proven, oldest first.
    pub async fn verifications(
        &mut self,
        id: &InteractionId,
    ) -> Result<Vec<Verification>, StoreError> {
        const SQL: &str = "select id, interaction_id, kind, target, verified_at \
            from verifications where interaction_id = $1 order by id";
        fetch_all!(self.0, SQL, id.as_bytes().as_slice())
    }
}
