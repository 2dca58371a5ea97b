//! The words of mails that an operator wrote for a language.

use std::collections::BTreeMap;

use oidc_core::account::{
    email_template::{EmailTemplate, TemplateDetails},
    usage_type::UsageType,
};

/// Words by language and kind of mail.
#[derive(Debug, Default)]
pub struct MailWords(BTreeMap<String, BTreeMap<UsageType, TemplateDetails>>);

impl MailWords {
    pub(super) fn of(rows: Vec<EmailTemplate>) -> Self {
        let mut all: BTreeMap<String, BTreeMap<_, _>> = BTreeMap::new();
        for row in rows {
            let of_language = all.entry(row.language_tag).or_default();
            of_language.insert(row.template_type, row.details);
        }
        Self(all)
    }

    /// The words of this kind of mail in a language; else in the one that is spoken where a language
    /// is not; else those that stand there for every kind of mail.
    pub fn find(&self, locale: &str, fallback: &str, kind: UsageType) -> Option<&TemplateDetails> {
        let of = |language: &str, kind| self.0.get(language)?.get(&kind);
        of(locale, kind)
            .or_else(|| of(fallback, kind))
            .or_else(|| of(fallback, UsageType::Generic))
    }
}

#[cfg(test)]
mod tests {
    use oidc_core::time::Timestamp;

    use super::*;

    #[test]
    fn words_are_looked_for_in_the_language_then_in_the_one_for_all_others() {
        let row = |language: &str, kind, subject: &str| EmailTemplate {
            id: "x".parse().unwrap(),
            language_tag: language.to_owned(),
            template_type: kind,
            details: TemplateDetails {
                subject: subject.to_owned(),
                content: "{{code}}".to_owned(),
                content_type: None,
                reply_to: None,
                send_from: None,
            },
            created_at: Timestamp::EPOCH,
        };
        let words = MailWords::of(vec![
            row("fr", UsageType::SignIn, "code français"),
            row("en", UsageType::SignIn, "English code"),
            row("en", UsageType::Generic, "any English mail"),
        ]);
        let found = |locale, kind| {
            let found = words.find(locale, "en", kind);
            found.map(|found| found.subject.as_str())
        };
        assert_eq!(found("fr", UsageType::SignIn), Some("code français"));
        assert_eq!(found("de", UsageType::SignIn), Some("English code"));
        assert_eq!(found("fr", UsageType::Register), Some("any English mail"));
        let nothing = MailWords::default();
        assert_eq!(nothing.find("en", "en", UsageType::SignIn), None);
    }
}
