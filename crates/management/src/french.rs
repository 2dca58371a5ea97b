//! The sentences of this API in French: `web/messages/fr`, where each English sentence stands with
//! its French one.
//!
//! Whoever refuses something says why in English, in the one place where it is decided, be it in a
//! crate that knows nothing of languages. The French is found by the English sentence. One that is not
//! there stays English; the tests of the API hold every sentence they see against this.

mod pattern;

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use self::pattern::{Malformed, Pattern, Tries};

/// English to French, by what it is about.
const FILES: [(&str, &str); 5] = [
    ("codes", include_str!("../../../web/messages/fr/codes.toml")),
    ("input", include_str!("../../../web/messages/fr/input.toml")),
    (
        "settings",
        include_str!("../../../web/messages/fr/settings.toml"),
    ),
    (
        "connectors",
        include_str!("../../../web/messages/fr/connectors.toml"),
    ),
    (
        "advice",
        include_str!("../../../web/messages/fr/advice.toml"),
    ),
];

/// The longest text that is looked for, in octets: longer than any address that is repeated in one.
const LONGEST: usize = 8 * 1024;
/// How many ways of reading one text are looked at.
const TRIES: u32 = 2_000;
/// How deep sentences stand in sentences.
const DEPTH: u32 = 4;

/// Every sentence there is.
#[derive(Debug, Default)]
struct Catalogue {
    sentences: HashMap<String, String>,
    /// Those with gaps; what says the most comes first.
    patterns: Vec<Pattern>,
}

/// Why a file cannot be read. The files are part of the program, and tests read them.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    /// It is no TOML of texts.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A sentence whose gaps are wrong.
    #[error("{0:?} {1}")]
    Gaps(String, Malformed),
    /// A sentence that stands there twice.
    #[error("{0:?} stands there twice")]
    Twice(String),
}

impl Catalogue {
    fn read(files: &[(&str, &str)]) -> Result<Self, Unreadable> {
        let mut read = Self::default();
        let mut known: HashSet<String> = HashSet::new();
        for (_, text) in files {
            let all: HashMap<String, String> = toml::from_str(text)?;
            for (english, french) in all {
                if !known.insert(english.clone()) {
                    return Err(Unreadable::Twice(english));
                }
                let pattern = Pattern::parse(&english, &french);
                let pattern = pattern.map_err(|why| Unreadable::Gaps(english, why))?;
                match pattern.plain() {
                    Ok((english, french)) => {
                        read.sentences.insert(english, french);
                    }
                    Err(pattern) => read.patterns.push(pattern),
                }
            }
        }
        let weight = |pattern: &Pattern| std::cmp::Reverse(pattern.weight());
        read.patterns.sort_by_key(weight);
        Ok(read)
    }

    fn french(&self, text: &str) -> Option<String> {
        if text.len() > LONGEST {
            return None;
        }
        // Sentence by sentence first: a name in the whole could take in the sentence behind it.
        let tries = Tries::new(TRIES);
        let each = self.paragraph(text, &tries);
        each.or_else(|| self.sentence(text, &tries, DEPTH))
    }

    fn sentence(&self, text: &str, tries: &Tries, depth: u32) -> Option<String> {
        if let Some(french) = self.sentences.get(text) {
            return Some(french.clone());
        }
        let deeper = depth.checked_sub(1)?;
        let ours = |part: &str| self.sentence(part, tries, deeper);
        let mut patterns = self.patterns.iter();
        patterns.find_map(|pattern| pattern.french(text, tries, &ours))
    }

    /// Several sentences, each of which is known.
    fn paragraph(&self, text: &str, tries: &Tries) -> Option<String> {
        if tries.is_over() {
            return None;
        }
        ends_of_sentences(text).into_iter().find_map(|end| {
            let said = self.sentence(&text[..end], tries, DEPTH)?;
            let rest = text[end..].trim_start();
            if rest.is_empty() {
                return Some(said);
            }
            Some(format!("{said} {}", self.paragraph(rest, tries)?))
        })
    }
}

/// Where a sentence may end: not within a text that is quoted, which is anybody's.
fn ends_of_sentences(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = is_quoted,
            '"' => is_quoted = !is_quoted,
            '.' if !is_quoted && text[at + 1..].starts_with(' ') => ends.push(at + 1),
            _ => {}
        }
    }
    ends.push(text.len());
    ends
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| match Catalogue::read(&FILES) {
    Ok(read) => read,
    Err(why) => {
        tracing::error!(%why, "the French sentences cannot be read");
        Catalogue::default()
    }
});

/// Reads the sentences, so that no call waits for it.
pub(crate) fn prepare() {
    LazyLock::force(&CATALOGUE);
}

/// The French of a sentence of this API, of several, or of the rest of one whose subject is a member
/// of the request; none when it is not known.
pub fn french(english: &str) -> Option<String> {
    CATALOGUE.french(english)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::code::Code;

    #[test]
    fn every_file_can_be_read_and_no_sentence_stands_there_twice() {
        let read = Catalogue::read(&FILES).unwrap();
        assert!(!read.sentences.is_empty() && !read.patterns.is_empty());
    }

    #[test]
    fn the_message_of_every_code_has_its_french() {
        let missing = Code::ALL.iter().map(|code| code.message());
        let missing: Vec<_> = missing.filter(|said| french(said).is_none()).collect();
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn french_is_written_with_its_own_spaces_and_apostrophes() {
        let mut wrong = Vec::new();
        for (file, text) in FILES {
            let all: HashMap<String, String> = toml::from_str(text).unwrap();
            for french in all.into_values() {
                let outside_code = french.split('`').step_by(2).collect::<String>();
                let before = [
                    "\u{20}:", "\u{20};", "\u{20}?", "\u{20}!", "«\u{20}", "\u{20}»",
                ];
                let is_plain = before.iter().any(|bad| outside_code.contains(bad));
                if is_plain || outside_code.contains('\'') {
                    wrong.push(format!("{file}: {french}"));
                }
            }
        }
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn several_sentences_are_french_when_each_is() {
        let one = "The resource does not exist.";
        let said = french(&format!("{one} {one}")).unwrap();
        assert_eq!(said, format!("{0} {0}", french(one).unwrap()));
        assert_eq!(french(&format!("{one} What is this?")), None);
        assert_eq!(french(""), None);
    }

    #[test]
    fn a_name_takes_in_no_sentence_of_ours() {
        let can = "ada@example.com can sign in to Bookstore.";
        let told = "The last code was used.";
        for can in [can, "ada@example.com can sign in to Dr. Shop."] {
            let said = french(&format!("{can} {told}")).unwrap();
            let each = [can, told].map(|one| french(one).unwrap());
            assert_eq!(said, each.join(" "));
        }
        let typed = "\"+33612345678\" is no e-mail address, and nothing else lets people in.";
        let said = french(&format!("+33612345678 cannot sign in to Dr. Shop: {typed}"));
        let end = french(typed).unwrap();
        let begin = "+33612345678 ne peut pas se connecter à Dr. Shop\u{a0}: ";
        assert_eq!(said.unwrap(), format!("{begin}{end}"));
    }

    #[test]
    fn what_is_too_long_and_what_can_be_read_in_many_ways_stays_english() {
        assert_eq!(french(&"x".repeat(LONGEST + 1)), None);
        assert_eq!(french(&". ".repeat(LONGEST / 2)), None);
        assert_eq!(french(&"has \"\", which ".repeat(LONGEST / 16)), None);
        assert_eq!(french(&"`` `` ".repeat(LONGEST / 8)), None);
    }
}
