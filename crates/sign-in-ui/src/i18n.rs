//! Messages in every language (Project Fluent): one folder per language in `/web/locales`.

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::error::RenderError;
use crate::locale::{Direction, Locale};
use crate::sources::Source;

/// The message that names its own language, for the language switch.
const SELF_NAME: &str = "language-name";

/// All messages, by language.
pub(crate) struct Catalog {
    languages: BTreeMap<&'static str, Language>,
}

/// One language: its tag, its own name for itself, its messages.
pub(crate) struct Language {
    pub(crate) locale: Locale,
    pub(crate) name: String,
    bundle: FluentBundle<FluentResource>,
}

impl Catalog {
    /// Parses message files named `language/file.ftl`.
    pub(crate) fn parse(sources: &[Source]) -> Result<Self, RenderError> {
        let mut languages = BTreeMap::new();
        for source in sources {
            let fault = |reason: String| RenderError::Messages {
                file: source.name.clone(),
                reason,
            };
            let folder = source.name.split('/').next().unwrap_or_default();
            let id: LanguageIdentifier = folder
                .parse()
                .map_err(|_| fault(format!("{folder} is not a language tag")))?;
            let resource = FluentResource::try_new(source.text().into_owned())
                .map_err(|(_, errors)| fault(format!("{errors:?}")))?;
            let locale = Locale::new(&id);
            let language = languages
                .entry(locale.tag())
                .or_insert_with(|| Language::empty(locale, id));
            language
                .bundle
                .add_resource(resource)
                .map_err(|errors| fault(format!("{errors:?}")))?;
        }
        if !languages.contains_key(Locale::ENGLISH.tag()) {
            return Err(RenderError::NoEnglish);
        }
        for language in languages.values_mut() {
            let name = language
                .format(SELF_NAME, &FluentArgs::new())
                .ok()
                .flatten();
            language.name = name.unwrap_or_else(|| language.locale.tag().to_owned());
        }
        Ok(Self { languages })
    }

    /// The languages, sorted by tag.
    pub(crate) fn languages(&self) -> impl Iterator<Item = &Language> {
        self.languages.values()
    }

    /// The language with exactly this tag, whatever its case.
    pub(crate) fn find(&self, tag: &str) -> Option<Locale> {
        let mut locales = self.languages.values().map(|language| language.locale);
        locales.find(|locale| locale.tag().eq_ignore_ascii_case(tag))
    }

    /// A message in the given language, or in English where that language lacks it: a reader is
    /// better served by an English sentence than by an error page. Tests keep the languages equal.
    pub(crate) fn message(
        &self,
        tag: &str,
        key: &str,
        args: &FluentArgs<'_>,
    ) -> Result<String, String> {
        for tag in [tag, Locale::ENGLISH.tag()] {
            let Some(language) = self.languages.get(tag) else {
                continue;
            };
            if let Some(text) = language.format(key, args)? {
                return Ok(text);
            }
        }
        Err(format!("there is no message {key}"))
    }
}

impl Language {
    fn empty(locale: Locale, id: LanguageIdentifier) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks keep a Latin name from scrambling an Arabic sentence. In a left-to-right
        // language they would only be invisible characters that people copy along.
        bundle.set_use_isolating(locale.direction() == Direction::RightToLeft);
        Self {
            locale,
            name: String::new(),
            bundle,
        }
    }

    /// `None` when this language has no such message.
    fn format(&self, key: &str, args: &FluentArgs<'_>) -> Result<Option<String>, String> {
        let Some(pattern) = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        else {
            return Ok(None);
        };
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        if errors.is_empty() {
            Ok(Some(text))
        } else {
            Err(format!(
                "message {key} in {}: {errors:?}",
                self.locale.tag()
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources;

    fn catalog() -> Catalog {
        Catalog::parse(&sources::locales()).unwrap()
    }

    fn with_count(name: &'static str, count: u32) -> FluentArgs<'static> {
        let mut args = FluentArgs::new();
        args.set(name, count);
        args
    }

    #[test]
    fn french_treats_zero_and_one_as_singular() {
        let catalog = catalog();
        let left = |count| {
            catalog
                .message("fr", "code-error-wrong", &with_count("left", count))
                .unwrap()
        };
        assert!(left(1).contains("1\u{a0}essai"), "{}", left(1));
        assert!(!left(1).contains("essais"), "{}", left(1));
        assert!(left(2).contains("2\u{a0}essais"), "{}", left(2));
    }

    #[test]
    fn english_counts_in_singular_and_plural() {
        let catalog = catalog();
        let left = |count| {
            catalog
                .message("en", "code-error-wrong", &with_count("left", count))
                .unwrap()
        };
        assert!(left(1).contains("one try"), "{}", left(1));
        assert!(left(3).contains("3 tries"), "{}", left(3));
    }

    #[test]
    fn a_missing_message_is_an_error() {
        assert!(
            catalog()
                .message("fr", "no-such-message", &FluentArgs::new())
                .is_err()
        );
    }

    #[test]
    fn a_missing_argument_is_an_error() {
        assert!(
            catalog()
                .message("en", "code-error-wrong", &FluentArgs::new())
                .is_err()
        );
    }

    #[test]
    fn every_language_names_itself() {
        for language in catalog().languages() {
            assert_ne!(language.name, language.locale.tag());
        }
    }
}
