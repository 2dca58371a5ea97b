//! Passwords that are guessed first, because many people have chosen them (NIST SP 800-63B-4 §3.1.1.2:
//! a new password is compared with a list of commonly used ones).

use std::cmp::Ordering;

/// One a line, in small letters, in the order of their octets: the 30,000 most common passwords of
/// zxcvbn 4.4.2 (`common_passwords.LICENSE.txt` beside the list), and some that zxcvbn counts among
/// words, names, repetitions or sequences.
///
/// None has fewer than four characters. With what [`is_common`] leaves out at the end, a shorter one
/// would be less than half of a password of eight characters, the shortest that the policy allows by
/// default; and of three letters nearly every combination is in some list.
const LIST: &str = include_str!("../../data/common_passwords.txt");

/// Whether a password is one of them, whatever the case of its letters. What is most often added to
/// one makes no other of it: exclamation marks, and digits with or without them.
pub(super) fn is_common(password: &str) -> bool {
    let small = password.to_lowercase();
    let is_added = |c: char| c.is_ascii_digit() || c == '!';
    let without = [
        small.as_str(),
        small.trim_end_matches('!'),
        small.trim_end_matches(is_added),
    ];
    without.into_iter().any(|word| has_line(LIST, word))
}

/// Whether one of the lines of a text, which stand in the order of their octets, is this one.
fn has_line(text: &str, sought: &str) -> bool {
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let (before, line, after) = around_the_middle(rest);
        match sought.as_bytes().cmp(line) {
            Ordering::Less => rest = before,
            Ordering::Equal => return true,
            Ordering::Greater => rest = after,
        }
    }
    false
}

/// The line in the middle of a text that is not empty, without its end, between all lines before it
/// and all lines after it.
fn around_the_middle(text: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let is_end = |octet: &u8| *octet == b'\n';
    let end_before = text[..text.len() / 2].iter().rposition(is_end);
    let (before, rest) = text.split_at(end_before.map_or(0, |end| end + 1));
    let length = rest.iter().position(is_end).unwrap_or(rest.len());
    let (line, after) = rest.split_at(length);
    (before, line, after.get(1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines() -> Vec<&'static str> {
        LIST.lines().collect()
    }

    #[test]
    fn the_list_is_in_order_and_holds_each_password_once() {
        let lines = lines();
        assert!(lines.len() > 29_000, "{}", lines.len());
        assert!(lines.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn the_list_is_in_small_letters_and_holds_none_of_fewer_than_four() {
        for line in lines() {
            let is_plain = line.bytes().all(|octet| octet.is_ascii_graphic());
            assert!(is_plain && line.len() >= 4, "{line}");
            assert_eq!(line, line.to_lowercase());
        }
    }

    #[test]
    fn each_of_the_list_is_common_in_capitals_too() {
        let lines = lines();
        for line in [lines[0], lines[lines.len() / 2], lines[lines.len() - 1]] {
            assert!(is_common(line), "{line}");
        }
        for line in lines {
            assert!(has_line(LIST, line), "{line}");
            assert!(is_common(&line.to_uppercase()), "{line}");
        }
    }

    #[test]
    fn what_is_added_at_the_end_makes_no_other_password() {
        for password in [
            "Password1!",
            "qwerty123",
            "azertyuiop",
            "summer2024!",
            "Summer!2024",
            "dragon12345678",
            "12345678!",
            "abc123!!!",
            "trustno1!",
            "P@ssw0rd2024",
            "letmein!1!",
        ] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn words_and_names_that_the_list_of_zxcvbn_leaves_out_are_common() {
        for password in [
            "00000000",
            "87654321",
            "administrator",
            "basketball",
            "elizabeth",
            "jennifer",
            "Michael1987",
            "p@ssword",
            "zaq1zaq1",
        ] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn what_is_not_in_the_list_is_not_common() {
        let long = "1".repeat(60_000);
        for password in [
            "",
            "!",
            "198712340987654321",
            "correct horse battery staple",
            "correcthorse1",
            "correcthorse2024!",
            "Tr0ub4dor&3",
            "k7vxqzpw",
            "kx7q2024!",
            "2024summer-rain",
            "passwort-für-ada",
            "\n",
            "password\npassword1",
            &long,
        ] {
            assert!(!is_common(password), "{password}");
        }
    }

    proptest! {
        #[test]
        fn a_line_is_found_just_where_reading_all_of_them_finds_it(
            words in prop::collection::btree_set("[a-c]{1,3}", 0..20), sought in "[a-c]{0,4}",
        ) {
            let words: Vec<String> = words.into_iter().collect();
            for end in ["", "\n"] {
                let text = words.join("\n") + end;
                let is_there = text.lines().any(|line| line == sought);
                prop_assert_eq!(has_line(&text, &sought), is_there);
            }
        }

        #[test]
        fn so_it_is_in_the_list(
            word in prop::sample::select(lines()), added in "[0-9a-z!]{0,2}",
        ) {
            let sought = word.to_owned() + &added;
            let is_there = LIST.lines().any(|line| line == sought);
            prop_assert_eq!(has_line(LIST, &sought), is_there);
        }
    }
}
