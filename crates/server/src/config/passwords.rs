//! `[passwords]`: what a password must be.

use oidc_core::account::password_policy::{LONGEST, MOST_KINDS, PasswordPolicy};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{error::ConfigError, lenient};

/// As written: the members of `passwordPolicy`. What is missing is as the API set it, or as it is by
/// default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// Characters at least.
    #[serde(deserialize_with = "lenient::optional")]
    pub min_length: Option<u32>,
    /// Characters at most.
    #[serde(deserialize_with = "lenient::optional")]
    pub max_length: Option<u32>,
    /// Kinds of characters at least: small letters, capitals, digits, other signs of ASCII, and all
    /// other characters.
    #[serde(deserialize_with = "lenient::optional")]
    pub character_types: Option<u32>,
    /// Whether those are refused that are guessed first.
    #[serde(deserialize_with = "lenient::optional")]
    pub reject_pwned: Option<bool>,
    /// Whether `aaa` and `123` are refused.
    #[serde(deserialize_with = "lenient::optional")]
    pub reject_repetition_and_sequence: Option<bool>,
    /// Whether the person's own name and address are refused.
    #[serde(deserialize_with = "lenient::optional")]
    pub reject_user_info: Option<bool>,
    /// Words that are refused.
    #[serde(deserialize_with = "lenient::optional_list")]
    pub words: Option<Vec<String>>,
}

impl Section {
    /// Everything that speaks against this policy.
    pub(super) fn check(&self) -> Vec<ConfigError> {
        let mut wrong = self.out_of_bounds();
        if wrong.is_empty() {
            wrong = self.contradictions();
        }
        let words = self.words.iter().flatten();
        if words.clone().any(String::is_empty) {
            wrong.push(setting("words", "has an empty text, which is no word."));
        }
        if words.clone().any(|word| word.contains('\0')) {
            let problem = "has a word with U+0000, which no database keeps.";
            wrong.push(setting("words", problem));
        }
        wrong
    }

    fn out_of_bounds(&self) -> Vec<ConfigError> {
        let numbers = [
            ("min_length", self.min_length, LONGEST),
            ("max_length", self.max_length, LONGEST),
            ("character_types", self.character_types, MOST_KINDS),
        ];
        let is_out = |(_, number, most): &(&str, Option<u32>, u32)| {
            number.is_some_and(|number| !(1..=*most).contains(&number))
        };
        let out = numbers.into_iter().filter(is_out);
        out.map(|(key, _, most)| setting(key, format!("must be between 1 and {most}.")))
            .collect()
    }

    /// What no password can be at the same time.
    fn contradictions(&self) -> Vec<ConfigError> {
        let usual = PasswordPolicy::default();
        let min = self.min_length.unwrap_or(usual.length.min);
        let max = self.max_length.unwrap_or(usual.length.max);
        let kinds = self.character_types.unwrap_or(usual.character_types.min);
        let mut wrong = Vec::new();
        if max < min {
            let problem = format!("is {max}, below passwords.min_length, which is {min}.");
            wrong.push(setting("max_length", problem));
        }
        if max < kinds {
            let problem = format!("is {kinds}, above passwords.max_length, which is {max}.");
            wrong.push(setting("character_types", problem));
        }
        wrong
    }

    /// Lays what is set here over the sign-in experience.
    pub(super) fn lay(&self, layer: &mut Map<String, Value>) {
        let number = |number: Option<u32>| number.map(Value::from);
        let switch = |switch: Option<bool>| switch.map(Value::from);
        let groups = [
            (
                "length",
                vec![
                    ("min", number(self.min_length)),
                    ("max", number(self.max_length)),
                ],
            ),
            (
                "characterTypes",
                vec![("min", number(self.character_types))],
            ),
            (
                "rejects",
                vec![
                    ("pwned", switch(self.reject_pwned)),
                    (
                        "repetitionAndSequence",
                        switch(self.reject_repetition_and_sequence),
                    ),
                    ("userInfo", switch(self.reject_user_info)),
                    ("words", self.words.clone().map(Value::from)),
                ],
            ),
        ];
        let mut policy = Map::new();
        for (name, members) in groups {
            let set = members
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)));
            let set: Map<String, Value> = set.collect();
            if !set.is_empty() {
                policy.insert(name.to_owned(), set.into());
            }
        }
        if !policy.is_empty() {
            layer.insert("passwordPolicy".to_owned(), policy.into());
        }
    }
}

fn setting(key: &str, problem: impl Into<String>) -> ConfigError {
    ConfigError::setting(format!("passwords.{key}"), problem)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn section(text: &str) -> Section {
        toml::from_str(text).unwrap()
    }

    fn wrong(text: &str) -> Vec<String> {
        let wrong = section(text).check();
        let told = wrong.iter().map(ToString::to_string);
        told.map(|told| {
            let told = told.strip_prefix("The setting passwords.").unwrap();
            told.to_owned()
        })
        .collect()
    }

    #[test]
    fn the_file_sets_the_members_it_names_and_no_others() {
        let laid = |text: &str| {
            let mut layer = Map::new();
            section(text).lay(&mut layer);
            Value::Object(layer)
        };
        assert_eq!(laid(""), json!({}));
        assert_eq!(
            laid("min_length = 12"),
            json!({"passwordPolicy": {"length": {"min": 12}}})
        );
        let all = "min_length = 12\nmax_length = 64\ncharacter_types = 2\nreject_pwned = false\n\
            reject_repetition_and_sequence = false\nreject_user_info = true\nwords = [\"shop\"]";
        assert_eq!(
            laid(all),
            json!({"passwordPolicy": {
                "length": {"min": 12, "max": 64}, "characterTypes": {"min": 2},
                "rejects": {
                    "pwned": false, "repetitionAndSequence": false, "userInfo": true,
                    "words": ["shop"],
                },
            }})
        );
        assert_eq!(
            laid("words = []"),
            json!({"passwordPolicy": {"rejects": {"words": []}}})
        );
    }

    #[test]
    fn what_the_environment_gives_as_text_is_read_as_what_it_is() {
        let written =
            section("min_length = \"12\"\nreject_pwned = \"false\"\nwords = \"shop, books\"");
        assert_eq!(
            written,
            section("min_length = 12\nreject_pwned = false\nwords = [\"shop\", \"books\"]")
        );
    }

    #[test]
    fn a_policy_that_some_password_meets_is_taken() {
        for text in [
            "",
            "min_length = 1\nmax_length = 1",
            "min_length = 256\nmax_length = 256\ncharacter_types = 4",
            "max_length = 8",
        ] {
            assert_eq!(wrong(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn each_contradiction_is_one_sentence() {
        for (text, told) in [
            ("min_length = 0", "min_length must be between 1 and 256."),
            ("min_length = 257", "min_length must be between 1 and 256."),
            ("max_length = 257", "max_length must be between 1 and 256."),
            (
                "character_types = 5",
                "character_types must be between 1 and 4.",
            ),
            (
                "min_length = 12\nmax_length = 11",
                "max_length is 11, below passwords.min_length, which is 12.",
            ),
            (
                "max_length = 7",
                "max_length is 7, below passwords.min_length, which is 8.",
            ),
            (
                "min_length = 1\nmax_length = 2\ncharacter_types = 3",
                "character_types is 3, above passwords.max_length, which is 2.",
            ),
            (
                "words = [\"\"]",
                "words has an empty text, which is no word.",
            ),
            (
                "words = [\"a\\u0000b\"]",
                "words has a word with U+0000, which no database keeps.",
            ),
        ] {
            assert_eq!(wrong(text), [told], "{text}");
        }
        let several = "min_length = 0\nmax_length = 999\ncharacter_types = 9\nwords = [\"\"]";
        assert_eq!(
            wrong(several),
            [
                "min_length must be between 1 and 256.",
                "max_length must be between 1 and 256.",
                "character_types must be between 1 and 4.",
                "words has an empty text, which is no word.",
            ]
        );
    }
}
