//! What a password must not be made of: repetitions, sequences, words that are not wanted, and the
//! person's own name and address. It speaks against the password when little else is left.

use super::{Issue, Person, Rejects, letters::folded};

/// The longest password that a policy allows. Of a longer one no more than this is looked at.
const LONGEST: usize = 1_024;

/// From how many characters on something is repeated, or follows one upon the other.
const SHORTEST_ROW: usize = 3;

/// How many characters that nothing speaks against make up for all the others.
const TOLERATED: usize = 3;

/// Characters that follow one upon the other: in the alphabet, or on a keyboard.
const ROWS: [&str; 14] = [
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik",
    "9ol",
];

impl Rejects {
    /// What a password is made of that speaks against it; nothing, as long as enough of it is
    /// something else.
    pub(super) fn found_in(&self, password: &str, person: &Person<'_>) -> Vec<Issue> {
        let mut letters = folded(password);
        letters.truncate(LONGEST);
        let words: Vec<Vec<char>> = self.words.iter().map(|word| folded(word)).collect();
        let own = if self.user_info {
            person.phrases()
        } else {
            Vec::new()
        };
        let in_a_row = |length: usize| {
            if self.repetition_and_sequence {
                length
            } else {
                0
            }
        };
        let mut issues = Vec::new();
        let (mut bad, mut bad_up_to) = (0_usize, 0_usize);
        for at in 0..letters.len() {
            let rest = &letters[at..];
            for (issue, length) in [
                (Issue::Repetition, in_a_row(repetition(rest))),
                (Issue::Sequence, in_a_row(sequence(rest))),
                (Issue::Words, longest(&words, rest)),
                (Issue::UserInfo, longest(&own, rest)),
            ] {
                if length > 0 && !issues.contains(&issue) {
                    issues.push(issue);
                }
                bad_up_to = bad_up_to.max(at + length);
            }
            bad += usize::from(at < bad_up_to);
        }
        let tolerated = letters.len().saturating_sub(TOLERATED).max(1);
        if bad > tolerated { issues } else { Vec::new() }
    }
}

/// How many characters two texts begin with.
fn common(one: &[char], other: &[char]) -> usize {
    let pairs = one.iter().zip(other);
    pairs.take_while(|(one, other)| one == other).count()
}

/// How long a row of characters is that is one.
const fn row(length: usize) -> usize {
    if length < SHORTEST_ROW { 0 } else { length }
}

/// How often the first character is repeated.
fn repetition(rest: &[char]) -> usize {
    let same = rest
        .iter()
        .take_while(|letter| rest.first() == Some(*letter));
    row(same.count())
}

/// How many characters follow one upon the other, forwards or backwards.
fn sequence(rest: &[char]) -> usize {
    let mut longest = 0_usize;
    for letters in ROWS {
        let forwards: Vec<char> = letters.chars().collect();
        let backwards: Vec<char> = letters.chars().rev().collect();
        for letters in [forwards, backwards] {
            for at in 0..letters.len() {
                longest = longest.max(common(&letters[at..], rest));
            }
        }
    }
    row(longest)
}

/// The length of the longest phrase that it begins with.
fn longest(phrases: &[Vec<char>], rest: &[char]) -> usize {
    let begin = phrases.iter().filter(|phrase| rest.starts_with(phrase));
    begin.map(Vec::len).max().unwrap_or_default()
}
