//! The words of mails by language. Read rarely: the server keeps them all in memory, with the
//! connectors, and watches the same version.

use oidc_core::{
    account::{
        email_template::{EmailTemplate, TemplateDetails},
        usage_type::UsageType,
    },
    id::EmailTemplateId,
    record::{Record, Writer},
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one, fetch_optional, insert, statement},
    error::StoreError,
    readable::Found,
    sql::sql,
    versions::Noun,
};

/// The table `email_templates`.
#[derive(Debug)]
pub struct EmailTemplates<'a>(&'a mut Tx);

impl Tx {
    /// The words of mails by language.
    pub const fn email_templates(&mut self) -> EmailTemplates<'_> {
        EmailTemplates(self)
    }
}

impl EmailTemplates<'_> {
    /// Whoever looks before changing a template waits here for whoever does already.
    pub async fn hold(&mut self) -> Result<(), StoreError> {
        self.0.versions().hold(Noun::Connectors).await
    }

    /// All of them, those of one language together.
    pub async fn all(&mut self) -> Result<Found<EmailTemplate>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            EmailTemplate::COLUMNS,
            " from email_templates order by language_tag, template_type"
        );
        fetch_all!(self.0, SQL).map(Found::sort)
    }

    /// The one with this id.
    pub async fn find(
        &mut self,
        id: &EmailTemplateId,
    ) -> Result<Option<EmailTemplate>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            EmailTemplate::COLUMNS,
            " from email_templates where id = $1"
        );
        fetch_optional!(self.0, SQL, id.as_str())
    }

    /// The language and kind of mail of each, as they are stored: not the words, which are long.
    pub async fn keys(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        const SQL: &str = "select language_tag, template_type from email_templates";
        fetch_all!(self.0, SQL)
    }

    /// Writes the words of languages and kinds of mail over those that were there, whose ids and times
    /// stay; as they stand then.
    pub async fn put(
        &mut self,
        templates: &[EmailTemplate],
    ) -> Result<Vec<EmailTemplate>, StoreError> {
        const SQL: &str = sql!(
            EmailTemplate::INSERT,
            " on conflict (language_tag, template_type) do update set details = excluded.details"
        );
        const WRITTEN: &str = sql!(
            "select ",
            EmailTemplate::COLUMNS,
            " from email_templates where language_tag = $1 and template_type = $2"
        );
        let mut written = Vec::with_capacity(templates.len());
        for template in templates {
            insert!(self.0, SQL, template)?;
            let kind = template.template_type.as_str();
            written.push(fetch_one!(
                self.0,
                WRITTEN,
                template.language_tag.as_str(),
                kind
            )?);
        }
        if !written.is_empty() {
            self.changed().await?;
        }
        Ok(written)
    }

    /// Writes the words of the one with this id.
    pub async fn set_details(
        &mut self,
        id: &EmailTemplateId,
        details: &TemplateDetails,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update email_templates set details = $2 where id = $1";
        statement!(execute, self.0, SQL, |writer| {
            writer.text(Some(id.as_str().into()))?;
            writer.json(Some(details))
        })?;
        self.changed().await
    }

    /// Removes the one with this id.
    pub async fn remove(&mut self, id: &EmailTemplateId) -> Result<(), StoreError> {
        const SQL: &str = "delete from email_templates where id = $1";
        execute!(self.0, SQL, id.as_str())?;
        self.changed().await
    }

    /// Removes those of a language, of a kind of mail, or of both: the language and kind of each.
    pub async fn remove_all(
        &mut self,
        language_tag: Option<&str>,
        kind: Option<UsageType>,
    ) -> Result<Vec<(String, String)>, StoreError> {
        const SQL: &str = "delete from email_templates \
            where language_tag = coalesce($1, language_tag) \
            and template_type = coalesce($2, template_type) \
            returning language_tag, template_type";
        let kind = kind.map(UsageType::as_str);
        let mut removed: Vec<(String, String)> = fetch_all!(self.0, SQL, language_tag, kind)?;
        removed.sort_unstable();
        if !removed.is_empty() {
            self.changed().await?;
        }
        Ok(removed)
    }

    async fn changed(&mut self) -> Result<(), StoreError> {
        self.0.versions().changed(Noun::Connectors).await.map(drop)
    }
}
