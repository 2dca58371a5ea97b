//! Codes that were mailed: one per flow, or one per recipient and purpose. Tries are counted by one
//! statement (T-45), whatever the answer will be.

use oidc_core::{
    account::{
        identifier::Identifier,
        usage_type::UsageType,
        verification_code::{self, VerificationCode},
    },
    id::{InteractionId, MailId, VerificationCodeId},
    secret::Digest,
    time::{Timestamp, Validity},
};

use crate::{
    columns::{Bytes, Count, Text, Time, columns},
    db::{Tx, execute, fetch_all, fetch_optional},
    error::StoreError,
};

/// The table `verification_codes`.
#[derive(Debug)]
pub struct VerificationCodes<'a>(&'a mut Tx);

/// What became of a try.
#[derive(Debug, Clone, PartialEq)]
pub enum Attempt {
    /// Counted, this one included: now compare.
    Counted(VerificationCode),
    /// No code was sent.
    Missing,
    /// The code's time is over.
    Expired,
    /// All its tries are used up.
    Exhausted,
    /// It was used.
    Consumed,
}

columns!("verification_codes" => VerificationCode {
    id: Bytes<VerificationCodeId>,
    interaction_id: Option<Bytes<InteractionId>>,
    recipient: Text<Identifier>,
    usage_type: Text<UsageType>,
    digest: Bytes<Digest>,
    tries: Count,
    mail_id: Bytes<MailId>,
    created_at: Time,
    expires_at: Time,
    consumed_at: Option<Time>,
});

struct Replaced {
    mail_id: MailId,
}

columns!("verification_codes" => Replaced { mail_id: Bytes<MailId> });

macro_rules! columns_of_codes {
    () => {
        "id, interaction_id, recipient, usage_type, digest, tries, mail_id, created_at, \
         expires_at, consumed_at"
    };
}

macro_rules! insert {
    ($conflict:literal) => {
        concat!(
            "insert into verification_codes (",
            columns_of_codes!(),
            ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict ",
            $conflict,
            " do nothing"
        )
    };
}

impl Tx {
    /// Codes that were mailed.
    pub const fn verification_codes(&mut self) -> VerificationCodes<'_> {
        VerificationCodes(self)
    }
}

impl VerificationCodes<'_> {
    /// Puts a code in the place of the one before it: that of the same interaction, or without
    /// one, that of the same recipient and purpose. Of two that are asked for at once exactly one
    /// lives (T-46). The mails of the codes that gave way, to be withdrawn.
    pub async fn replace(&mut self, code: &VerificationCode) -> Result<Vec<MailId>, StoreError> {
        let mut mails = self.clear_place(code).await?;
        // Whoever comes second on PostgreSQL has cleared a place that the first has filled since:
        // the insert waits for the first, takes nothing, and the place is cleared once more.
        while !self.insert_if_free(code).await? {
            mails.extend(self.clear_place(code).await?);
        }
        Ok(mails)
    }

    async fn clear_place(&mut self, code: &VerificationCode) -> Result<Vec<MailId>, StoreError> {
        const OF_FLOW: &str =
            "delete from verification_codes where interaction_id = $1 returning mail_id";
        const OF_RECIPIENT: &str = "delete from verification_codes where recipient = $1 \
            and usage_type = $2 and interaction_id is null returning mail_id";
        let replaced: Vec<Replaced> = if let Some(flow) = &code.interaction_id {
            fetch_all!(self.0, OF_FLOW, flow.as_bytes().as_slice())?
        } else {
            let (recipient, usage) = (code.recipient.to_stored(), code.usage_type.as_str());
            fetch_all!(self.0, OF_RECIPIENT, recipient, usage)?
        };
        Ok(replaced.into_iter().map(|code| code.mail_id).collect())
    }

    async fn insert_if_free(&mut self, code: &VerificationCode) -> Result<bool, StoreError> {
        const OF_FLOW: &str = insert!("(interaction_id)");
        const OF_RECIPIENT: &str = insert!("(recipient, usage_type) where interaction_id is null");
        let sql = if code.interaction_id.is_some() {
            OF_FLOW
        } else {
            OF_RECIPIENT
        };
        let rows = execute!(
            self.0,
            sql,
            code.id.as_bytes().as_slice(),
            code.interaction_id
                .as_ref()
                .map(|id| id.as_bytes().as_slice()),
            code.recipient.to_stored(),
            code.usage_type.as_str(),
            code.digest.as_bytes().as_slice(),
            i64::from(code.tries),
            code.mail_id.as_bytes().as_slice(),
            code.created_at.as_millis(),
            code.expires_at.as_millis(),
            code.consumed_at.map(Timestamp::as_millis),
        )?;
        Ok(rows == 1)
    }

    /// The code of an interaction, whatever became of it.
    pub async fn newest(
        &mut self,
        interaction: &InteractionId,
    ) -> Result<Option<VerificationCode>, StoreError> {
        const SQL: &str = concat!(
            "select ",
            columns_of_codes!(),
            " from verification_codes where interaction_id = $1"
        );
        fetch_optional!(self.0, SQL, interaction.as_bytes().as_slice())
    }

    /// Counts a try against the code of an interaction, unless it has had `max`.
    pub async fn try_once(
        &mut self,
        interaction: &InteractionId,
        now: Timestamp,
        max: u32,
    ) -> Result<Attempt, StoreError> {
        const SQL: &str = concat!(
            "update verification_codes set tries = tries + 1 where interaction_id = $1 \
             and tries < $2 and consumed_at is null and expires_at > $3 and expires_at <= $4 \
             returning ",
            columns_of_codes!()
        );
        let id = interaction.as_bytes().as_slice();
        let latest = Validity::latest(verification_code::LIFETIME, now).as_millis();
        let (max, at) = (i64::from(max), now.as_millis());
        let counted = fetch_optional!(self.0, SQL, id, max, at, latest)?;
        if let Some(code) = counted {
            return Ok(Attempt::Counted(code));
        }
        Ok(match self.newest(interaction).await? {
            None => Attempt::Missing,
            Some(code) if code.consumed_at.is_some() => Attempt::Consumed,
            Some(code) if !code.is_fresh(now) => Attempt::Expired,
            Some(_) => Attempt::Exhausted,
        })
    }

    /// Uses the code up; false when it was used, or replaced.
    pub async fn consume(
        &mut self,
        id: &VerificationCodeId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str =
            "update verification_codes set consumed_at = $2 where id = $1 and consumed_at is null";
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis())? == 1)
    }
}
