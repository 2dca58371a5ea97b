//! Ids and secrets as they look, the same in every run: what a seeded generator makes up differs with
//! each change of what is drawn before.

use std::{cell::RefCell, collections::HashMap};

const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Those of one operation.
pub(super) struct Likeness<'a> {
    operation: &'a str,
    known: RefCell<HashMap<String, String>>,
}

impl<'a> Likeness<'a> {
    pub(super) fn of(operation: &'a str) -> Self {
        Self {
            operation,
            known: RefCell::default(),
        }
    }

    /// A text whose ids are others.
    pub(super) fn of_text(&self, text: &str) -> String {
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let mut made = String::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if is_made_up(word) {
                made.push_str(&self.of_word(word));
            } else {
                made.push_str(word);
            }
            let next = after.find(is_of_word).unwrap_or(after.len());
            made.push_str(&after[..next]);
            rest = &after[next..];
        }
        made
    }

    fn of_word(&self, word: &str) -> String {
        let mut known = self.known.borrow_mut();
        let number = known.len();
        let likeness = || {
            // FNV-1a: the same in every version of every library.
            let mut state = 0xcbf2_9ce4_8422_2325_u64;
            let mut letter = |byte: u8| {
                state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                ALPHABET[usize::try_from(state >> 59).unwrap()]
            };
            for byte in format!("{} {number}", self.operation).bytes() {
                letter(byte);
            }
            let letters = word.bytes().map(|_| char::from(letter(0)));
            letters.collect::<String>()
        };
        known
            .entry(word.to_owned())
            .or_insert_with(likeness)
            .clone()
    }
}

/// Whether nothing but chance makes such a word.
fn is_made_up(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_long = word.len() >= 12;
    is_long && digits > 0 && letters > 0
}
