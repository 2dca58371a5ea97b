//! A sentence with gaps, in English and in French.
//!
//! | gap | what stands in it |
//! | --- | --- |
//! | `{name}` | what is the same in every language: a name, an address, a number |
//! | `{~name}` | a sentence of ours, or a part of one, which is put into French itself |
//! | `{#name}` | a number in digits |
//! | `{?name}` | a sentence of ours or the words of another program, which are left as they are |
//! | `{-name}` | what the French leaves out |
//! | `{{`, `}}` | no gap, but a brace |

use std::cell::Cell;

/// A sentence whose gaps are not written as they must be.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    /// A brace that is not closed, or not opened.
    #[error("has a brace too many")]
    Brace,
    /// Two gaps with nothing between them, two of one name, or one without a name.
    #[error("has gaps that cannot be told apart")]
    Gaps,
    /// The French has other gaps than the English.
    #[error("has other gaps in French")]
    Unlike,
}

/// What stands in a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Ours,
    Number,
    Either,
    Dropped,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Gap {
    name: String,
    kind: Kind,
    /// What follows it, up to the next gap or the end.
    then: String,
}

/// What comes before the first gap, and the gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sentence {
    begins: String,
    gaps: Vec<Gap>,
}

/// How many ways of reading one text are looked at, with all that stands in its gaps.
#[derive(Debug)]
pub(super) struct Tries(Cell<u32>);

impl Tries {
    pub(super) const fn new(most: u32) -> Self {
        Self(Cell::new(most))
    }

    pub(super) fn is_over(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left == 0
    }
}

/// A sentence with gaps in both languages.
#[derive(Debug)]
pub(super) struct Pattern {
    english: Sentence,
    french: Sentence,
}

impl Sentence {
    fn parse(text: &str) -> Result<Self, Malformed> {
        let mut read = Self {
            begins: String::new(),
            gaps: Vec::new(),
        };
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (plain, brace) = rest.split_at(at);
            read.say(plain);
            let twice = ["{{", "}}"].into_iter().find(|two| brace.starts_with(two));
            if let Some(two) = twice {
                read.say(&two[..1]);
                rest = &brace[two.len()..];
                continue;
            }
            let gap = brace.strip_prefix('{').and_then(|gap| gap.split_once('}'));
            let (gap, after) = gap.ok_or(Malformed::Brace)?;
            read.open(gap)?;
            rest = after;
        }
        read.say(rest);
        Ok(read)
    }

    fn say(&mut self, text: &str) {
        match self.gaps.last_mut() {
            Some(gap) => gap.then.push_str(text),
            None => self.begins.push_str(text),
        }
    }

    fn open(&mut self, gap: &str) -> Result<(), Malformed> {
        let marks = [
            ('~', Kind::Ours),
            ('#', Kind::Number),
            ('?', Kind::Either),
            ('-', Kind::Dropped),
        ];
        let mut marks = marks.into_iter();
        let marked = marks.find_map(|(mark, kind)| Some((gap.strip_prefix(mark)?, kind)));
        let (name, kind) = marked.unwrap_or((gap, Kind::Same));
        let is_apart = self.gaps.last().is_none_or(|last| !last.then.is_empty());
        if name.is_empty() || !is_apart || self.named(name).is_some() {
            return Err(Malformed::Gaps);
        }
        self.gaps.push(Gap {
            name: name.to_owned(),
            kind,
            then: String::new(),
        });
        Ok(())
    }

    fn named(&self, name: &str) -> Option<usize> {
        self.gaps.iter().position(|gap| gap.name == name)
    }
}

impl Pattern {
    /// As a file has it.
    pub(super) fn parse(english: &str, french: &str) -> Result<Self, Malformed> {
        let (english, french) = (Sentence::parse(english)?, Sentence::parse(french)?);
        let told = english.gaps.iter();
        let told = told.filter(|gap| gap.kind != Kind::Dropped).count();
        let is_alike = told == french.gaps.len()
            && french.gaps.iter().all(|gap| {
                let own = english.named(&gap.name);
                let own = own.and_then(|own| english.gaps.get(own));
                own.is_some_and(|own| own.kind == gap.kind)
            });
        if !is_alike {
            return Err(Malformed::Unlike);
        }
        Ok(Self { english, french })
    }

    /// The English and the French of one that has no gaps.
    pub(super) fn plain(self) -> Result<(String, String), Self> {
        if self.english.gaps.is_empty() {
            Ok((self.english.begins, self.french.begins))
        } else {
            Err(self)
        }
    }

    /// How much of a text it says itself: the pattern that says the most comes first.
    pub(super) fn weight(&self) -> usize {
        let gaps = self.english.gaps.iter();
        self.english.begins.len() + gaps.map(|gap| gap.then.len()).sum::<usize>()
    }

    /// The French of a text that is of this pattern. `ours` gives the French of what stands in a gap.
    pub(super) fn french(
        &self,
        text: &str,
        tries: &Tries,
        ours: &dyn Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let rest = text.strip_prefix(&*self.english.begins)?;
        self.read(rest, &mut Vec::new(), tries, ours)
    }

    /// Goes through the gaps from the left. A text that stands in a gap may hold what follows the gap
    /// itself, so that there are several ways of reading it.
    fn read<'t>(
        &self,
        rest: &'t str,
        values: &mut Vec<&'t str>,
        tries: &Tries,
        ours: &dyn Fn(&str) -> Option<String>,
    ) -> Option<String> {
        if tries.is_over() {
            return None;
        }
        let gap = self.english.gaps.get(values.len())?;
        if values.len() + 1 == self.english.gaps.len() {
            let value = rest.strip_suffix(&*gap.then)?;
            values.push(value);
            let french = self.filled(values, ours);
            values.pop();
            return french;
        }
        for (at, then) in rest.match_indices(&*gap.then) {
            if tries.is_over() {
                return None;
            }
            values.push(&rest[..at]);
            let french = self.read(&rest[at + then.len()..], values, tries, ours);
            values.pop();
            if french.is_some() {
                return french;
            }
        }
        None
    }

    fn filled(&self, values: &[&str], ours: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        let mut french = self.french.begins.clone();
        for gap in &self.french.gaps {
            let value = *values.get(self.english.named(&gap.name)?)?;
            match gap.kind {
                Kind::Number if !is_number(value) => return None,
                Kind::Same | Kind::Number => french.push_str(value),
                Kind::Dropped => {}
                Kind::Ours => french.push_str(&ours(value)?),
                Kind::Either => french.push_str(ours(value).as_deref().unwrap_or(value)),
            }
            french.push_str(&gap.then);
        }
        Some(french)
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn french(english: &str, french: &str, text: &str) -> Option<String> {
        let pattern = Pattern::parse(english, french).unwrap();
        let ours = |text: &str| match text {
            "is missing" => Some("manque".to_owned()),
            _ => None,
        };
        pattern.french(text, &Tries::new(100), &ours)
    }

    #[test]
    fn what_stands_in_a_gap_is_kept_where_the_french_has_it() {
        let said = french("{a} is not {b}.", "{b}, {a} ne l’est pas.", "x is not y.");
        assert_eq!(said.as_deref(), Some("y, x ne l’est pas."));
        assert_eq!(french("{a} is not {b}.", "{a} {b}", "x is y."), None);
    }

    #[test]
    fn a_sentence_of_ours_in_a_gap_is_french_too_or_the_whole_is_none() {
        let of = |text| french("{a}: {~why}.", "{a} : {~why}.", text);
        assert_eq!(of("x: is missing.").as_deref(), Some("x : manque."));
        assert_eq!(of("x: is there."), None);
        // What is in the gap holds what follows it.
        assert_eq!(of("x: y: is missing.").as_deref(), Some("x: y : manque."));
    }

    #[test]
    fn the_words_of_others_are_left_as_they_are() {
        let of = |text| french("refused: {?why}", "refusé : {?why}", text);
        assert_eq!(
            of("refused: is missing").as_deref(),
            Some("refusé : manque")
        );
        assert_eq!(of("refused: 550 no").as_deref(), Some("refusé : 550 no"));
    }

    #[test]
    fn a_text_that_can_be_read_in_many_ways_ends() {
        let pattern = Pattern::parse("{a},{b},{c},{~d}.", "{a},{b},{c},{~d}.");
        let pattern = pattern.unwrap();
        let text = ",".repeat(8_000) + ".";
        let tries = Tries::new(100);
        assert_eq!(pattern.french(&text, &tries, &|_| None), None);
        assert!(tries.is_over());
    }

    #[test]
    fn a_number_is_digits_and_what_french_leaves_out_is_left_out() {
        let of = |text| french("{#n} to {-who}", "{#n} au plus", text);
        assert_eq!(of("12 to you").as_deref(), Some("12 au plus"));
        assert_eq!(of("x to you"), None);
        assert_eq!(of(" to you"), None);
    }

    #[test]
    fn braces_that_are_no_gaps_stand_there_twice() {
        let said = french("`{{` {a} `}}`", "{a} : `}}`", "`{` x `}`");
        assert_eq!(said.as_deref(), Some("x : `}`"));
    }

    #[test]
    fn gaps_are_the_same_in_both_languages() {
        let of = |english, french| Pattern::parse(english, french).map(|_| ());
        assert_eq!(of("a {b} c", "{b}"), Ok(()));
        assert_eq!(of("a {b} c", "a c"), Err(Malformed::Unlike));
        assert_eq!(of("a {b} c", "a {c} c"), Err(Malformed::Unlike));
        assert_eq!(of("a {~b} c", "a {b} c"), Err(Malformed::Unlike));
        assert_eq!(of("a {-b} c", "a {-b} c"), Err(Malformed::Unlike));
        assert_eq!(of("a {-b} c", "a c"), Ok(()));
        assert_eq!(of("a {b c", "a"), Err(Malformed::Brace));
        assert_eq!(of("a b} c", "a"), Err(Malformed::Brace));
        assert_eq!(of("{a}{b}", "{a}{b}"), Err(Malformed::Gaps));
        assert_eq!(of("{a} {a}", "{a} {a}"), Err(Malformed::Gaps));
        assert_eq!(of("{}", "{}"), Err(Malformed::Gaps));
    }
}
