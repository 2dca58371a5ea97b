//! Codes that were mailed: one per flow, or one per recipient and purpose. Tries are counted by one
//! statement (T-45), whatever the answer will be.

use oidc_core::{
    account::{
        identifier::Identifier,
        usage_type::UsageType,
        verification_code::{self, VerificationCode},
    },
    id::{DeliveryId, InteractionId, VerificationCodeId},
    record::Record,
    secret::Digest,
    time::{Timestamp, Validity},
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_optional, insert},
    delivery::DeliveryState,
    dialect::Pair,
    error::StoreError,
    sql::sql,
};

/// Counts a try while the interaction is unfinished, whose row PostgreSQL takes first and holds: see
/// the order in which rows are taken (crate documentation). SQLite has one writer and knows no row
/// locks.
const TRY: Pair = Pair {
    sqlite: sql!(COUNT_TRY, ") returning ", VerificationCode::COLUMNS),
    postgres: sql!(
        COUNT_TRY,
        " for update) returning ",
        VerificationCode::COLUMNS
    ),
};

const COUNT_TRY: &str = "update verification_codes set tries = tries + 1, \
    consumed_at = case when digest = $5 then $3 end where interaction_id = $1 \
    and tries < $2 and consumed_at is null and expires_at > $3 and expires_at <= $4 \
    and exists (select 1 from interactions where id = $1 and finished_at is null";

/// The table `verification_codes`.
#[derive(Debug)]
pub struct VerificationCodes<'a>(&'a mut Tx);

/// What became of a try.
#[derive(Debug, Clone, PartialEq)]
pub enum Attempt {
    /// Counted, this one included: now compare.
    Counted(VerificationCode),
    /// Counted, and used up by this try, because its digest is the one that was given. The code as
    /// it was before it was used.
    Taken(VerificationCode),
    /// No code was sent, or the interaction is finished.
    Missing,
    /// The code's time is over.
    Expired,
    /// All its tries are used up.
    Exhausted,
    /// It was used.
    Consumed,
}

impl Attempt {
    fn of_counted(mut code: VerificationCode) -> Self {
        match code.consumed_at.take() {
            Some(_) => Self::Taken(code),
            None => Self::Counted(code),
        }
    }

    fn of_uncounted(newest: Option<VerificationCode>, now: Timestamp, max: i64) -> Self {
        match newest {
            None => Self::Missing,
            Some(code) if code.consumed_at.is_some() => Self::Consumed,
            Some(code) if !code.is_fresh(now) => Self::Expired,
            Some(code) if i64::from(code.tries) < max => Self::Missing,
            Some(_) => Self::Exhausted,
        }
    }
}

/// A code, and what became of its mail; nothing of that when it was swept.
pub type CodeWithMail = (VerificationCode, Option<DeliveryState>);

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
    pub async fn replace(
        &mut self,
        code: &VerificationCode,
    ) -> Result<Vec<DeliveryId>, StoreError> {
        let mut mails = Vec::new();
        // Most places are free. Whoever comes second on PostgreSQL may have cleared a place that the
        // first has filled since: the insert waits for the first, takes nothing, and the place is
        // cleared once more.
        while !self.insert_if_free(code).await? {
            mails.extend(self.clear_place(code).await?);
        }
        Ok(mails)
    }

    async fn clear_place(
        &mut self,
        code: &VerificationCode,
    ) -> Result<Vec<DeliveryId>, StoreError> {
        const OF_FLOW: &str =
            "delete from verification_codes where interaction_id = $1 returning mail_id";
        if let Some(flow) = &code.interaction_id {
            fetch_all!(self.0, OF_FLOW, flow.as_bytes().as_slice())
        } else {
            self.forget_of_recipient(&code.recipient, code.usage_type)
                .await
        }
    }

    /// Forgets the code of a recipient and purpose that no interaction asked for. Its mail, to be
    /// withdrawn.
    pub async fn forget_of_recipient(
        &mut self,
        recipient: &Identifier,
        usage: UsageType,
    ) -> Result<Vec<DeliveryId>, StoreError> {
        const SQL: &str = "delete from verification_codes where recipient = $1 \
            and usage_type = $2 and interaction_id is null returning mail_id";
        fetch_all!(self.0, SQL, recipient.to_key(), usage.as_str())
    }

    async fn insert_if_free(&mut self, code: &VerificationCode) -> Result<bool, StoreError> {
        const OF_FLOW: &str = sql!(
            VerificationCode::INSERT,
            " on conflict (interaction_id) do nothing"
        );
        const OF_RECIPIENT: &str = sql!(
            VerificationCode::INSERT,
            " on conflict (recipient, usage_type) where interaction_id is null do nothing"
        );
        let sql = if code.interaction_id.is_some() {
            OF_FLOW
        } else {
            OF_RECIPIENT
        };
        Ok(insert!(self.0, sql, code)? == 1)
    }

    /// The code of an interaction, whatever became of it.
    pub async fn newest(
        &mut self,
        interaction: &InteractionId,
    ) -> Result<Option<VerificationCode>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            VerificationCode::COLUMNS,
            " from verification_codes where interaction_id = $1"
        );
        fetch_optional!(self.0, SQL, interaction.as_bytes().as_slice())
    }

    /// The same, and what became of its mail.
    pub async fn newest_with_mail(
        &mut self,
        interaction: &InteractionId,
    ) -> Result<Option<CodeWithMail>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            VerificationCode::COLUMNS,
            ", deliveries.state from verification_codes left join deliveries \
             on deliveries.id = verification_codes.mail_id where interaction_id = $1"
        );
        fetch_optional!(self.0, SQL, interaction.as_bytes().as_slice())
    }

    /// Counts a try against the code of an unfinished interaction, unless it has had `max`, and uses
    /// the code up if `typed` is its digest. Takes the rows of interaction and code until the unit
    /// of work is over, if the try counts.
    pub async fn try_once(
        &mut self,
        interaction: &InteractionId,
        typed: Option<&Digest>,
        now: Timestamp,
        max: u32,
    ) -> Result<Attempt, StoreError> {
        let sql = TRY.text(self.0.flavour());
        let id = interaction.as_bytes().as_slice();
        let latest = Validity::latest(verification_code::LIFETIME, now).as_millis();
        let (max, at) = (i64::from(max), now.as_millis());
        let typed = typed.map(|digest| digest.as_bytes().as_slice());
        let counted: Option<VerificationCode> =
            fetch_optional!(self.0, sql, id, max, at, latest, typed)?;
        Ok(match counted {
            Some(code) => Attempt::of_counted(code),
            None => Attempt::of_uncounted(self.newest(interaction).await?, now, max),
        })
    }

    /// The same for the code of a recipient and purpose that belongs to no interaction. Whoever asks
    /// has seen to it that the recipient is the caller's own to prove.
    pub async fn try_of_recipient(
        &mut self,
        (recipient, usage_type): (&Identifier, UsageType),
        typed: Option<&Digest>,
        now: Timestamp,
        max: u32,
    ) -> Result<Attempt, StoreError> {
        const SQL: &str = sql!(
            "update verification_codes set tries = tries + 1, \
             consumed_at = case when digest = $6 then $4 end where recipient = $1 \
             and usage_type = $2 and interaction_id is null and tries < $3 \
             and consumed_at is null and expires_at > $4 and expires_at <= $5 returning ",
            VerificationCode::COLUMNS
        );
        let latest = Validity::latest(verification_code::LIFETIME, now).as_millis();
        let (max, at) = (i64::from(max), now.as_millis());
        let (key, usage) = (recipient.to_key(), usage_type.as_str());
        let typed = typed.map(|digest| digest.as_bytes().as_slice());
        let counted: Option<VerificationCode> =
            fetch_optional!(self.0, SQL, key, usage, max, at, latest, typed)?;
        if let Some(code) = counted {
            return Ok(Attempt::of_counted(code));
        }
        let newest = self.newest_of_recipient(recipient, usage_type).await?;
        Ok(Attempt::of_uncounted(
            newest.map(|(code, _)| code),
            now,
            max,
        ))
    }

    /// The code of a recipient and purpose that belongs to no interaction, whatever became of it, and
    /// what became of its mail.
    pub async fn newest_of_recipient(
        &mut self,
        recipient: &Identifier,
        usage_type: UsageType,
    ) -> Result<Option<CodeWithMail>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            VerificationCode::COLUMNS,
            ", deliveries.state from verification_codes left join deliveries \
             on deliveries.id = verification_codes.mail_id \
             where verification_codes.recipient = $1 \
             and verification_codes.usage_type = $2 and interaction_id is null"
        );
        fetch_optional!(self.0, SQL, recipient.to_key(), usage_type.as_str())
    }

    /// Undoes that a try of this very unit of work has used the code up; the try stays counted.
    pub async fn put_back(&mut self, id: &VerificationCodeId) -> Result<(), StoreError> {
        const SQL: &str = "update verification_codes set consumed_at = null where id = $1";
        execute!(self.0, SQL, id.as_bytes().as_slice()).map(drop)
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
