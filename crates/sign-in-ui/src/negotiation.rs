//! Which language a visitor reads: an explicit click, the application's `ui_locales`, an earlier
//! switch, the browser's `Accept-Language`, the configured fallback — in that order.

use crate::i18n::Catalog;
use crate::locale::Locale;

/// How many tags of one header or parameter are looked at; a visitor's list is far shorter, and a
/// hostile one costs no more than this.
const MOST_TAGS: usize = 20;

/// Everything that speaks for a language, as it came in.
#[derive(Debug, Default, Clone, Copy)]
pub struct LanguageChoice<'a> {
    /// `?lang=…`: a click on the language switch in this flow.
    pub clicked: Option<&'a str>,
    /// `ui_locales`: tags separated by blanks, best first (OpenID Connect Core §3.1.2.1).
    pub ui_locales: Option<&'a str>,
    /// The tag that an earlier switch left in a cookie.
    pub cookie: Option<&'a str>,
    /// The `Accept-Language` header with its weights (RFC 9110 §12.5.4).
    pub accept_language: Option<&'a str>,
    /// The configured language, when nothing else matches.
    pub fallback: &'a str,
}

impl LanguageChoice<'_> {
    pub(crate) fn negotiate(&self, catalog: &Catalog) -> Locale {
        let one = |tag: Option<&str>| tag.and_then(|tag| lookup(catalog, tag));
        one(self.clicked)
            .or_else(|| {
                let tags = self.ui_locales.unwrap_or_default().split_whitespace();
                tags.take(MOST_TAGS).find_map(|tag| lookup(catalog, tag))
            })
            .or_else(|| one(self.cookie))
            .or_else(|| accepted(catalog, self.accept_language.unwrap_or_default()))
            .or_else(|| lookup(catalog, self.fallback))
            .unwrap_or(Locale::ENGLISH)
    }
}

/// RFC 4647 §3.4: the tag is shortened from its end until it matches.
fn lookup(catalog: &Catalog, tag: &str) -> Option<Locale> {
    let mut range = tag.trim();
    loop {
        if let Some(locale) = catalog.find(range) {
            return Some(locale);
        }
        range = range.rsplit_once(['-', '_'])?.0;
    }
}

fn accepted(catalog: &Catalog, header: &str) -> Option<Locale> {
    let mut ranges: Vec<(u16, &str)> = header
        .split(',')
        .take(MOST_TAGS)
        .filter_map(|item| {
            let (tag, parameter) = item.split_once(';').unwrap_or((item, "q=1"));
            let weight = weight(parameter)?;
            (weight > 0).then_some((weight, tag.trim()))
        })
        .collect();
    ranges.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    ranges.into_iter().find_map(|(_, tag)| lookup(catalog, tag))
}

/// A weight in thousandths (RFC 9110 §12.4.2); `None` when it is not one.
fn weight(parameter: &str) -> Option<u16> {
    let value = parameter
        .trim()
        .strip_prefix("q=")
        .or(parameter.trim().strip_prefix("Q="))?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths = format!("{fraction:0<3}")
        .parse::<u16>()
        .ok()
        .filter(|_| digits)?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources;

    fn tag(choice: &LanguageChoice<'_>) -> &'static str {
        choice
            .negotiate(&Catalog::parse(&sources::locales()).unwrap())
            .tag()
    }

    fn accept(header: &str) -> &'static str {
        tag(&LanguageChoice {
            accept_language: Some(header),
            fallback: "en",
            ..Default::default()
        })
    }

    #[test]
    fn the_sources_rank_from_click_to_fallback() {
        let mut choice = LanguageChoice {
            clicked: Some("fr"),
            ui_locales: Some("en"),
            cookie: Some("en"),
            accept_language: Some("en"),
            fallback: "en",
        };
        assert_eq!(tag(&choice), "fr");
        (choice.clicked, choice.ui_locales) = (None, Some("fr"));
        assert_eq!(tag(&choice), "fr");
        (choice.ui_locales, choice.cookie) = (None, Some("fr"));
        assert_eq!(tag(&choice), "fr");
        (choice.cookie, choice.accept_language) = (None, Some("fr"));
        assert_eq!(tag(&choice), "fr");
        (choice.accept_language, choice.fallback) = (None, "fr");
        assert_eq!(tag(&choice), "fr");
        choice.fallback = "";
        assert_eq!(tag(&choice), "en");
    }

    #[test]
    fn a_language_we_do_not_speak_yields_to_the_next_source() {
        let choice = LanguageChoice {
            clicked: Some("tlh"),
            ui_locales: Some("de nl"),
            cookie: Some("\"><script>"),
            accept_language: Some("pt-BR, fr;q=0.1"),
            fallback: "en",
        };
        assert_eq!(tag(&choice), "fr");
    }

    #[test]
    fn ui_locales_are_tried_in_order_and_by_their_language() {
        let of = |list| {
            tag(&LanguageChoice {
                ui_locales: Some(list),
                fallback: "en",
                ..Default::default()
            })
        };
        assert_eq!(of("de fr-CA en"), "fr");
        assert_eq!(of("FR"), "fr");
        assert_eq!(of("fr_FR"), "fr");
        assert_eq!(of("  en-GB   fr "), "en");
        assert_eq!(of("frr"), "en");
    }

    #[test]
    fn accept_language_is_read_by_weight() {
        for (header, expected) in [
            ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"),
            ("en;q=0.8, fr;q=0.9", "fr"),
            ("en;q=0.8,fr;q=0.80", "en"),
            ("fr;q=0, en;q=0.1", "en"),
            ("fr;q=0", "en"),
            ("*", "en"),
            ("de, fr;q=0.001", "fr"),
            ("fr;q=2, en", "en"),
            ("fr;q=abc", "en"),
            ("fr;q=0.1234", "en"),
            ("", "en"),
            (",,;;q=,", "en"),
        ] {
            assert_eq!(accept(header), expected, "{header}");
        }
    }

    #[test]
    fn only_the_first_tags_of_an_endless_list_count() {
        let endless = "xx,".repeat(100_000) + "fr";
        assert_eq!(accept(&endless), "en");
    }
}
