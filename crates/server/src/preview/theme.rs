//! Light or dark, whatever the browser prefers: whoever looks at a preview looks at both.

use std::borrow::Cow;

use crate::extract::visit::Visit;

/// What style sheets, pages and mails ask the browser.
const IS_DARK: &str = "(prefers-color-scheme: dark)";
/// The same, as generated styles write it.
const IS_DARK_SHORT: &str = "(prefers-color-scheme:dark)";
/// How they say that they have both.
const BOTH: [&str; 2] = ["content=\"light dark\"", "color-scheme: light dark"];

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// The one that is asked for; what is unknown leaves the choice to the browser.
    pub(super) fn asked(visit: &Visit) -> Option<Self> {
        match visit.params().first("theme") {
            Some("light") => Some(Self::Light),
            Some("dark") => Some(Self::Dark),
            _ => None,
        }
    }

    /// As a query that asks for it.
    pub(super) const fn query(theme: Option<Self>) -> &'static str {
        match theme {
            Some(Self::Light) => "?theme=light",
            Some(Self::Dark) => "?theme=dark",
            None => "",
        }
    }

    /// A style sheet, page or mail that is of this theme alone.
    pub(super) fn force(theme: Option<Self>, text: Cow<'_, str>) -> Cow<'_, str> {
        let Some(theme) = theme else { return text };
        let (name, applies) = match theme {
            Self::Light => ("light", "not all"),
            Self::Dark => ("dark", "all"),
        };
        let mut forced = text.replace(IS_DARK, applies);
        forced = forced.replace(IS_DARK_SHORT, applies);
        for both in BOTH {
            forced = forced.replace(both, &both.replace("light dark", name));
        }
        Cow::Owned(forced)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: &str = ":root { color-scheme: light dark; } \
        @media (prefers-color-scheme: dark) { a { b: c } }@media (prefers-color-scheme:dark){}";

    #[test]
    fn a_style_sheet_is_of_the_theme_alone_that_was_asked_for() {
        let forced = |theme| Theme::force(theme, Cow::Borrowed(STYLE));
        assert_eq!(forced(None), STYLE);
        assert_eq!(
            forced(Some(Theme::Dark)),
            ":root { color-scheme: dark; } @media all { a { b: c } }@media all{}"
        );
        assert_eq!(
            forced(Some(Theme::Light)),
            ":root { color-scheme: light; } @media not all { a { b: c } }@media not all{}"
        );
    }

    #[test]
    fn a_page_says_that_it_has_this_theme_alone() {
        let page = "<meta name=\"color-scheme\" content=\"light dark\">\
            <source media=\"(prefers-color-scheme: dark)\">";
        assert_eq!(
            Theme::force(Some(Theme::Light), Cow::Borrowed(page)),
            "<meta name=\"color-scheme\" content=\"light\"><source media=\"not all\">"
        );
    }
}
