//! The words of mails by language, as an operator writes them.

use connectors::{ConfigError, check_template};
use oidc_core::{
    account::{
        email_template::{EmailTemplate, TemplateDetails},
        usage_type::UsageType,
    },
    event::EventKind,
    id::EmailTemplateId,
};
use serde_json::Map;
use store::{StoreError, Tx};

use super::Connectors;
use crate::{failure::Failure, precondition::Precondition};

/// How many there may be: every kind of mail in more languages than there are pages in.
pub const MOST: usize = 500;

/// The words of one kind of mail in one language.
#[derive(Debug, Clone)]
pub struct Words {
    /// The language, as a tag of BCP 47.
    pub language_tag: String,
    /// What the mail is for.
    pub template_type: UsageType,
    /// The words.
    pub details: TemplateDetails,
}

/// Why words were not kept.
#[derive(Debug)]
pub enum NotKept {
    /// There are none with this id.
    Unknown,
    /// They are not what the change was decided on any more.
    Changed,
    /// Something of them does not fit; which of those that were given.
    Misfit(usize, ConfigError),
    /// There would be more than [`MOST`].
    TooMany,
}

impl Connectors {
    /// All words, those of one language together.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn templates(&self) -> Result<Vec<EmailTemplate>, StoreError> {
        let read = |mut tx: Tx| async move { tx.email_templates().all().await };
        let found: Result<_, StoreError> = self.store.read(read).await;
        Ok(found?.rows)
    }

    /// Those with this id.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn template(
        &self,
        id: &EmailTemplateId,
    ) -> Result<Option<EmailTemplate>, StoreError> {
        self.store
            .read(|mut tx| async move { tx.email_templates().find(id).await })
            .await
    }

    /// Writes words over those of the same language and kind, all or none, if what there is is still
    /// what that was decided on; as they stand then.
    ///
    /// # Errors
    /// [`NotKept`].
    pub async fn put_templates(
        &self,
        all: Vec<Words>,
        precondition: &Precondition<'_, [EmailTemplate]>,
    ) -> Result<Vec<EmailTemplate>, Failure<NotKept>> {
        let (now, mut rng) = (self.clock.now(), self.entropy.rng());
        let mut rows = Vec::with_capacity(all.len());
        for (index, words) in all.into_iter().enumerate() {
            check_template(&words.details)
                .map_err(|why| Failure::Refused(NotKept::Misfit(index, why)))?;
            rows.push(EmailTemplate {
                id: EmailTemplateId::mint(&mut rng),
                language_tag: words.language_tag,
                template_type: words.template_type,
                details: words.details,
                created_at: now,
            });
        }
        let rows = &rows;
        self.store
            .transact(|mut tx| async move {
                held_all(&mut tx, precondition).await?;
                let mut keys = tx.email_templates().keys().await?;
                let before = keys.len();
                keys.extend(rows.iter().map(key));
                keys.sort_unstable();
                keys.dedup();
                if keys.len() > MOST.max(before) {
                    return Err(Failure::Refused(NotKept::TooMany));
                }
                let written = tx.email_templates().put(rows).await?;
                self.note_templates(&mut tx, written.iter().map(key))
                    .await?;
                Ok(written)
            })
            .await
    }

    /// Changes the words with this id.
    ///
    /// # Errors
    /// [`NotKept`].
    pub async fn set_template(
        &self,
        id: &EmailTemplateId,
        change: &(dyn Fn(&mut TemplateDetails) + Sync),
        precondition: &Precondition<'_, EmailTemplate>,
    ) -> Result<EmailTemplate, Failure<NotKept>> {
        self.store
            .transact(|mut tx| async move {
                let mut row = self.held(&mut tx, id, precondition).await?;
                change(&mut row.details);
                let misfit = |why| Failure::Refused(NotKept::Misfit(0, why));
                check_template(&row.details).map_err(misfit)?;
                tx.email_templates().set_details(id, &row.details).await?;
                self.note_templates(&mut tx, [key(&row)]).await?;
                Ok(row)
            })
            .await
    }

    /// Removes the words with this id.
    ///
    /// # Errors
    /// [`NotKept`].
    pub async fn remove_template(
        &self,
        id: &EmailTemplateId,
        precondition: &Precondition<'_, EmailTemplate>,
    ) -> Result<(), Failure<NotKept>> {
        self.store
            .transact(|mut tx| async move {
                let row = self.held(&mut tx, id, precondition).await?;
                tx.email_templates().remove(id).await?;
                self.note_templates(&mut tx, [key(&row)]).await?;
                Ok(())
            })
            .await
    }

    /// Removes the words of a language, of a kind of mail, or of both, if what there is is still what
    /// that was decided on; how many.
    ///
    /// # Errors
    /// [`NotKept::Changed`].
    pub async fn remove_templates(
        &self,
        language_tag: Option<&str>,
        kind: Option<UsageType>,
        precondition: &Precondition<'_, [EmailTemplate]>,
    ) -> Result<u64, Failure<NotKept>> {
        self.store
            .transact(|mut tx| async move {
                held_all(&mut tx, precondition).await?;
                let removed = tx.email_templates().remove_all(language_tag, kind).await?;
                let number = u64::try_from(removed.len()).unwrap_or(u64::MAX);
                if number > 0 {
                    self.note_templates(&mut tx, removed).await?;
                }
                Ok(number)
            })
            .await
    }

    async fn held(
        &self,
        tx: &mut Tx,
        id: &EmailTemplateId,
        precondition: &Precondition<'_, EmailTemplate>,
    ) -> Result<EmailTemplate, Failure<NotKept>> {
        tx.email_templates().hold().await?;
        let found = tx.email_templates().find(id).await?;
        let row = found.ok_or(Failure::Refused(NotKept::Unknown))?;
        if precondition.holds(&row) {
            Ok(row)
        } else {
            Err(Failure::Refused(NotKept::Changed))
        }
    }

    async fn note_templates(
        &self,
        tx: &mut Tx,
        keys: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), StoreError> {
        let names = keys.into_iter().map(|(tag, kind)| format!("{tag} {kind}"));
        let names: Vec<String> = names.collect();
        let data = Map::from_iter([("templates".to_owned(), names.into())]);
        self.note(tx, EventKind::EmailTemplatesChanged, data).await
    }
}

/// Waits for whoever changes words already, and then looks whether all of them are what a change was
/// decided on. They are long: they are read only if something must hold.
async fn held_all(
    tx: &mut Tx,
    precondition: &Precondition<'_, [EmailTemplate]>,
) -> Result<(), Failure<NotKept>> {
    tx.email_templates().hold().await?;
    if precondition.is_none() || precondition.holds(&tx.email_templates().all().await?.rows) {
        Ok(())
    } else {
        Err(Failure::Refused(NotKept::Changed))
    }
}

/// The language and the kind of mail.
fn key(row: &EmailTemplate) -> (String, String) {
    (row.language_tag.clone(), row.template_type.to_string())
}
